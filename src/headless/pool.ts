/**
 * Jobs over worker threads. A job that takes too long or takes its worker down is one bad job: it is told, the worker is
 * replaced, and the others go on.
 */
import { parentPort, Worker } from 'node:worker_threads';

export interface PoolOptions<Job, Answer> {
  workers: number;
  /** What the bundled entry finds in `workerData`, so that it knows which kind of worker it is. */
  data: Readonly<{ task: string } & Record<string, unknown>>;
  /** Real time for one job, in milliseconds. */
  limitMs: number;
  /** Told of each job; `fault` says why there is no answer. */
  done(job: Job, answer: { value: Answer } | { fault: string }): void;
}

const MEMORY_MB = 1024;

/** Resolves when every job has been told of. `next` is asked for one more whenever somebody is free. */
export async function overWorkers<Job, Answer>(next: () => Job | undefined, options: PoolOptions<Job, Answer>): Promise<void> {
  await Promise.all(Array.from({ length: options.workers }, () => serve(next, options)));
}

/** A worker's side: answers what it is sent, in order. */
export function answerJobs<Job, Answer>(work: (job: Job) => Answer): void {
  parentPort?.on('message', ({ id, job }: { id: number; job: Job }) => parentPort?.postMessage({ id, value: work(job) }));
}

async function serve<Job, Answer>(next: () => Job | undefined, { data, limitMs, done }: PoolOptions<Job, Answer>): Promise<void> {
  let worker: Worker | undefined;
  for (let job = next(), id = 0; job !== undefined; job = next(), id++) {
    worker ??= new Worker(new URL(import.meta.url), { workerData: data, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
    const answer = await ask<Job, Answer>(worker, id, job, limitMs);
    if ('fault' in answer) {
      void worker.terminate();
      worker = undefined;
    }
    done(job, answer);
  }
  await worker?.terminate();
}

function ask<Job, Answer>(worker: Worker, id: number, job: Job, limitMs: number): Promise<{ value: Answer } | { fault: string }> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => end({ fault: `it took longer than ${Math.round(limitMs / 1000)} s of real time: it was stopped` }), limitMs);
    const onmessage = (answer: { id: number; value: Answer }): void => {
      if (answer.id === id) end({ value: answer.value });
    };
    const onerror = (error: Error): void => end({ fault: `it took its worker down: ${error.message}` });
    const end = (outcome: { value: Answer } | { fault: string }): void => {
      clearTimeout(timer);
      worker.off('message', onmessage);
      worker.off('error', onerror);
      resolve(outcome);
    };
    worker.on('message', onmessage);
    worker.on('error', onerror);
    worker.postMessage({ id, job });
  });
}
