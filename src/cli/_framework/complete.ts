/** Candidates for the word under the cursor of a docker command line: commands, flags, and what the API knows. */
import type { Process } from '../../os';
import type { Program } from '../../sim';
import { Client } from '../_client/client';
import { Failure } from './failure';
import type { FlagSet, ValuesOf } from './flags';
import { GLOBAL_FLAGS } from './globals';
import { findTarget, sceneOf } from './main';
import type { Completion } from './completion';
import type { Tree } from './tree';

const GIVEN: Partial<ValuesOf<typeof GLOBAL_FLAGS>> = {};

/** `words[0]` is `docker`; `index` says which word is being typed. Answers whole words, sorted, that begin as it does. */
export function* complete(tree: Tree, words: readonly string[], index: number, process: Process): Program<string[]> {
  const typed = words[index] ?? '';
  const before = words.slice(1, index);
  const candidates = yield* candidatesFor(tree, before, typed, process);
  return [...new Set(candidates.filter((word) => word.startsWith(typed)))].sort((a, b) => (a < b ? -1 : 1));
}

const flagWords = (flags: FlagSet) => [
  ...Object.entries(flags)
    .filter(([, flag]) => !flag.hidden && !flag.deprecated)
    .map(([name]) => `--${name}`),
  '--help',
];

/** Whether this word is a flag of the set that takes the next word as its value. */
function takesNext(word: string, flags: FlagSet): string | undefined {
  if (word.includes('=') || !word.startsWith('-')) return undefined;
  const name = word.startsWith('--') ? word.slice(2) : Object.keys(flags).find((key) => flags[key]?.short && word.endsWith(flags[key].short));
  const flag = name === undefined ? undefined : flags[name];
  return flag && flag.bare === undefined ? name : undefined;
}

function* candidatesFor(tree: Tree, before: readonly string[], typed: string, process: Process): Program<string[]> {
  let at = 0;
  const globals: Record<string, unknown> = { ...GIVEN, context: '', config: '', host: [] };
  for (; at < before.length && (before[at] as string).startsWith('-'); at++) {
    const name = takesNext(before[at] as string, GLOBAL_FLAGS);
    if (name && at + 1 < before.length) globals[name] = name === 'host' ? [before[at + 1]] : before[at + 1];
    if (name) at++;
  }
  if (at > before.length) return [];
  const target = findTarget(tree, before.slice(at));
  if (target.kind === 'root') {
    if (typed.startsWith('-')) return flagWords(GLOBAL_FLAGS);
    return [...tree.top.keys(), ...[...tree.nouns.values()].filter((noun) => !noun.absent).map((noun) => noun.name), 'help'];
  }
  if (target.kind === 'noun')
    return typed.startsWith('-') ? ['--help'] : [...target.noun.verbs.values()].filter((verb) => !verb.hidden).map((verb) => verb.name);
  if (target.kind === 'unknown') return [];
  const { flags } = target.command;
  const args: string[] = [];
  let wanting: string | undefined;
  for (let i = 0; i < target.rest.length; i++) {
    const word = target.rest[i] as string;
    if (word.startsWith('-') && !(target.command.stopsAtArguments && args.length)) {
      const name = takesNext(word, flags);
      if (name && ++i >= target.rest.length) wanting = name;
    } else args.push(word);
  }
  if (wanting !== undefined) return yield* ask(flags[wanting]?.completes, args, process, globals);
  if (typed.startsWith('-') && !(target.command.stopsAtArguments && args.length)) {
    const equals = typed.indexOf('=');
    if (equals < 0) return flagWords(flags);
    const words = yield* ask(flags[typed.slice(2, equals)]?.completes, args, process, globals);
    return words.map((word) => typed.slice(0, equals + 1) + word);
  }
  const found = yield* ask(target.command.completes, args, process, globals);
  return found.filter((word) => !args.includes(word));
}

function* ask(completion: Completion | undefined, args: readonly string[], process: Process, globals: Record<string, unknown>): Program<string[]> {
  if (!completion) return [];
  try {
    const { config, endpoint } = sceneOf(process, globals as ValuesOf<typeof GLOBAL_FLAGS>);
    return yield* completion({ api: new Client(process, endpoint), config, args });
  } catch (error) {
    // No daemon, no manager, no such thing: then there is nothing to offer.
    if (error instanceof Failure) return [];
    throw error;
  }
}
