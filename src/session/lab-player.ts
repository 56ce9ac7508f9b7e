/**
 * Plays a lab's `solution.txt` on a fresh session: the same machines, checks and clock as a learner has. Lines are
 * `machine$ command`, `@ settle`, `@ 5s`, `@ check ID`, `@ save NAME pattern`, and `@ kill|start|stop|cut|heal MACHINE`.
 */
import { checksOf } from '../lab/guide';
import { labGuide } from '../lab/catalogue';
import type { CheckView, Intent, SessionStart } from './protocol';
import { runLine } from './run-line';
import { Session } from './session';

export interface CheckOutcome {
  id: string;
  passed: boolean;
  reason: string;
  /** Virtual milliseconds since the start. */
  atMs: number;
}

export interface LabRun {
  checks: CheckOutcome[];
  /** Lines of the solution that are wrong in themselves. */
  problems: string[];
}

const LINE_LIMIT_MS = 120_000;
const SETTLE_LIMIT_MS = 120_000;

/** What a session of this lab starts with; undefined when there is no such lab. */
export function labStart(slug: string, seed?: number): SessionStart | undefined {
  const guide = labGuide(slug);
  if (!guide) return undefined;
  const { front } = guide;
  return {
    lab: slug, seed: seed ?? front.seed, startMs: front.startMs, machines: front.machines, files: front.files,
    ...(front.setup.length > 0 ? { setup: front.setup } : {}),
  };
}

/** Every check of the lab asked on its untouched start. */
export function playUntouched(slug: string, seed?: number): LabRun {
  const session = openLab(slug, seed);
  const checks = checksOf(labGuide(slug) as NonNullable<ReturnType<typeof labGuide>>).map((check) => runCheck(session, check.id));
  return { checks, problems: [] };
}

export function playSolution(slug: string, solution: string, seed?: number): LabRun {
  const session = openLab(slug, seed);
  const run: LabRun = { checks: [], problems: [] };
  const variables: Record<string, string> = {};
  let output = '';
  solution.split('\n').forEach((text, i) => {
    const line = text.trim();
    if (line === '' || line.startsWith('#')) return;
    const typed = /^([\w.-]+)\$ (.*)$/.exec(line);
    const directive = /^@ (\S+)(?: (.*))?$/.exec(line);
    if (typed) {
      const [, machine = '', command = ''] = typed;
      output = type(session, machine, command.replace(/\$\{(\w+)\}/g, (whole, name: string) => variables[name] ?? whole));
    } else if (directive) {
      const problem = follow(session, directive[1] as string, directive[2] ?? '', run, variables, output);
      if (problem) run.problems.push(`line ${i + 1}: ${problem}`);
    } else run.problems.push(`line ${i + 1}: neither "machine$ command" nor "@ directive"`);
  });
  return run;
}

function openLab(slug: string, seed: number | undefined): Session {
  const start = labStart(slug, seed);
  if (!start) throw new RangeError(`there is no lab "${slug}"`);
  return new Session(start, { output: () => {}, edit: () => {} });
}

function follow(session: Session, word: string, rest: string, run: LabRun, variables: Record<string, string>, output: string): string | undefined {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(word);
  if (seconds) session.advance(session.sim.nowMs + Number(seconds[1]) * 1000);
  else if (word === 'settle') settle(session);
  else if (word === 'check') run.checks.push(runCheck(session, rest));
  else if (word === 'save') {
    const [name = '', ...pattern] = rest.split(' ');
    const found = new RegExp(pattern.join(' '), 'm').exec(output);
    const value = found?.[1] ?? found?.[0];
    if (value === undefined) return `nothing in the last output fits ${pattern.join(' ')}`;
    variables[name] = value;
  } else {
    const intent = faultOf(word, rest);
    if (!intent) return `no directive "@ ${word}"`;
    session.send(intent);
    session.advance(session.sim.nowMs + 1);
  }
  return undefined;
}

function faultOf(word: string, machine: string): Intent | undefined {
  if (word === 'kill' || word === 'start' || word === 'stop') return { kind: 'machine.power', machine, action: word };
  if (word === 'cut' || word === 'heal') return { kind: 'machine.cable', machine, action: word };
  return undefined;
}

function type(session: Session, machine: string, command: string): string {
  const running = runLine(session.machine(machine), command);
  const untilMs = session.sim.nowMs + LINE_LIMIT_MS;
  while (!running.result() && session.sim.nowMs < untilMs) session.advance(session.sim.nowMs + 50);
  const result = running.result();
  return result ? result.stdout + result.stderr : '';
}

function settle(session: Session): void {
  const untilMs = session.sim.nowMs + SETTLE_LIMIT_MS;
  for (let quiet = 0; quiet < 4 && session.sim.nowMs < untilMs; ) {
    session.advance(session.sim.nowMs + 250);
    quiet = session.settled ? quiet + 1 : 0;
  }
}

function runCheck(session: Session, id: string): CheckOutcome {
  session.send({ kind: 'check.run', check: id });
  const untilMs = session.sim.nowMs + 60_000;
  let view: CheckView | undefined;
  do {
    session.advance(session.sim.nowMs + 50);
    view = session.view(1).lab?.checks.find((one) => one.id === id);
  } while (view && (view.state === 'running' || view.state === 'open') && session.sim.nowMs < untilMs);
  return { id, passed: view?.state === 'passed', reason: view?.reason ?? (view ? 'no reason given' : 'there is no such check'), atMs: session.sim.nowMs - session.start.startMs };
}
