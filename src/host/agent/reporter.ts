/** Statuses on their way to the dispatcher: the newest per task, one call at a time, sent again when a call fails (swarmkit agent/reporter.go). */
import { isRefusal, type TaskStatus, type TaskStatusUpdate } from '../../model';
import { spawn, type Fiber, type Program, type Sim } from '../../sim';
import type { DispatcherSession } from '../dispatcher-link';

export class Reporter {
  private readonly queue = new Map<string, TaskStatus>();
  private session: DispatcherSession | undefined;
  private fiber: Fiber<void> | undefined;

  constructor(
    private readonly sim: Sim,
    private readonly failed: (message: string) => void,
  ) {}

  /** From now on reports go there; undefined keeps them until there is a session again. */
  use(session: DispatcherSession | undefined): void {
    this.session = session;
    this.fiber?.cancel('other session');
    this.fiber = undefined;
    this.wake();
  }

  report(taskId: string, status: TaskStatus): void {
    this.queue.set(taskId, status);
    this.wake();
  }

  forget(taskId: string): void {
    this.queue.delete(taskId);
  }

  clear(): void {
    this.queue.clear();
  }

  private wake(): void {
    if (this.session && !this.fiber && this.queue.size > 0) this.fiber = spawn(this.sim, 'agent.report', this.send(this.session));
  }

  private *send(session: DispatcherSession): Program {
    while (this.queue.size > 0) {
      const updates: TaskStatusUpdate[] = [...this.queue].map(([taskId, status]) => ({ taskId, status }));
      const answer = yield* session.sendStatus(updates);
      if (isRefusal(answer)) {
        this.fiber = undefined;
        this.failed(answer.message);
        return;
      }
      // What changed while the call was under way stays in the queue.
      for (const { taskId, status } of updates) if (this.queue.get(taskId) === status) this.queue.delete(taskId);
    }
    this.fiber = undefined;
  }
}
