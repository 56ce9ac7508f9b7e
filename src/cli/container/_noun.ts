/** `docker container`: containers of this engine. */
import { noun } from '../_framework/command';

export default noun({ name: 'container', short: 'Containers of this engine' });
