/**
 * Addresses are unique: on each network one holder at most has an address (gateway, VIP, node endpoint, task), and
 * no two networks overlap or share a VXLAN number.
 */
import type { Network } from '../../../src/model';
import type { Change } from '../../../src/store';
import type { Checker, Sight } from '../watch/checker';
import { isOver, nameOf } from './task';

export function addresses({ complain }: Sight): Checker {
  /** `network address` to who has it, and back. */
  const holders = new Map<string, string>();
  const held = new Map<string, readonly string[]>();
  const names = new Map<string, string>();

  function release(holder: string): void {
    for (const key of held.get(holder) ?? []) if (holders.get(key) === holder) holders.delete(key);
    held.delete(holder);
  }

  function take(holder: string, keys: readonly string[]): void {
    held.set(holder, keys);
    for (const key of keys) {
      const other = holders.get(key);
      if (other !== undefined && other !== holder) complain(`${key} is given to ${names.get(holder) ?? holder} while ${names.get(other) ?? other} has it`);
      holders.set(key, holder);
    }
  }

  return {
    name: 'addresses',
    committed({ id, view }, { changes }) {
      const takers: [string, string[]][] = [];
      // What is freed and given in one commit is no clash, so all releases come first.
      for (const change of changes) {
        const keys = keysOf(change);
        if (keys === undefined) continue;
        const holder = `${id.slice(0, 4)} ${change.table} ${change.id}`;
        if (change.table === 'task' && change.after) names.set(holder, nameOf(change.after));
        release(holder);
        if (keys.length > 0) takers.push([holder, keys.map((key) => `${id.slice(0, 4)} ${key}`)]);
        if (change.table === 'network' && change.after?.ipam && !change.before?.ipam) compare(change.after, view.list('network'));
      }
      for (const [holder, keys] of takers) take(holder, keys);
    },
  };

  function compare(network: Network, all: readonly Network[]): void {
    for (const other of all) {
      if (other.ID === network.ID || !other.ipam || !network.ipam) continue;
      const names = `networks ${other.Spec.Name} and ${network.Spec.Name}`;
      const shared = network.vnis?.find((vni) => other.vnis?.includes(vni));
      if (shared !== undefined) complain(`${names} share VXLAN number ${shared}`);
      for (const { Subnet: own } of network.ipam) for (const { Subnet: theirs } of other.ipam) if (overlap(own, theirs)) complain(`${names} overlap: ${theirs}, ${own}`);
    }
  }
}

/** What the object holds now; undefined when the change is none of ours. */
function keysOf(change: Change): string[] | undefined {
  const plain = (address: string | undefined) => (address ?? '').split('/')[0];
  switch (change.table) {
    case 'task':
      if (!change.after || isOver(change.after)) return [];
      if (change.after.NetworksAttachments === change.before?.NetworksAttachments) return undefined;
      return (change.after.NetworksAttachments ?? []).flatMap(({ Network: network, Addresses }) => (Addresses ?? []).map((address) => `${network.ID} ${plain(address)}`));
    case 'service':
      return (change.after?.Endpoint?.VirtualIPs ?? []).flatMap(({ NetworkID, Addr }) => (Addr ? [`${NetworkID} ${plain(Addr)}`] : []));
    case 'node':
      return Object.entries(change.after?.attachments ?? {}).map(([networkId, address]) => `${networkId} ${plain(address)}`);
    case 'network':
      return (change.after?.ipam ?? []).map(({ Gateway }) => `${change.id} ${plain(Gateway)}`);
    default:
      return undefined;
  }
}

function overlap(a: string, b: string): boolean {
  const [first, second] = [rangeOf(a), rangeOf(b)];
  return first.from <= second.to && second.from <= first.to;
}

function rangeOf(subnet: string): { from: number; to: number } {
  const [address = '', prefix = '32'] = subnet.split('/');
  const size = 2 ** (32 - Number(prefix));
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const from = value - (value % size);
  return { from, to: from + size - 1 };
}
