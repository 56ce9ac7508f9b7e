/**
 * Grades files over worker threads. A file that takes too long or takes its worker down is one bad file: it is reported,
 * the worker is replaced, and the others go on.
 */
import { Worker } from 'node:worker_threads';
import type { Grade, GradedLab } from '../../session/grade';
import type { GradedFile } from './grade-one';

export interface PoolOptions {
  workers: number;
  lab: GradedLab;
  /** Real time for one file, in milliseconds. */
  limitMs: number;
  done(file: GradedFile, grade: Grade): void;
}

export interface Ask {
  id: number;
  file: GradedFile;
}

export interface Answer {
  id: number;
  grade: Grade;
}

/** What the bundled entry finds in `workerData`, so that it knows that it is a worker. */
export interface GradeWorkerData {
  task: 'grade';
  lab: GradedLab;
}

const MEMORY_MB = 1024;

/** Resolves when every file has been told of. `next` is asked for one more whenever somebody is free. */
export async function gradeAll(next: () => GradedFile | undefined, { workers, lab, limitMs, done }: PoolOptions): Promise<void> {
  await Promise.all(Array.from({ length: workers }, () => serve(next, lab, limitMs, done)));
}

async function serve(next: () => GradedFile | undefined, lab: GradedLab, limitMs: number, done: PoolOptions['done']): Promise<void> {
  let worker: Worker | undefined;
  for (let file = next(), id = 0; file; file = next(), id++) {
    worker ??= new Worker(new URL(import.meta.url), { workerData: { task: 'grade', lab } satisfies GradeWorkerData, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
    const grade = await ask(worker, { id, file }, limitMs);
    if ('fault' in grade) {
      void worker.terminate();
      worker = undefined;
      done(file, { standing: 'endless', accepted: false, lab: lab.slug, note: grade.fault, checks: [], points: 0, of: 0 });
    } else done(file, grade);
  }
  await worker?.terminate();
}

function ask(worker: Worker, message: Ask, limitMs: number): Promise<Grade | { fault: string }> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => end({ fault: `it took longer than ${Math.round(limitMs / 1000)} s of real time: it was stopped` }), limitMs);
    const onmessage = (answer: Answer): void => {
      if (answer.id === message.id) end(answer.grade);
    };
    const onerror = (error: Error): void => end({ fault: `it took its grader down: ${error.message}` });
    const end = (outcome: Grade | { fault: string }): void => {
      clearTimeout(timer);
      worker.off('message', onmessage);
      worker.off('error', onerror);
      resolve(outcome);
    };
    worker.on('message', onmessage);
    worker.on('error', onerror);
    worker.postMessage(message);
  });
}
