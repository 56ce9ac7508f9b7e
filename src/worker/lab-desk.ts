/** What a lab needs beyond its world: the file to hand in, and what its own solution does. Loaded when first asked for. */
import { linesOf, LabPlayer } from '../session/lab-player';
import { guideFor } from '../session/guides';
import type { HandedIn, SavedSession, SessionStart } from '../session/protocol';
import type { Session } from '../session/session';
import { submissionOf, writeSubmission } from '../session/submission';
import { packed } from '../session/submission-link';

const solutions = import.meta.glob<string>('../../labs/*/solution.txt', { query: '?raw', import: 'default' });

export function handIn(session: Session, name: string | undefined): HandedIn {
  const text = writeSubmission(submissionOf(session, name));
  return { text, packed: packed(text) };
}

/** A session of the same lab in which its solution has led to the start of a section. */
export async function sectionStart(start: SessionStart, section: string): Promise<SavedSession> {
  const player = new LabPlayer({ ...start, skippedTo: section });
  const problem = player.playUpTo(section, await solutionOf(start));
  if (problem !== undefined) throw new Error(problem);
  return player.session.save('', 0);
}

export async function sectionLines(start: SessionStart, section: string): Promise<string[]> {
  const guide = guideFor(start);
  if (!guide) throw new Error('this session has no guide');
  return linesOf(guide, section, await solutionOf(start));
}

async function solutionOf({ lab, labText }: SessionStart): Promise<string> {
  const load = labText === undefined ? Object.entries(solutions).find(([path]) => path.split('/').at(-2) === lab)?.[1] : undefined;
  if (!load) throw new Error('this lab has no solution to follow');
  return await load();
}
