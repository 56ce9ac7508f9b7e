/**
 * Simple commands: expand, redirect, assign, then run a function, a builtin or a program, in bash's order of lookup.
 */
import type { Program } from '../sim';
import { errnoText, type Process, type SpawnError } from '../os';
import { assign, assignArray, type ArrayElement } from './assign';
import { builtinTable } from './builtin-table';
import type { Argument, Builtin } from './builtins/_builtin';
import { ASSIGNMENT, expandText, expandWords } from './expand';
import { AbortFlow, ReturnFlow, LoopFlow } from './flow';
import { startProcess } from './fork';
import { runCompound, nest, runStatements, sourceText } from './execute';
import { waitForeground } from './job-control';
import { STEP_MS } from './limits';
import { expandSubscript, expandSubscriptText } from './parameter';
import { traceQuote } from './quote';
import { redirect, type Redirections } from './redirect';
import { runScriptFile } from './script-file';
import { ExpansionError, type FunctionDefinition, type Shell } from './shell';
import { parseWord, type ArrayValue, type Assignment, type Command, type Redirection, type Word } from './syntax';
import { trace } from './trace';
import { unparseFunction } from './unparse';
import { runTrap } from './trap-run';
import type { Variable } from './variables';

/** How a command word was understood. */
export interface Prepared {
  argv: string[];
  assignments: readonly Assignment[];
  redirections: readonly Redirection[];
  /** Arguments of a declaration builtin (`export A=1`), assignments kept apart. */
  declared?: Argument[];
}

export function* prepare(shell: Shell, node: Command): Program<Prepared> {
  const assignments: Assignment[] = [];
  for (const item of node.prefix) if (item.type === 'Assignment') assignments.push(item);
  const words: Word[] = node.name ? [node.name] : [];
  let declared: Assignment[] | undefined;
  for (const item of node.suffix) {
    if (item.type === 'Word') words.push(item);
    else if (item.type === 'Assignment') (declared ??= []).push(item);
  }
  if (!declared) return { argv: yield* expandWords(shell, words), assignments, redirections: node.redirects };
  // A declaration builtin: its assignments are expanded as assignments, in their places among the words.
  const name = yield* expandWords(shell, node.name ? [node.name] : []);
  const args: Argument[] = [];
  for (const item of node.suffix) {
    if (item.type === 'Word') args.push(...(yield* expandWords(shell, [item])));
    else if (item.type === 'Assignment') args.push(yield* declaredArgument(shell, item));
  }
  args.unshift(...name.slice(1));
  const argv = [...name.slice(0, 1), ...args.map(argumentText)];
  return { argv, assignments, redirections: node.redirects, declared: args };
}

export function argumentText(argument: Argument): string {
  if (typeof argument === 'string') return argument;
  const head = argument.name + (argument.subscript === undefined ? '' : `[${argument.subscript}]`) + (argument.append ? '+=' : '=');
  return head + (typeof argument.value === 'string' ? argument.value : `(${argument.value.map((element) => element.value).join(' ')})`);
}

function* declaredArgument(shell: Shell, node: Assignment): Program<Argument> {
  const append = node.append ?? false;
  if (node.value.type === 'ArrayValue') {
    // Whether keys are texts or indices is known only once `-A` has been seen; both forms are kept.
    return { name: node.name, append, value: yield* arrayElements(shell, node.value, true), node: node.value };
  }
  const subscript = node.index ? yield* expandSubscript(shell, node.name, node.index) : undefined;
  return { name: node.name, subscript, append, value: yield* expandText(shell, node.value, ASSIGNMENT) };
}

/** The elements of `(...)`: `[key]=value` pairs, or words that may give several fields each. */
export function* arrayElements(shell: Shell, value: ArrayValue, associative: boolean): Program<ArrayElement[]> {
  const out: ArrayElement[] = [];
  for (const word of value.elements) {
    const pair = splitPair(word.text);
    if (!pair) {
      for (const text of yield* expandWords(shell, [word])) out.push({ value: text });
      continue;
    }
    const inner = pair.value === '' ? undefined : (parseWord(pair.value) ?? undefined);
    out.push({
      subscript: yield* expandSubscriptText(shell, associative, pair.subscript),
      value: inner ? yield* expandText(shell, inner, ASSIGNMENT) : pair.value,
      append: pair.append,
    });
  }
  return out;
}

/** `[subscript]=value`, cut at the bracket that closes the first. */
function splitPair(text: string): { subscript: string; value: string; append: boolean } | undefined {
  if (!text.startsWith('[')) return undefined;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '\\') i++;
    else if (char === '"' || char === "'") {
      const close = text.indexOf(char, i + 1);
      if (close < 0) return undefined;
      i = close;
    } else if (char === '[') depth++;
    else if (char === ']' && --depth === 0) {
      const append = text.startsWith('+=', i + 1);
      if (!append && text[i + 1] !== '=') return undefined;
      return { subscript: text.slice(1, i), value: text.slice(i + (append ? 3 : 2)), append };
    }
  }
  return undefined;
}

/** An assignment in its own right. */
export function* runAssignment(shell: Shell, node: Assignment): Program {
  const append = node.append ?? false;
  if (node.value.type === 'ArrayValue') {
    const value = shell.variables.find(node.name)?.value;
    const associative = value !== undefined && typeof value !== 'string' && value.kind === 'associative';
    const elements = yield* arrayElements(shell, node.value, associative);
    yield* trace(
      shell,
      () => `${node.name}${append ? '+' : ''}=(${(node.value.type === 'ArrayValue' ? node.value.elements : []).map((word) => word.text).join(' ')})`,
    );
    assignArray(shell, shell.variables.target(node.name), elements, append);
    return;
  }
  const subscript = node.index ? yield* expandSubscript(shell, node.name, node.index) : undefined;
  if (subscript === '') throw new ExpansionError(`${node.name}[${node.index?.text ?? ''}]: bad array subscript`);
  const text = yield* expandText(shell, node.value, ASSIGNMENT);
  yield* trace(
    shell,
    () => `${node.name}${subscript === undefined ? '' : `[${subscript}]`}${append ? '+' : ''}=${text === '' ? '' : traceQuote(text)}`,
  );
  assign(shell, { name: node.name, subscript }, text, append);
}

export function* runSimple(shell: Shell, node: Command): Program<number> {
  shell.substitutionStatus = undefined;
  if (shell.traps.get('DEBUG') !== undefined && shell.frames.length === 0) yield* runTrap(shell, 'DEBUG');
  const prepared = yield* prepare(shell, node);
  yield* shell.spend(STEP_MS);
  if (prepared.argv.length === 0) return yield* runAssignments(shell, prepared);
  shell.lastArgument = prepared.argv[prepared.argv.length - 1] as string;
  shell.commandText = sourceText(shell, node);
  return yield* runPrepared(shell, prepared, {});
}

/** No command word: the assignments stay, the redirections do not. */
function* runAssignments(shell: Shell, { assignments, redirections }: Prepared): Program<number> {
  for (const assignment of assignments) yield* runAssignment(shell, assignment);
  const made = yield* redirect(shell, redirections);
  made.restore();
  return (shell.status = shell.substitutionStatus ?? 0);
}

export interface RunOptions {
  /** `command` and `builtin` skip functions. */
  skipFunctions?: boolean;
  /** This process has nothing else to do: the program replaces it, as in a pipeline. */
  replaces?: boolean;
}

/** Finds out what the command word means and runs it. */
export function* runPrepared(shell: Shell, prepared: Prepared, options: RunOptions): Program<number> {
  const name = prepared.argv[0] as string;
  const special = builtinTable.get(name)?.special ?? false;
  const definition = options.skipFunctions ? undefined : shell.functions.get(name);
  if (definition && !(special && shell.options.get('posix'))) {
    return yield* withTemporary(shell, prepared, () => callFunction(shell, definition, prepared));
  }
  const builtin = shell.disabledBuiltins.has(name) ? undefined : builtinTable.get(name);
  if (builtin) return yield* withTemporary(shell, prepared, () => runBuiltin(shell, builtin, prepared));
  return yield* runProgram(shell, prepared, options);
}

function* traced(shell: Shell, prepared: Prepared): Program {
  yield* trace(shell, () => prepared.argv.map(traceQuote).join(' '));
}

/** `A=1 f`: the assignments hold while the function or builtin runs. */
function* withTemporary(shell: Shell, prepared: Prepared, body: () => Program<number>): Program<number> {
  if (prepared.assignments.length === 0) return yield* body();
  const before = new Map<string, Variable | undefined>();
  try {
    for (const assignment of prepared.assignments) {
      const name = assignment.name;
      if (!before.has(name)) {
        const old = shell.variables.raw(name);
        before.set(name, old && { ...old });
        if (old && typeof old.value === 'string' && !old.readonly && !old.dynamic) shell.variables.put(name, { ...old });
      }
      yield* runAssignment(shell, assignment);
      const now = shell.variables.writable(name);
      if (now) now.exported = true;
    }
    return yield* body();
  } finally {
    for (const [name, old] of before) {
      if (old) shell.variables.put(name, old);
      else shell.variables.delete(name);
    }
  }
}

function* runBuiltin(shell: Shell, builtin: Builtin, prepared: Prepared): Program<number> {
  let made: Redirections | undefined;
  let kept = false;
  try {
    made = yield* redirect(shell, prepared.redirections);
    yield* traced(shell, prepared);
    shell.outputFailed = false;
    shell.builtinName = builtin.name;
    const args: Argument[] = prepared.declared ?? prepared.argv.slice(1);
    const status = yield* builtin.run(shell, args, { prepared, keepRedirections: () => (kept = true) });
    return yield* afterBuiltin(shell, builtin, status);
  } catch (thrown) {
    // The complaint goes where the builtin's own output went.
    if (thrown instanceof ExpansionError) throw yield* shell.reportExpansion(thrown);
    throw thrown;
  } finally {
    if (kept) made?.keep();
    else made?.restore();
  }
}

/** A builtin whose output could not be written says so. */
function* afterBuiltin(shell: Shell, builtin: Builtin, status: number): Program<number> {
  if (shell.outputFailed) {
    const { writeError } = shell.file(1);
    yield* shell.complain(`${builtin.name}: write error: ${writeError === undefined ? 'Broken pipe' : errnoText(writeError)}`);
    return (shell.status = 1);
  }
  return (shell.status = status);
}

/** Calls a function: positional parameters, a scope for `local`, and `return` end here. */
export function* callFunction(shell: Shell, definition: FunctionDefinition, prepared: Prepared): Program<number> {
  const made = yield* redirect(shell, prepared.redirections);
  const positional = shell.positional;
  const { source, loops, line, compounds } = shell;
  try {
    yield* traced(shell, prepared);
    const limit = Number(shell.variables.get('FUNCNEST') ?? '0');
    if (limit > 0 && shell.frames.length >= limit) {
      yield* shell.complain(`${definition.name}: maximum function nesting level exceeded (${limit})`);
      throw new AbortFlow(1);
    }
    shell.frames.push({ kind: 'function', name: definition.name, callLine: line, callSource: source });
    shell.variables.pushScope();
    shell.positional = prepared.argv.slice(1);
    shell.source = definition.source;
    shell.loops = 0;
    const trapBefore = shell.traps.get('RETURN');
    try {
      const status = yield* nest(shell, () => runFunctionBody(shell, definition));
      if (shell.options.get('functrace') || shell.traps.get('RETURN') !== trapBefore) yield* runTrap(shell, 'RETURN');
      return status;
    } catch (thrown) {
      if (thrown instanceof ReturnFlow) return (shell.status = thrown.status);
      if (thrown instanceof LoopFlow) return (shell.status = 0);
      throw thrown;
    } finally {
      shell.frames.pop();
      shell.variables.popScope();
    }
  } finally {
    shell.positional = positional;
    shell.source = source;
    shell.loops = loops;
    shell.line = line;
    shell.compounds = compounds;
    made.restore();
  }
}

function* runFunctionBody(shell: Shell, definition: FunctionDefinition): Program<number> {
  const { body } = definition.node;
  if (body.type === 'CompoundList') return yield* runStatements(shell, body.commands);
  if (body.type !== 'Redirected') return yield* runCompound(shell, body);
  const made = yield* redirect(shell, body.redirects);
  try {
    return yield* runCompound(shell, body.command);
  } finally {
    made.restore();
  }
}

/** Exported variables, and exported functions in the form that only another bash reads. */
export function childEnvironment(shell: Shell): Map<string, string> {
  const environment = shell.variables.environment();
  for (const definition of shell.functions.values()) {
    if (!definition.exported) continue;
    const text = unparseFunction(definition);
    environment.set(`BASH_FUNC_${definition.name}%%`, text.slice(text.indexOf('() ')).replace('() \n', '() '));
  }
  return environment;
}

/** The environment for a program: exported variables, and the assignments before the command word, each seeing those before it. */
function* environmentFor(shell: Shell, prepared: Prepared): Program<Map<string, string>> {
  let environment = new Map<string, string>();
  yield* withTemporary(shell, prepared, function* () {
    environment = childEnvironment(shell);
    return 0;
  });
  environment.set('_', prepared.argv[0] as string);
  return environment;
}

/** Runs a program and waits for it, or becomes it. */
function* runProgram(shell: Shell, prepared: Prepared, options: RunOptions): Program<number> {
  const { argv } = prepared;
  const made = yield* redirect(shell, prepared.redirections);
  try {
    const env = yield* environmentFor(shell, prepared);
    yield* traced(shell, prepared);
    const resolved = findProgram(shell, argv, env);
    if ('error' in resolved) return yield* runFailed(shell, argv, resolved, env);
    if (options.replaces) {
      made.keep();
      // Once replaced there is no shell to put anything back.
      return yield* shell.process.become(resolved, env, argv.join(' '));
    }
    const child = yield* startProcess(shell, () =>
      shell.machine.processes.spawn({
        argv: resolved.argv,
        main: resolved.main,
        title: resolved.argv.join(' '),
        env,
        cwd: shell.process.cwd,
        fds: shell.process.fds,
        parent: shell.process,
        newGroup: shell.hasJobControl,
        uid: shell.process.uid,
      }),
    );
    made.restore();
    return yield* waitForeground(shell, [child as Process], shell.commandText);
  } finally {
    made.restore();
  }
}

/** The program for an argv: the remembered path if there is one, else by PATH. */
export function findProgram(shell: Shell, argv: string[], env: ReadonlyMap<string, string>): ReturnType<typeof shell.machine.processes.resolve> {
  const name = argv[0] as string;
  const { processes } = shell.machine;
  const cwd = shell.process.cwd;
  if (!name.includes('/')) {
    const path = env.get('PATH');
    if (path === undefined || path === '') {
      // Without a PATH a name is a file in the working directory, and bash words its absence so.
      return processes.resolve({ argv: [`./${name}`, ...argv.slice(1)], env, cwd });
    }
    const known = shell.hashed.get(name);
    const found = known?.path ?? processes.which(name, path, cwd);
    if (found) {
      if (known) known.hits++;
      else shell.hashed.set(name, { path: found, hits: 1 });
      const resolved = processes.resolve({ argv: [found, ...argv.slice(1)], env, cwd });
      // A program sees the name it was called by; a script is given the path that was found.
      if (!('error' in resolved)) return resolved.argv[0] === found ? { main: resolved.main, argv } : resolved;
      return resolved;
    }
  }
  return processes.resolve({ argv, env, cwd });
}

function* runFailed(shell: Shell, argv: string[], error: SpawnError, env: ReadonlyMap<string, string>): Program<number> {
  const name = argv[0] as string;
  if (error.error === 'exec-format') return yield* runScriptFile(shell, error.path as string, argv, env);
  const { message, status } = describeFailure(shell, name, error, env);
  const handler = status === 127 && !name.includes('/') ? shell.functions.get('command_not_found_handle') : undefined;
  if (handler) return yield* callFunction(shell, handler, { argv: ['command_not_found_handle', ...argv], assignments: [], redirections: [] });
  yield* shell.complain(message);
  return (shell.status = status);
}

/** bash's (or ash's) words for a program that cannot be run, and the status. */
export function describeFailure(
  shell: Shell,
  name: string,
  error: SpawnError,
  env: ReadonlyMap<string, string>,
): { message: string; status: number } {
  const isPath = name.includes('/') || !env.get('PATH');
  const bash = shell.dialect === 'bash';
  switch (error.error) {
    case 'is-directory':
      return { message: `${name}: ${bash ? 'Is a directory' : 'Permission denied'}`, status: 126 };
    case 'not-executable':
      return { message: `${name}: Permission denied`, status: 126 };
    case 'bad-interpreter':
      if (!bash) return { message: `${name}: not found`, status: 127 };
      return { message: `${name}: cannot execute: required file not found`, status: 127 };
    default:
      if (!bash) return { message: `${name}: not found`, status: 127 };
      return { message: isPath ? `${name}: No such file or directory` : `${name}: command not found`, status: 127 };
  }
}
