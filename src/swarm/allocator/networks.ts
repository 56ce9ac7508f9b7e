/** The allocator's memory of networks: subnet, VXLAN id, and who has which address (moby libnetwork/cnmallocator). */
import type { Cluster, IPAMConfig, Network } from '../../model';
import { assert } from '../../sim';
import { AddressPool } from './address-pool';
import { contains, formatIpv4, formatSubnet, parseIpv4, parseSubnet } from './ipv4';
import type { Subnet } from './ipv4';
import { SerialIds } from './serial-ids';
import { isOverlay } from './service-needs';
import { SubnetPools } from './subnet-pools';

const POOLS_DEFAULT = ['10.0.0.0/8'];
const VNI_FIRST = 4096;
const VNI_LAST = 16_777_215;
const VNI_OPTION = 'com.docker.network.driver.overlay.vxlanid_list';

interface Known {
  /** In the order of the network's configuration. */
  readonly pools: readonly AddressPool[];
  readonly vnis: readonly number[];
}

/** What allocation adds to a network's object. */
export type Allocation = Pick<Network, 'ipam' | 'vnis'>;

/** One subnet as it is wished for, or as it was given before. */
type Wish = Pick<IPAMConfig, 'Subnet' | 'Gateway' | 'IPRange' | 'AuxiliaryAddresses'>;

export class Networks {
  private readonly known = new Map<string, Known>();
  private readonly nodeLocal = new Set<string>();
  private readonly vnis = new SerialIds(VNI_FIRST, VNI_LAST);
  private readonly subnets: SubnetPools;

  constructor(cluster: Pick<Cluster, 'DefaultAddrPool' | 'SubnetSize'>) {
    // A cluster that chose none shows none, and gets these.
    const pools = (cluster.DefaultAddrPool.length > 0 ? cluster.DefaultAddrPool : POOLS_DEFAULT).map(parseSubnet).filter((subnet) => subnet !== undefined);
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
    const given: Wish[] = [];
    const pools: AddressPool[] = [];
    for (const wish of wishesOf(network)) {
      const subnet = wish.Subnet ? this.takeSubnet(wish.Subnet) : this.subnets.request();
      if (subnet) pools.push(new AddressPool(subnet, parseSubnet(wish.IPRange ?? '')));
      const gateway = subnet && takeGateway(pools.at(-1) as AddressPool, wish);
      if (!subnet || gateway === undefined) return this.giveBack(pools);
      given.push({ Subnet: formatSubnet(subnet), ...(wish.IPRange ? { IPRange: wish.IPRange } : {}), Gateway: formatIpv4(gateway) });
    }
    const vnis = this.allocateVnis(network, pools.length);
    if (!vnis) return this.giveBack(pools);
    this.known.set(network.ID, { pools, vnis });
    return { ipam: given as NonNullable<Allocation['ipam']>, vnis };
  }

  private giveBack(pools: readonly AddressPool[]): undefined {
    for (const pool of pools) this.subnets.release(pool.subnet);
    return undefined;
  }

  private takeSubnet(text: string): Subnet | undefined {
    const subnet = parseSubnet(text);
    return subnet && this.subnets.take(subnet);
  }

  private allocateVnis(network: Network, count: number): number[] | undefined {
    const wanted = network.vnis ?? (network.Spec.Options?.[VNI_OPTION] ?? '').split(',').filter((each) => each !== '').map(Number);
    const vnis: number[] = [];
    for (let i = 0; i < count; i++) {
      const asked = wanted[i];
      const vni = asked === undefined || !Number.isInteger(asked) ? this.vnis.request() : this.vnis.take(asked) ? asked : undefined;
      if (vni === undefined) {
        for (const each of vnis) this.vnis.release(each);
        return undefined;
      }
      vnis.push(vni);
    }
    return vnis;
  }

  /** The network is gone, and every address with it. */
  free(networkId: string): void {
    this.nodeLocal.delete(networkId);
    const network = this.known.get(networkId);
    if (!network) return;
    this.known.delete(networkId);
    this.giveBack(network.pools);
    for (const vni of network.vnis) this.vnis.release(vni);
  }

  /** The next address with prefix length, or the one that is wanted (with or without prefix); undefined when there is none. */
  request(networkId: string, wanted?: string): string | undefined {
    const network = this.known.get(networkId);
    assert(network !== undefined, 'addresses are asked of allocated networks');
    const asked = wanted === undefined ? undefined : parseIpv4(wanted.split('/')[0] as string);
    for (const pool of network.pools) {
      const address = wanted === undefined ? pool.request() : asked !== undefined && pool.take(asked) ? asked : undefined;
      if (address !== undefined) return `${formatIpv4(address)}/${pool.subnet.prefix}`;
    }
    return undefined;
  }

  release(networkId: string, address: string): void {
    const value = parseIpv4(address.split('/')[0] as string);
    if (value !== undefined) this.known.get(networkId)?.pools.find((pool) => contains(pool.subnet, value))?.release(value);
  }
}

/** What it has, else what its specification asks for, else one subnet of the default pools. */
function wishesOf(network: Network): readonly Wish[] {
  const configs = network.ipam ?? network.Spec.IPAM?.Config ?? [];
  return configs.length > 0 ? configs : [{}];
}

/** The subnet's gateway; undefined when that address cannot be had. */
function takeGateway(pool: AddressPool, { Gateway }: Wish): number | undefined {
  if (!Gateway) return pool.request();
  const gateway = parseIpv4(Gateway);
  return gateway !== undefined && pool.take(gateway) ? gateway : undefined;
}
