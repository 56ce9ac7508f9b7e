/**
 * Runs storms, many and fast: `npm run storm -- --kind cluster --seeds 10000 [--from 1] [--workers 2]`.
 * Prints progress (with `--each` every seed) and a last line with the count and the violations; exits with 1 if there was one, naming its seed.
 * `--seed N` runs a single storm and prints its weather, what happened, and the law it broke; `--scenario FILE` does the
 * same for a scenario, above all for a storm that was cut short. Failing seeds of kinds that can be cut short are written
 * as scenarios into the folder of `--out` (.cache/storms when absent; the first few).
 *
 * A kind of storm is a module of the project that exports `storm(seed, options)` and answers with
 * `{ seed, trace, steps, counts, weather, lines, violation?: { checker, complaint, step } }`; it may also export
 * `shrunk(seed)`, which answers a short scenario that breaks the same law, and `judge(scenario, options)`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { bundle as bundleOf } from './_headless.mjs';
import { root } from './_setup.mjs';

/** To add a kind, add its module here. Seeds are handed to a worker in chunks: small enough to share the work evenly. */
const kinds = {
  raft: { entry: 'src/raft/storm.ts', chunk: 250 },
  cluster: { entry: 'tests/storm/storm.ts', chunk: 20 },
  requests: { entry: 'tests/storm/requests/storm.ts', chunk: 5 },
};

/** So many failing seeds are cut short. */
const SHRUNK_MAX = 3;
/** One seed in so many runs twice, and the two traces must be equal. */
const TWICE_EVERY = 50;
const VIOLATIONS_MAX = 10;

if (isMainThread) process.exitCode = await main();
else await work(workerData.bundle);

async function main() {
  const { values } = parseArgs({
    options: {
      kind: { type: 'string', default: 'raft' },
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      workers: { type: 'string', default: String(availableParallelism()) },
      seed: { type: 'string' },
      scenario: { type: 'string' },
      each: { type: 'boolean', default: false },
      out: { type: 'string', default: join(root, '.cache/storms') },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(`npm run storm -- [--kind ${Object.keys(kinds).join('|')}] [--seeds 1000] [--from 1] [--workers 2] [--out FOLDER] | --seed N | --scenario FILE`);
    return 0;
  }
  const kind = kinds[values.kind];
  const count = Number(values.seeds);
  const from = Number(values.from);
  const workers = Number(values.workers);
  if (!kind) return refuse(`unknown kind of storm: ${values.kind}. There are: ${Object.keys(kinds).join(', ')}`);
  if (![count, workers].every((n) => Number.isSafeInteger(n) && n > 0) || !Number.isSafeInteger(from)) {
    return refuse('--seeds, --from and --workers are whole numbers');
  }
  const bundle = pathToFileURL(await bundleOf(join(root, kind.entry), `storm-${values.kind}`)).href;
  if (values.seed !== undefined) return await runOne(bundle, Number(values.seed), values.out);
  if (values.scenario !== undefined) return await runScenario(bundle, values.scenario);
  const { violations } = await runMany({ kind: values.kind, bundle, count, from, workers, chunk: kind.chunk, each: values.each });
  for (const { seed } of violations.slice(0, SHRUNK_MAX)) await writeShort(bundle, seed, values.out);
  return violations.length > 0 ? 1 : 0;
}

function refuse(words) {
  console.error(words);
  return 2;
}

/** The failing storm of a seed as a short scenario file, where its kind can do that. */
async function writeShort(bundle, seed, folder) {
  const { shrunk } = await import(bundle);
  const scenario = shrunk?.(seed);
  if (!scenario) return;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${scenario.name}.json`);
  writeFileSync(file, `${JSON.stringify(scenario, null, 1)}\n`);
  console.log(`seed ${seed} in ${scenario.steps.length} steps: ${relative(process.cwd(), file)}`);
}

async function runOne(bundle, seed, folder) {
  const { storm } = await import(bundle);
  const report = storm(seed, { record: true });
  for (const line of report.lines) console.log(line);
  console.log(JSON.stringify({ weather: report.weather, counts: report.counts }, null, 2));
  console.log(`seed ${seed}, ${report.steps} steps, trace ${report.trace}: ${wordsOf(report.violation)}`);
  if (report.violation) await writeShort(bundle, seed, folder);
  return report.violation ? 1 : 0;
}

async function runScenario(bundle, file) {
  const { judge } = await import(bundle);
  if (!judge) return refuse('this kind of storm judges no scenarios');
  const { lines, steps, trace, violation } = judge(JSON.parse(readFileSync(file, 'utf8')), { record: true });
  for (const line of lines) console.log(line);
  console.log(`${file}, ${steps} steps, trace ${trace}: ${violation ? `${violation.checker} at ${violation.atMs} ms: ${violation.complaint}` : 'no violation'}`);
  return violation ? 1 : 0;
}

function wordsOf(violation) {
  return violation ? `${violation.checker} at step ${violation.step}: ${violation.complaint}` : 'no violation';
}

function runMany({ kind, bundle, count, from, workers, chunk, each }) {
  const startMs = performance.now();
  const end = from + count;
  const violations = [];
  const totals = {};
  let next = from;
  let done = 0;
  let steps = 0;
  let saidMs = startMs;

  return new Promise((resolve, reject) => {
    let running = 0;
    const finish = () => {
      const seconds = (performance.now() - startMs) / 1000;
      violations.sort((a, b) => a.seed - b.seed);
      for (const { seed, violation } of violations) console.log(`VIOLATION seed ${seed}: ${wordsOf(violation)}`);
      const things = Object.entries(totals).sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, n]) => `${what} ${n}`);
      console.log(things.join(', '));
      const rate = (done / seconds).toPrecision(3);
      console.log(`${kind}: ${done} storms (seeds ${from} to ${from + done - 1}), ${steps} steps, ${violations.length} violations, ` +
        `${seconds.toFixed(1)} s, ${rate} storms/s`);
      resolve({ violations });
    };
    for (let i = 0; i < Math.min(workers, Math.ceil(count / chunk)); i++) {
      const worker = new Worker(new URL(import.meta.url), { workerData: { bundle } });
      running++;
      const give = () => {
        if (next >= end || violations.length >= VIOLATIONS_MAX) {
          worker.postMessage({ stop: true });
          return;
        }
        const until = Math.min(next + chunk, end);
        worker.postMessage({ from: next, until });
        next = until;
      };
      worker.on('message', (answer) => {
        done += answer.done;
        steps += answer.steps;
        violations.push(...answer.violations);
        if (each) for (let seed = answer.from; seed < answer.until; seed++) console.log(`seed ${seed}: ${wordsOf(answer.violations.find((one) => one.seed === seed)?.violation)}`);
        else for (const { seed, violation } of answer.violations) console.log(`found: seed ${seed}: ${wordsOf(violation)}`);
        for (const [what, n] of Object.entries(answer.counts)) totals[what] = (totals[what] ?? 0) + n;
        const nowMs = performance.now();
        if (nowMs - saidMs > 5_000) {
          saidMs = nowMs;
          console.log(`${done} of ${count}, ${violations.length} violations`);
        }
        give();
      });
      worker.on('error', reject);
      worker.on('exit', () => {
        if (--running === 0) finish();
      });
      give();
    }
  });
}

async function work(bundle) {
  const { storm } = await import(bundle);
  parentPort.on('message', ({ from, until, stop }) => {
    if (stop) {
      parentPort.close();
      return;
    }
    const answer = { from, until, done: 0, steps: 0, violations: [], counts: {} };
    for (let seed = from; seed < until; seed++) {
      const { violation, steps, trace, counts } = run(storm, seed);
      answer.done++;
      answer.steps += steps;
      for (const what of Object.keys(counts)) answer.counts[what] = (answer.counts[what] ?? 0) + counts[what];
      if (violation) answer.violations.push({ seed, violation });
      else if (seed % TWICE_EVERY === 0 && run(storm, seed).trace !== trace) {
        answer.violations.push({ seed, violation: { checker: 'determinism', complaint: 'two runs differ', step: steps } });
      }
    }
    parentPort.postMessage(answer);
  });
}

/** A storm that throws is a violation of its own, so that the seed is not lost with the worker. */
function run(storm, seed) {
  try {
    return storm(seed, {});
  } catch (error) {
    const complaint = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { steps: 0, trace: '', counts: {}, violation: { checker: 'exception', complaint, step: 0 } };
  }
}
