/** `docker network`: networks of this engine and of the swarm. */
import { noun } from '../_framework/command';

export default noun({ name: 'network', short: 'Networks of this engine and of the swarm' });
