/** Candidates for the word under the cursor of a docker command line: commands, flags, and what the API knows. */
import type { Process } from '../../os';
import type { Program } from '../../sim';
import { Failure } from './failure';
import type { FlagSet, ValuesOf } from './flags';
import { GLOBAL_FLAGS } from './globals';
import { sceneOf } from './main';
import { below, type Place, ROOT } from './place';
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
  const { place, rest } = findPlace(tree, before.slice(at));
  if (place.kind === 'root') {
    if (rest.length) return [];
    if (typed.startsWith('-')) return flagWords(GLOBAL_FLAGS);
    return [...tree.top.keys(), ...[...tree.nouns.values()].filter((noun) => !noun.absent && !noun.lacks).map((noun) => noun.name), 'help'];
  }
  if (place.kind === 'noun')
    return rest.length ? [] : typed.startsWith('-') ? ['--help'] : [...place.noun.verbs.values()].filter((verb) => !verb.hidden).map((verb) => verb.name);
  if (place.kind === 'help') return [];
  const { flags, stopsAtArguments, completes } = place.command;
  const args: string[] = [];
  let wanting: string | undefined;
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] as string;
    if (word.startsWith('-') && !(stopsAtArguments && args.length)) {
      const name = takesNext(word, flags);
      if (name && ++i >= rest.length) wanting = name;
    } else args.push(word);
  }
  if (wanting !== undefined) return yield* ask(flags[wanting]?.completes, args, process, globals);
  if (typed.startsWith('-') && !(stopsAtArguments && args.length)) {
    const equals = typed.indexOf('=');
    if (equals < 0) return flagWords(flags);
    const words = yield* ask(flags[typed.slice(2, equals)]?.completes, args, process, globals);
    return words.map((word) => typed.slice(0, equals + 1) + word);
  }
  const found = yield* ask(completes, args, process, globals);
  return found.filter((word) => !args.includes(word));
}

/** The command or noun that the words lead to, and the words after it. */
function findPlace(tree: Tree, words: readonly string[]): { place: Place; rest: readonly string[] } {
  let place = ROOT;
  for (const [i, word] of words.entries()) {
    const next = below(tree, place, word);
    if (!next) return { place, rest: words.slice(i) };
    place = next;
  }
  return { place, rest: [] };
}

function* ask(completion: Completion | undefined, args: readonly string[], process: Process, globals: Record<string, unknown>): Program<string[]> {
  if (!completion) return [];
  try {
    const { config, api } = sceneOf(process, globals as ValuesOf<typeof GLOBAL_FLAGS>);
    return yield* completion({ api, config, args });
  } catch (error) {
    // No daemon, no manager, no such thing: then there is nothing to offer.
    if (error instanceof Failure) return [];
    throw error;
  }
}
