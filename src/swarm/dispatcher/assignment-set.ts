/**
 * What one node has been told to have: its tasks from `assigned` on, and the secrets and configs that those need
 * while they live. Changes gather here until they are sent (swarmkit manager/dispatcher/assignments.go).
 */
import type { AssignmentsMessage, Config, Secret, Task } from '../../model';
import { isTerminal, TASK_STATE_ORDER } from '../../model';
import type { ReadView } from '../../store';

type Dependency = 'secret' | 'config';

/** A change by key; the last one counts. */
interface Pending {
  readonly tasks: Map<string, Task | undefined>;
  readonly secret: Map<string, Secret | undefined>;
  readonly config: Map<string, Config | undefined>;
}

export class AssignmentSet {
  private readonly tasks = new Map<string, Task>();
  private readonly users: Record<Dependency, Map<string, Set<string>>> = { secret: new Map(), config: new Map() };
  private pending: Pending = emptyPending();

  /** Takes note of a task of this node. True when the agent has to hear of it. */
  put(view: ReadView, task: Task): boolean {
    if (TASK_STATE_ORDER[task.Status.State] < TASK_STATE_ORDER.assigned) return false;
    const known = this.tasks.get(task.ID);
    this.tasks.set(task.ID, task);
    if (known !== undefined && sameButStatus(known, task) && task.Status.State !== 'assigned') {
      // The agent's own report coming back: only what a finished task used is taken away.
      return isTerminal(task.Status.State) && this.releaseDependencies(task);
    }
    if (known === undefined && !isTerminal(task.Status.State)) this.addDependencies(view, task);
    this.pending.tasks.set(task.ID, task);
    return true;
  }

  /** The record is gone: the agent removes the container. */
  remove(task: Task): boolean {
    if (!this.tasks.delete(task.ID)) return false;
    this.pending.tasks.set(task.ID, undefined);
    this.releaseDependencies(task);
    return true;
  }

  /** What has changed since the last message. */
  take(kind: AssignmentsMessage['kind'], sessionId: string): AssignmentsMessage {
    const { tasks, secret, config } = this.pending;
    this.pending = emptyPending();
    return {
      kind,
      sessionId,
      updateTasks: present(tasks),
      removeTaskIds: absent(tasks),
      updateSecrets: present(secret),
      removeSecretIds: absent(secret),
      updateConfigs: present(config),
      removeConfigIds: absent(config),
    };
  }

  private addDependencies(view: ReadView, task: Task): void {
    for (const { table, id } of dependenciesOf(task)) {
      let users = this.users[table].get(id);
      if (users === undefined) {
        this.users[table].set(id, (users = new Set()));
        const object = view.get(table, id);
        // Missing ones are not sent: the task fails on its node.
        if (object) this.pending[table].set(id, object);
      }
      users.add(task.ID);
    }
  }

  private releaseDependencies(task: Task): boolean {
    let changed = false;
    for (const { table, id } of dependenciesOf(task)) {
      const users = this.users[table].get(id);
      if (!users?.delete(task.ID) || users.size > 0) continue;
      this.users[table].delete(id);
      this.pending[table].set(id, undefined);
      changed = true;
    }
    return changed;
  }
}

function emptyPending(): Pending {
  return { tasks: new Map(), secret: new Map(), config: new Map() };
}

function dependenciesOf(task: Task): { table: Dependency; id: string }[] {
  const container = task.Spec.ContainerSpec;
  return [
    ...(container?.Secrets ?? []).map((reference) => ({ table: 'secret', id: reference.SecretID }) as const),
    ...(container?.Configs ?? []).map((reference) => ({ table: 'config', id: reference.ConfigID }) as const),
  ];
}

/** Whether nothing differs that the manager decides. Unchanged parts of an object are the same values. */
function sameButStatus(a: Task, b: Task): boolean {
  for (const key of Object.keys(b) as (keyof Task)[]) {
    if (key === 'Status' || key === 'Version' || key === 'UpdatedAt' || key === 'CreatedAt') continue;
    if (a[key] !== b[key]) return false;
  }
  return Object.keys(a).length === Object.keys(b).length;
}

function present<T>(changes: ReadonlyMap<string, T | undefined>): T[] {
  return [...changes.values()].filter((value) => value !== undefined) as T[];
}

function absent(changes: ReadonlyMap<string, unknown>): string[] {
  return [...changes].filter(([, value]) => value === undefined).map(([id]) => id);
}
