/** What a container asks of one network, and what of it Docker refuses (moby daemon/container_operations.go validateEndpointSettings). */
import { isRefusal, joinProblems, subnetHolds } from '../model';
import { parseAddress } from './address-pool';
import { parseAddress6 } from './address6';
import type { ContainerEndpoint } from './container';
import type { EndpointSettings } from './container-data';
import type { LocalNetworks } from './local-networks';

/** The mistakes in Docker's words; undefined when it may be tried. A network that is not known here is not judged. */
export function checkEndpoint(networks: LocalNetworks, name: string, settings: Partial<EndpointSettings>): string | undefined {
  const { IPv4Address = '', IPv6Address = '' } = settings.IPAMConfig ?? {};
  const addresses = [IPv4Address, IPv6Address].filter((address) => address !== '');
  const errors: string[] = [];
  if (networks.isPredefined(name)) {
    if (addresses.length > 0) errors.push('user specified IP address is supported on user defined networks only');
    if ((settings.Aliases ?? []).length > 0) errors.push('network-scoped alias is supported only for containers in user defined networks');
  }
  if (IPv4Address !== '' && parseAddress(IPv4Address) === undefined) errors.push(`invalid IPv4 address: ${IPv4Address}`);
  if (IPv6Address !== '' && parseAddress6(IPv6Address) === undefined) errors.push(`invalid IPv6 address: ${IPv6Address}`);
  const network = networks.find(name);
  if (!isRefusal(network) && network.scope === 'local') {
    for (const address of addresses) {
      if (network.userSubnets.length === 0) errors.push('user specified IP address is supported only when connecting to networks with user configured subnets');
      else if (![...network.userSubnets, network.subnet].some((subnet) => subnetHolds(subnet, address)))
        errors.push(`no configured subnet or ip-range contain the IP address ${address}`);
    }
  }
  return errors.length === 0 ? undefined : `invalid endpoint settings:\n${joinProblems(errors)}`;
}

/** An endpoint as asked for: the addresses come when the container starts. */
export function plannedEndpoint(network: string, settings: Partial<EndpointSettings> | null | undefined): ContainerEndpoint {
  return {
    network,
    networkId: '',
    aliases: settings?.Aliases ? [...settings.Aliases] : null,
    ipamConfig: settings?.IPAMConfig ?? null,
    driverOpts: settings?.DriverOpts ?? null,
    wantedMac: settings?.MacAddress || undefined,
    links: settings?.Links ?? null,
    gwPriority: settings?.GwPriority ?? 0,
    endpointId: '',
    address: '',
    prefixLength: 0,
    gateway: '',
    address6: '',
    prefixLength6: 0,
    gateway6: '',
    mac: '',
    attachmentId: undefined,
    ofTask: false,
  };
}
