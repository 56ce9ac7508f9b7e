/**
 * Pipelines: stages that push objects on to the next, at once, so that `docker logs -f web | Select-String error` shows
 * what it finds when it comes. A stage is a cmdlet, a function, a block or a program.
 */
import { isFileError } from '../../os';
import type { Program } from '../../sim';
import type { Argument, Command, Expression, Redirection, Stage } from './ast';
import { bind } from './bind';
import { Call } from './cmdlet';
import { errorRecord, errorText } from './error-text';
import { evaluate, runBlock } from './evaluate';
import { findCommand, type Found } from './find-command';
import { formatted } from './format';
import { runNative } from './native';
import { EnoughFlow, Problem, problem, ReturnFlow } from './problem';
import { Scope } from './scope';
import { GATHERED_MAX, type Defined, type Place, type Shell, type Streams } from './shell';
import { convert, textOf } from './text';
import { parse } from './parse';
import { Block, listed, Table, Thing, type Value } from './values';

interface Running {
  push(value: Value): Program;
  finish(): Program;
}

/** The most calls of one alias after another. */
const ALIASES_MAX = 8;

export function* runPipeline(shell: Shell, stages: readonly Stage[], place: Place): Program {
  const [first] = stages;
  if (!first) return;
  // The plain case: one expression, whose value is told.
  if (stages.length === 1 && first.kind === 'expression' && first.redirections.length === 0) {
    const value = yield* evaluate(shell, first.value, place);
    if (first.value.kind !== 'step' || isGrouped(first.value)) yield* unrolled(value, place.streams);
    shell.ok = true;
    return;
  }
  shell.ok = true;
  const running: Running[] = [];
  let streams = place.streams;
  const closers: (() => Program)[] = [];
  for (let i = stages.length - 1; i >= 0; i--) {
    const stage = stages[i] as Stage;
    const own = yield* redirected(shell, stage.redirections, { ...place, streams }, closers);
    if (i === 0 && stage.kind === 'expression') break;
    const next = yield* stageOf(shell, stage, { ...place, streams: own }, i > 0);
    running.unshift(next);
    streams = {
      ...own,
      direct: false,
      errors: place.streams.errors,
      error: place.streams.error,
      out: (value) => next.push(value),
      *flush() {},
    };
  }
  try {
    if (first.kind === 'expression') {
      const own = yield* redirected(shell, first.redirections, { ...place, streams }, closers);
      const value = yield* evaluate(shell, first.value, { ...place, streams: place.streams });
      yield* unrolled(value, running.length > 0 && first.redirections.length === 0 ? streams : own);
    }
    for (const each of running) yield* each.finish();
  } catch (thrown) {
    if (!(thrown instanceof EnoughFlow)) throw thrown;
    const at = running.findIndex((each) => each === thrown.stage);
    if (at < 0) throw thrown;
    for (const each of running.slice(at)) yield* each.finish();
  }
  for (const close of closers) yield* close();
}

const isGrouped = (node: Expression): boolean => node.kind === 'group';

function* unrolled(value: Value, streams: Streams): Program {
  if (Array.isArray(value)) for (const each of value) yield* streams.out(each);
  else if (value !== null) yield* streams.out(value);
}

/** The streams of a stage with its redirections; files are written when the pipeline is over. */
function* redirected(shell: Shell, redirections: readonly Redirection[], place: Place, closers: (() => Program)[]): Program<Streams> {
  let streams = place.streams;
  for (const { from, to } of redirections) {
    if (to.kind === 'stream') {
      const { out } = streams;
      streams = { ...streams, errors: 'output', error: (told) => out(errorRecord(told)) };
      continue;
    }
    const target = yield* evaluate(shell, to.path, place);
    if (target === null) {
      if (from === 1 || from === 0) streams = { ...streams, direct: false, *out() {}, *flush() {} };
      if (from === 2 || from === 0) streams = { ...streams, errors: 'none', *error() {} };
      continue;
    }
    const path = shell.path(textOf(target));
    const problemOf = openForWriting(shell, path, to.append, textOf(target));
    if (problemOf) throw problemOf;
    const held: Value[] = [];
    const { files } = shell.process.machine;
    const write = (text: string): void => {
      const failed = files.write(path, text.replace(/\r?\n/g, '\r\n'), { append: true });
      if (isFileError(failed)) throw problem('There is not enough space on the disk.', 'FileOpenFailure', 'WriteError', '', 'IOException');
    };
    if (from === 2) {
      streams = {
        ...streams,
        errors: { *write(text) { write(text); } },
        *error(told) { write(errorText(told, shell.width)); },
      };
    } else {
      closers.push(function* close() {
        write(formatted(held, shell.width));
        held.length = 0;
      });
      const errors = from === 0 ? ('output' as const) : streams.errors;
      streams = {
        ...streams,
        direct: false,
        errors,
        ...(from === 0 ? { *error(told: Problem) { held.push(errorText(told, shell.width).trimEnd()); } } : {}),
        *out(value) {
          if (held.length >= GATHERED_MAX) throw problem(`More than ${GATHERED_MAX} objects at once are too much for this lab.`, 'TooMuchForThisLab');
          held.push(value);
        },
        *flush() {},
      };
    }
  }
  return streams;
}

function openForWriting(shell: Shell, path: string, append: boolean, typed: string): Problem | undefined {
  const { files } = shell.process.machine;
  const failed = files.write(path, '', { append });
  if (!isFileError(failed)) return undefined;
  if (failed.errno === 'ENOENT') return problem(`Could not find a part of the path '${shell.shown(typed)}'.`, 'FileOpenFailure', 'OpenError', ':', 'DirectoryNotFoundException');
  return problem(`Access to the path '${shell.shown(typed)}' is denied.`, 'FileOpenFailure', 'OpenError', ':', 'UnauthorizedAccessException');
}

// --- Stages --------------------------------------------------------------------------------------------------

function* stageOf(shell: Shell, stage: Stage, place: Place, piped: boolean): Program<Running> {
  if (stage.kind === 'expression') {
    const value = yield* evaluate(shell, stage.value, place);
    if (value instanceof Block) return blockStage(shell, value, place);
    throw problem('Expressions are only allowed as the first element of a pipeline.', 'ExpressionsMustBeFirstInPipeline', 'ParserError', '', 'ParseException');
  }
  const named = yield* evaluate(shell, stage.name, place);
  if (named instanceof Block) return yield* definedStage(shell, { script: named.script, source: named.source }, '', stage, { ...place, source: place.source }, piped, stage.call === '.' ? 'same' : (named.scope ?? place.scope));
  const name = named instanceof Thing && named.type.endsWith('Info') ? textOf(named.get('Name') ?? textOf(named)) : textOf(named);
  const found = resolve(shell, name, stage);
  switch (found.kind) {
    case 'function':
      return yield* definedStage(shell, found.defined, found.name, stage, place, piped, stage.call === '.' ? 'same' : place.scope);
    case 'script':
      return yield* scriptStage(shell, found.path, stage, place, piped);
    case 'cmdlet':
      return yield* cmdletStage(shell, found, stage, place, piped);
    case 'program':
      return programStage(shell, found.path, name, yield* nativeArguments(shell, stage.args, place), stage, place, piped);
  }
}

function resolve(shell: Shell, typed: string, stage: Command): Exclude<Found, { kind: 'alias' | 'nothing' }> {
  let name = typed;
  for (let i = 0; i < ALIASES_MAX; i++) {
    const found = findCommand(shell, name);
    if (found.kind === 'alias') name = found.to;
    else if (found.kind !== 'nothing') return found;
    else break;
  }
  const told = problem(
    `The term '${typed}' is not recognized as the name of a cmdlet, function, script file, or operable program. Check the spelling of the name, or if a path was included, verify that the path is correct and try again.`,
    'CommandNotFoundException', 'ObjectNotFound', `${typed}:String`, 'CommandNotFoundException',
  );
  told.command = typed;
  told.where = { source: '', span: stage.name };
  throw told;
}

function* cmdletStage(shell: Shell, found: Found & { kind: 'cmdlet' }, stage: Command, place: Place, piped: boolean): Program<Running> {
  const { cmdlet } = found;
  const bound = yield* bind(shell, cmdlet, stage, place, piped);
  const running: Running = {
    *push(value) {
      yield* shell.step();
      if (cmdlet.item) yield* guarded(cmdlet.item(call, value));
      else {
        if (call.input.length >= GATHERED_MAX) throw problem(`More than ${GATHERED_MAX} objects at once are too much for this lab.`, 'TooMuchForThisLab');
        call.input.push(value);
      }
    },
    *finish() {
      if (cmdlet.end) yield* guarded(cmdlet.end(call));
      if (call.failed) shell.ok = false;
    },
  };
  const call = new Call(shell, place, cmdlet, bound, piped, place.source, stage, running);
  function* guarded(work: Program): Program {
    try {
      yield* work;
    } catch (thrown) {
      if (thrown instanceof Problem && thrown.command === '') {
        thrown.command = cmdlet.name;
        thrown.where ??= { source: place.source, span: stage };
      }
      throw thrown;
    }
  }
  if (cmdlet.begin) yield* guarded(cmdlet.begin(call));
  return running;
}

/** A function, or a block that is called. */
function* definedStage(shell: Shell, defined: Defined, name: string, stage: Command, place: Place, piped: boolean, parent: Scope | 'same'): Program<Running> {
  const scope = parent === 'same' ? place.scope : new Scope(parent);
  yield* bindFunction(shell, defined, name, stage, place, scope);
  const inner: Place = { ...place, scope, source: defined.source };
  const { script } = defined;
  const input: Value[] = [];
  const run = (body: typeof script.body): Program =>
    shell.called(function* once() {
      try {
        yield* runBlock(shell, body, inner);
      } catch (thrown) {
        if (!(thrown instanceof ReturnFlow)) throw thrown;
      }
    });
  if (script.begin) yield* run(script.begin);
  return {
    *push(value) {
      if (!script.named) {
        if (input.length >= GATHERED_MAX) throw problem(`More than ${GATHERED_MAX} objects at once are too much for this lab.`, 'TooMuchForThisLab');
        input.push(value);
        return;
      }
      scope.set('_', value);
      yield* run(script.body);
    },
    *finish() {
      if (!script.named) {
        if (piped) scope.set('input', input);
        yield* run(script.body);
      } else {
        if (!piped && script.body.length > 0) yield* run(script.body);
        if (script.end) yield* run(script.end);
      }
    },
  };
}

function blockStage(shell: Shell, block: Block, place: Place): Running {
  return {
    *push(value) {
      const scope = new Scope(block.scope ?? place.scope);
      scope.set('_', value);
      yield* runBlock(shell, block.script.body, { ...place, scope, source: block.source });
    },
    *finish() {},
  };
}

/** A `.ps1` file, in a scope of its own. */
function* scriptStage(shell: Shell, path: string, stage: Command, place: Place, piped: boolean): Program<Running> {
  const text = shell.process.machine.files.read(path);
  if (isFileError(text)) throw problem(`The file ${path} cannot be read.`, 'UnauthorizedAccess', 'SecurityError');
  const source = text.replaceAll('\r\n', '\n');
  // A script is a block whose braces are the file's ends.
  const parsed = parse(`&{${source}\n}`);
  if ('problem' in parsed) throw problem(parsed.problem.message, parsed.problem.id, 'ParserError', ':', 'ParseException');
  const outer = parsed.block[0];
  const command = outer?.kind === 'pipeline' ? outer.stages[0] : undefined;
  const script = command?.kind === 'command' && command.name.kind === 'script' ? command.name.script : undefined;
  if (!script) throw problem(`The file ${path} cannot be read as a script.`, 'ParseError', 'ParserError');
  return yield* definedStage(shell, { script, source: `&{${source}\n}` }, '', stage, place, piped, stage.call === '.' ? 'same' : new Scope(shell.global, true));
}

/** Arguments to a function's parameters; what is left over is `$args`. */
function* bindFunction(shell: Shell, { script }: Defined, name: string, stage: Command, place: Place, scope: Scope): Program {
  const { parameters } = script;
  const given = new Map<string, Value>();
  const loose: Value[] = [];
  const args = yield* spread(shell, stage.args, place);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as Loose;
    if (arg.name === undefined || parameters.length === 0) {
      loose.push(arg.raw ?? arg.value ?? null);
      continue;
    }
    const wanted = arg.name.toLowerCase();
    const matches = parameters.filter((each) => each.name.toLowerCase().startsWith(wanted));
    const parameter = matches.find((each) => each.name.toLowerCase() === wanted) ?? (matches.length === 1 ? matches[0] : undefined);
    if (!parameter) {
      loose.push(arg.raw ?? `-${arg.name}`);
      continue;
    }
    if (arg.value !== undefined) given.set(parameter.name.toLowerCase(), arg.value);
    else if (/^(?:switch|switchparameter)$/i.test(parameter.type ?? '')) given.set(parameter.name.toLowerCase(), true);
    else if (args[i + 1] && (args[i + 1] as Loose).name === undefined) given.set(parameter.name.toLowerCase(), (args[++i] as Loose).value ?? null);
    else throw Object.assign(problem(`Missing an argument for parameter '${parameter.name}'. Specify a parameter of type 'System.Object' and try again.`, `MissingArgument,${name}`, 'InvalidArgument', ':', 'ParameterBindingException'), { command: name });
  }
  for (const parameter of parameters) {
    const key = parameter.name.toLowerCase();
    const isSwitch = /^(?:switch|switchparameter)$/i.test(parameter.type ?? '');
    let value: Value;
    if (given.has(key)) value = given.get(key) as Value;
    else if (!isSwitch && loose.length > 0) value = loose.shift() as Value;
    else if (parameter.initial) value = yield* evaluate(shell, parameter.initial, { ...place, scope });
    else if (parameter.mandatory) throw Object.assign(problem(`Cannot process command because of one or more missing mandatory parameters: ${parameter.name}.`, `MissingMandatoryParameter,${name}`, 'InvalidArgument', ':', 'ParameterBindingException'), { command: name });
    else value = isSwitch ? false : parameter.type !== undefined && /^(?:string|int|long|double)$/i.test(parameter.type) ? convert(null, parameter.type) : null;
    scope.set(parameter.name, parameter.type !== undefined && value !== null && !isSwitch ? convert(value, parameter.type) : value);
  }
  scope.set('args', loose);
}

interface Loose {
  name?: string;
  value?: Value;
  raw?: string;
}

/** Arguments with `@splats` spread out. */
export function* spread(shell: Shell, args: readonly Argument[], place: Place): Program<Loose[]> {
  const out: Loose[] = [];
  const quiet = { ...place, streams: { ...place.streams, direct: false } };
  for (const arg of args) {
    if (arg.kind === 'verbatim') out.push(...arg.text.split(/\s+/).filter((each) => each !== '').map((value) => ({ value })));
    else if (arg.kind === 'parameter') out.push({ name: arg.name, raw: arg.raw, ...(arg.value ? { value: yield* evaluate(shell, arg.value, quiet) } : {}) });
    else if (arg.value.kind === 'variable' && arg.value.splat) {
      const value = yield* evaluate(shell, arg.value, quiet);
      if (value instanceof Table) for (const entry of value.list()) out.push({ name: textOf(entry.key), value: entry.value });
      else out.push(...listed(value).map((each) => ({ value: each })));
    } else out.push({ value: yield* evaluate(shell, arg.value, quiet) });
  }
  return out;
}

/** The words that a program gets. */
function* nativeArguments(shell: Shell, args: readonly Argument[], place: Place): Program<string[]> {
  const out: string[] = [];
  const quiet = { ...place, streams: { ...place.streams, direct: false } };
  for (const arg of args) {
    if (arg.kind === 'verbatim') {
      const text = arg.text.replace(/%(\w+)%/g, (whole, name: string) => shell.environment(name) ?? whole);
      out.push(...[...text.matchAll(/(?:[^\s"]|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', '')));
    } else if (arg.kind === 'parameter') out.push(arg.value ? `-${arg.name}:${textOf(yield* evaluate(shell, arg.value, quiet))}` : arg.raw);
    else {
      const value = yield* evaluate(shell, arg.value, quiet);
      if (arg.word) out.push(listed(value).map((each) => textOf(each)).join(','));
      else if (value instanceof Table && arg.value.kind === 'variable' && arg.value.splat) for (const entry of value.list()) out.push(`-${textOf(entry.key)}:${textOf(entry.value)}`);
      else for (const each of Array.isArray(value) ? value : [value]) out.push(textOf(each));
    }
  }
  return out;
}

function programStage(shell: Shell, path: string, name: string, args: string[], stage: Command, place: Place, piped: boolean): Running {
  const input: Value[] = [];
  return {
    *push(value) {
      if (input.length >= GATHERED_MAX) throw problem(`More than ${GATHERED_MAX} objects at once are too much for this lab.`, 'TooMuchForThisLab');
      input.push(value);
    },
    *finish() {
      const text = piped ? formatted(input, 4096).replace(/\r?\n/g, '\r\n') : undefined;
      yield* runNative(shell, path, [name, ...args], text, place, stage);
    },
  };
}
