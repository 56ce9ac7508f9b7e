/** What Windows' programs share: printing, and finding an address. */
import type { Process } from '../../os';
import type { Program } from '../../sim';

export function* print(process: Process, text: string): Program {
  yield* process.stdout.write(text);
}

/** The first address of a name; undefined where nobody knows it. */
export function* addressOf(process: Process, name: string): Program<string | undefined> {
  const found = yield* process.machine.net.resolve(name);
  return found.ok ? found.value.addresses[0] : undefined;
}

export const isAddress = (text: string): boolean => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text);

/** Windows' words for the interfaces of a machine: `Ethernet`, and `vEthernet (…)` for Docker's. */
export function adapterName(name: string): string {
  if (name === 'lo') return 'Loopback Pseudo-Interface 1';
  if (name.startsWith('vEthernet')) return name;
  return name === 'eth0' ? 'Ethernet' : `vEthernet (${name})`;
}
