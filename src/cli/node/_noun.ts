/** `docker node`: the members of the swarm. */
import { noun } from '../_framework/command';

export default noun({ name: 'node', short: 'Nodes: the members of the swarm', swarm: 'manager' });
