/** `docker context`: which engines this client knows. */
import { noun } from '../_framework/command';

export default noun({ name: 'context', short: 'Contexts: which engines this client knows' });
