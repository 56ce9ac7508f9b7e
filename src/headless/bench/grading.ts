/**
 * Grading: one submission of a lab whose solution has some forty commands, replayed and checked; and a class of a
 * thousand, over as many workers as the budget's machine has cores. Shards put together are the same grades.
 */
import shortSolution from '../../../labs/01-build-a-swarm/solution.txt?raw';
import { labText } from '../../lab/catalogue';
import { grade } from '../../session/grade';
import { LabPlayer, labStart, stepsOf } from '../../session/lab-player';
import type { SessionStart } from '../../session/protocol';
import { submissionOf, writeSubmission } from '../../session/submission';
import type { GradedFile } from '../grade/grade-one';
import { gradeAll } from '../grade/pool';
import { atMost, cpuMs, median, round } from './row';
import type { Row } from './row';

const LAB = '01-build-a-swarm';
/** The lab's own solution, and the looks around that learners take besides: forty commands in all. */
const solution = `${shortSolution}
node1$ docker info
node1$ docker swarm init --force-new-cluster --advertise-addr eth0
node1$ docker service create -d --name again --replicas 3 -p 8081:80 nginx
@ settle
node1$ docker service ls
node1$ docker service ps again
node1$ curl -s localhost:8081
node1$ docker service inspect --pretty again
node1$ docker service rm again
node1$ docker network ls
node1$ docker network inspect ingress
node1$ docker images
node1$ docker ps -a
node1$ docker node inspect self --pretty
node1$ docker version
node1$ docker system df
node1$ docker volume ls
node1$ docker secret ls
node1$ docker config ls
node1$ cat /etc/hosts
node1$ docker swarm join-token manager
`;
const RUNS = 15;
const CLASS = 1000;
const WORKERS = 2;
const SHARDS = 4;
const CLASS_BUDGET_S = 60;
/** A thousand of them in 60 s on two cores. */
const BUDGET_MS = (CLASS_BUDGET_S * 1000 * WORKERS) / CLASS;
/** Different ones: how far learners came. */
const KINDS = 20;

export async function gradingRows([count = CLASS]: number[] = []): Promise<Row[]> {
  return [one(), ...(await many(count))];
}

function one(): Row {
  const player = new LabPlayer(labStart(LAB) as SessionStart);
  player.play(solution);
  const submission = submissionOf(player.session);
  const first = grade(submission);
  const times = Array.from({ length: RUNS }, () => {
    const startedMs = cpuMs();
    grade(submission);
    return cpuMs() - startedMs;
  });
  const row = atMost('one submission graded', round(median(times)), `ms of one core (median of ${RUNS})`, BUDGET_MS, {
    min: round(Math.min(...times)), standing: first.standing, points: first.points, of: first.of, commands: stepsOf(solution).filter(({ text }) => !text.startsWith('@')).length,
  });
  return { ...row, within: row.within === true && first.standing === 'ok' && first.points === first.of };
}

async function many(count: number): Promise<Row[]> {
  const kinds = Array.from({ length: KINDS }, (_, i) => handedIn(`learner${i}`, i < KINDS / 2 ? 1 : (i + 1) / KINDS));
  const files = Array.from({ length: count }, (_, i): GradedFile => ({ name: `${String(i).padStart(4, '0')}.json`, text: kinds[i % KINDS] as string }));
  const startedMs = performance.now();
  const whole = await graded(files);
  const seconds = (performance.now() - startedMs) / 1000;
  const row = atMost(`${count} submissions graded`, round(seconds, 1), `s, ${WORKERS} workers`, (CLASS_BUDGET_S * count) / CLASS, { accepted: whole.filter((line) => line.includes('"standing":"ok"')).length });
  // The merge is compared on a part: what shards do does not depend on how many there are.
  const part = files.slice(0, KINDS * SHARDS);
  const parts = await Promise.all(Array.from({ length: SHARDS }, (_, shard) => graded(part.filter((_file, i) => i % SHARDS === shard), 1)));
  const same = JSON.stringify(parts.flat().sort()) === JSON.stringify(whole.slice(0, part.length));
  return [{ ...row, within: row.within === true && row['accepted'] === count }, { name: `${SHARDS} shards merged are one run`, value: same ? 1 : 0, unit: 'yes', within: same }];
}

function handedIn(learner: string, share: number): string {
  const lines = solution.split('\n');
  const player = new LabPlayer(labStart(LAB, { learner }) as SessionStart);
  player.play(lines.slice(0, Math.ceil(lines.length * share)).join('\n'));
  return writeSubmission(submissionOf(player.session));
}

/** One line a file, in the order of names. */
async function graded(files: readonly GradedFile[], workers = WORKERS): Promise<string[]> {
  const lines: string[] = [];
  let at = 0;
  await gradeAll(() => files[at++], {
    workers, lab: { slug: LAB, text: labText(LAB) as string }, limitMs: 60_000,
    done: ({ name }, { standing, points, of, checks }) => lines.push(JSON.stringify([name, { standing, points, of, checks }])),
  });
  return lines.sort();
}
