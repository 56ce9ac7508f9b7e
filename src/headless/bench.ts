/** The world's speed, measured: every row has its budget. Groups may be named as arguments; all of them by default. */
import { labReplayRows } from './bench/lab-replay';
import type { Row } from './bench/row';
import { bigClusterRows } from './bench/big-cluster';
import { schedulingRows } from './bench/scheduling';
import { simulatedTimeRows } from './bench/simulated-time';

const GROUPS: Record<string, () => Row[] | Promise<Row[]>> = {
  cluster: bigClusterRows,
  time: simulatedTimeRows,
  labs: labReplayRows,
  scheduling: schedulingRows,
};

const wanted = process.argv.slice(2);
const rows: Row[] = [];
for (const [name, run] of Object.entries(GROUPS)) if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await run()));
process.stdout.write(JSON.stringify(rows));
