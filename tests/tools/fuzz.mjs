/**
 * Throws command lines, shell lines and compose files at simulated swarms: `npm run fuzz -- --lines 1000000 [--from 1] [--workers 2]`,
 * `--kind compose` for compose files. Prints progress and a last line with figures; exits with 1 when something was violated, which is
 * told with its seed and in its smallest form. `--seed N` runs one seed and shows each line with its answer.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { buildHeadless } from './_headless.mjs';

const KINDS = ['lines', 'compose'];
/** One seed in so many runs twice, and the two worlds must be equal in all that happened. */
const TWICE_EVERY = 50;
const VIOLATIONS_MAX = 10;

if (isMainThread) process.exitCode = await main();
else await work(workerData);

async function main() {
  const { values } = parseArgs({
    options: {
      kind: { type: 'string', default: 'lines' },
      lines: { type: 'string', default: '20000' },
      from: { type: 'string', default: '1' },
      workers: { type: 'string', default: String(availableParallelism()) },
      seed: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log('npm run fuzz -- [--kind lines|compose] [--lines 20000] [--from 1] [--workers 2] | --seed N');
    return 0;
  }
  const numbers = [values.lines, values.from, values.workers, values.seed ?? '1'].map(Number);
  if (!KINDS.includes(values.kind)) return refuse(`unknown kind: ${values.kind}. There are: ${KINDS.join(', ')}`);
  if (!numbers.every((n) => Number.isSafeInteger(n) && n > 0)) return refuse('--lines, --from, --workers and --seed are whole numbers above zero');
  const [lines, from, workers] = numbers;
  const bundle = pathToFileURL(await buildHeadless('fuzz')).href;
  return values.seed === undefined ? await runMany({ kind: values.kind, bundle, lines, from, workers }) : await runOne(bundle, values.kind, Number(values.seed));
}

function refuse(words) {
  console.error(words);
  return 2;
}

async function fuzzerOf(bundle, kind) {
  const module = await import(bundle);
  await module.loadJq();
  return kind === 'lines'
    ? { fuzz: module.fuzzLines, perSeed: module.LINES_PER_SEED, lineText: module.lineText }
    : { fuzz: module.fuzzCompose, perSeed: module.DOCUMENTS_PER_SEED, lineText: module.lineText };
}

async function runOne(bundle, kind, seed) {
  const { fuzz, lineText } = await fuzzerOf(bundle, kind);
  const watch = (index, line, answer) => {
    console.log(`${index}${lineText(line)}`);
    if (answer) console.log(`    exit ${answer.exit}, ${answer.events} events, ${answer.interrupts} times Ctrl-C: ${JSON.stringify((answer.stdout + answer.stderr).slice(0, 200))}`);
  };
  const report = fuzz(seed, { watch });
  console.log(`seed ${seed}, ${report.steps} ${kind}, trace ${report.trace}: ${wordsOf(report.violation)}`);
  return report.violation ? 1 : 0;
}

function wordsOf(violation) {
  return violation ? `${violation.checker} at ${violation.step}: ${violation.complaint}` : 'no violation';
}

async function runMany({ kind, bundle, lines, from, workers }) {
  const { perSeed } = await fuzzerOf(bundle, kind);
  const end = from + Math.ceil(lines / perSeed);
  const startMs = performance.now();
  const totals = {};
  const violations = [];
  let next = from;
  let done = 0;
  let saidMs = startMs;
  await Promise.all(
    Array.from({ length: Math.min(workers, end - from) }, () => new Promise((resolve, reject) => {
      const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { bundle, kind }, resourceLimits: { maxOldGenerationSizeMb: 4096 } });
      const give = () => worker.postMessage(next < end && violations.length < VIOLATIONS_MAX ? { seed: next++ } : { stop: true });
      worker.on('message', (report) => {
        done += report.steps;
        for (const [what, n] of Object.entries(report.counts)) totals[what] = (totals[what] ?? 0) + n;
        if (report.violation) {
          violations.push(report);
          console.log(`VIOLATION seed ${report.seed}: ${wordsOf(report.violation)}`);
        }
        const nowMs = performance.now();
        if (nowMs - saidMs > 30_000) {
          saidMs = nowMs;
          console.log(`${done} of ${(end - from) * perSeed}, ${violations.length} violations`);
        }
        give();
      });
      worker.on('error', reject);
      worker.on('exit', resolve);
      give();
    })),
  );
  const seconds = (performance.now() - startMs) / 1000;
  console.log(Object.entries(totals).sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, n]) => `${what} ${n}`).join(', '));
  console.log(`${kind}: ${done} (seeds ${from} to ${next - 1}), ${violations.length} violations, ${seconds.toFixed(1)} s, ${Math.round(done / seconds)} a second`);
  return violations.length > 0 ? 1 : 0;
}

async function work({ bundle, kind }) {
  const { fuzz } = await fuzzerOf(bundle, kind);
  parentPort.on('message', ({ seed, stop }) => {
    if (stop) {
      parentPort.close();
      return;
    }
    const report = fuzz(seed);
    if (!report.violation && seed % TWICE_EVERY === 0 && fuzz(seed).trace !== report.trace) {
      report.violation = { checker: 'determinism', complaint: 'two runs differ', step: report.steps };
    }
    parentPort.postMessage(report);
  });
}
