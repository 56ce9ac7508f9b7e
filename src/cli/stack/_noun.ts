/** `docker stack`: services, networks, secrets and configs that one compose file describes. */
import { noun } from '../_framework/command';
import { ORCHESTRATOR } from './_stack';

export default noun({ name: 'stack', short: 'Stacks: what a compose file describes, in the swarm', swarm: 'manager', usage: '[OPTIONS]', flags: ORCHESTRATOR });
