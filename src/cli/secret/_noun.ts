/** `docker secret`: confidential data of the swarm. */
import { noun } from '../_framework/command';

export default noun({ name: 'secret', short: 'Secrets: confidential files for services', swarm: 'manager' });
