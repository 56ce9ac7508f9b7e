/**
 * Grades a submission: makes the lab's world again, lets the inputs act at their instants, and believes only what its
 * own checks say. A check counts when it passed while the learner worked, or passes at the end. What does not fit is
 * told apart: a file that was changed, inputs that were, results that were, another lab, somebody else's work.
 */
import type { Guide } from '../lab/guide-model';
import { checksOf, isRevocable } from '../lab/guide-model';
import { scoreOf } from '../lab/points';
import { labHash, labText } from '../lab/catalogue';
import { ENGINE_VERSION } from './engine-version';
import { guideFor } from './guides';
import { startOf } from './lab-player';
import type { SessionStart } from './protocol';
import { Session } from './session';
import { claimsOf, isIntact, readSubmission, SPAN_MS_MAX, workOf, type Submission } from './submission';

/** In the order of severity: the first that fits is the verdict. */
export type Standing =
  | 'ok'
  /** Not a submission at all. */
  | 'unreadable'
  /** The file is not as it was written. */
  | 'damaged'
  | 'unknown lab'
  /** A lab's, but not the one that is graded. */
  | 'other lab'
  /** The lab has been changed since. */
  | 'other edition'
  | 'somebody else’s'
  /** It takes more time or work than any honest session. */
  | 'endless'
  /** The inputs lead elsewhere than the file says. */
  | 'edited inputs'
  /** The claimed results are not those of the replay. */
  | 'edited results';

/** What earns points: a check, or a quiz. */
export interface CheckGrade {
  id: string;
  kind?: 'quiz';
  title: string;
  passed: boolean;
  points: number;
  /** What it is worth. */
  of: number;
  /** When it was passed or went wrong: virtual milliseconds since the start. */
  atMs?: number;
  reason?: string;
}

/** A hint that was opened and has a price. */
export interface HintGrade {
  id: string;
  title: string;
  cost: number;
}

export interface Grade {
  standing: Standing;
  /** Whether the points count. */
  accepted: boolean;
  /** What is wrong, and what to do about it. */
  note?: string;
  lab?: string;
  learner?: string;
  /** What they call themselves. */
  name?: string;
  engine?: string;
  /** SHA-256 of all inputs with their instants: equal only where somebody copied. */
  work?: string;
  checks: CheckGrade[];
  /** Absent when none was paid for. */
  hints?: HintGrade[];
  points: number;
  of: number;
}

export interface GradeOptions {
  /** Who should have handed it in, when that is known. */
  learner?: string;
  /** The lab that is graded; without it each submission names its own, of this build. */
  lab?: GradedLab;
  /** Stops replays that do not end; given what has been spent, says whether to go on. */
  goOn?: () => boolean;
}

/** A lab as a grader has it: by name of this build, or from a folder. */
export interface GradedLab {
  slug: string;
  /** Its guide. */
  text: string;
  /** Further checks that learners do not see, as sections of a guide. They count like the others. */
  rubric?: string;
}

/** Events between two looks at `goOn`. */
const EVENTS_PER_LOOK = 50_000;
/** How long the checks that are asked at the end may take, in virtual milliseconds. */
const FINAL_MS = 60_000;
const LOOK_MS = 50;

const nothing = (standing: Standing, note: string, more: Partial<Grade> = {}): Grade => ({ standing, accepted: false, note, checks: [], points: 0, of: 0, ...more });

export function gradeText(text: string, options: GradeOptions = {}): Grade {
  const submission = readSubmission(text);
  return 'problem' in submission ? nothing('unreadable', submission.problem) : grade(submission, options);
}

export function grade(submission: Submission, options: GradeOptions = {}): Grade {
  const { lab, learner, engine } = submission;
  const who = { lab, engine, ...(learner === undefined ? {} : { learner }), ...(submission.name === undefined ? {} : { name: submission.name }), work: workOf(submission) };
  if (options.lab && options.lab.slug !== lab) return nothing('other lab', `it is a submission of "${lab}", not of "${options.lab.slug}"`, who);
  const guideText = options.lab?.text ?? labText(lab);
  if (guideText === undefined) return nothing('unknown lab', `this build has no lab "${lab}"`, who);
  const goOn = options.goOn ?? (() => true);
  const begun = { seed: submission.seed, ...(learner === undefined ? {} : { learner }), ...(submission.skippedTo === undefined ? {} : { skippedTo: submission.skippedTo }) };
  const replay = replayed(submission, gradedStart({ slug: lab, text: guideText, ...options.lab }, begun), goOn);
  if (replay === 'endless') return nothing('endless', 'its replay takes longer than any honest session: it was stopped', who);
  const { session, fingerprint, claims } = replay;
  const guide = guideFor(session.start) as Guide;
  askOpenChecks(session, guide, goOn);
  const { standing, note } = standingOf(submission, options, guideText, fingerprint, claims);
  return { ...who, standing, accepted: standing === 'ok', ...(note === undefined ? {} : { note }), ...gradesOf(session, guide) };
}

/** What a graded session starts with: the lab, and behind it the checks that learners do not see. */
export function gradedStart({ slug, text, rubric }: GradedLab, { skippedTo, ...options }: { seed?: number; learner?: string; skippedTo?: string }): SessionStart {
  const start: SessionStart = { ...startOf(slug, text, options), ...(skippedTo === undefined ? {} : { skippedTo }) };
  // Checks that nobody asks leave no mark in the world: the inputs act as they did without them.
  return rubric === undefined && labText(slug) === text ? start : { ...start, labText: rubric === undefined ? text : `${text.trimEnd()}\n\n${rubric}` };
}

/** Each check's and quiz's verdict in a session, what hints cost, and the points: the same sum that the guide shows. */
export function gradesOf(session: Session, guide: Guide, { quizzes = true } = {}): Pick<Grade, 'checks' | 'hints' | 'points' | 'of'> {
  const lab = session.view(1).lab;
  const views = new Map((lab?.checks ?? []).map((view) => [view.id, view]));
  const { earned, paid, points, of } = scoreOf(guide, lab, { skippedTo: session.start.skippedTo, ...(quizzes ? {} : { counts: ({ kind }) => kind === 'check' }) });
  const checks = earned.map(({ block, done, points, of, shown }): CheckGrade => {
    if (shown) return { id: block.id, ...(block.kind === 'quiz' ? { kind: block.kind } : {}), title: block.title, passed: false, points, of, reason: 'the lab did this section itself' };
    const passed = done && points === of;
    if (block.kind === 'quiz') {
      const answer = lab?.quizAnswers[block.id];
      return { id: block.id, kind: 'quiz', title: block.title, passed, points, of, ...(passed ? {} : { reason: answer === undefined ? 'not answered' : done ? `right after ${lab?.quizErrors[block.id] ?? 0} wrong` : `answered ${answer}` }) };
    }
    const view = views.get(block.id);
    return { id: block.id, title: block.title, passed, points, of, ...(view?.atMs === undefined ? {} : { atMs: view.atMs }), ...(view?.reason === undefined ? {} : { reason: view.reason }) };
  });
  return { checks, ...(paid.length > 0 ? { hints: paid.map(({ id, title, cost }) => ({ id, title, cost })) } : {}), points, of };
}

function standingOf(submission: Submission, options: GradeOptions, guideText: string, fingerprint: string, claims: string): { standing: Standing; note?: string } {
  if (!isIntact(submission)) return { standing: 'damaged', note: 'the file is not as it was written: ask for it again' };
  if (submission.labHash !== labHash(guideText)) return { standing: 'other edition', note: 'it was done with another edition of this lab: grade it with that one' };
  if (options.learner !== undefined && submission.learner !== options.learner) {
    return { standing: 'somebody else’s', note: `it was done by ${submission.learner === undefined ? 'nobody named' : `"${submission.learner}"`}, not by "${options.learner}"` };
  }
  if (fingerprint !== submission.fingerprint) {
    const other = submission.engine === ENGINE_VERSION ? '' : ` (it was made by version ${submission.engine}, this is ${ENGINE_VERSION})`;
    return { standing: 'edited inputs', note: `its inputs do not lead to the world that it tells of${other}` };
  }
  if (claims !== JSON.stringify(sorted(submission.claims))) return { standing: 'edited results', note: 'the results that it claims are not those of its replay' };
  return { standing: 'ok' };
}

/** The session as it was when it was handed in. */
function replayed({ inputs, nowMs, claims }: Submission, start: SessionStart, goOn: () => boolean): { session: Session; fingerprint: string; claims: string } | 'endless' {
  if (nowMs - start.startMs > SPAN_MS_MAX) return 'endless';
  // A grader's own checks are nothing that a learner could have claimed.
  const known = new Set(claims.map(({ id }) => id));
  const session = new Session(start, { output: () => {}, edit: () => {} });
  for (const input of inputs) session.replay(input);
  while (!session.advance(nowMs, EVENTS_PER_LOOK)) if (!goOn()) return 'endless';
  return { session, fingerprint: session.sim.trace.fingerprint(), claims: JSON.stringify(sorted(claimsOf(session.view(1).lab?.checks ?? []).filter(({ id }) => known.has(id)))) };
}

/** Checks that were never asked, or not passed yet, or can be lost again, are asked once more. */
function askOpenChecks(session: Session, guide: Guide, goOn: () => boolean): void {
  const open = () => (session.view(1).lab?.checks ?? []).filter((one) => one.state !== 'passed');
  const revocable = checksOf(guide).filter(isRevocable).map((check) => check.id);
  for (const id of new Set([...open().map((check) => check.id), ...revocable])) session.send({ kind: 'check.run', check: id });
  const untilMs = session.sim.nowMs + FINAL_MS;
  do session.advance(session.sim.nowMs + LOOK_MS, EVENTS_PER_LOOK);
  while (goOn() && session.sim.nowMs < untilMs && open().some((one) => one.state === 'running' || one.state === 'open'));
}

function sorted(claims: readonly { id: string; passed: boolean }[]): { id: string; passed: boolean }[] {
  return claims.map(({ id, passed }) => ({ id, passed })).sort((a, b) => (a.id < b.id ? -1 : 1));
}
