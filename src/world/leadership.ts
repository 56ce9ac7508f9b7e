/**
 * What a manager runs while it leads: the CA, the dispatcher, the control API and every control loop, over its
 * store. Made anew for each term of leadership, as SwarmKit does (manager/manager.go becomeLeader).
 */
import type { Sim } from '../sim';
import { Allocator } from '../swarm/allocator/allocator';
import { CertificateAuthority } from '../swarm/ca';
import { ControlApi } from '../swarm/controlapi/control-api';
import { Dispatcher } from '../swarm/dispatcher';
import { LeaderLoops } from '../swarm/leader';
import { RoleManager } from '../swarm/rolemanager/role-manager';
import type { Leadership, Manager } from './manager';

export class Lead implements Leadership {
  readonly ca: CertificateAuthority;
  readonly control: ControlApi;
  readonly dispatcher: Dispatcher;
  private readonly loops: LeaderLoops;
  private ended = false;
  private endings: (() => void)[] = [];

  /** `prepare` writes what must stand in the store before the loops look (the founding of a swarm), then goes on. */
  constructor(sim: Sim, manager: Manager<Lead>, private readonly prepare: (then: () => void) => void) {
    const { store } = manager;
    this.ca = new CertificateAuthority(store, sim);
    this.control = new ControlApi({ store, sim, raft: manager, ca: this.ca });
    this.dispatcher = new Dispatcher(store, sim, manager);
    const roles = new RoleManager(store, sim, manager);
    this.loops = new LeaderLoops({ store, sim, others: [new Allocator(store, sim), this.ca, this.dispatcher, roles] });
  }

  start(): void {
    this.prepare(() => {
      if (!this.ended) this.loops.start();
    });
  }

  stop(): void {
    this.ended = true;
    this.loops.stop();
    for (const ended of this.endings.splice(0)) ended();
  }

  membersChanged(): void {
    this.dispatcher.managersChanged();
  }

  /** Calls back when this term of leadership is over. */
  onEnd(ended: () => void): void {
    this.endings.push(ended);
  }
}
