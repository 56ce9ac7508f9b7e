/** `docker swarm`: a swarm as a whole. */
import { noun } from '../_framework/command';

export default noun({ name: 'swarm', short: 'A swarm as a whole: begin, join, leave, keys, settings', swarm: '' });
