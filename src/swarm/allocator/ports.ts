/**
 * Published ports of the routing mesh, cluster-wide and per protocol: those that users name, and those from
 * 30000 to 32767 that are given serially (swarmkit manager/allocator/portallocator.go). Host-mode ports are not
 * allocated here; they only pass through.
 */
import type { Endpoint, PortConfig } from '../../model';
import { SerialIds } from './serial-ids';

const DYNAMIC_FIRST = 30_000;
const DYNAMIC_LAST = 32_767;

type Protocol = PortConfig['Protocol'];

export class Ports {
  private readonly published: Record<Protocol, Set<number>> = { tcp: new Set(), udp: new Set(), sctp: new Set() };
  private readonly dynamic: Record<Protocol, SerialIds> = {
    tcp: new SerialIds(DYNAMIC_FIRST, DYNAMIC_LAST),
    udp: new SerialIds(DYNAMIC_FIRST, DYNAMIC_LAST),
    sctp: new SerialIds(DYNAMIC_FIRST, DYNAMIC_LAST),
  };

  /** All of these ports with numbers where they were open; undefined (and nothing taken) when one cannot be had. */
  allocate(wanted: readonly PortConfig[]): PortConfig[] | undefined {
    const given: PortConfig[] = [];
    for (const port of wanted) {
      const PublishedPort = port.PublishMode === 'ingress' ? this.allocateOne(port) : port.PublishedPort;
      if (port.PublishMode === 'ingress' && PublishedPort === undefined) {
        this.release(given);
        return undefined;
      }
      given.push(withPort(port, PublishedPort));
    }
    return given;
  }

  release(ports: readonly PortConfig[]): void {
    for (const { PublishMode, PublishedPort, Protocol } of ports) {
      if (PublishMode !== 'ingress' || !PublishedPort) continue;
      this.published[Protocol].delete(PublishedPort);
      this.dynamic[Protocol].release(PublishedPort);
    }
  }

  private allocateOne(port: PortConfig): number | undefined {
    const published = this.published[port.Protocol];
    const dynamic = this.dynamic[port.Protocol];
    const number = port.PublishedPort ? port.PublishedPort : dynamic.request();
    if (number === undefined || published.has(number)) return undefined;
    if (port.PublishedPort) dynamic.take(number);
    published.add(number);
    return number;
  }
}

/** Keys in the order of inspect. */
function withPort(port: PortConfig, PublishedPort: number | undefined): PortConfig {
  return {
    ...(port.Name ? { Name: port.Name } : {}),
    Protocol: port.Protocol,
    TargetPort: port.TargetPort,
    ...(PublishedPort ? { PublishedPort } : {}),
    PublishMode: port.PublishMode,
  };
}

/**
 * What to ask for when a service's ports changed: open ports keep the number they had, as long as there are as
 * many ports as before. Open ones then come last.
 */
export function reconcilePorts(wanted: readonly PortConfig[], endpoint: Endpoint | undefined): readonly PortConfig[] {
  const held = endpoint?.Ports ?? [];
  if (held.length !== wanted.length) return wanted;
  const left = held.filter((port) => port.PublishMode === 'ingress');
  const takeLike = (port: PortConfig): PortConfig | undefined => {
    const at = left.findIndex(
      (other) =>
        other.TargetPort === port.TargetPort &&
        other.Protocol === port.Protocol &&
        (other.Name ?? '') === (port.Name ?? '') &&
        (!port.PublishedPort || other.PublishedPort === port.PublishedPort),
    );
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const fixed = wanted.filter((port) => port.PublishMode === 'host' || port.PublishedPort);
  for (const port of fixed) if (port.PublishMode === 'ingress') takeLike(port);
  const open = wanted.filter((port) => port.PublishMode === 'ingress' && !port.PublishedPort);
  return [...fixed, ...open.map((port) => takeLike(port) ?? port)];
}
