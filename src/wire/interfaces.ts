/** What `ip addr` shows of a host and of a container. */
import { isBridged, type LocalNetwork } from '../host';
import type { NetInterface } from '../os';
import { bareAddress } from './address';
import type { Box } from './box';
import type { HostState } from './topology';

const LOOPBACK: NetInterface = { name: 'lo', mac: '00:00:00:00:00:00', addresses: ['127.0.0.1/8'], up: true, mtu: 65_536 };
const ETHERNET_MTU = 1_500;
/** What VirtualBox gives every guest on its translated card; it leads out, and nobody reaches the guest by it. */
export const NAT_ADDRESS = '10.0.2.15';
/** VXLAN's header takes fifty bytes. */
const OVERLAY_MTU = 1_450;

export function hostInterfaces({ end, networks }: HostState, plugged: boolean): NetInterface[] {
  const nat: NetInterface[] = end.behindNat ? [{ name: 'eth0', mac: macOf(NAT_ADDRESS), addresses: [`${NAT_ADDRESS}/24`], up: true, mtu: ETHERNET_MTU }] : [];
  const lan: NetInterface = { name: end.behindNat ? 'eth1' : 'eth0', mac: macOf(end.address), addresses: [`${end.address}/24`], up: plugged, mtu: ETHERNET_MTU };
  const bridges: NetInterface[] = [];
  for (const { network } of networks.values()) {
    if (!isBridged(network.driver)) continue;
    const name = nameOf(network);
    const prefix = network.subnet.slice(network.subnet.indexOf('/'));
    bridges.push({ name, mac: macOf(bareAddress(network.gateway)), addresses: [`${bareAddress(network.gateway)}${prefix}`], up: true, mtu: ETHERNET_MTU });
  }
  return [{ ...LOOPBACK, addresses: [...LOOPBACK.addresses] }, ...nat, lan, ...bridges];
}

/** What the machine calls its end of a network. */
function nameOf({ driver, name, id }: LocalNetwork): string {
  if (driver !== 'bridge') return `vEthernet (${name})`;
  return name === 'bridge' ? 'docker0' : name === 'docker_gwbridge' ? 'docker_gwbridge' : `br-${id.slice(0, 12)}`;
}

export function boxInterfaces({ endpoints }: Pick<Box, 'endpoints'>): NetInterface[] {
  return [
    { ...LOOPBACK, addresses: [...LOOPBACK.addresses] },
    ...endpoints.map((endpoint) => ({
      name: endpoint.interfaceName, mac: endpoint.mac, addresses: [endpoint.address], up: true, mtu: endpoint.driver === 'overlay' ? OVERLAY_MTU : ETHERNET_MTU,
    })),
  ];
}

/** Docker's scheme for bridges and overlays: 02:42 and the four parts of the address. */
function macOf(address: string): string {
  return `02:42:${address.split('.').map((part) => Number(part).toString(16).padStart(2, '0')).join(':')}`;
}
