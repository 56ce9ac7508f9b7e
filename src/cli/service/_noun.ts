/** `docker service`: what the swarm is to run. */
import { noun } from '../_framework/command';

export default noun({ name: 'service', short: 'Services: what the swarm is to run', swarm: 'manager' });
