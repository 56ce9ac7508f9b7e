/** The help of the root, of a noun and of a command, made from their declarations. */
import type { Process } from '../../os';
import type { Command } from './command';
import { GLOBAL_FLAGS } from './globals';
import type { FlagSet } from './flags';
import { flagUsages, formatHelp } from './help';
import { type Noun, spellings, type Tree, useLine } from './tree';

/** What `/_ping` tells about the swarm. */
export interface SwarmStatus {
  active: boolean;
  manager: boolean;
}

const SWARM_NOUNS = new Set(['config', 'node', 'secret', 'service', 'stack', 'swarm']);

/** Help wraps one column before the terminal's edge; without a terminal at 79. */
export function helpColumns(process: Process): number {
  return (process.stdin.tty?.columns ?? 80) - 1;
}

/** Whether help shows something that wants this much of a swarm. */
function possible(wants: '' | 'active' | 'manager' | undefined, status: SwarmStatus | undefined): boolean {
  if (!status || !wants) return true;
  return wants === 'manager' ? status.manager : status.active;
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

export function commandHelp(command: Command, noun: Noun | undefined, path: string, columns: number, system: 'linux' | 'windows'): string {
  return formatHelp({
    usage: useLine(command, path),
    description: command.short,
    aliases: spellings(command, noun),
    flags: flagUsages(possibleFlags(command.flags, system), columns),
  });
}

/** Flags that this machine's daemon can do nothing with are not offered; experimental features it has none. */
function possibleFlags(flags: FlagSet, system: 'linux' | 'windows'): FlagSet {
  return Object.fromEntries(Object.entries(flags).filter(([, flag]) => flag.needs === undefined || flag.needs === system));
}

export function nounHelp(noun: Noun, _columns: number, status: SwarmStatus | undefined): string {
  const entries = [...noun.verbs.values()].filter((verb) => !verb.hidden && possible(verb.swarm, status)).sort(byName);
  return formatHelp({
    usage: `docker ${noun.name} COMMAND`,
    description: noun.short,
    lists: [{ title: 'Commands', entries }],
    group: `docker ${noun.name}`,
  });
}

export function rootHelp(tree: Tree, columns: number, status: SwarmStatus | undefined): string {
  const commands = [...tree.top]
    .map(([name, { command }]) => ({ name, short: command.short, rank: command.rank, hidden: command.hidden }))
    .filter((entry) => !entry.hidden);
  const nouns = [...tree.nouns.values()].filter((noun) => !noun.absent && !noun.lacks && possible(noun.swarm, status)).sort(byName);
  const help = formatHelp({
    usage: 'docker [OPTIONS] COMMAND',
    description: 'Containers and swarms of this lab, from the command line',
    lists: [
      {
        title: 'Common Commands',
        entries: commands.filter((entry) => entry.rank !== undefined).sort((a, b) => (a.rank as number) - (b.rank as number)),
      },
      { title: 'Management Commands', entries: nouns.filter((noun) => !SWARM_NOUNS.has(noun.name)) },
      { title: 'Swarm Commands', entries: nouns.filter((noun) => SWARM_NOUNS.has(noun.name)) },
      { title: 'Commands', entries: commands.filter((entry) => entry.rank === undefined).sort(byName) },
    ],
    globalFlags: flagUsages(GLOBAL_FLAGS, columns),
    group: 'docker',
  });
  return `${help}\nFor more help on how to use Docker, head to https://docs.docker.com/go/guides/\n`;
}
