/** `docker config`: open data of the swarm. */
import { noun } from '../_framework/command';

export default noun({ name: 'config', short: 'Configs: open files for services', swarm: 'manager' });
