/** The allocator's memory of networks: subnet, VXLAN id, and who has which address (moby libnetwork/cnmallocator). */
import type { Cluster, Network } from '../../model';
import { assert } from '../../sim';
import { AddressPool } from './address-pool';
import { formatIpv4, formatSubnet, parseIpv4, parseSubnet } from './ipv4';
import type { Subnet } from './ipv4';
import { SerialIds } from './serial-ids';
import { isOverlay } from './service-needs';
import { SubnetPools } from './subnet-pools';

const VNI_FIRST = 4096;
const VNI_LAST = 16_777_215;
const VNI_OPTION = 'com.docker.network.driver.overlay.vxlanid_list';

interface Known {
  readonly subnet: Subnet;
  readonly pool: AddressPool;
  readonly vni: number;
}

/** What allocation adds to a network's object. */
export type Allocation = Pick<Network, 'ipam' | 'vni'>;

export class Networks {
  private readonly known = new Map<string, Known>();
  private readonly nodeLocal = new Set<string>();
  private readonly vnis = new SerialIds(VNI_FIRST, VNI_LAST);
  private readonly subnets: SubnetPools;

  constructor(cluster: Pick<Cluster, 'DefaultAddrPool' | 'SubnetSize'>) {
    const pools = cluster.DefaultAddrPool.map(parseSubnet).filter((subnet) => subnet !== undefined);
    this.subnets = new SubnetPools(pools, cluster.SubnetSize);
  }

  /** True once it can be used, which node-local networks always can. */
  has(networkId: string): boolean {
    return this.known.has(networkId) || this.nodeLocal.has(networkId);
  }

  hasAddresses(networkId: string): boolean {
    return this.known.has(networkId);
  }

  /** Gives a network its subnet and id; undefined when it cannot have them now. Nothing to add for node-local ones. */
  allocate(network: Network): Allocation | undefined {
    if (!isOverlay(network)) {
      this.nodeLocal.add(network.ID);
      return {};
    }
    const config = network.Spec.IPAM?.Config?.find((candidate) => !candidate.Subnet?.includes(':'));
    const wanted = network.ipam?.Subnet ?? config?.Subnet;
    const subnet = wanted === undefined || wanted === '' ? this.subnets.request() : this.takeSubnet(wanted);
    if (subnet === undefined) return undefined;
    const pool = new AddressPool(subnet, parseSubnet(config?.IPRange ?? ''));
    const gateway = parseIpv4(network.ipam?.Gateway ?? config?.Gateway ?? '');
    const address = gateway === undefined ? pool.request() : pool.take(gateway) ? gateway : undefined;
    const vni = address === undefined ? undefined : this.allocateVni(network);
    if (address === undefined || vni === undefined) {
      this.subnets.release(subnet);
      return undefined;
    }
    this.known.set(network.ID, { subnet, pool, vni });
    return { ipam: { Subnet: formatSubnet(subnet), Gateway: formatIpv4(address) }, vni };
  }

  private takeSubnet(text: string): Subnet | undefined {
    const subnet = parseSubnet(text);
    return subnet && this.subnets.take(subnet);
  }

  private allocateVni(network: Network): number | undefined {
    const wanted = network.vni ?? Number(network.Spec.Options?.[VNI_OPTION] ?? NaN);
    if (!Number.isInteger(wanted)) return this.vnis.request();
    return this.vnis.take(wanted) ? wanted : undefined;
  }

  /** The network is gone, and every address with it. */
  free(networkId: string): void {
    this.nodeLocal.delete(networkId);
    const network = this.known.get(networkId);
    if (!network) return;
    this.known.delete(networkId);
    this.subnets.release(network.subnet);
    this.vnis.release(network.vni);
  }

  /** The next address with prefix length, or the one that is wanted (with or without prefix); undefined when there is none. */
  request(networkId: string, wanted?: string): string | undefined {
    const network = this.known.get(networkId);
    assert(network !== undefined, 'addresses are asked of allocated networks');
    let address: number | undefined;
    if (wanted === undefined) {
      address = network.pool.request();
    } else {
      const parsed = parseIpv4(wanted.split('/')[0] as string);
      address = parsed !== undefined && network.pool.take(parsed) ? parsed : undefined;
    }
    return address === undefined ? undefined : `${formatIpv4(address)}/${network.subnet.prefix}`;
  }

  release(networkId: string, address: string): void {
    const value = parseIpv4(address.split('/')[0] as string);
    if (value !== undefined) this.known.get(networkId)?.pool.release(value);
  }
}
