/** The world's speed, measured: every row has its budget. Groups may be named as arguments; all of them by default. Numbers after them are a group's own. */
import { bigClusterRows } from './bench/big-cluster';
import { gradingRows } from './bench/grading';
import { labReplayRows } from './bench/lab-replay';
import { resumeRows } from './bench/resume';
import type { Row } from './bench/row';
import { schedulingRows } from './bench/scheduling';
import { simulatedTimeRows } from './bench/simulated-time';

const GROUPS: Record<string, (numbers: number[]) => Row[]> = {
  time: simulatedTimeRows,
  labs: labReplayRows,
  grading: gradingRows,
  resume: resumeRows,
  cluster: bigClusterRows,
  scheduling: schedulingRows,
};

const isNumber = (word: string) => /^\d+$/.test(word);
const words = process.argv.slice(2);
const wanted = words.filter((word) => !isNumber(word));
const rows = Object.entries(GROUPS).flatMap(([name, run]) => (wanted.length === 0 || wanted.includes(name) ? run(words.filter(isNumber).map(Number)) : []));
process.stdout.write(JSON.stringify(rows));
