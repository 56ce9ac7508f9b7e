/** `docker volume`: data that outlives containers. */
import { noun } from '../_framework/command';

export default noun({ name: 'volume', usage: 'COMMAND', short: 'Volumes: data that outlives containers' });
