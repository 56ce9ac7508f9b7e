/**
 * `docker run --network <overlay>`: the engine asks the manager for an attachment task, and that task, once assigned
 * here, brings the address (moby daemon/cluster/networks.go, executor/container/attachment.go).
 */
import { isRefusal, isTerminal, refuse, type Refusal, type Task, type TaskStatus } from '../../model';
import { race, Signal, spawn, timer, type Program, type Sim } from '../../sim';
import type { AttachedNetwork, ClusterNetworks } from '../engine-core';
import type { DispatcherLink } from '../dispatcher-link';
import type { TaskReports } from './task-manager';

const ADDRESS_WAIT_MS = 20_000;
const DEADLINE = 'attaching to network failed, make sure your network options are correct and check manager logs: context deadline exceeded';

export class AttachmentTasks implements ClusterNetworks {
  private readonly tasks = new Map<string, Task>();
  private readonly changed = new Signal();

  constructor(
    private readonly sim: Sim,
    private readonly link: DispatcherLink,
    private readonly nodeId: () => string,
    private readonly reports: TaskReports,
    private readonly holds: (containerId: string) => boolean,
    private readonly nodeAddress: (networkId: string) => string | undefined,
  ) {}

  *attach(
    network: string,
    containerId: string,
    addresses: readonly string[],
  ): Program<AttachedNetwork | Refusal> {
    const answer = yield* this.link.attachNetwork(this.nodeId(), network, containerId, addresses);
    if (isRefusal(answer))
      return answer.message.startsWith('rpc error') ? refuse(answer.status, `Could not attach to network ${network}: ${answer.message}`) : answer;
    const { attachmentId } = answer;
    const untilMs = this.sim.nowMs + ADDRESS_WAIT_MS;
    for (;;) {
      const attached = this.tasks.get(attachmentId)?.NetworksAttachments?.[0];
      const address = attached?.Addresses?.[0];
      if (attached && address !== undefined) {
        const nodeAddress = this.nodeAddress(attached.Network.ID);
        return { network: attached.Network, address, attachmentId, ...(nodeAddress === undefined ? {} : { nodeAddress }) };
      }
      const leftMs = untilMs - this.sim.nowMs;
      if (leftMs <= 0) {
        this.detach(attachmentId);
        return refuse(500, DEADLINE);
      }
      yield* race<void>(this.changed.wait, timer(this.sim, leftMs));
    }
  }

  /** The container has left: the task is complete, which is told until somebody hears it, and its record can go. */
  detach(attachmentId: string): void {
    if (this.tasks.has(attachmentId)) this.reports.report(attachmentId, { Timestamp: this.sim.nowMs, State: 'complete', Message: 'finished' });
    this.forget(attachmentId);
  }

  private forget(attachmentId: string): void {
    this.tasks.delete(attachmentId);
    spawn(this.sim, 'agent.detach', this.link.detachNetwork(this.nodeId(), attachmentId));
  }

  /** An attachment task was assigned here: it is running as soon as it is known, and ends when it is told to. */
  update(task: Task): void {
    const known = this.tasks.has(task.ID);
    this.tasks.set(task.ID, task);
    if (isTerminal(task.Status.State)) return;
    const containerId = task.Spec.NetworkAttachmentSpec?.ContainerID ?? '';
    const status = (State: TaskStatus['State'], Message: string): TaskStatus => ({ Timestamp: this.sim.nowMs, State, Message });
    if (task.DesiredState === 'shutdown' || task.DesiredState === 'remove') this.reports.report(task.ID, status('shutdown', 'shutdown'));
    else if (task.Status.State === 'running' && !known && !this.holds(containerId)) {
      // From before this daemon's life: the container that had it is gone or stopped.
      this.reports.report(task.ID, { ...status('failed', 'started'), Err: `No such container: ${containerId}` });
      this.forget(task.ID);
    } else if (task.Status.State !== 'running') this.reports.report(task.ID, status('running', 'started'));
    this.changed.fire();
  }

  remove(taskId: string): boolean {
    return this.tasks.delete(taskId);
  }

  clear(): void {
    this.tasks.clear();
  }
}
