/** Names for new machines: the next one in the row, and why a name will not do. */
import type { MachinePlatform } from '../../session/protocol';

/** `node6` after node1 to node5; Windows machines have a row of their own. */
export function freeName(taken: readonly string[], platform: MachinePlatform): string {
  const stem = platform === 'windows' ? 'win' : (/^(.*?)\d+$/.exec(taken[0] ?? '')?.[1] ?? 'node');
  for (let n = 1; ; n++) if (!taken.includes(`${stem}${n}`)) return `${stem}${n}`;
}

/** A host name as machines take it, not yet in use; undefined when it will do. */
export function refuseName(name: string, taken: readonly string[]): string | undefined {
  if (name === '') return 'A machine needs a name.';
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name)) return 'Small letters, digits and dashes, and no dash at the ends.';
  if (taken.includes(name)) return `There is a machine ${name} already.`;
  return undefined;
}
