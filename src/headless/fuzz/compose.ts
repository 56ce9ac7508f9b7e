/**
 * Fuzzing of compose files: a seed is so many documents, each read by `docker stack config`; some are deployed as well. The
 * same is owed as for lines: an end, a code, no exception, in a bounded time.
 */
import { drawComposeFile } from './compose-documents';
import { Draw } from './draw';
import { FuzzWorld, type Line } from './fuzz-world';
import { attempt, type FuzzOptions, type FuzzReport } from './lines';
import { shrinkList } from './shrink';

export const DOCUMENTS_PER_SEED = 100;
/** One document in so many is deployed into the world, not only read. */
const DEPLOYED = 8;

export function fuzzCompose(seed: number, { lines = DOCUMENTS_PER_SEED, before, watch, shrink = true }: FuzzOptions = {}): FuzzReport {
  const world = new FuzzWorld(seed);
  const counts: Record<string, number> = {};
  const count = (what: string) => (counts[what] = (counts[what] ?? 0) + 1);
  for (let i = 0; i < lines; i++) {
    const line = documentLine(seed, i);
    before?.(i, line);
    const { answer, complaint } = attempt(world, line);
    const remark = watch?.(i, line, answer);
    if (!complaint && remark) return { seed, steps: i + 1, trace: '', violation: { checker: 'onlooker', complaint: `${remark}\n${line.stdin}`, step: i }, counts };
    count(line.docker?.[1] === 'deploy' ? 'deployed' : 'read');
    count(answer?.exit === 0 ? 'accepted' : 'refused');
    if (!complaint) continue;
    const text = line.stdin ?? '';
    const fails = (lesser: string) => attempt(new FuzzWorld(seed), { ...line, stdin: lesser }).complaint?.checker === complaint.checker;
    const least = shrink && fails(text) ? shrinkList(text.split('\n'), (some) => fails(some.join('\n'))).join('\n') : text;
    const told = `${complaint.complaint}\n  docker ${line.docker?.join(' ')} of\n${least}`;
    return { seed, steps: i + 1, trace: '', violation: { checker: complaint.checker, complaint: told, step: i }, counts };
  }
  return { seed, steps: lines, trace: world.fingerprint, violation: undefined, counts };
}

function documentLine(seed: number, index: number): Line {
  const draw = Draw.of(seed, `document ${index}`);
  const deploys = index % DEPLOYED === 0;
  const extra = draw.chance(0.1) ? ['-c', 'stack.yml'] : [];
  return { on: 'node1', docker: deploys ? ['stack', 'deploy', '-d', '-c', '-', ...extra, 'f'] : ['stack', 'config', '-c', '-', ...extra, ...(draw.chance(0.05) ? ['--skip-interpolation'] : [])], stdin: drawComposeFile(draw) };
}
