/**
 * What a host needs from the network that joins the machines. `wire/` implements it; `memory-net.ts` is a
 * stand-in for tests. The engine does address management (IPAM) and tells the provider what is where; the
 * provider carries packets, answers names and refuses ports that are taken.
 */
import type { Machine, Net } from '../os';
import type { PortConfig } from '../model';

export type Protocol = 'tcp' | 'udp' | 'sctp';

/** One interface of a container, on one Docker network. */
export interface SandboxEndpoint {
  /** The endpoint's own ID. */
  id: string;
  networkId: string;
  networkName: string;
  driver: 'bridge' | 'overlay' | 'macvlan' | 'ipvlan';
  /** With prefix length: `10.0.1.3/24`. */
  address: string;
  gateway: string;
  mac: string;
  interfaceName: string;
  /** Names the container answers to on this network besides those of a service: its name, short ID, aliases. */
  names: string[];
  /** No way out to the host or the internet. */
  internal: boolean;
  /** Names are served by 127.0.0.11 here (not on the default bridge, nor on ingress). */
  servesNames: boolean;
}

export interface SandboxSpec {
  /** The host it lives on. */
  host: string;
  /** The container's ID. */
  id: string;
  machine: Machine;
  hostname: string;
  /** `host` shares the host's own network; `none` has loopback alone; `container` shares another sandbox. */
  mode: 'networks' | 'host' | 'none' | 'container';
  /** For `container`: whose. */
  sharesWith?: string;
  endpoints: SandboxEndpoint[];
  /** From `--dns`, else the host's. */
  dns: string[];
  dnsSearch: string[];
  /** From `--add-host` and `--link`, asked at each look-up. */
  extraHosts(): readonly { name: string; address: string }[];
  /** The container's labels; the agent's tell which task of which service it is. */
  labels?: Readonly<Record<string, string>>;
}

export interface Sandbox {
  /** Made at first use: an idle container costs nothing. */
  readonly net: Net;
  connect(endpoint: SandboxEndpoint): void;
  disconnect(networkId: string): void;
  /** New names on a network (`docker rename`). */
  rename(networkId: string, names: string[]): void;
  /** Bytes that went through, for `docker stats`. */
  traffic(): { receivedBytes: number; sentBytes: number };
  /** Everything it listened on closes, its names vanish. */
  destroy(): void;
}

export interface PublishedPort {
  hostIp: string;
  /** 0 = choose a free one (32768 and up). */
  hostPort: number;
  protocol: Protocol;
  containerId: string;
  containerPort: number;
}

/** A task becomes reachable under its service's name and VIP on one network (moby libnetwork/agent.go, service_linux.go). */
export interface ServiceBinding {
  host: string;
  containerId: string;
  taskId: string;
  taskName: string;
  /** Of the task's container on this network. */
  endpointId: string;
  serviceId: string;
  serviceName: string;
  networkId: string;
  networkName: string;
  /** The task's address without prefix length. */
  address: string;
  /** Without prefix length; undefined in dnsrr mode. */
  vip: string | undefined;
  aliases: string[];
  /** The network is the routing mesh: no names, only ports. */
  ingress: boolean;
  /** Ports published through the routing mesh (given on the ingress network alone). */
  ports: readonly PortConfig[];
}

export interface NetProvider {
  createSandbox(spec: SandboxSpec): Sandbox;
  /** Answers the host port it is now on, or undefined when somebody has it. */
  publish(host: string, port: PublishedPort): number | undefined;
  unpublish(host: string, port: PublishedPort): void;
  /** The task joins DNS and load balancing; again with other ports or aliases updates it. */
  bindService(binding: ServiceBinding): void;
  /** It leaves both, before it gets its stop signal or because it died. */
  unbindService(host: string, networkId: string, taskId: string): void;
  /** A network exists on this host from now on (its first user came) or no longer. */
  networkCreated(host: string, network: LocalNetwork): void;
  networkRemoved(host: string, networkId: string): void;
  /** Can this host reach the internet, hence Docker Hub? Absent = always. */
  online?(host: string): boolean;
  /** The other hosts on an overlay, for `docker network inspect`. Absent = not shown. */
  peers?(host: string, networkId: string): { Name: string; IP: string }[];
  /** Who answers for which service on an overlay, for `docker network inspect --verbose`. Absent = not shown. */
  services?(host: string, networkId: string): Record<string, ServiceInfo>;
}

/** A service on one network as `network inspect --verbose` shows it; containers without one are under the empty name. */
export interface ServiceInfo {
  VIP: string;
  Ports: string[];
  LocalLBIndex: number;
  Tasks: { Name: string; EndpointID: string; EndpointIP: string; Info: Record<string, string> }[];
}

/** What the wire must know of a network on a host. */
export interface LocalNetwork {
  id: string;
  name: string;
  driver: string;
  scope: 'local' | 'swarm';
  subnet: string;
  gateway: string;
  internal: boolean;
  ingress: boolean;
  /** Overlay only. */
  vni?: number;
  /** Overlay only: this host's own endpoint on the network, `10.0.0.2/24`. */
  nodeAddress?: string;
  encrypted?: boolean;
}
