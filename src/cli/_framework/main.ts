/**
 * The docker program: global flags, the way to a command, its flags and arguments, the run, and the one place
 * where a Failure becomes a line on stderr and an exit code (docker/cli cmd/docker/docker.go).
 */
import type { Main, Process } from '../../os';
import type { Program } from '../../sim';
import { CLIENT_COMMIT, CLIENT_VERSION, Client } from '../_client/client';
import { ClientConfig } from '../_client/client-config';
import { currentContextName, resolveEndpoint } from '../_client/endpoint';
import { readLocal } from '../_client/local-files';
import { instantText } from '../_parse/time';
import { type Context, Output } from './context';
import { Failure, Fatal } from './failure';
import type { FlagSet, ValuesOf } from './flags';
import { GLOBAL_FLAGS } from './globals';
import { isFlagProblem, type ParsedFlags, parseFlags } from './pflag';
import { below, type Place, ROOT, walk } from './place';
import { commandHelp, helpColumns, nounHelp, rootHelp, type SwarmStatus } from './help-pages';
import { Signals } from './signals';
import { type Noun, type Tree, useLine } from './tree';
import { quote } from '../../template/quote';

type Globals = ValuesOf<typeof GLOBAL_FLAGS>;
type Scene = ReturnType<typeof sceneOf>;

const ROOT_USE = 'docker [OPTIONS] COMMAND [ARG...]';
const LOG_LEVELS = new Set(['debug', 'info', 'warn', 'error', 'fatal', 'warning', 'panic', 'trace']);
const HELP_PAGE = 'Usage:  docker help [command]\n\nHelp about the command\n';

export function dockerProgram(tree: () => Tree): Main {
  return function* (process) {
    return yield* new Invocation(process, tree()).run();
  };
}

/** A command line before it is run; completion uses it too. */
export function sceneOf(process: Process, globals: Globals): { config: ClientConfig; api: Client } {
  const config = new ClientConfig(process, globals.config || undefined);
  const contextName = currentContextName(process, config, globals.context, globals.host);
  const resolve = () => resolveEndpoint(process, config, globals.context, globals.host, globals);
  return { config, api: new Client(process, resolve, contextName) };
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
    const global = parseFlags(this.process.argv.slice(1), GLOBAL_FLAGS, { stopsAtArguments: true });
    for (const notice of global.notices) yield* this.err.line(notice);
    if (isFlagProblem(global)) throw usageError(global.reason, ROOT_USE, 'docker');
    const globals = global.values as Globals;
    if (!LOG_LEVELS.has(globals['log-level'].toLowerCase())) throw new Failure(`Unable to parse logging level: ${globals['log-level']}`);
    if (globals.context && globals.host.length) throw new Failure('conflicting options: cannot specify both --host and --context');
    const scene = sceneOf(this.process, globals);
    if (scene.config.problem) yield* this.err.line(`WARNING: Error loading config file: ${scene.config.problem}`);
    const walked = walk(this.tree, global.args);
    if (isFlagProblem(walked)) throw new Failure(walked.reason);
    for (const notice of walked.notices) yield* this.out.line(notice);
    const help = global.help || walked.help;
    switch (walked.place.kind) {
      case 'command':
        return yield* this.command(walked.place, walked.rest, help, scene);
      case 'noun':
        return yield* this.noun(walked.place.noun, walked.rest, help, scene);
      case 'help':
        return yield* this.help(walked.rest, help, scene);
      case 'root':
        return yield* this.root(walked.rest, help, globals, scene);
    }
  }

  private get columns(): number {
    return helpColumns(this.process);
  }

  /** What the daemon says it is, for help to hide what it cannot do. */
  private *swarmStatus({ api }: Scene): Program<SwarmStatus | undefined> {
    try {
      const headers = yield* api.ping();
      const [state, role] = (headers?.swarm ?? '').split('/');
      return state ? { active: state === 'active', manager: role === 'manager' } : undefined;
    } catch (error) {
      if (error instanceof Failure) return undefined;
      throw error;
    }
  }

  /** No command, or none that there is. */
  private *root(rest: readonly string[], help: boolean, globals: Globals, scene: Scene): Program<number> {
    const parsed = yield* this.parse(rest, GLOBAL_FLAGS, ROOT_USE, 'docker');
    if (help || parsed.help) yield* this.out.write(yield* this.page(ROOT, scene));
    else if (globals.version || parsed.values.version) yield* this.out.line(`Docker version ${CLIENT_VERSION}, build ${CLIENT_COMMIT}`);
    else if (parsed.args.length) throw new Failure(`docker: unknown command: docker ${parsed.args[0]}\n\nRun 'docker --help' for more information`);
    else yield* this.err.write(yield* this.page(ROOT, scene));
    return 0;
  }

  private *help(rest: readonly string[], help: boolean, scene: Scene): Program<number> {
    const parsed = yield* this.parse(rest, {}, 'docker help [command]', 'docker help');
    if (help || parsed.help) {
      yield* this.out.write(HELP_PAGE);
      return 0;
    }
    let place = ROOT;
    const words = [...parsed.args];
    while (words.length) {
      const next = below(this.tree, place, words[0] as string);
      if (!next || (next.kind === 'noun' && next.noun.absent)) break;
      place = next;
      words.shift();
    }
    if (words.length) throw new Failure(`unknown help topic: ${(place === ROOT ? parsed.args : words).join(' ')}`);
    yield* this.out.write(yield* this.page(place, scene));
    return 0;
  }

  private *page(place: Place, scene: Scene): Program<string> {
    if (place.kind === 'help') return HELP_PAGE;
    if (place.kind === 'command') return commandHelp(place.command, place.noun, place.path, this.columns, this.process.machine.platform.os);
    const status = yield* this.swarmStatus(scene);
    return place.kind === 'root' ? rootHelp(this.tree, this.columns, status) : nounHelp(place.noun, this.columns, status);
  }

  private *noun(noun: Noun, rest: readonly string[], help: boolean, scene: Scene): Program<number> {
    if (noun.absent) throw new Failure(noun.absent);
    const path = `docker ${noun.name}`;
    const use = `${path}${noun.usage ? ` ${noun.usage}` : ''}`;
    const parsed = yield* this.parse(rest, noun.flags ?? {}, use, path);
    if (parsed.args.length && !help && !parsed.help)
      throw new Failure(`docker: unknown command: ${path} ${parsed.args[0]}\n\nUsage:  ${use}\n\nRun '${path} --help' for more information`);
    yield* (help || parsed.help ? this.out : this.err).write(yield* this.page({ kind: 'noun', noun, path }, scene));
    return 0;
  }

  /** Parses what is left for a place, with its notices told. */
  private *parse(rest: readonly string[], flags: FlagSet, use: string, path: string, api?: Client, stopsAtArguments = false): Program<ParsedFlags> {
    const parsed = parseFlags(rest, flags, { stopsAtArguments, read: (file) => readLocal(this.process, file) });
    if (isFlagProblem(parsed)) {
      // A flag that this daemon can do nothing with is told before one that is none (cmd/docker/docker.go setFlagErrorFunc).
      if (api) yield* this.checkSupport(flags, parsed.given, api);
      throw usageError(parsed.reason, use, path);
    }
    for (const notice of parsed.notices) yield* this.out.line(notice);
    return parsed;
  }

  private *command(place: Place & { kind: 'command' }, rest: readonly string[], helpAsked: boolean, { config, api }: Scene): Program<number> {
    const { command, noun, path } = place;
    const use = useLine(command, path);
    if (command.preface !== undefined && !helpAsked && !rest.includes('--help')) yield* this.err.write(command.preface);
    const parsed = yield* this.parse(rest, command.flags, use, path, api, command.stopsAtArguments);
    const help = () => commandHelp(command, noun, path, this.columns, this.process.machine.platform.os);
    if (parsed.help || helpAsked) {
      yield* this.out.write(help());
      return 0;
    }
    if (command.plainCount !== undefined && parsed.args.length !== command.plainCount) {
      throw new Failure(`accepts ${command.plainCount} arg(s), received ${parsed.args.length}`);
    }
    const complaint = command.args.complaint(parsed.args.length);
    if (complaint)
      throw new Failure(`docker: '${path}' ${complaint}\n\nUsage:  ${use}\n\n${command.args.pointer} '${path} --help' for more information`);
    yield* this.checkSupport(command.flags, parsed.given, api);
    const context: Context = {
      process: this.process,
      sim: this.process.sim,
      api,
      out: this.out,
      err: this.err,
      config,
      signals: new Signals(this.process, this.err),
      path,
      help,
      warn: (text) => this.warn(text),
    };
    return (yield* command.run(context, parsed.args, parsed.values, (name) => parsed.given.has(name))) ?? 0;
  }

  /** Flags that this daemon can do nothing with (cmd/docker/docker.go areFlagsSupported). One that does not answer may be able to. */
  private *checkSupport(flags: FlagSet, given: ReadonlySet<string>, api: Client): Program {
    const wanting = [...given].filter((name) => flags[name]?.needs).sort();
    if (!wanting.length) return;
    const system = yield* this.daemonSystem(api);
    if (system === undefined) return;
    const problems = wanting.flatMap((name) => {
      if (flags[name]?.needs === 'experimental') return [`"--${name}" is only supported on a Docker daemon with experimental features enabled`];
      if (system === '' || system === 'windows') return [];
      return [`"--${name}" is only supported on a Docker daemon running on windows, but the Docker daemon is running on ${system}`];
    });
    if (problems.length) throw new Failure(problems.join('\n'));
  }

  /** linux or windows; nothing when no daemon can be named, undefined when the one named does not answer. */
  private *daemonSystem(api: Client): Program<string | undefined> {
    try {
      return (yield* api.ping())?.ostype;
    } catch (error) {
      if (error instanceof Fatal) return '';
      if (error instanceof Failure) return undefined;
      throw error;
    }
  }

  private *warn(text: string): Program {
    if (this.err.isTerminal) yield* this.err.line(`WARN[0000] ${text}`.trimEnd());
    else yield* this.err.line(`time="${instantText(Math.floor(this.process.sim.nowMs / 1000) * 1000)}" level=warning msg=${quote(text)}`);
  }
}

function usageError(reason: string, use: string, path: string): Failure {
  return new Failure(`${reason}\n\nUsage:  ${use}\n\nRun '${path} --help' for more information`, 125);
}
