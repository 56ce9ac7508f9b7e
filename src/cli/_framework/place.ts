/**
 * Where a command line leads, found as cobra finds it with TraverseChildren: from place to place, while flags before
 * a sub-command's word belong to the place above it. A flag that is unknown there takes the next word for its value.
 */
import type { Command } from './command';
import type { FlagSet } from './flags';
import { type FlagProblem, isFlagProblem, parseFlags } from './pflag';
import { findVerb, type Noun, type Tree } from './tree';

/** What words can lead to; `path` is what the line so far is called in messages. */
export type Place =
  | { kind: 'root'; path: 'docker' }
  | { kind: 'noun'; noun: Noun; path: string }
  | { kind: 'command'; command: Command; noun: Noun | undefined; path: string }
  | { kind: 'help'; path: 'docker help' };

export const ROOT: Place = { kind: 'root', path: 'docker' };

/** The place below that this word names. */
export function below(tree: Tree, place: Place, word: string): Place | undefined {
  if (place.kind === 'noun') {
    const command = findVerb(place.noun, word);
    return command && { kind: 'command', command, noun: place.noun, path: `${place.path} ${command.name}` };
  }
  if (place.kind !== 'root') return undefined;
  if (word === 'help') return { kind: 'help', path: 'docker help' };
  const top = tree.top.get(word);
  if (top) return { kind: 'command', command: top.command, noun: top.noun, path: `docker ${top.name}` };
  const noun = tree.nouns.get(word);
  return noun && { kind: 'noun', noun, path: `docker ${noun.name}` };
}

export interface Walk {
  place: Place;
  /** What is left for the place itself to parse. */
  rest: readonly string[];
  /** `--help` was said on the way. */
  help: boolean;
  /** Notices about deprecated flags, for stdout. */
  notices: string[];
}

/** Follows the words as far as they lead, or says which flag on the way is none. */
export function walk(tree: Tree, words: readonly string[]): Walk | FlagProblem {
  const walked: Walk = { place: ROOT, rest: words, help: false, notices: [] };
  for (;;) {
    const step = nextStep(tree, walked.place, walked.rest);
    if (!step) return walked;
    const parsed = parseFlags(step.before, flagsOf(walked.place));
    if (isFlagProblem(parsed)) return parsed;
    walked.help ||= parsed.help;
    walked.notices.push(...parsed.notices);
    walked.place = step.place;
    walked.rest = step.rest;
  }
}

/** Flags of a place that are no command's own. */
export function flagsOf(place: Place): FlagSet {
  return place.kind === 'noun' ? (place.noun.flags ?? {}) : {};
}

function nextStep(tree: Tree, place: Place, words: readonly string[]): { place: Place; before: string[]; rest: readonly string[] } | undefined {
  if (place.kind === 'command' || place.kind === 'help') return undefined;
  let takesNext = false;
  for (const [i, word] of words.entries()) {
    const isLong = word.startsWith('--') && !word.includes('=');
    const isShort = /^-[^=]$/.test(word) && word !== '--';
    if (isLong) takesNext = word !== '--help';
    else if (isShort && word !== '-h') takesNext = true;
    else if (takesNext) takesNext = false;
    else if (!/^--.|^-[^-]/.test(word)) {
      const next = below(tree, place, word);
      return next && { place: next, before: words.slice(0, i), rest: words.slice(i + 1) };
    }
  }
  return undefined;
}
