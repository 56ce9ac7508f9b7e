/**
 * The evaluator: statements, lists and compound commands. Everything is a generator that waits only through the
 * process, so the same code runs at a prompt, in a script, in a pipeline's subshell, and can be cancelled at any step.
 * One file, because the commands of a shell contain one another without end: `if` in `while` in a list in a function.
 */
import type { Program } from '../sim';
import { expandText, expandPattern, expandWords, expandArithmetic } from './expand';
import { AbortFlow, ExitFlow, LoopFlow } from './flow';
import { forkShell } from './fork';
import { NESTING_MAX, NESTING_PER_FIBER, STEP_MS } from './limits';
import { waitForeground } from './job-control';
import { patternFor } from './pattern';
import { runPipeline, startBackground } from './pipeline';
import { redirect, RedirectError } from './redirect';
import { runSelect } from './select';
import { ExpansionError, SourceText, type Shell } from './shell';
import { runSimple } from './simple-command';
import { closeSubstituted } from './substitution';
import { reportProblem, type ProblemPlace } from './syntax-report';
import { parseWithAliases } from './aliases';
import type {
  AndOr,
  ArithmeticFor,
  Case,
  CommandNode,
  CompoundCommand,
  CompoundList,
  For,
  If,
  PipelineNode,
  Redirection,
  Script,
  Statement,
  While,
} from './syntax';
import { testConditional } from './conditional';
import { trace } from './trace';
import { runPendingTraps, runTrap } from './trap-run';
import { assign } from './assign';

/** Parses and runs a text in this shell: `eval`, a trap's command, PROMPT_COMMAND. Answers its status. */
export function* runText(shell: Shell, text: string, place: ProblemPlace): Program<number> {
  const source = new SourceText(text, shell.source.name, shell.line === 0 ? 1 : shell.line);
  return yield* runSource(shell, source, place);
}

/** Parses and runs a source; what comes before a syntax error runs, as bash reads line by line. */
export function* runSource(shell: Shell, source: SourceText, place: ProblemPlace): Program<number> {
  const before = shell.source;
  try {
    return yield* nest(shell, function* () {
      let rest: SourceText | undefined = source;
      let status = 0;
      while (rest) {
        const { script, problem, source: expanded, originalPos } = parseWithAliases(shell, rest);
        shell.source = expanded;
        const good = problem ? statementsBefore(script, problem.kind === 'unexpected' ? problem.pos : undefined, problem, expanded) : script.commands;
        const reached = { next: good.length };
        const version = shell.aliasVersion;
        const result = yield* runStatements(shell, good, () => shell.aliasVersion !== version, reached);
        if (good.length > 0) status = result;
        if (reached.next < good.length) {
          // An alias was defined or removed: the lines after it are read anew.
          const { pos } = good[reached.next] as Statement;
          const original: number = originalPos(pos);
          rest = new SourceText(rest.text.slice(original), rest.name, rest.lineAt(original));
          continue;
        }
        if (problem) {
          const refused = yield* reportProblem(shell, problem, expanded, place);
          if (refused !== undefined) status = shell.status = refused;
        }
        rest = undefined;
      }
      return status;
    });
  } finally {
    shell.source = before;
  }
}

/** The statements on the lines before the one that cannot be parsed. */
function statementsBefore(
  script: Script,
  pos: number | undefined,
  problem: { kind: string; line: number },
  source: SourceText,
): readonly Statement[] {
  if (problem.kind === 'here-document') return script.commands;
  const line = pos === undefined ? problem.line + source.firstLine - 1 : source.lineAt(pos);
  let last = script.commands.length;
  if (problem.kind === 'open' && last > 0) {
    // What is open is the last statement, wherever it began.
    const { pos: start, end } = script.commands[last - 1] as Statement;
    if (end === start || end >= source.text.trimEnd().length) {
      last--;
      while (last > 0 && source.lineAt((script.commands[last - 1] as Statement).end - 1) === source.lineAt(start)) last--;
      return script.commands.slice(0, last);
    }
  }
  for (let i = 0; i < script.commands.length; i++) {
    const { pos: start, end } = script.commands[i] as Statement;
    if (source.lineAt(Math.max(start, end - 1)) >= line) {
      last = i;
      break;
    }
  }
  // The whole list of a line falls with its last command.
  while (last > 0 && source.lineAt((script.commands[last - 1] as Statement).end - 1) >= line) last--;
  return script.commands.slice(0, last);
}

/** Runs an already parsed script, as substitutions have them. */
export function* runScript(shell: Shell, script: Script, source: SourceText): Program<number> {
  const before = shell.source;
  shell.source = source;
  try {
    return yield* runStatements(shell, script.commands);
  } finally {
    shell.source = before;
  }
}

/**
 * Runs a level deeper. Deep levels get a fiber of their own, so that neither the stack nor the cost of waking grows
 * with the depth of a recursion.
 */
export function* nest(shell: Shell, body: () => Program<number>): Program<number> {
  if (shell.nesting >= NESTING_MAX) {
    yield* shell.complain(`maximum nesting level exceeded (${NESTING_MAX})`);
    throw new AbortFlow(1);
  }
  shell.nesting++;
  try {
    return shell.nesting % NESTING_PER_FIBER === 0 ? yield* shell.process.nested(body()) : yield* body();
  } finally {
    shell.nesting--;
  }
}

/** A list of statements; after an error that drops the line, goes on with the next line when that is bash's way. */
export function* runStatements(shell: Shell, statements: readonly Statement[], stale?: () => boolean, reached?: { next: number }): Program<number> {
  let status = 0;
  for (let i = 0; i < statements.length; i++) {
    const statement = statements[i] as Statement;
    // What was parsed before an alias changed is not to be trusted from the next line on.
    if (stale?.() && shell.source.lineAt(statement.pos) > shell.source.lineAt((statements[i - 1] as Statement).end - 1)) {
      if (reached) reached.next = i;
      return status;
    }
    try {
      status = yield* runStatement(shell, statement);
    } catch (thrown) {
      const dropped = thrown instanceof AbortFlow && !thrown.fatal && isTopLevel(shell);
      if (!dropped) throw thrown;
      status = shell.status = thrown.status;
      const line = shell.source.lineAt(statement.end - 1);
      while (i + 1 < statements.length && shell.source.lineAt((statements[i + 1] as Statement).pos) === line) i++;
    }
  }
  return status;
}

/** Only the reading loop of a script goes on after such an error; in functions and subshells it unwinds. */
function isTopLevel(shell: Shell): boolean {
  return (
    shell.nesting <= 1 && shell.frames.length === 0 && shell.subshellLevel === 0 && shell.loops === 0 && !shell.interactive && shell.compounds === 0
  );
}

function* runStatement(shell: Shell, statement: Statement): Program<number> {
  if (shell.traps.pending.length > 0) yield* runPendingTraps(shell);
  if (shell.options.get('noexec') && !shell.interactive) return 0;
  const { command } = statement;
  if (statement.background) {
    shell.line = shell.source.lineAt(statement.pos);
    yield* shell.spend(STEP_MS);
    return yield* startBackground(shell, command, sourceText(shell, statement));
  }
  const status = command.type === 'AndOr' ? yield* runAndOr(shell, command) : yield* runPipelineNode(shell, command);
  if (shell.traps.pending.length > 0) yield* runPendingTraps(shell);
  return status;
}

/** A node's text on one line, for job listings. */
export function sourceText(shell: Shell, node: { pos: number; end: number; type?: string; command?: { type: string } }): string {
  const text = shell.source.text
    .slice(node.pos, Math.min(node.end, node.pos + 4000))
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\s*&?\s*$/, '')
    .trim();
  const isSubshell = node.type === 'Subshell' || node.command?.type === 'Subshell';
  return isSubshell ? text.replace(/^\(\s*/, '( ').replace(/\s*\)$/, ' )') : text;
}

export function* runAndOr(shell: Shell, node: AndOr): Program<number> {
  let status = 0;
  for (let i = 0; i < node.commands.length; i++) {
    if (i > 0 && (node.operators[i - 1] === '&&') !== (status === 0)) continue;
    const command = node.commands[i] as PipelineNode;
    status = i < node.commands.length - 1 ? yield* asCondition(shell, () => runPipelineNode(shell, command)) : yield* runPipelineNode(shell, command);
  }
  return status;
}

/** Runs where a failure is an answer, not an error (`set -e` and the ERR trap stay quiet). */
export function* asCondition<T>(shell: Shell, body: () => Program<T>): Program<T> {
  shell.conditional++;
  try {
    return yield* body();
  } finally {
    shell.conditional--;
  }
}

export function* runPipelineNode(shell: Shell, node: PipelineNode): Program<number> {
  if (node.type === 'Pipeline')
    return yield* checked(
      shell,
      yield* runPipeline(shell, node),
      node.prefixes.some((prefix) => prefix.type === 'Negation'),
    );
  const status = yield* runCommand(shell, node);
  // A compound command's failures were checked inside, except for those that are tests themselves.
  const inside = node.type !== 'Command' && node.type !== 'TestCommand' && node.type !== 'ArithmeticCommand' && node.type !== 'Subshell';
  const redirected = node.type === 'Redirected' && node.command.type !== 'Subshell' && node.command.type !== 'TestCommand';
  shell.pipeStatus = [status];
  return yield* checked(shell, status, (inside && node.type !== 'Redirected') || redirected);
}

/** `set -e` and ERR look at each pipeline's status. */
function* checked(shell: Shell, status: number, excused: boolean): Program<number> {
  shell.status = status;
  if (status === 0 || excused || shell.conditional > 0) return status;
  if (shell.traps.get('ERR') !== undefined && (shell.frames.length === 0 || shell.options.get('errtrace'))) yield* runTrap(shell, 'ERR');
  if (shell.options.get('errexit')) throw new ExitFlow(status);
  return status;
}

/** Any command but a pipeline, in this shell. */
export function* runCommand(shell: Shell, node: CommandNode): Program<number> {
  const kept = shell.substitutedFds.length;
  try {
    return yield* dispatch(shell, node);
  } catch (thrown) {
    if (thrown instanceof ExpansionError) throw yield* shell.reportExpansion(thrown);
    if (!(thrown instanceof RedirectError)) throw thrown;
    yield* shell.complain(thrown.message);
    return (shell.status = 1);
  } finally {
    closeSubstituted(shell, kept);
  }
}

function* dispatch(shell: Shell, node: CommandNode): Program<number> {
  shell.line = shell.source.lineAt(node.pos);
  switch (node.type) {
    case 'Command':
      return yield* runSimple(shell, node);
    case 'Redirected':
      return yield* runRedirected(shell, node.command, node.redirects);
    case 'Function':
      shell.functions.set(node.name.value, { name: node.name.value, node, source: shell.source });
      yield* shell.spend(STEP_MS);
      return (shell.status = 0);
    case 'Coproc':
      yield* shell.complain('coproc: coprocesses are not supported here');
      return 1;
    default:
      return yield* runCompound(shell, node);
  }
}

function* runRedirected(shell: Shell, command: CompoundCommand, redirections: readonly Redirection[]): Program<number> {
  const made = yield* redirect(shell, redirections);
  try {
    return yield* runCompound(shell, command);
  } finally {
    made.restore();
  }
}

export function* runCompound(shell: Shell, node: CompoundCommand): Program<number> {
  shell.compounds++;
  try {
    return yield* compound(shell, node);
  } finally {
    shell.compounds--;
  }
}

function* compound(shell: Shell, node: CompoundCommand): Program<number> {
  switch (node.type) {
    case 'BraceGroup':
      return yield* runStatements(shell, node.body.commands);
    case 'Subshell':
      return yield* runSubshell(shell, node.body, sourceText(shell, node));
    case 'If':
      return yield* runIf(shell, node);
    case 'While':
      return yield* runWhile(shell, node);
    case 'For':
      return yield* runFor(shell, node);
    case 'ArithmeticFor':
      return yield* runArithmeticFor(shell, node);
    case 'Case':
      return yield* runCase(shell, node);
    case 'Select':
      return yield* runSelect(shell, node);
    case 'TestCommand':
      return yield* testConditional(shell, node);
    default: {
      yield* trace(shell, () => `(( ${node.body} ))`);
      yield* shell.spend(STEP_MS);
      try {
        return (yield* expandArithmetic(shell, node.body)) === 0n ? 1 : 0;
      } catch (thrown) {
        if (!(thrown instanceof ExpansionError) || thrown.options.fatal) throw thrown;
        yield* shell.complain(`((: ${thrown.text}`);
        return 1;
      }
    }
  }
}

function* runSubshell(shell: Shell, body: CompoundList, title: string): Program<number> {
  const child = yield* forkShell(shell, (own) => runStatements(own, body.commands), { newGroup: shell.hasJobControl });
  return yield* waitForeground(shell, [child], title);
}

function* runIf(shell: Shell, node: If): Program<number> {
  if ((yield* asCondition(shell, () => runStatements(shell, node.clause.commands))) === 0) return yield* runStatements(shell, node.then.commands);
  for (const branch of node.elif) {
    if ((yield* asCondition(shell, () => runStatements(shell, branch.clause.commands))) === 0)
      return yield* runStatements(shell, branch.then.commands);
  }
  return node.else ? yield* runStatements(shell, node.else.commands) : (shell.status = 0);
}

/** Runs a loop's body; false when the loop is to end. `break` and `continue` of outer loops pass through. */
export function* runBody(shell: Shell, body: CompoundList, result: { status: number }): Program<boolean> {
  yield* shell.spend(STEP_MS);
  try {
    result.status = yield* runStatements(shell, body.commands);
  } catch (thrown) {
    return leaves(thrown, result);
  }
  return true;
}

function leaves(thrown: unknown, result: { status: number }): boolean {
  if (!(thrown instanceof LoopFlow)) throw thrown;
  result.status = 0;
  if (thrown.levels > 1) {
    thrown.levels--;
    throw thrown;
  }
  return thrown.kind === 'continue';
}

/** Runs a loop with the depth counted, so that `break` knows whether it is in one. */
export function* inLoop(shell: Shell, body: () => Program<number>): Program<number> {
  shell.loops++;
  try {
    return yield* body();
  } finally {
    shell.loops--;
  }
}

function* runWhile(shell: Shell, node: While): Program<number> {
  return yield* inLoop(shell, function* () {
    const result = { status: 0 };
    for (;;) {
      let test: number;
      try {
        test = yield* asCondition(shell, () => runStatements(shell, node.clause.commands));
      } catch (thrown) {
        if (leaves(thrown, result)) continue;
        break;
      }
      if ((test === 0) !== (node.kind === 'while')) break;
      if (!(yield* runBody(shell, node.body, result))) break;
    }
    return (shell.status = result.status);
  });
}

function* runFor(shell: Shell, node: For): Program<number> {
  const words = node.wordlist ? yield* expandWords(shell, node.wordlist) : [...shell.positional];
  const name = node.name.value;
  return yield* inLoop(shell, function* () {
    const result = { status: 0 };
    for (const word of words) {
      shell.line = shell.source.lineAt(node.pos);
      yield* trace(shell, () => `for ${name} in ${node.wordlist ? node.wordlist.map((item) => item.text).join(' ') : '"$@"'}`);
      assign(shell, { name }, word);
      if (!(yield* runBody(shell, node.body, result))) break;
    }
    return (shell.status = result.status);
  });
}

function* runArithmeticFor(shell: Shell, node: ArithmeticFor): Program<number> {
  const { source } = shell;
  const header = source.text.slice(node.pos, node.body.pos);
  const [first, test, update] = splitHeader(header);
  const evaluate = function* (text: string): Program<bigint> {
    yield* trace(shell, () => `(( ${text} ))`);
    try {
      return yield* expandArithmetic(shell, text);
    } catch (thrown) {
      if (thrown instanceof ExpansionError && !thrown.options.fatal) throw new ExpansionError(`((: ${thrown.text}`);
      throw thrown;
    }
  };
  return yield* inLoop(shell, function* () {
    const result = { status: 0 };
    if (first.trim() !== '') yield* evaluate(first);
    while (test.trim() === '' || (yield* evaluate(test)) !== 0n) {
      if (!(yield* runBody(shell, node.body, result))) break;
      if (update.trim() !== '') yield* evaluate(update);
    }
    return (shell.status = result.status);
  });
}

/** `for ((a; b; c)) do`: the three expressions as written. */
function splitHeader(header: string): [string, string, string] {
  const start = header.indexOf('((') + 2;
  let depth = 0;
  const cuts: number[] = [];
  let end = header.length;
  for (let i = start; i < header.length; i++) {
    const char = header[i];
    if (char === '(') depth++;
    else if (char === ')') {
      if (depth === 0) {
        end = i;
        break;
      }
      depth--;
    } else if (char === ';' && depth === 0) cuts.push(i);
  }
  const [a = end, b = end] = cuts;
  return [header.slice(start, a), header.slice(a + 1, b), header.slice(b + 1, end)];
}

function* runCase(shell: Shell, node: Case): Program<number> {
  const subject = yield* expandText(shell, node.word);
  yield* trace(shell, () => `case ${node.word.text} in`);
  yield* shell.spend(STEP_MS);
  const ignoreCase = shell.options.shopt('nocasematch');
  let status = 0;
  let falls = false;
  for (const item of node.items) {
    let matches = falls;
    for (let i = 0; i < item.pattern.length && !matches; i++) {
      matches = patternFor(yield* expandPattern(shell, item.pattern[i] as (typeof item.pattern)[number]), ignoreCase).matches(subject);
    }
    if (!matches) continue;
    status = item.body.commands.length > 0 ? yield* runStatements(shell, item.body.commands) : 0;
    if (item.terminator === ';;' || item.terminator === undefined) return (shell.status = status);
    falls = item.terminator === ';&';
  }
  return (shell.status = status);
}
