/** A submission is graded by its replay; what was changed in it is told apart. */
import { describe, expect, test } from 'vitest';
import solution from '../../labs/01-build-a-swarm/solution.txt?raw';
import { grade, gradeText } from './grade';
import { LabPlayer, labStart, linesOf } from './lab-player';
import type { SessionStart } from './protocol';
import { signed, submissionOf, writeSubmission, type Submission } from './submission';

const SLUG = '01-build-a-swarm';

function handIn(lines: string, learner = 'ada'): Submission {
  const player = new LabPlayer(labStart(SLUG, { learner }) as SessionStart);
  player.play(lines);
  return submissionOf(player.session);
}

/** The file changed and its digest made to fit, as somebody would who read this code. */
function forged(submission: Submission, change: (copy: Omit<Submission, 'digest'>) => void): Submission {
  const copy = JSON.parse(JSON.stringify({ ...submission, digest: undefined })) as Omit<Submission, 'digest'>;
  change(copy);
  return signed(copy);
}

const whole = handIn(solution);
const half = handIn(solution.split('\n').slice(0, 8).join('\n'));

describe('grading', () => {
  test('the whole solution gets all points, and the verdicts of the page', () => {
    const result = gradeText(writeSubmission(whole), { learner: 'ada' });
    expect(result).toMatchObject({ standing: 'ok', accepted: true, lab: SLUG, learner: 'ada' });
    expect(result.points).toBe(result.of);
    expect(result.of).toBeGreaterThan(5);
  });

  test('half a solution gets part of the points, and says what is missing', () => {
    const result = grade(half);
    expect(result.standing).toBe('ok');
    expect(result.points).toBeGreaterThan(0);
    expect(result.points).toBeLessThan(result.of);
    expect(result.checks.find((check) => !check.passed)?.reason).toMatch(/\w/);
  });

  test('a changed byte is a damaged file', () => {
    expect(gradeText(writeSubmission(whole).replace('swarm init', 'swarm inti')).standing).toBe('damaged');
  });

  test('changed inputs with a digest that fits lead elsewhere', () => {
    const copy = forged(whole, (one) => one.inputs.splice(4, 3));
    expect(grade(copy).standing).toBe('edited inputs');
  });

  test('claimed results that the replay does not have are edited', () => {
    const copy = forged(half, (one) => one.claims.forEach((claim) => (claim.passed = true)));
    const result = grade(copy);
    expect(result.standing).toBe('edited results');
    expect(result.accepted).toBe(false);
    expect(result.points).toBeLessThan(result.of);
  });

  test('another learner’s file is told', () => {
    expect(grade(whole, { learner: 'grace' })).toMatchObject({ standing: 'somebody else’s', accepted: false });
  });

  test('files from strangers are refused with a reason', () => {
    expect(gradeText('{')).toMatchObject({ standing: 'unreadable' });
    expect(gradeText('[]').note).toContain('object');
    expect(gradeText('{"format":"skep-submission-9"}').note).toContain('skep-submission-9');
    expect(gradeText(JSON.stringify({ ...whole, inputs: [{ atMs: 'x' }] })).note).toBe('inputs[0] is no timed input');
    expect(gradeText(JSON.stringify({ ...whole, nowMs: null })).note).toContain('nowMs');
    expect(gradeText(JSON.stringify({ ...whole, lab: '99-none' })).standing).toBe('unknown lab');
    expect(grade({ ...whole, nowMs: whole.nowMs + 1e12 }).standing).toBe('endless');
    expect(grade(whole, { goOn: () => false }).standing).toMatch(/endless|ok/);
  });
});

describe('what the lab did itself', () => {
  test('earns nothing, be it skipped or shown', () => {
    const section = new LabPlayer(labStart(SLUG) as SessionStart).guide.sections[1]?.id ?? '';
    const player = new LabPlayer({ ...(labStart(SLUG) as SessionStart), skippedTo: section });
    expect(player.playUpTo(section, solution)).toBeUndefined();
    const result = grade(submissionOf(player.session));
    expect(result.standing).toBe('ok');
    expect(result.checks[0]).toMatchObject({ id: 'swarm-up', passed: false, points: 0, reason: 'the lab did this section itself' });

    const shown = new LabPlayer(labStart(SLUG) as SessionStart);
    shown.session.send({ kind: 'section.show', section: shown.guide.sections[0]?.id ?? '' });
    shown.play(solution);
    const whole = grade(submissionOf(shown.session));
    expect(whole.points).toBeLessThan(whole.of);
    expect(whole.points).toBeGreaterThan(0);
  });

  test('cannot be taken out of the file', () => {
    const player = new LabPlayer({ ...(labStart(SLUG) as SessionStart), skippedTo: 'promote-and-demote-again' });
    expect(player.playUpTo('promote-and-demote-again', solution)).toBeUndefined();
    expect(grade(forged(submissionOf(player.session), (one) => delete one.skippedTo)).standing).toBe('edited inputs');
  });

  test('the lines of a section are those between what names the ones before and itself', () => {
    const guide = new LabPlayer(labStart(SLUG) as SessionStart).guide;
    const all = guide.sections.flatMap((section) => linesOf(guide, section.id, solution));
    expect(all.filter((line) => line.startsWith('@ check'))).toEqual(solution.split('\n').filter((line) => line.startsWith('@ check')));
    expect(linesOf(guide, guide.sections[0]?.id ?? '', solution).length).toBeGreaterThan(1);
  });
});
