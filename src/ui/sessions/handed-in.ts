/** What somebody handed in, from a link: read with suspicion, as a grader does. */
import { isIntact, readSubmission } from '../../session/submission';
import type { Submission } from '../../session/submission';

export function sessionOfSubmission(data: string): { ok: true; submission: Submission } | { ok: false; message: string } {
  const submission = readSubmission(`#/handed-in/${data}`);
  if ('problem' in submission) return { ok: false, message: submission.problem };
  return isIntact(submission) ? { ok: true, submission } : { ok: false, message: 'it is not as it was written: ask for it again' };
}
