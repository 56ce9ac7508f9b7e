/**
 * Pipelines: every command in a process of its own, all at once, joined by pipes that make the fast wait for the slow.
 * Also `&`: the same without waiting.
 */
import type { Program } from '../sim';
import { createPipe, openNull, type OpenFile, type Process } from '../os';
import { asCondition, runAndOr, runCommand, runPipelineNode, sourceText } from './execute';
import { ExpansionError, type Shell } from './shell';
import { forkShell } from './fork';
import { waitForeground, reportStarted } from './job-control';
import { redirect, RedirectError } from './redirect';
import { prepare, runPrepared } from './simple-command';
import { closeSubstituted } from './substitution';
import type { AndOr, CommandNode, Pipeline, PipelineNode } from './syntax';
import { STEP_MS } from './limits';
import { LoopFlow } from './flow';

export function* runPipeline(shell: Shell, node: Pipeline): Program<number> {
  const timed = node.prefixes.find((prefix) => prefix.type === 'Time');
  const negations = node.prefixes.filter((prefix) => prefix.type === 'Negation').length;
  const startMs = shell.sim.nowMs;
  const startCpuMs = shell.process.cpuMs + shell.childrenCpuMs;
  const body = (): Program<number> => runStages(shell, node);
  let status = negations > 0 ? yield* asCondition(shell, body) : yield* body();
  if (timed?.type === 'Time')
    yield* reportTime(shell, shell.sim.nowMs - startMs, shell.process.cpuMs + shell.childrenCpuMs - startCpuMs, timed.posix !== undefined);
  if (negations % 2 === 1) status = status === 0 ? 1 : 0;
  return (shell.status = status);
}

function* runStages(shell: Shell, node: Pipeline): Program<number> {
  if (node.commands.length === 0) return 0;
  if (node.commands.length === 1) {
    const status = yield* runCommand(shell, node.commands[0] as CommandNode);
    shell.pipeStatus = [status];
    return status;
  }
  const children = yield* startStages(shell, node, shell.hasJobControl);
  const status = yield* waitForeground(shell, children, sourceText(shell, node));
  const codes = children.map((child) => child.status?.code ?? status);
  shell.pipeStatus = codes;
  if (!shell.options.get('pipefail')) return status;
  return codes.reduceRight((found, code) => (found === 0 ? code : found), 0);
}

/** Starts all commands of a pipeline; each holds its own ends of the pipes, the shell none. */
function* startStages(shell: Shell, node: Pipeline, newGroup: boolean): Program<Process[]> {
  const children: Process[] = [];
  let input: OpenFile | undefined;
  try {
    for (let i = 0; i < node.commands.length; i++) {
      const command = node.commands[i] as CommandNode;
      const fds = new Map(shell.process.fds);
      if (input) fds.set(0, input);
      const last = i === node.commands.length - 1;
      const pipe = last ? undefined : createPipe();
      if (pipe) fds.set(1, pipe.writer);
      const both = node.operators[i] === '|&';
      let child: Process;
      try {
        child = yield* forkShell(shell, (own) => runStage(own, command, both), {
          fds,
          newGroup: newGroup && i === 0,
          title: sourceText(shell, command),
        });
      } catch (thrown) {
        pipe?.reader.close();
        throw thrown;
      } finally {
        pipe?.writer.close();
        input?.close();
        input = undefined;
      }
      if (newGroup && i > 0) child.group = (children[0] as Process).group;
      children.push(child);
      input = pipe?.reader;
    }
  } finally {
    input?.close();
  }
  return children;
}

/** One command of a pipeline, in its subshell: a program replaces it rather than run under it. */
export function* runStage(own: Shell, command: CommandNode, both: boolean): Program<number> {
  if (both) {
    const output = own.process.fds.get(1);
    own.process.fds.get(2)?.close();
    if (output) own.process.fds.set(2, output.dup());
  }
  try {
    if (command.type === 'Command') return yield* runReplacing(own, command);
    return yield* runPipelineNode(own, command);
  } catch (thrown) {
    // A subshell's `break` ends what the subshell had of the loop.
    if (thrown instanceof LoopFlow) return 0;
    throw thrown;
  }
}

/** A simple command with nothing after it in this process. */
export function* runReplacing(own: Shell, node: Extract<CommandNode, { type: 'Command' }>): Program<number> {
  own.line = own.source.lineAt(node.pos);
  const kept = own.substitutedFds.length;
  try {
    const prepared = yield* prepare(own, node);
    yield* own.spend(STEP_MS);
    if (prepared.argv.length > 0) return yield* runPrepared(own, prepared, { replaces: own.traps.list().length === 0 });
    const made = yield* redirect(own, prepared.redirections);
    made.restore();
    return yield* runCommand(own, { ...node, suffix: [], redirects: [], args: [], prefix: prepared.assignments });
  } catch (thrown) {
    if (thrown instanceof ExpansionError) throw yield* own.reportExpansion(thrown);
    if (!(thrown instanceof RedirectError)) throw thrown;
    yield* own.complain(thrown.message);
    return 1;
  } finally {
    closeSubstituted(own, kept);
  }
}

/** `command &`: starts it and goes on. Without job control its input is empty. */
export function* startBackground(shell: Shell, node: PipelineNode | AndOr, text: string): Program<number> {
  const control = shell.hasJobControl;
  let children: Process[];
  const plainPipeline = node.type === 'Pipeline' && node.prefixes.length === 0 && node.commands.length > 1;
  if (plainPipeline && control) children = yield* startStages(shell, node, true);
  else {
    const fds = new Map(shell.process.fds);
    const empty = openNull();
    if (!control) fds.set(0, empty);
    const child = yield* forkShell(
      shell,
      function* (own) {
        if (!control) {
          own.process.onSignal('SIGINT', 'ignore');
          own.process.onSignal('SIGQUIT', 'ignore');
        }
        if (node.type === 'AndOr') return yield* runAndOr(own, node);
        return node.type === 'Command' ? yield* runStage(own, node, false) : yield* runPipelineNode(own, node);
      },
      { fds, newGroup: control, title: text },
    );
    empty.close();
    children = [child];
  }
  const job = shell.jobs.add(children, text, control);
  shell.lastBackgroundPid = job.last.pid;
  yield* reportStarted(shell, job);
  return (shell.status = 0);
}

function* reportTime(shell: Shell, realMs: number, cpuMs: number, posix: boolean): Program {
  const sysMs = cpuMs / 3;
  if (posix) {
    const two = (ms: number) => (ms / 1000).toFixed(2);
    yield* shell.err(`real ${two(realMs)}\nuser ${two(cpuMs - sysMs)}\nsys ${two(sysMs)}\n`);
    return;
  }
  const format = shell.variables.get('TIMEFORMAT');
  if (format !== undefined) {
    if (format !== '') yield* shell.err(`${customTime(format, realMs, cpuMs - sysMs, sysMs)}\n`);
    return;
  }
  yield* shell.err(`\nreal\t${minutes(realMs)}\nuser\t${minutes(cpuMs - sysMs)}\nsys\t${minutes(sysMs)}\n`);
}

/** TIMEFORMAT: `%R`, `%3lU`, `%P`. */
function customTime(format: string, realMs: number, userMs: number, sysMs: number): string {
  return format.replace(
    /%(?:%|([0-3]?)(l?)([RUS])|P)/g,
    (whole: string, digits: string | undefined, long: string | undefined, letter: string | undefined) => {
      if (whole === '%%') return '%';
      if (letter === undefined) return realMs === 0 ? '0.00' : (((userMs + sysMs) / realMs) * 100).toFixed(2);
      const ms = letter === 'R' ? realMs : letter === 'U' ? userMs : sysMs;
      const places = digits === '' || digits === undefined ? 3 : Number(digits);
      if (long !== 'l') return (ms / 1000).toFixed(places);
      const whole60 = Math.floor(ms / 60_000);
      return `${whole60}m${((ms - whole60 * 60_000) / 1000).toFixed(places)}s`;
    },
  );
}

/** `0m0.003s`. */
export function minutes(ms: number): string {
  const whole = Math.floor(ms / 60_000);
  return `${whole}m${((ms - whole * 60_000) / 1000).toFixed(3)}s`;
}
