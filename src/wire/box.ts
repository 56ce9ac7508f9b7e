/** A container on its networks, as the wire keeps it: what it asked for, its stack, and the endpoints that it has now. */
import type { Sandbox, SandboxEndpoint, SandboxSpec } from '../host';
import type { NetInterface } from '../os';
import type { Sim } from '../sim';
import { bareAddress } from './address';
import { boxInterfaces } from './interfaces';
import { Stack, type Router, type StackPlace } from './stack';
import type { Topology } from './topology';

/** A class, for there are tens of thousands of them: they share their methods. */
export class Box implements Sandbox, StackPlace {
  endpoints: readonly SandboxEndpoint[] = [];
  readonly stack: Stack;

  /** `shared`: the stack of a host or of another container that it uses instead of one of its own. */
  constructor(
    sim: Sim,
    readonly spec: SandboxSpec,
    private readonly topology: Topology,
    router: Router,
    shared: Stack | undefined,
  ) {
    this.stack = shared ?? new Stack(sim, spec.host, spec.id, spec.hostname, router, this);
  }

  get net(): Stack {
    return this.stack;
  }

  connect(endpoint: SandboxEndpoint): void {
    this.topology.join(this, endpoint);
  }

  disconnect(networkId: string): void {
    this.topology.part(this, networkId);
  }

  rename(networkId: string, names: string[]): void {
    const endpoint = this.endpoints.find((one) => one.networkId === networkId);
    if (endpoint) endpoint.names = names;
  }

  traffic(): { receivedBytes: number; sentBytes: number } {
    return { receivedBytes: this.stack.receivedBytes, sentBytes: this.stack.sentBytes };
  }

  destroy(): void {
    this.topology.destroy(this);
  }

  interfaces(): NetInterface[] {
    return boxInterfaces(this);
  }

  /** Lines of /etc/hosts. */
  knownHosts(): { name: string; address: string }[] {
    const { hostname } = this.spec;
    return [...this.endpoints.map((endpoint) => ({ name: hostname, address: bareAddress(endpoint.address) })), ...this.spec.extraHosts()];
  }
}
