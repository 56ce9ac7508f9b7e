/**
 * What engines of a platform call their networks. Linux has bridges; Windows has the modes of its Host Network Service,
 * with `nat` in place of `bridge` and without `host` (moby daemon/network/network_mode_windows.go,
 * libnetwork/drivers/windows). Both lead from a container to its machine in the same way.
 */
export type Os = 'linux' | 'windows';

/** Drivers of networks that live on one Windows machine; they differ in how the machine's own network is reached. */
const HNS_DRIVERS = ['ics', 'internal', 'l2bridge', 'l2tunnel', 'nat', 'private', 'transparent'];

/** What a stock engine lists; the agent describes the node with them too. */
export const NETWORK_DRIVERS: Readonly<Record<Os, readonly string[]>> = {
  linux: ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'],
  windows: [...HNS_DRIVERS, 'null', 'overlay'].sort(),
};

/** The network of a container that asks for none. */
export const defaultNetworkOf = (os: Os): 'bridge' | 'nat' => (os === 'windows' ? 'nat' : 'bridge');

/** Names that are the engine's own. */
export const predefinedNetworks = (os: Os): readonly string[] => (os === 'windows' ? ['nat', 'none', 'default'] : ['bridge', 'host', 'none', 'default']);

/** Whether a network of this driver has an end on its machine: a gateway, and ports that are published. */
export const isBridged = (driver: string): boolean => driver === 'bridge' || HNS_DRIVERS.includes(driver);
