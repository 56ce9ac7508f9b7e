/**
 * Which tasks answer for which service on which network, as each host believes it (moby libnetwork networkdb,
 * service_linux.go). Truth is one table of bindings; what a host sees of it lags by gossip, and the records of a
 * host that vanished stay for some seconds until the others declare it dead. All of that is computed when asked,
 * so an idle cluster costs nothing.
 */
import type { ServiceBinding } from '../host';
import type { Sim } from '../sim';
import type { Links } from './links';

/** How long a change takes to be believed elsewhere, and a silent host to be declared dead, in milliseconds. */
const GOSSIP_MS = 200;
const FAILURE_MS = 6_500;
/** How long an ended binding is kept so that others may still see it. */
const FORGET_MS = FAILURE_MS + GOSSIP_MS;

const FIRST_MARK = 256;

interface Entry {
  binding: ServiceBinding;
  boundAtMs: number;
  unboundAtMs: number | undefined;
}

export class ServiceDirectory {
  /** networkId to its bindings by task. */
  private networks = new Map<string, Map<string, Entry>>();
  /** `host network vip` to the turn of its round robin. */
  private rotors = new Map<string, number>();
  private lostSince = new Map<string, number>();
  /** `service network` to its mark: numbered from 256 in the order in which they came (moby fwMarkCtr). */
  private marks = new Map<string, number>();

  constructor(private sim: Sim, private links: Links) {}

  bind(binding: ServiceBinding): void {
    const key = `${binding.serviceId} ${binding.networkId}`;
    if (!this.marks.has(key)) this.marks.set(key, FIRST_MARK + this.marks.size);
    let tasks = this.networks.get(binding.networkId);
    if (!tasks) this.networks.set(binding.networkId, (tasks = new Map()));
    const old = tasks.get(binding.taskId);
    tasks.set(binding.taskId, { binding, boundAtMs: old && old.unboundAtMs === undefined ? old.boundAtMs : this.sim.nowMs, unboundAtMs: undefined });
  }

  unbind(host: string, networkId: string, taskId: string): void {
    const tasks = this.networks.get(networkId);
    const entry = tasks?.get(taskId);
    if (!tasks || !entry || entry.binding.host !== host || entry.unboundAtMs !== undefined) return;
    entry.unboundAtMs = this.sim.nowMs;
    this.sim.after(FORGET_MS, 'gossip.forget', () => {
      if (tasks.get(taskId) === entry && entry.unboundAtMs !== undefined) tasks.delete(taskId);
      if (tasks.size === 0 && this.networks.get(networkId) === tasks) this.networks.delete(networkId);
    });
  }

  /** The containers of a host without power are gone; what others believe of them follows by itself. */
  hostLost(host: string): void {
    for (const tasks of this.networks.values()) {
      for (const entry of tasks.values()) if (entry.binding.host === host) this.unbind(host, entry.binding.networkId, entry.binding.taskId);
    }
  }

  /** The firewall mark under which a service's balancer runs on a network. */
  markOf(binding: ServiceBinding): number {
    return this.marks.get(`${binding.serviceId} ${binding.networkId}`) ?? 0;
  }

  /** The bindings of a network that a host believes in, in the order in which they came. */
  *seen(host: string, networkId: string): Iterable<ServiceBinding> {
    const tasks = this.networks.get(networkId);
    if (!tasks) return;
    for (const entry of tasks.values()) if (this.believes(host, entry)) yield entry.binding;
  }

  /** All bindings that a host believes in for one service on a network. */
  backends(host: string, networkId: string, fits: (binding: ServiceBinding) => boolean): ServiceBinding[] {
    const out: ServiceBinding[] = [];
    for (const binding of this.seen(host, networkId)) if (fits(binding)) out.push(binding);
    return out;
  }

  /** The next backend in turn, one rotor for each source host and virtual address (IPVS round robin). */
  next<B>(host: string, rotor: string, backends: readonly B[]): B | undefined {
    if (backends.length === 0) return undefined;
    const key = `${host} ${rotor}`;
    const turn = this.rotors.get(key) ?? 0;
    this.rotors.set(key, (turn + 1) % 1_000_000_007);
    return backends[turn % backends.length];
  }

  private believes(host: string, entry: Entry): boolean {
    const now = this.sim.nowMs;
    if (entry.binding.host === host) return entry.unboundAtMs === undefined;
    if (this.silentForMs(host, entry.binding.host) >= FAILURE_MS) return false;
    if (now < entry.boundAtMs + GOSSIP_MS) return false;
    if (entry.unboundAtMs === undefined) return true;
    // Nobody hears of it from a host that cannot speak: then the failure detector has to find out.
    const heard = this.links.bothWays(entry.binding.host, host) ? GOSSIP_MS : FAILURE_MS;
    return now < entry.unboundAtMs + heard;
  }

  /** Notes when each pair that is asked about fell silent. */
  private silentForMs(a: string, b: string): number {
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    if (this.links.bothWays(a, b)) {
      this.lostSince.delete(key);
      return 0;
    }
    let since = this.lostSince.get(key);
    if (since === undefined) this.lostSince.set(key, (since = this.links.changedAtMs));
    return this.sim.nowMs - since;
  }
}
