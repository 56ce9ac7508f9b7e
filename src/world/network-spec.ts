/** The Engine API's request for a swarm network in its stored shape (moby daemon/cluster/convert/network.go). */
import type { NetworkCreateRequest } from '../host';
import type { NetworkSpec } from '../model';

export function networkSpecOf(request: NetworkCreateRequest): NetworkSpec {
  return {
    Name: request.Name,
    Labels: request.Labels ?? {},
    Driver: request.Driver || 'overlay',
    ...(request.Options && Object.keys(request.Options).length > 0 ? { Options: request.Options } : {}),
    ...(request.IPAM ? { IPAM: { Driver: request.IPAM.Driver || 'default', Options: request.IPAM.Options ?? null, Config: request.IPAM.Config ?? [] } } : {}),
    Internal: request.Internal === true,
    Attachable: request.Attachable === true,
    Ingress: request.Ingress === true,
    EnableIPv6: request.EnableIPv6 === true,
    Scope: 'swarm',
    ...(request.ConfigFrom?.Network ? { ConfigFrom: request.ConfigFrom.Network } : {}),
  };
}
