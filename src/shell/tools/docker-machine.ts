/** docker-machine, on laptops: virtual machines with Docker on them (`../laptop/docker-machine`). */
import { dockerMachine } from '../laptop/docker-machine/main';
import { tool } from './_tool';

export default tool({ name: 'docker-machine', package: 'docker-machine', main: dockerMachine });
