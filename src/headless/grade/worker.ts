/** A worker's side: grades what it is sent. */
import { parentPort } from 'node:worker_threads';
import { loadJq } from '../jq';
import { gradeFile } from './grade-one';
import type { Answer, Ask, GradeWorkerData } from './pool';

export async function gradeWorker({ lab }: GradeWorkerData): Promise<void> {
  await loadJq();
  parentPort?.on('message', ({ id, file }: Ask) => {
    let answer: Answer;
    try {
      answer = { id, grade: gradeFile(file, lab) };
    } catch (error) {
      // Our own bug, or a file that found one: either way this file alone.
      answer = { id, grade: { standing: 'unreadable', accepted: false, lab: lab.slug, note: `its replay broke: ${error instanceof Error ? error.message : String(error)}`, checks: [], points: 0, of: 0 } };
    }
    parentPort?.postMessage(answer);
  });
}
