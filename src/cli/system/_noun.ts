/** `docker system`: the engine as a whole. */
import { noun } from '../_framework/command';

export default noun({ name: 'system', short: 'The engine as a whole' });
