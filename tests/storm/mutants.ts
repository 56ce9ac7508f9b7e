/**
 * Faults planted in the world, at least one for each law: a checker that cannot see its own is worth nothing. Each
 * mutant spoils one method and brings a short scenario in which that shows; without the fault the scenario holds.
 */
import { refuse } from '../../src/model';
import type { Secret, Task } from '../../src/model';
import type { Scenario, ScenarioStep } from '../../src/session/scenario';
import { assert } from '../../src/sim';
import { Store } from '../../src/store';
import type { Commit, Transaction } from '../../src/store';
import { AddressPool } from '../../src/swarm/allocator/address-pool';
import { NodeNeeds } from '../../src/swarm/allocator/node-needs';
import { Ports } from '../../src/swarm/allocator/ports';
import { TaskManager } from '../../src/host/agent/task-manager';
import { ControlApi } from '../../src/swarm/controlapi';
import { RestartSupervisor } from '../../src/swarm/orchestrator/restart/supervisor';
import { Updater } from '../../src/swarm/orchestrator/update/updater';
import { RoleManager } from '../../src/swarm/rolemanager/role-manager';
import { FILTERS } from '../../src/swarm/scheduler/filter';
import { TaskReaper } from '../../src/swarm/taskreaper/task-reaper';

export interface Mutant {
  /** The law that has to break, and words of the complaint. */
  readonly law: string;
  readonly says: RegExp;
  /** What is wrong with this world. */
  readonly fault: string;
  readonly scenario: Scenario;
  /** Plants the fault; answers how to take it away. */
  readonly plant: () => () => void;
}

type Method = (this: never, ...args: never[]) => unknown;

/** Puts a method made from the original in its place. */
function spoil(owner: object, method: string, make: (original: Method) => Method): () => void {
  const methods = owner as Record<string, Method>;
  const original = methods[method];
  assert(typeof original === 'function', `there is a method ${method} to spoil`);
  methods[method] = make(original);
  return () => void (methods[method] = original);
}

/** Runs until it is told to stop, and then takes its whole grace period. */
const LASTING = 'alpine sleep 1d';

/** The first machine founds the swarm, the others join it as managers (or as workers where `workers` says so). */
function swarmOf(machines: number, steps: readonly (string | number)[], workers = 0): Scenario {
  const names = Array.from({ length: machines }, (_one, i) => `node${i + 1}`);
  const opening: ScenarioStep[] = [{ on: 'node1', run: 'docker swarm init --advertise-addr ${NODE1_IP}' }];
  names.slice(1).forEach((on, i) => {
    const role = i + 1 >= machines - workers ? 'worker' : 'manager';
    opening.push({ on: 'node1', run: `docker swarm join-token -q ${role}`, save: { TOKEN: '(SWMTKN\\S+)' } });
    opening.push({ on, run: 'docker swarm join --token ${TOKEN} ${NODE1_IP}:2377' });
  });
  const rest = steps.map((step): ScenarioStep => (typeof step === 'number' ? { wait_seconds: step } : { on: 'node1', run: step }));
  return { name: 'mutant', seed: 1, nodes: Object.fromEntries(names.map((name) => [name, 'linux' as const])), steps: [...opening, ...rest] };
}

function never(owner: object, method: string): () => void {
  return spoil(owner, method, () => () => undefined);
}

/** The scheduler passes over what this filter has to say. */
function blind(words: string): () => void {
  const filter = FILTERS.find((one) => one.explains(2).startsWith(words));
  assert(filter !== undefined, `there is a filter that says ${words}`);
  return spoil(filter, 'admits', () => () => true);
}

export const MUTANTS: readonly Mutant[] = [
  {
    law: 'task-life',
    says: /went from ready back to new/,
    fault: 'a task that is let run begins its life anew',
    scenario: swarmOf(1, [`docker service create -d --name web --restart-delay 1s alpine false`, 8]),
    plant: () =>
      spoil(RestartSupervisor.prototype, 'startNow', () => ((tx: Transaction, id: string) => {
        const task = tx.get('task', id) as Task;
        tx.update('task', id, { ...task, DesiredState: 'running', Status: { ...task.Status, State: 'new' } });
      }) as Method),
  },
  {
    law: 'one-task-a-slot',
    says: /is let run beside/,
    fault: 'a replacement does not wait for the old task',
    scenario: swarmOf(1, [`docker service create -d --name web ${LASTING}`, 4, 'docker service update -d --force web', 5]),
    plant: () =>
      spoil(RestartSupervisor.prototype, 'delayStart', (original) => function (this: never, ...[tx, , ...rest]: never[]) {
        return original.call(this, tx as never, undefined as never, ...rest);
      } as Method),
  },
  {
    law: 'capacity',
    says: /bytes are reserved on/,
    fault: 'the scheduler ignores reservations',
    scenario: swarmOf(1, [`docker service create -d --name web --replicas 3 --reserve-memory 12G ${LASTING}`, 4]),
    plant: () => blind('insufficient resources'),
  },
  {
    law: 'host-ports',
    says: /both have host port 9000/,
    fault: 'the scheduler ignores host ports',
    scenario: swarmOf(1, ['docker service create -d --name web --replicas 2 --publish published=9000,target=80,mode=host nginx:alpine', 4]),
    plant: () => blind('host-mode port'),
  },
  {
    law: 'published-ports',
    says: /port 30000\/tcp is given to/,
    fault: 'the allocator gives one port to all',
    scenario: swarmOf(1, ['docker service create -d --name one --publish 80 nginx:alpine', 'docker service create -d --name two --publish 80 nginx:alpine', 4]),
    plant: () =>
      spoil(Ports.prototype, 'allocate', () => ((wanted: readonly object[]) => wanted.map((port) => ({ PublishedPort: 30_000, ...port }))) as Method),
  },
  {
    law: 'addresses',
    says: /is given to .* while .* has it/,
    fault: 'the allocator gives one address to all',
    scenario: swarmOf(1, ['docker network create -d overlay net', `docker service create -d --name web --replicas 2 --network net ${LASTING}`, 4]),
    plant: () =>
      spoil(AddressPool.prototype, 'request', () => function (this: AddressPool) {
        return this.subnet.base + 10;
      } as Method),
  },
  {
    law: 'history-limit',
    says: /with a limit of 1/,
    fault: 'the reaper leaves full slots alone',
    scenario: swarmOf(1, ['docker swarm update --task-history-limit 1', `docker service create -d --name web --stop-grace-period 1s ${LASTING}`, 4, 'docker service update -d --force web', 12, 'docker service update -d --force web', 18, 'docker node update --label-add a=b node1', 15]),
    plant: () => spoil(TaskReaper.prototype, 'plan', () => ((_view: unknown, _dirty: unknown, cleanup: readonly string[]) => [...cleanup]) as Method),
  },
  {
    law: 'settles',
    says: /updates: web is still updating/,
    fault: 'an update never says that it is complete',
    scenario: swarmOf(1, [`docker service create -d --name web --stop-grace-period 1s ${LASTING}`, 4, 'docker service update -d --force web', 5]),
    plant: () => never(Updater.prototype, 'complete'),
  },
  {
    law: 'ledger',
    says: /secret lost is gone from swarm|secret lost was made and is not there/,
    fault: 'a secret is acknowledged and not kept',
    scenario: swarmOf(1, ['echo s | docker secret create lost -']),
    plant: () =>
      spoil(Store.prototype, 'update', (original) => function (this: never, name: string, fn: (tx: Transaction) => unknown, ...rest: never[]) {
        const forgetful = (tx: Transaction): unknown => {
          const made = fn(tx);
          if (name === 'create secret') tx.delete('secret', (made as Secret).ID);
          return made;
        };
        return original.call(this, name as never, forgetful as never, ...rest);
      } as Method),
  },
  {
    law: 'api',
    says: /without a word/,
    fault: 'a question is refused without a reason',
    scenario: swarmOf(1, ['docker service ls']),
    plant: () =>
      spoil(ControlApi.prototype, 'listServices', () => function* (): Generator {
        return refuse(500, '');
      } as Method),
  },
  {
    law: 'settles',
    says: /desired: web has 0 live slots/,
    fault: 'a task that ended is not replaced',
    scenario: swarmOf(1, [`docker service create -d --name web ${LASTING}`, 4, 'docker kill $(docker ps -q)', 5]),
    plant: () =>
      spoil(RestartSupervisor.prototype, 'restart', () => ((tx: Transaction, _service: unknown, task: Task) => {
        tx.update('task', task.ID, { ...task, DesiredState: 'shutdown' });
      }) as Method),
  },
  {
    law: 'settles',
    says: /members: node2 .* is meant to be a worker/,
    fault: 'nobody takes a demoted manager out of raft',
    scenario: swarmOf(3, ['docker node demote node2', 5]),
    plant: () => never(RoleManager.prototype, 'start'),
  },
  {
    law: 'agreement',
    says: /node[23] lost 1 of/,
    fault: 'a follower applies an entry of its own making',
    scenario: swarmOf(3, ['echo s | docker secret create one -', 5]),
    plant: () =>
      spoil(Store.prototype, 'apply', (original) => function (this: never, commit: Commit) {
        const changes = commit.changes.filter((change) => change.table !== 'secret');
        return original.call(this, { ...commit, changes: changes.length < commit.changes.length ? changes : commit.changes } as never);
      } as Method),
  },
  {
    law: 'replicas-agree',
    says: /lost 1 of/,
    fault: 'a follower forgets what it has applied',
    scenario: swarmOf(3, ['echo s | docker secret create one -', 5]),
    plant: () =>
      spoil(Store.prototype, 'apply', (original) => function (this: never, commit: Commit) {
        const { tables } = this as { tables: Record<string, { remove(id: string): void }> };
        const answer = original.call(this, commit as never);
        for (const { table, id } of commit.changes) if (table === 'secret') tables[table]?.remove(id);
        return answer;
      } as Method),
  },
  {
    law: 'leaks',
    says: /still has an endpoint on network/,
    fault: "a node's endpoint stays when its last task has gone",
    scenario: swarmOf(1, ['docker network create -d overlay net', `docker service create -d --name web --network net --stop-grace-period 1s ${LASTING}`, 6]),
    plant: () =>
      spoil(NodeNeeds.prototype, 'add', (original) => function (this: never, task: Task, step: 1 | -1) {
        return step === 1 && original.call(this, task as never, step as never);
      } as Method),
  },
  {
    law: 'exam',
    says: /after all services were removed there is still/,
    fault: 'a node keeps the containers of deleted tasks',
    scenario: swarmOf(1, [`docker service create -d --name web --stop-grace-period 1s ${LASTING}`, 4]),
    plant: () =>
      spoil(TaskManager.prototype, 'remove', () => ((done: () => void) => done()) as Method),
  },
  {
    law: 'assertion',
    says: /nobody may ask/,
    fault: 'an assertion of the world fails',
    scenario: swarmOf(1, ['docker service ls']),
    plant: () => spoil(ControlApi.prototype, 'listServices', () => () => assert(false, 'nobody may ask')),
  },
  {
    law: 'exception',
    says: /not a function/,
    fault: 'the world stumbles',
    scenario: swarmOf(1, ['docker service ls']),
    plant: () => spoil(ControlApi.prototype, 'listServices', () => () => (undefined as unknown as () => void)()),
  },
];
