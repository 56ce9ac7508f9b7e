/** `docker image`: images on this engine. */
import { noun } from '../_framework/command';

export default noun({ name: 'image', short: 'Images on this engine' });
