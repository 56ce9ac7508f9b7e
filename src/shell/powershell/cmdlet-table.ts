/** All cmdlets of `cmdlets/` and their aliases, by name in lower case. */
import type { Cmdlet } from './cmdlet';

const modules = import.meta.glob<readonly Cmdlet[]>(['./cmdlets/*.ts', '!./cmdlets/_*.ts', '!./cmdlets/*.test.ts'], { eager: true, import: 'default' });

let table: { byName: ReadonlyMap<string, Cmdlet>; aliases: ReadonlyMap<string, string> } | undefined;

function filled(): NonNullable<typeof table> {
  if (table) return table;
  const byName = new Map<string, Cmdlet>();
  const aliases = new Map<string, string>();
  for (const path of Object.keys(modules).sort()) {
    for (const each of modules[path] as readonly Cmdlet[]) {
      byName.set(each.name.toLowerCase(), each);
      for (const alias of each.aliases ?? []) aliases.set(alias.toLowerCase(), each.name);
    }
  }
  table = { byName, aliases };
  return table;
}

export function cmdletNamed(name: string): Cmdlet | undefined {
  const { byName } = filled();
  return byName.get(name.toLowerCase());
}

export const allCmdlets = (): Cmdlet[] => [...filled().byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));

/** The aliases a session begins with. */
export const builtinAliases = (): ReadonlyMap<string, string> => filled().aliases;
