/**
 * What a service needs of the allocator, and whether it has it: decided from the objects alone, so that the
 * control API, the allocator and a new leader agree (after swarmkit allocator.isServiceAllocated).
 */
import type { Endpoint, Network, PortConfig, Service, ServiceSpec } from '../../model';

/** Node-local networks are used by services (`--network host`) but have no addresses of the swarm's. */
export function isOverlay(network: Network): boolean {
  return network.Spec.Driver === 'overlay' || network.Spec.Driver === '';
}

/** Publishes a port through the routing mesh, hence lives on the ingress network too. */
export function needsIngress(spec: ServiceSpec): boolean {
  if (spec.EndpointSpec?.Mode === 'dnsrr') return false;
  return (spec.EndpointSpec?.Ports ?? []).some((port) => port.PublishMode === 'ingress');
}

/** `ingressId` is the ingress network's, where there is one. */
export function isServiceAllocated(service: Pick<Service, 'Spec' | 'Endpoint'>, ingressId: string | undefined): boolean {
  return vipsFit(service, ingressId) && portsFit(service.Spec, service.Endpoint);
}

function vipsFit(service: Pick<Service, 'Spec' | 'Endpoint'>, ingressId: string | undefined): boolean {
  const held = new Set((service.Endpoint?.VirtualIPs ?? []).map((vip) => vip.NetworkID));
  if (service.Spec.EndpointSpec?.Mode === 'dnsrr') return held.size === 0;
  const wanted = new Set((service.Spec.TaskTemplate.Networks ?? []).map((network) => network.Target));
  if (needsIngress(service.Spec)) {
    // Without an ingress network the service waits for one.
    if (ingressId === undefined) return false;
    wanted.add(ingressId);
  }
  return held.size === wanted.size && [...wanted].every((id) => held.has(id));
}

function portsFit(spec: ServiceSpec, endpoint: Endpoint | undefined): boolean {
  const wanted = spec.EndpointSpec?.Ports ?? [];
  const held = [...(endpoint?.Ports ?? [])];
  if (wanted.length !== held.length) return false;
  // Fixed ports first, so that an open one does not count a fixed port of the same target as its own.
  for (const port of [...wanted.filter((candidate) => candidate.PublishedPort), ...wanted.filter((candidate) => !candidate.PublishedPort)]) {
    const at = held.findIndex((other) => fulfils(other, port));
    if (at < 0) return false;
    held.splice(at, 1);
  }
  return true;
}

/** `held` is what `wanted` became: the same but for a published port that was left open. */
export function fulfils(held: PortConfig, wanted: PortConfig): boolean {
  return (
    held.TargetPort === wanted.TargetPort &&
    held.Protocol === wanted.Protocol &&
    held.PublishMode === wanted.PublishMode &&
    (held.Name ?? '') === (wanted.Name ?? '') &&
    // An open port gets a number through the mesh, and none from here in host mode.
    (wanted.PublishedPort ? held.PublishedPort === wanted.PublishedPort : (wanted.PublishMode === 'host') === !held.PublishedPort)
  );
}
