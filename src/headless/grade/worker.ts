/** A worker's side: grades what it is sent. */
import type { Grade } from '../../session/grade';
import { loadJq } from '../jq';
import { answerJobs } from '../pool';
import { gradeFile, type GradedFile } from './grade-one';
import type { GradeWorkerData } from './pool';

export async function gradeWorker({ lab }: GradeWorkerData): Promise<void> {
  await loadJq();
  answerJobs((file: GradedFile): Grade => {
    try {
      return gradeFile(file, lab);
    } catch (error) {
      // Our own bug, or a file that found one: either way this file alone.
      return { standing: 'unreadable', accepted: false, lab: lab.slug, note: `its replay broke: ${error instanceof Error ? error.message : String(error)}`, checks: [], points: 0, of: 0 };
    }
  });
}
