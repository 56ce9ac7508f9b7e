/**
 * The docker program: global flags, the way to a command, its flags and arguments, the run, and the one place
 * where a Failure becomes a line on stderr and an exit code (docker/cli cmd/docker/docker.go).
 */
import type { Main, Process } from '../../os';
import type { Program } from '../../sim';
import { CLIENT_COMMIT, CLIENT_VERSION, Client } from '../_client/client';
import { ClientConfig } from '../_client/client-config';
import { resolveEndpoint, type Endpoint } from '../_client/endpoint';
import { instantText } from '../_parse/time';
import type { Command } from './command';
import { type Context, Output } from './context';
import { Failure } from './failure';
import type { ValuesOf } from './flags';
import { GLOBAL_FLAGS } from './globals';
import { isFlagProblem, parseFlags } from './pflag';
import { commandHelp, helpColumns, nounHelp, rootHelp, type SwarmStatus } from './help-pages';
import { findVerb, type Noun, type Tree, useLine } from './tree';

type Globals = ValuesOf<typeof GLOBAL_FLAGS>;

/** Where a command line leads. */
type Target =
  | { kind: 'root' }
  | { kind: 'noun'; noun: Noun; rest: string[] }
  | { kind: 'command'; command: Command; noun: Noun | undefined; path: string; rest: string[] }
  | { kind: 'unknown'; word: string; noun: Noun | undefined };

export function findTarget(tree: Tree, words: readonly string[]): Target {
  const [first, ...rest] = words;
  if (first === undefined) return { kind: 'root' };
  const direct = tree.top.get(first);
  if (direct) return { kind: 'command', command: direct.command, noun: direct.noun, path: `docker ${first}`, rest };
  const noun = tree.nouns.get(first);
  if (!noun) return { kind: 'unknown', word: first, noun: undefined };
  const [second, ...more] = rest;
  if (second === undefined || second.startsWith('-') || noun.absent) return { kind: 'noun', noun, rest };
  const command = findVerb(noun, second);
  if (!command) return { kind: 'unknown', word: second, noun };
  return { kind: 'command', command, noun, path: `docker ${noun.name} ${command.name}`, rest: more };
}

export function dockerProgram(tree: () => Tree): Main {
  return function* (process) {
    return yield* new Invocation(process, tree()).run();
  };
}

/** A command line before it is run; completion uses it too. */
export function sceneOf(process: Process, globals: Globals): { config: ClientConfig; endpoint: Endpoint } {
  const config = new ClientConfig(process, globals.config || undefined);
  return { config, endpoint: resolveEndpoint(process, config, globals.context, globals.host) };
}

class Invocation {
  private out: Output;
  private err: Output;

  constructor(
    private process: Process,
    private tree: Tree,
  ) {
    this.out = new Output(process.stdout);
    this.err = new Output(process.stderr);
  }

  *run(): Program<number> {
    try {
      return yield* this.main();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.message !== '') yield* this.err.line(error.message);
      return error.exit;
    }
  }

  private *main(): Program<number> {
    const global = parseFlags(this.process.argv.slice(1), GLOBAL_FLAGS, true);
    if (isFlagProblem(global)) throw usageError(global.reason, 'docker [OPTIONS] COMMAND [ARG...]', 'docker');
    const globals = global.values as Globals;
    for (const notice of global.notices) yield* this.out.line(notice);
    if (globals.version) {
      yield* this.out.line(`Docker version ${CLIENT_VERSION}, build ${CLIENT_COMMIT}`);
      return 0;
    }
    if (!['debug', 'info', 'warn', 'error', 'fatal', 'warning', 'panic', 'trace'].includes(globals['log-level'])) {
      throw new Failure(`Unable to parse logging level: ${globals['log-level']}`);
    }
    if (global.help || global.args.length === 0) {
      yield* (global.help ? this.out : this.err).write(rootHelp(this.tree, this.columns, yield* this.swarmStatus(globals)));
      return 0;
    }
    if (global.args[0] === 'help') return yield* this.helpTopic(global.args.slice(1), globals);
    const target = findTarget(this.tree, global.args);
    switch (target.kind) {
      case 'command':
        return yield* this.command(target, globals);
      case 'noun':
        return yield* this.noun(target.noun, target.rest, globals);
      default:
        throw unknownCommand(target as Target & { kind: 'unknown' });
    }
  }

  private get columns(): number {
    return helpColumns(this.process);
  }

  /** What the daemon says it is, for help to hide what it cannot do. */
  private *swarmStatus(globals: Globals): Program<SwarmStatus | undefined> {
    try {
      const { endpoint } = sceneOf(this.process, globals);
      const headers = yield* new Client(this.process, endpoint).ping();
      const [state, role] = (headers?.swarm ?? '').split('/');
      return state ? { active: state === 'active', manager: role === 'manager' } : undefined;
    } catch (error) {
      if (error instanceof Failure) return undefined;
      throw error;
    }
  }

  private *helpTopic(words: readonly string[], globals: Globals): Program<number> {
    const target = findTarget(this.tree, words);
    if (target.kind === 'unknown') throw new Failure(`unknown help topic: ${words.join(' ')}`);
    const page =
      target.kind === 'root'
        ? rootHelp(this.tree, this.columns, yield* this.swarmStatus(globals))
        : target.kind === 'noun'
          ? nounHelp(target.noun, this.columns, yield* this.swarmStatus(globals))
          : commandHelp(target.command, target.noun, target.path, this.columns);
    yield* this.out.write(page);
    return 0;
  }

  private *noun(noun: Noun, rest: readonly string[], globals: Globals): Program<number> {
    if (noun.absent) throw new Failure(noun.absent);
    const path = `docker ${noun.name}`;
    const parsed = parseFlags(rest, {});
    if (isFlagProblem(parsed)) throw usageError(parsed.reason, nounUse(noun), path);
    for (const notice of parsed.notices) yield* this.out.line(notice);
    yield* (parsed.help ? this.out : this.err).write(nounHelp(noun, this.columns, yield* this.swarmStatus(globals)));
    return 0;
  }

  private *command(target: Target & { kind: 'command' }, globals: Globals): Program<number> {
    const { command, noun, path, rest } = target;
    const use = useLine(command, path);
    const parsed = parseFlags(rest, command.flags, command.stopsAtArguments);
    if (isFlagProblem(parsed)) throw usageError(parsed.reason, use, path);
    for (const notice of parsed.notices) yield* this.out.line(notice);
    const help = () => commandHelp(command, noun, path, this.columns);
    if (parsed.help) {
      yield* this.out.write(help());
      return 0;
    }
    if (command.plainCount !== undefined && parsed.args.length !== command.plainCount) {
      throw new Failure(`accepts ${command.plainCount} arg(s), received ${parsed.args.length}`);
    }
    const complaint = command.args.complaint(parsed.args.length);
    if (complaint)
      throw new Failure(`docker: '${path}' ${complaint}\n\nUsage:  ${use}\n\n${command.args.pointer} '${path} --help' for more information`);
    const { config, endpoint } = sceneOf(this.process, globals);
    const context: Context = {
      process: this.process,
      sim: this.process.sim,
      api: new Client(this.process, endpoint),
      out: this.out,
      err: this.err,
      config,
      path,
      help,
      warn: (text) => this.warn(text),
    };
    return (yield* command.run(context, parsed.args, parsed.values, (name) => parsed.given.has(name))) ?? 0;
  }

  private *warn(text: string): Program {
    if (this.err.isTerminal) yield* this.err.line(`WARN[0000] ${text}`.trimEnd());
    else yield* this.err.line(`time="${instantText(Math.floor(this.process.sim.nowMs / 1000) * 1000)}" level=warning msg=${JSON.stringify(text)}`);
  }
}

function usageError(reason: string, use: string, path: string): Failure {
  return new Failure(`${reason}\n\nUsage:  ${use}\n\nRun '${path} --help' for more information`, 125);
}

/** A noun's usage as its errors show it. */
const nounUse = ({ name, usage }: Noun): string => `docker ${name}${usage ? ` ${usage}` : ''}`;

function unknownCommand({ word, noun }: Target & { kind: 'unknown' }): Failure {
  if (!noun) return new Failure(`docker: unknown command: docker ${word}\n\nRun 'docker --help' for more information`);
  const path = `docker ${noun.name}`;
  return new Failure(`docker: unknown command: ${path} ${word}\n\nUsage:  ${nounUse(noun)}\n\nRun '${path} --help' for more information`);
}
