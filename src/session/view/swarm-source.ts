/**
 * The replica that a view is of: the leader's, else the one that heard the latest entry. Followed through its watch
 * feed: what changed is remembered until somebody asks, so that looking costs what happened and not what there is.
 */
import type { RaftMember } from '../../swarm/controlapi/context';
import type { Commit, Store } from '../../store';
import type { World } from '../../world';

export interface SwarmChanges {
  /** Another replica is looked at: everything may differ. */
  readonly all: boolean;
  readonly tasks: ReadonlySet<string>;
  /** Nodes that came, went, or are in another state. */
  readonly nodes: ReadonlySet<string>;
  readonly services: boolean;
  /** Services that came, went, or ask for other tasks than before. */
  readonly servicesRenewed: ReadonlySet<string>;
  readonly networks: boolean;
}

export class SwarmSource {
  /** Undefined while no machine has a replica. */
  store: Store | undefined;
  /** The leader's list of managers; undefined without a leader. */
  members: readonly RaftMember[] | undefined;
  private stop: (() => void) | undefined;
  private all = true;
  private tasks = new Set<string>();
  private nodes = new Set<string>();
  private services = false;
  private servicesRenewed = new Set<string>();
  private networks = false;

  constructor(private readonly world: World) {}

  get hasQuorum(): boolean {
    return this.members !== undefined && this.members.filter((one) => one.reachable).length * 2 > this.members.length;
  }

  /** Looks for the best replica and answers what changed in it since the last time. */
  take(): SwarmChanges {
    this.choose();
    const { all, tasks, nodes, services, servicesRenewed, networks } = this;
    this.all = this.services = this.networks = false;
    if (tasks.size > 0) this.tasks = new Set();
    if (nodes.size > 0) this.nodes = new Set();
    if (servicesRenewed.size > 0) this.servicesRenewed = new Set();
    return { all, tasks, nodes, services, servicesRenewed, networks };
  }

  private choose(): void {
    let best: { store: Store; leads: boolean; index: number } | undefined;
    this.members = undefined;
    for (const name of this.world.hostNames()) {
      const { manager } = this.world.member(name);
      if (!manager || !this.world.isPowered(name)) continue;
      const one = { store: manager.store, leads: manager.leads, index: manager.store.lastIndex };
      if (one.leads) this.members ??= manager.members();
      if (!best || (one.leads && !best.leads) || (one.leads === best.leads && one.index > best.index)) best = one;
    }
    if (best?.store === this.store) return;
    this.stop?.();
    this.store = best?.store;
    this.stop = this.store?.watch((commit) => this.note(commit));
    this.all = true;
  }

  private note(commit: Commit): void {
    for (const change of commit.changes) {
      if (change.table === 'task') this.tasks.add(change.id);
      else if (change.table === 'node') {
        if (change.before?.Status.State !== change.after?.Status.State) this.nodes.add(change.id);
      } else if (change.table === 'service') {
        this.services = true;
        if (change.before?.Spec.TaskTemplate !== change.after?.Spec.TaskTemplate) this.servicesRenewed.add(change.id);
      } else if (change.table === 'network') this.networks = true;
    }
  }
}
