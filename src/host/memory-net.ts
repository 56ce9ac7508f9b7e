/**
 * A network of one host for tests: containers reach what they listen on themselves, published ports are taken once,
 * bindings are remembered. The real one is `wire/`.
 */
import { LoopbackNet, type Net } from '../os';
import type { Sim } from '../sim';
import type { LocalNetwork, NetProvider, PublishedPort, Sandbox, SandboxEndpoint, SandboxSpec, ServiceBinding } from './net-provider';

export class MemoryNet implements NetProvider {
  readonly sandboxes = new Map<string, SandboxSpec>();
  readonly nets = new Map<string, Net>();
  readonly published = new Map<string, PublishedPort>();
  readonly bindings = new Map<string, ServiceBinding>();
  readonly networks = new Map<string, LocalNetwork>();
  isOnline = true;
  private nextPort = 32_768;

  constructor(private readonly sim: Sim) {}

  createSandbox(spec: SandboxSpec): Sandbox {
    this.sandboxes.set(spec.id, spec);
    const net = new LoopbackNet(this.sim, () => spec.hostname);
    this.nets.set(spec.id, net);
    return {
      net,
      connect: (endpoint: SandboxEndpoint) => void spec.endpoints.push(endpoint),
      disconnect: (networkId) => void (spec.endpoints = spec.endpoints.filter((endpoint) => endpoint.networkId !== networkId)),
      rename: () => {},
      traffic: () => ({ receivedBytes: 0, sentBytes: 0 }),
      destroy: () => {
        this.sandboxes.delete(spec.id);
        this.nets.delete(spec.id);
      },
    };
  }

  publish(host: string, port: PublishedPort): number | undefined {
    const chosen = port.hostPort === 0 ? this.nextPort++ : port.hostPort;
    const key = `${host} ${port.protocol} ${chosen}`;
    if (this.published.has(key)) return undefined;
    this.published.set(key, { ...port, hostPort: chosen });
    return chosen;
  }

  unpublish(host: string, port: PublishedPort): void {
    this.published.delete(`${host} ${port.protocol} ${port.hostPort}`);
  }

  bindService(binding: ServiceBinding): void {
    this.bindings.set(`${binding.host} ${binding.networkId} ${binding.taskId}`, binding);
  }

  unbindService(host: string, networkId: string, taskId: string): void {
    this.bindings.delete(`${host} ${networkId} ${taskId}`);
  }

  networkCreated(_host: string, network: LocalNetwork): void {
    this.networks.set(network.id, network);
  }

  networkRemoved(_host: string, networkId: string): void {
    this.networks.delete(networkId);
  }

  online(): boolean {
    return this.isOnline;
  }
}
