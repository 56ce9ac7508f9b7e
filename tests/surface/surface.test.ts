/**
 * The command tree against the real one. `surface.json` is what a walk over client 28.2.2 found: usage line, aliases, least
 * and most arguments, and each flag as `type -short hidden deprecated =default`.
 */
import { describe, expect, test } from 'vitest';
import { type Command, commandTree } from '../../src/cli';
import surface from './surface.json';

interface Entry {
  usage: string;
  aliases?: string[];
  args: (number | null)[];
  stopsAtArguments?: boolean;
  flags: Record<string, string>;
}


/** Flags that this lab does not declare: its builder does nothing with them, so it says that they are unknown. */
const UNDECLARED: Record<string, readonly string[]> = { build: ['add-host', 'ulimit'], 'image build': ['add-host', 'ulimit'] };

const ARGUMENTS_MAX = 5;

function find(path: string): Command | undefined {
  const [first = '', second] = path.split(' ');
  const tree = commandTree();
  return second === undefined ? tree.top.get(first)?.command : tree.nouns.get(first)?.verbs.get(second);
}

/** A default as the flag library prints it; what a declaration shows in help stands for what the command fills in. */
function defaultOf(flag: { initial: unknown; shows?: string }): string | undefined {
  if (flag.shows !== undefined) return flag.shows.replace(/^"(.*)"$/, '$1');
  return flag.initial ? String(flag.initial) : undefined;
}

describe('every command of docker 28.2.2', () => {
  const entries = Object.entries(surface as unknown as Record<string, Entry>);
  test('is there', () => expect(entries.map(([path]) => path).filter((path) => !find(path))).toEqual([]));

  test.each(entries)('docker %s', (path, entry) => {
    const command = find(path) as Command;
    const [least, most] = entry.args;
    expect(path + command.use.slice(command.name.length)).toBe(entry.usage);
    if (path.includes(' ')) expect(command.aliases ?? []).toEqual(entry.aliases ?? []);
    expect(command.stopsAtArguments ?? false).toBe(entry.stopsAtArguments ?? false);
    if (command.plainCount === undefined) {
      const accepted = Array.from({ length: ARGUMENTS_MAX }, (_, count) => count).filter((count) => command.args.complaint(count) === undefined);
      const wanted = Array.from({ length: ARGUMENTS_MAX }, (_, count) => count).filter((count) => count >= (least ?? 0) && count <= (most ?? Infinity));
      expect(accepted).toEqual(wanted);
    } else expect([command.plainCount, command.plainCount]).toEqual(entry.args);
    const flags = Object.entries(command.flags).filter(([name]) => name !== 'help');
    expect(flags.map(([name]) => name).sort()).toEqual(Object.keys(entry.flags).filter((name) => !UNDECLARED[path]?.includes(name)).sort());
    for (const [name, flag] of flags) {
      const [type, ...marks] = (entry.flags[name] as string).split(/ (?=-|hidden|deprecated|=)/);
      const wanted = marks.find((mark) => mark.startsWith('='))?.slice(1);
      expect({ name, type: flag.word || 'bool', short: flag.short, hidden: !!flag.hidden, deprecated: !!flag.deprecated }).toEqual({
        name,
        type,
        short: marks.find((mark) => /^-/.test(mark))?.slice(1) ?? '',
        hidden: marks.includes('hidden'),
        deprecated: marks.includes('deprecated'),
      });
      if (wanted !== undefined) expect({ name, default: defaultOf(flag) }).toEqual({ name, default: wanted });
    }
  });
});
