/** The world's speed, measured: every row has its budget. Groups may be named as arguments; all of them by default. */
import { labReplayRows } from './bench/lab-replay';
import type { Row } from './bench/row';
import { schedulingRows } from './bench/scheduling';
import { simulatedTimeRows } from './bench/simulated-time';

const GROUPS: Record<string, () => Row[]> = {
  time: simulatedTimeRows,
  labs: labReplayRows,
  scheduling: schedulingRows,
};

const wanted = process.argv.slice(2);
const rows = Object.entries(GROUPS).flatMap(([name, run]) => (wanted.length === 0 || wanted.includes(name) ? run() : []));
process.stdout.write(JSON.stringify(rows));
