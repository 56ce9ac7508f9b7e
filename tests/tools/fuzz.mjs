/**
 * Throws command lines, shell lines and compose files at simulated swarms: `npm run fuzz -- --lines 1000000 [--from 1] [--workers 2]`,
 * `--kind compose` for compose files. Prints progress and a last line with figures; exits with 1 when something was violated, which is
 * told with its seed and in its smallest form. `--seed N` runs one seed and shows each line with its answer.
 *
 * Seeds run in processes of their own: a line that takes a process down, or holds it for ever, is one more violation.
 */
import { fork, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildHeadless } from './_headless.mjs';

const KINDS = ['lines', 'compose'];
/** One seed in so many runs twice, and the two worlds must be equal in all that happened. */
const TWICE_EVERY = 50;
const VIOLATIONS_MAX = 10;
/** A line that takes longer than this by the wall's clock hangs for whoever waits for it, whatever the world's clock says. */
const LINE_SECONDS_MAX = 60;
/** A process that says nothing for so long is stopped. */
const SEED_SECONDS_MAX = 600;
const MEMORY_MB = 2048;
const PROGRESS_SECONDS = 30;
const self = fileURLToPath(import.meta.url);
const execArgv = [`--max-old-space-size=${MEMORY_MB}`, '--max-semi-space-size=32'];

if (process.send && process.argv[2] === '--worker') await work(process.argv[3], process.argv[4]);
else process.exitCode = await main();

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
  const before = (index, line) => console.log(`${index}${lineText(line)}`);
  const watch = (index, line, answer) => {
    if (answer) console.log(`    exit ${answer.exit}, ${answer.events} events, ${answer.interrupts} times Ctrl-C: ${JSON.stringify((answer.stdout + answer.stderr).slice(0, 200))}`);
  };
  const report = fuzz(seed, { before, watch });
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
  const tally = { totals: {}, violations: 0, done: 0, slowest: { ms: 0, text: '' } };
  let next = from;
  const take = () => (next < end && tally.violations < VIOLATIONS_MAX ? next++ : undefined);
  const hear = (seed, report) => {
    tally.done += report.steps;
    for (const [what, n] of Object.entries(report.counts)) tally.totals[what] = (tally.totals[what] ?? 0) + n;
    if (report.slowest.ms > tally.slowest.ms) tally.slowest = { ...report.slowest, text: `seed ${seed}: ${report.slowest.text}` };
    if (!report.violation) return;
    tally.violations++;
    console.log(`VIOLATION seed ${seed}: ${wordsOf(report.violation)}`);
  };
  const rate = () => `${Math.round(tally.done / ((performance.now() - startMs) / 1000))} a second`;
  const saying = setInterval(() => console.log(`${tally.done} of ${(end - from) * perSeed}, ${tally.violations} violations, ${rate()}`), PROGRESS_SECONDS * 1000);
  await Promise.all(Array.from({ length: Math.min(workers, end - from) }, () => employ(bundle, kind, take, hear)));
  clearInterval(saying);
  const seconds = (performance.now() - startMs) / 1000;
  for (const [what, n] of Object.entries(tally.totals).sort(([a], [b]) => (a < b ? -1 : 1))) console.log(`${what}: ${n} (${((100 * n) / tally.done).toFixed(1)} %)`);
  console.log(`slowest: ${(tally.slowest.ms / 1000).toFixed(1)} s, ${tally.slowest.text}`);
  console.log(`${kind}: ${tally.done} (seeds ${from} to ${next - 1}), ${tally.violations} violations, ${seconds.toFixed(1)} s, ${rate()}`);
  return tally.violations > 0 ? 1 : 0;
}

/** Has seeds run in a process, and in a new one whenever one is lost, until there are no more. */
async function employ(bundle, kind, take, hear) {
  for (let seed = take(); seed !== undefined; ) {
    const lost = await new Promise((resolve) => {
      const child = fork(self, ['--worker', bundle, kind], { execArgv, stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
      let said = '';
      child.stderr.on('data', (data) => (said = (said + data).slice(-2000)));
      let timer;
      const give = () => {
        clearTimeout(timer);
        if (seed === undefined) {
          child.disconnect();
          return;
        }
        timer = setTimeout(() => child.kill('SIGKILL'), SEED_SECONDS_MAX * 1000);
        child.send({ seed });
      };
      child.on('message', (report) => {
        hear(seed, report);
        seed = take();
        give();
      });
      child.on('exit', (code, signal) => {
        clearTimeout(timer);
        resolve(seed === undefined ? undefined : `a process that ran it ended (${signal ?? code}): ${said}`);
      });
      give();
    });
    if (lost === undefined) return;
    hear(seed, { steps: 0, counts: {}, slowest: { ms: 0, text: '' }, violation: { checker: 'crash', complaint: `${lost}\n${await lastLineOf(kind, seed)}`, step: '?' } });
    seed = take();
  }
}

/** The line that a seed does not survive: the last one that is shown. */
async function lastLineOf(kind, seed) {
  const child = spawn(process.execPath, [...execArgv, self, '--kind', kind, '--seed', String(seed)], { stdio: ['ignore', 'pipe', 'ignore'] });
  let last = '';
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (data) => {
    const lines = (rest + data).split('\n');
    rest = lines.pop() ?? '';
    last = lines.findLast((line) => /^\d+ /.test(line)) ?? last;
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), SEED_SECONDS_MAX * 1000);
  await new Promise((resolve) => child.on('exit', resolve));
  clearTimeout(timer);
  return last;
}

async function work(bundle, kind) {
  const { fuzz, lineText } = await fuzzerOf(bundle, kind);
  process.on('message', ({ seed }) => {
    const slowest = { ms: 0, text: '' };
    let beganMs = 0;
    const before = () => {
      beganMs = performance.now();
    };
    const watch = (_index, line) => {
      const ms = performance.now() - beganMs;
      if (ms > slowest.ms) Object.assign(slowest, { ms, text: lineText(line).slice(0, 300) });
      return ms > LINE_SECONDS_MAX * 1000 ? `it took ${Math.round(ms / 1000)} seconds` : undefined;
    };
    const report = { ...fuzz(seed, { before, watch }), slowest };
    if (!report.violation && seed % TWICE_EVERY === 0 && fuzz(seed).trace !== report.trace) {
      report.violation = { checker: 'determinism', complaint: 'two runs differ', step: report.steps };
    }
    process.send(report);
  });
}
