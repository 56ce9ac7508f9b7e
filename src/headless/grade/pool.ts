/** Grades files over worker threads: one bad file is reported, and the others are graded. */
import type { Grade, GradedLab } from '../../session/grade';
import { overWorkers } from '../pool';
import type { GradedFile } from './grade-one';

export interface GradePoolOptions {
  workers: number;
  lab: GradedLab;
  /** Real time for one file, in milliseconds. */
  limitMs: number;
  done(file: GradedFile, grade: Grade): void;
}

// A type, not an interface: it is plain data for a worker.
export type GradeWorkerData = { task: 'grade'; lab: GradedLab };

/** Resolves when every file has been told of. `next` is asked for one more whenever somebody is free. */
export async function gradeAll(next: () => GradedFile | undefined, { workers, lab, limitMs, done }: GradePoolOptions): Promise<void> {
  await overWorkers<GradedFile, Grade>(next, {
    workers, limitMs, data: { task: 'grade', lab } satisfies GradeWorkerData,
    done: (file, answer) => done(file, 'value' in answer ? answer.value : { standing: 'endless', accepted: false, lab: lab.slug, note: answer.fault, checks: [], points: 0, of: 0 }),
  });
}
