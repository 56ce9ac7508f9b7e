/** The world's speed, measured: every row has its budget. Groups may be named as arguments; all of them by default. Numbers after them are a group's own. */
import { isMainThread, workerData } from 'node:worker_threads';
import { bigClusterRows } from './bench/big-cluster';
import { gradingRows } from './bench/grading';
import { labReplayRows } from './bench/lab-replay';
import { resumeRows } from './bench/resume';
import type { Row } from './bench/row';
import { schedulingRows } from './bench/scheduling';
import { simulatedTimeRows } from './bench/simulated-time';
import type { GradeWorkerData } from './grade/pool';
import { gradeWorker } from './grade/worker';

const GROUPS: Record<string, (numbers: number[]) => Row[] | Promise<Row[]>> = {
  time: simulatedTimeRows,
  labs: labReplayRows,
  grading: gradingRows,
  resume: resumeRows,
  cluster: bigClusterRows,
  scheduling: schedulingRows,
};

const isNumber = (word: string) => /^\d+$/.test(word);

async function measure(words: readonly string[]): Promise<void> {
  const wanted = words.filter((word) => !isNumber(word));
  const rows: Row[] = [];
  for (const [name, run] of Object.entries(GROUPS)) if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await run(words.filter(isNumber).map(Number))));
  process.stdout.write(JSON.stringify(rows));
}

// The graders' workers are this very file.
if (isMainThread) await measure(process.argv.slice(2));
else await gradeWorker(workerData as GradeWorkerData);
