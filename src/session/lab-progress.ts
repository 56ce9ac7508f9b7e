/**
 * How far a learner got in a lab: checks with their verdicts, hints taken, quiz answers, captured values. A check
 * is a script run on the machine that the guide names; exit status 0 is passed, its last line is the reason.
 */
import { checksOf, commandById } from '../lab/guide';
import type { CheckBlock, Guide } from '../lab/guide';
import type { Machine } from '../os';
import type { CheckView, LabView } from './protocol';
import { runLine } from './run-line';
import type { RunningLine } from './run-line';
import type { Sim } from '../sim';

/** A check that takes longer is the author's error and says so. */
const CHECK_LIMIT_MS = 30_000;
const CHECK_POLL_MS = 20;

interface Capture {
  name: string;
  pattern: RegExp;
  /** The terminal whose output is searched. */
  transcript: () => string;
}

export class LabProgress {
  private readonly checks = new Map<string, CheckBlock>();
  private readonly states = new Map<string, CheckView>();
  private readonly hints: string[] = [];
  private readonly answers: Record<string, string> = {};
  private readonly variables: Record<string, string> = {};
  private captures: Capture[] = [];
  /** Anything changed since the last view. */
  changed = true;

  constructor(
    private readonly sim: Sim,
    readonly slug: string,
    private readonly guide: Guide,
    private readonly machine: (name: string) => Machine | undefined,
  ) {
    for (const check of checksOf(guide)) {
      this.checks.set(check.id, check);
      this.states.set(check.id, { id: check.id, section: check.section, state: 'open' });
    }
  }

  /** Runs a check in the world; the verdict comes later, as everything there. */
  runCheck(id: string): void {
    const check = this.checks.get(id);
    if (!check || this.states.get(id)?.state === 'running') return;
    const machine = this.machine(check.on);
    if (!machine) {
      this.verdict(check, false, `There is no machine named ${check.on}: this check asks it.`);
      return;
    }
    this.states.set(id, { ...(this.states.get(id) as CheckView), state: 'running' });
    this.changed = true;
    const running = runLine(machine, check.script);
    this.follow(check, machine, running, this.sim.nowMs + CHECK_LIMIT_MS);
  }

  showHint(id: string): void {
    if (!this.hints.includes(id)) this.hints.push(id);
    this.changed = true;
  }

  answerQuiz(id: string, answer: string): void {
    this.answers[id] = answer;
    this.changed = true;
  }

  /** A command block of the guide was run in a terminal: what it is to capture is looked for from now on. */
  began(step: string | undefined, transcript: () => string): void {
    const save = step === undefined ? undefined : commandById(this.guide, step)?.save;
    if (!save) return;
    this.captures = this.captures.filter((one) => one.name !== save.name);
    this.captures.push({ name: save.name, pattern: new RegExp(save.pattern, 'm'), transcript });
  }

  /** Called when terminals have spoken. */
  capture(): void {
    for (const capture of this.captures) {
      const found = capture.pattern.exec(capture.transcript());
      const value = found?.[1] ?? found?.[0];
      if (value === undefined || this.variables[capture.name] === value) continue;
      this.variables[capture.name] = value;
      this.changed = true;
    }
  }

  view(): LabView {
    return { slug: this.slug, checks: [...this.states.values()], hintsShown: [...this.hints], quizAnswers: { ...this.answers }, variables: { ...this.variables } };
  }

  private follow(check: CheckBlock, machine: Machine, running: RunningLine, untilMs: number): void {
    const result = running.result();
    if (result) {
      const lines = `${result.stdout}\n${result.stderr}`.split('\n').filter((line) => line.trim() !== '');
      this.verdict(check, result.exit === 0, lines.at(-1)?.trim());
    } else if (this.sim.nowMs >= untilMs) {
      if (running.process) machine.processes.signalGroup(running.process.group, 'SIGKILL');
      this.verdict(check, false, `This check did not end within ${CHECK_LIMIT_MS / 1000} seconds.`);
    } else if (running.process?.status?.signal === 'SIGKILL') {
      this.verdict(check, false, `${check.on} went down while it was asked.`);
    } else this.sim.after(CHECK_POLL_MS, 'check.poll', () => this.follow(check, machine, running, untilMs));
  }

  private verdict(check: CheckBlock, passed: boolean, reason: string | undefined): void {
    this.states.set(check.id, { id: check.id, section: check.section, state: passed ? 'passed' : 'failed', ...(reason === undefined ? {} : { reason }) });
    this.changed = true;
  }
}
