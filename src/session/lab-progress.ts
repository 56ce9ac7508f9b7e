/**
 * How far a learner got in a lab: checks with their verdicts, hints taken, quiz answers, captured values. A check
 * is a script run on the machine that the guide names (exit status 0 is passed, its last line is the reason), or
 * sentences that are judged without asking the world anything.
 */
import { blocksOf, checksOf, commandById, fillVariables, isRevocable } from '../lab/guide-model';
import type { CheckBlock, CommandBlock, Guide, QuizBlock } from '../lab/guide-model';
import { isRight } from '../lab/quiz';
import type { World } from '../world';
import { CheckHistories } from './check-histories';
import type { Machine } from '../os';
import type { CheckView, LabView } from './protocol';
import { runLine } from './run-line';
import type { RunningLine } from './run-line';
import type { Sim } from '../sim';

/** A check that takes longer is the author's error and says so. */
const CHECK_LIMIT_MS = 30_000;
const CHECK_POLL_MS = 20;
/** Keys of options and commas: anything longer is no answer. */
const ANSWER_CHARS_MAX = 200;

/** A shell that complains of the script itself: an unknown command, a slip of syntax, a number that is none. */
const SHELL_COMPLAINT = /^bash: (?:-c: )?line \d+: .*$/m;

/** The terminal whose output is searched. */
export interface Transcript {
  transcript(): string;
  /** How much there is of it: grows with every word. */
  readonly heardChars: number;
}

interface Capture {
  name: string;
  pattern: RegExp;
  source: Transcript;
  /** So much of it has been searched. */
  searchedChars: number;
}

export class LabProgress {
  private readonly checks = new Map<string, CheckBlock>();
  private readonly states = new Map<string, CheckView>();
  private readonly passedChecks = new Map<string, CheckView>();
  private readonly hints: string[] = [];
  private readonly shown: string[] = [];
  private readonly quizzes: ReadonlyMap<string, QuizBlock>;
  private readonly answers: Record<string, string> = {};
  private readonly errors: Record<string, number> = {};
  private readonly stepsRun: string[] = [];
  private readonly variables: Record<string, string> = {};
  private captures: Capture[] = [];
  private readonly histories: CheckHistories;
  /** Checks in sentences that wait for something to come true, each until an instant. */
  private readonly waiting = new Map<string, number>();
  /** Anything changed since the last view. */
  changed = true;

  private readonly sim: Sim;

  constructor(
    world: World,
    readonly slug: string,
    private readonly guide: Guide,
    private readonly machine: (name: string) => Machine | undefined,
  ) {
    this.sim = world.sim;
    this.histories = new CheckHistories(world, checksOf(guide), () => this.followWaiting());
    this.quizzes = new Map(blocksOf(guide).flatMap((block) => (block.kind === 'quiz' ? [[block.id, block]] : [])));
    for (const check of checksOf(guide)) {
      this.checks.set(check.id, check);
      this.states.set(check.id, { id: check.id, section: check.section, state: 'open' });
    }
  }

  /** Runs a check in the world; the verdict comes later, as everything there. */
  runCheck(id: string): void {
    const check = this.checks.get(id);
    if (!check || this.states.get(id)?.state === 'running') return;
    if (check.expectations) {
      this.judge(check);
      return;
    }
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

  showSection(id: string): void {
    if (!this.shown.includes(id)) this.shown.push(id);
    this.changed = true;
  }

  /** A wrong answer may be followed by others; a right one stands, and so does a prediction once its command was run. */
  answerQuiz(id: string, answer: string): void {
    const quiz = this.quizzes.get(id);
    if (!quiz || answer.length > ANSWER_CHARS_MAX) return;
    const predicts = quiz.form === 'predict';
    if (predicts ? this.stepsRun.includes(quiz.before ?? '') : isRight(quiz, this.answers[id])) return;
    this.answers[id] = answer;
    if (!predicts && !isRight(quiz, answer)) this.errors[id] = (this.errors[id] ?? 0) + 1;
    this.changed = true;
  }

  /** The block whose command this line is, on this machine, with what has been captured filled in. */
  stepOf(machine: string, line: string): string | undefined {
    const typed = line.trim();
    const fits = (command: string): boolean => fillVariables(command, this.guide.variables, this.variables).text.trim() === typed;
    return blocksOf(this.guide).find((block): block is CommandBlock => block.kind === 'command' && (block.on ?? machine) === machine && block.commands.some(fits))?.id;
  }

  /** A command was typed into a terminal: what its block is to capture is looked for from now on, and what was before it is over. */
  began(step: string | undefined, source: Transcript): void {
    const block = step === undefined ? undefined : commandById(this.guide, step);
    if (step !== undefined) this.histories.step(step);
    if (block && !this.stepsRun.includes(block.id)) {
      this.stepsRun.push(block.id);
      this.changed = true;
    }
    this.captures = this.captures.filter((one) => one.source !== source);
    const save = block?.save;
    if (!save) return;
    this.captures = this.captures.filter((one) => one.name !== save.name);
    this.captures.push({ name: save.name, pattern: new RegExp(save.pattern, 'm'), source, searchedChars: 0 });
  }

  /** Called when terminals have spoken and time has passed. */
  capture(): void {
    this.followWaiting();
    for (const capture of this.captures) {
      if (capture.source.heardChars === capture.searchedChars) continue;
      capture.searchedChars = capture.source.heardChars;
      const found = capture.pattern.exec(capture.source.transcript());
      const value = found?.[1] ?? found?.[0];
      if (value === undefined || this.variables[capture.name] === value) continue;
      this.variables[capture.name] = value;
      this.changed = true;
    }
  }

  view(): LabView {
    return {
      slug: this.slug, checks: [...this.states.values()], hintsShown: [...this.hints], sectionsShown: [...this.shown], quizAnswers: { ...this.answers }, quizErrors: { ...this.errors },
      stepsRun: [...this.stepsRun], variables: { ...this.variables },
    };
  }

  /** A verdict at once, or later: `untilMs` is the latest. */
  private judge(check: CheckBlock): void {
    const verdict = this.histories.verdict(check.id);
    if (!verdict) return;
    const untilMs = this.waiting.get(check.id) ?? verdict.untilMs ?? this.sim.nowMs;
    if (verdict.state === 'waiting' && this.sim.nowMs < untilMs) {
      if (this.waiting.has(check.id)) return;
      this.waiting.set(check.id, untilMs);
      this.states.set(check.id, { id: check.id, section: check.section, state: 'running' });
      this.changed = true;
      return;
    }
    this.waiting.delete(check.id);
    this.verdict(check, verdict.state === 'passed', verdict.words, verdict.state === 'waiting' ? untilMs : verdict.atMs);
  }

  private followWaiting(): void {
    for (const id of [...this.waiting.keys()]) this.judge(this.checks.get(id) as CheckBlock);
  }

  private follow(check: CheckBlock, machine: Machine, running: RunningLine, untilMs: number): void {
    const result = running.result();
    if (result) {
      const complaint = SHELL_COMPLAINT.exec(result.stderr)?.[0];
      const lines = `${result.stdout}\n${result.stderr}`.split('\n').filter((line) => line.trim() !== '');
      if (complaint === undefined) this.verdict(check, result.exit === 0, lines.at(-1)?.trim());
      else this.fault(check, `This check is broken, which is its author’s error, not yours: ${complaint}`);
    } else if (this.sim.nowMs >= untilMs) {
      if (running.process) machine.processes.signalGroup(running.process.group, 'SIGKILL');
      this.fault(check, `This check did not end within ${CHECK_LIMIT_MS / 1000} seconds, which is its author’s error, not yours.`);
    } else if (running.process?.status?.signal === 'SIGKILL') {
      this.verdict(check, false, `${check.on} went down while it was asked.`);
    } else this.sim.after(CHECK_POLL_MS, 'check.poll', () => this.follow(check, machine, running, untilMs));
  }

  /** A check that throws never passes, whatever its exit status was. */
  private fault(check: CheckBlock, words: string): void {
    this.verdict(check, false, words);
    const view = this.states.get(check.id) as CheckView;
    if (view.state === 'failed') this.states.set(check.id, { ...view, reason: words, fault: true });
  }

  private verdict(check: CheckBlock, passed: boolean, reason: string | undefined, atMs = this.sim.nowMs): void {
    // What was reached stays reached: labs tear down what they built.
    if (!passed && !isRevocable(check) && this.passedChecks.has(check.id)) {
      this.states.set(check.id, this.passedChecks.get(check.id) as CheckView);
      this.changed = true;
      return;
    }
    const words = passed || !check.quiet ? reason : 'Not yet.';
    const view: CheckView = {
      id: check.id, section: check.section, state: passed ? 'passed' : 'failed', atMs: atMs - this.sim.startMs, ...(words === undefined ? {} : { reason: words }),
    };
    this.states.set(check.id, view);
    if (passed) this.passedChecks.set(check.id, view);
    this.changed = true;
  }
}
