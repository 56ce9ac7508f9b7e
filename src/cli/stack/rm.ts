/** `docker stack rm` (command/stack/swarm/remove.go): services, secrets, configs, then networks. */
import { type Program, sleep } from '../../sim';
import type { ApiNetwork, ApiSecret, ApiTask } from '../_client/shapes';
import { command, atLeast } from '../_framework/command';
import type { Context } from '../_framework/context';
import { Failure, Failures } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { stackFilter } from './_convert/namespace';
import { removeObjects, removeServices } from './_deploy/remove';
import { stackServices } from './_deploy/services';
import { checkStackName, ORCHESTRATOR, stackNames } from './_stack';

export default command({
  use: 'rm [OPTIONS] STACK [STACK...]',
  aliases: ['remove', 'down'],
  short: 'Remove stacks',
  swarm: 'manager',
  args: atLeast(1),
  flags: {
    detach: flag.bool('d', 'Do not wait for the tasks to end', { initial: true }),
    ...ORCHESTRATOR,
  },
  completes: stackNames,
  *run(context, stacks, { detach }) {
    stacks.forEach(checkStackName);
    const failures = new Failures();
    for (const stack of stacks) {
      const verdict = yield* removeStack(context, stack);
      if (verdict === 'failed') failures.add(new Failure(`failed to remove some resources from stack: ${stack}`));
      if (verdict === 'removed' && !detach) {
        try {
          yield* waitForTasks(context, stack);
        } catch (error) {
          failures.add(error, (message) => `failed to wait on tasks of stack: ${stack}: failed to get tasks: ${message}`);
        }
      }
    }
    failures.throwIfAny();
  },
});

function* removeStack(context: Context, stack: string): Program<'removed' | 'failed' | 'nothing'> {
  const { api } = context;
  const filters = flag.filtersParameter([stackFilter(stack)]);
  const services = yield* stackServices(context, stack);
  const networks = yield* api.get<ApiNetwork[]>('/networks', { filters });
  const secrets = yield* api.get<ApiSecret[]>('/secrets', { filters });
  const configs = yield* api.get<ApiSecret[]>('/configs', { filters });
  if (services.length + networks.length + secrets.length + configs.length === 0) {
    yield* context.err.line(`Nothing found in stack: ${stack}`);
    return 'nothing';
  }
  const named = (objects: readonly ApiSecret[]) => objects.map((object) => ({ id: object.ID, name: object.Spec.Name }));
  const went = [
    yield* removeServices(context, services),
    yield* removeObjects(context, 'secret', named(secrets)),
    yield* removeObjects(context, 'config', named(configs)),
    yield* removeObjects(context, 'network', networks.map((network) => ({ id: network.Id, name: network.Name }))),
  ];
  return went.every(Boolean) ? 'removed' : 'failed';
}

const POLL_MS = 50;
const TERMINAL = new Set(['complete', 'shutdown', 'failed', 'rejected']);

/**
 * The real client asks as fast as it can and counts the answers in which some task has ended, until there were as
 * many of them as there are tasks: so it returns shortly after the first end, or when no task is left.
 */
function* waitForTasks(context: Context, stack: string): Program {
  let ended = 0;
  for (;;) {
    const tasks = yield* context.api.get<ApiTask[]>('/tasks', { filters: flag.filtersParameter([stackFilter(stack)]) });
    if (tasks.some((task) => TERMINAL.has(task.Status.State))) ended++;
    if (ended >= tasks.length) return;
    yield* sleep(context.sim, POLL_MS);
  }
}
