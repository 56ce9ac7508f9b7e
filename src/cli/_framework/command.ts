/** A command is one declaration and one run: help, parsing, usage errors and completion all derive from it. */
import type { Program } from '../../sim';
import type { Completion } from './completion';
import type { Context } from './context';
import type { FlagSet, ValuesOf } from './flags';

/** How many words a command takes, and the sentence that says so when it got another number. */
export interface Arity {
  /** `requires 1 argument`, or undefined when the count is right. */
  complaint(count: number): string | undefined;
  /** The word before `'docker x --help' for more information`; SRun is a misprint of 28.2 that we keep. */
  pointer: 'Run' | 'See' | 'SRun';
}

const plural = (count: number) => `${count} argument${count === 1 ? '' : 's'}`;

export const noArguments: Arity = { complaint: (count) => (count > 0 ? 'accepts no arguments' : undefined), pointer: 'Run' };
export const anyArguments: Arity = { complaint: () => undefined, pointer: 'Run' };
export const exactly = (wanted: number): Arity => ({
  complaint: (count) => (count === wanted ? undefined : `requires ${plural(wanted)}`),
  pointer: 'Run',
});
export const atLeast = (least: number): Arity => ({
  complaint: (count) => (count >= least ? undefined : `requires at least ${plural(least)}`),
  pointer: 'See',
});
export const atMost = (most: number): Arity => ({
  complaint: (count) => (count <= most ? undefined : `requires at most ${plural(most)}`),
  pointer: 'SRun',
});
export const between = (least: number, most: number): Arity => ({
  complaint: (count) => (count >= least && count <= most ? undefined : `requires at least ${least} and at most ${plural(most)}`),
  pointer: 'Run',
});

export interface CommandSpec<F extends FlagSet> {
  /** The line after `Usage:`, without the words before the verb: `rollback [OPTIONS] SERVICE`. */
  use: string;
  /** One sentence, our own. */
  short: string;
  aliases?: readonly string[];
  /** Also reachable right under `docker`, by this name: `docker ps` is `docker container ls`. */
  top?: string;
  /** Other names of the same, right under `docker`; no help lists them. */
  topAliases?: readonly string[];
  args: Arity;
  /** Instead of Docker's own usage error for a wrong count: the plain sentence of the flag library. */
  plainCount?: number;
  flags: F;
  /** Goes to stderr before anything else is looked at, usage errors included. */
  preface?: string;
  /** The first argument ends the flags: what follows belongs to a command in a container. */
  stopsAtArguments?: boolean;
  /** What help hides where the daemon cannot do it: '' always shows, `active` needs a swarm, `manager` a manager. */
  swarm?: '' | 'active' | 'manager';
  /** Place among the Common Commands of `docker --help`. */
  rank?: number;
  hidden?: boolean;
  /** Candidates for the next argument. */
  completes?: Completion;
  /** The flags were given when `given(name)`; answers the exit code, 0 when it answers nothing. */
  run(context: Context, args: readonly string[], flags: ValuesOf<F>, given: (name: keyof F & string) => boolean): Program<number | void>;
}

export interface Command extends Omit<CommandSpec<FlagSet>, 'run'> {
  readonly name: string;
  run(context: Context, args: readonly string[], flags: Readonly<Record<string, unknown>>, given: (name: string) => boolean): Program<number | void>;
}

/** Declares a command; the file's place says its noun. */
export function command<F extends FlagSet>(spec: CommandSpec<F>): Command {
  return { ...spec, name: spec.use.split(' ')[0] as string } as unknown as Command;
}

export interface NounSpec {
  name: string;
  short: string;
  swarm?: '' | 'active' | 'manager';
  /** What usage errors of the noun itself show after its name: `[OPTIONS]` for stack, `COMMAND` for volume, nothing for the others. */
  usage?: string;
  /** Flags that may stand before the verb. */
  flags?: FlagSet;
  /** Docker has it only with a plugin, and this lab has not: the sentence that says so instead of `unknown command`. */
  absent?: string;
  /** Verbs that say what this lab has not; no list of help names the noun. */
  lacks?: readonly Command[];
}

/** Declares a noun: a folder of verbs. */
export function noun(spec: NounSpec): NounSpec {
  return spec;
}
