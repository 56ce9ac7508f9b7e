/** Networks of a stack: those its services use, and which of them must be there already. */
import type { ComposeConfig } from '../_compose/load';
import type { ComposeService } from '../_compose/service';
import { scoped, stackLabels } from './namespace';
import { recordOf } from './omit';

export const DEFAULT_NETWORK = 'default';

/** The body of POST /networks/create without the name. */
export interface NetworkRequest {
  Driver: string;
  Scope: '';
  Labels: Record<string, string>;
  Options: Record<string, string> | null;
  Internal: boolean;
  Attachable: boolean;
  Ingress: false;
  ConfigOnly: false;
  ConfigFrom: null;
  IPAM: { Driver: string; Options: null; Config: { Subnet: string }[] | null } | null;
}

export interface StackNetworks {
  /** By full name, in the order of first use. */
  own: Map<string, NetworkRequest>;
  /** Names. */
  external: string[];
}

/** Keys of the networks that services name; `default` for those that name none. */
export function usedNetworks(services: Iterable<ComposeService>): Set<string> {
  const used = new Set<string>();
  for (const service of services) {
    if (!service.networks?.size) used.add(DEFAULT_NETWORK);
    else for (const name of service.networks.keys()) used.add(name);
  }
  return used;
}

export function convertNetworks(stack: string, config: ComposeConfig): StackNetworks {
  const networks: StackNetworks = { own: new Map(), external: [] };
  for (const key of usedNetworks(config.services.values())) {
    const network = config.networks.get(key);
    if (network?.external.external) {
      networks.external.push(network.name);
      continue;
    }
    const { driver = '', config: pools } = network?.ipam ?? {};
    networks.own.set(network?.name || scoped(stack, key), {
      Driver: network?.driver || 'overlay',
      Scope: '',
      Labels: stackLabels(stack, network?.labels),
      Options: recordOf(network?.driver_opts) ?? null,
      Internal: network?.internal ?? false,
      Attachable: network?.attachable ?? false,
      Ingress: false,
      ConfigOnly: false,
      ConfigFrom: null,
      IPAM: ipamOf(driver, (pools ?? []).map(({ subnet }) => subnet)),
    });
  }
  return networks;
}

function ipamOf(driver: string, subnets: readonly string[]): NetworkRequest['IPAM'] {
  if (driver === '' && subnets.length === 0) return null;
  return { Driver: driver, Options: null, Config: subnets.length ? subnets.map((Subnet) => ({ Subnet })) : null };
}

/** Networks that every node has by itself; services use them without aliases, and nobody looks for them. */
export const isPredefined = (name: string): boolean => ['default', 'bridge', 'host', 'none'].includes(name) || name.startsWith('container:');
