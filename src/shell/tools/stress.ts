/** stress: hogs of CPU and memory, for limits and reservations to be seen at work (stress 1.0.4). */
import type { Process } from '../../os';
import { race, sleep, timer, wait, type Program } from '../../sim';
import { print } from './_io';
import { tool } from './_tool';

const USAGE = `\`stress' imposes certain types of compute stress on your system

Usage: stress [OPTION [ARG]] ...
 -?, --help         this text
     --version      the version
 -v, --verbose      say more
 -q, --quiet        say nothing
 -n, --dry-run      start no workers
 -t, --timeout N    end after N seconds
     --backoff N    microseconds that each worker waits before it begins
 -c, --cpu N        N workers that compute
 -i, --io N         N workers that sync
 -m, --vm N         N workers that take memory
     --vm-bytes B   how much each takes (256MB)
     --vm-stride B  touch a byte every B bytes (4096)
     --vm-hang N    hold it for N seconds (0: for ever) before freeing
     --vm-keep      hold it all the time
 -d, --hdd N        N workers that write files
     --hdd-bytes B  how much each writes (1GB)

Example: stress --cpu 8 --io 4 --vm 2 --vm-bytes 128M --timeout 10s

Note: Numbers may be suffixed with s,m,h,d,y (time) or B,K,M,G (size).
`;

const LONG: Readonly<Record<string, string>> = { '-t': '--timeout', '-c': '--cpu', '-i': '--io', '-m': '--vm', '-d': '--hdd', '-v': '--verbose', '-q': '--quiet', '-n': '--dry-run', '-?': '--help' };
const WITH_VALUE = new Set(['--timeout', '--backoff', '--cpu', '--io', '--vm', '--vm-bytes', '--vm-stride', '--vm-hang', '--hdd', '--hdd-bytes']);
const FLAGS = new Set(['--help', '--version', '--verbose', '--quiet', '--dry-run', '--vm-keep']);
const TIMES: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, y: 31_536_000 };
const SIZES: Readonly<Record<string, number>> = { b: 1, k: 1_024, m: 1_048_576, g: 1_073_741_824 };
const WORKERS_MAX = 64;
/** Short enough for a limit to bite evenly. */
const SPIN_MS = 50;
/** Touching a page of memory: about two gigabytes a second. */
const TOUCH_BYTES_PER_MS = 2_000_000;
const OWN_BYTES = 400_000;

interface Plan {
  flags: Set<string>;
  values: Map<string, number>;
}

/** What was asked for; in words what is wrong with it. */
function planOf(args: readonly string[]): Plan | string {
  const plan: Plan = { flags: new Set(), values: new Map() };
  for (let i = 0; i < args.length; i++) {
    const [given = '', glued] = (args[i] as string).startsWith('--') ? (args[i] as string).split('=') : [args[i] as string];
    const name = LONG[given] ?? given;
    if (FLAGS.has(name)) plan.flags.add(name);
    else if (!WITH_VALUE.has(name)) return `unrecognized option: ${given}`;
    else {
      const text = glued ?? args[++i];
      if (text === undefined) return `missing argument to option '${given}'`;
      const units = name.endsWith('-bytes') || name === '--vm-stride' ? SIZES : name === '--timeout' || name === '--vm-hang' ? TIMES : {};
      const [, digits, unit] = /^(\d{1,12})([a-z]?)$/i.exec(text) ?? [];
      const factor = unit === '' ? 1 : units[(unit ?? '').toLowerCase()];
      if (digits === undefined || factor === undefined) return `invalid number: ${text}`;
      plan.values.set(name, Number(digits) * factor);
    }
  }
  return plan;
}

type Kind = 'cpu' | 'io' | 'vm' | 'hdd';
const KINDS: readonly Kind[] = ['cpu', 'io', 'vm', 'hdd'];

function* work(process: Process, kind: Kind, { flags, values }: Plan): Program<number> {
  process.memoryBytes = OWN_BYTES;
  const bytes = values.get('--vm-bytes') ?? 256 * 1_048_576;
  const hangSeconds = values.get('--vm-hang');
  for (;;) {
    if (kind === 'cpu') yield* process.busy(SPIN_MS);
    else if (kind !== 'vm') {
      // Disks are not simulated: these mostly wait.
      yield* process.busy(SPIN_MS / 10);
      yield* sleep(process.sim, SPIN_MS);
    } else {
      process.memoryBytes = OWN_BYTES + bytes;
      yield* process.busy(Math.max(1, Math.min(5_000, bytes / TOUCH_BYTES_PER_MS)));
      if (hangSeconds === 0) yield* wait(() => () => {});
      if (hangSeconds !== undefined) yield* sleep(process.sim, hangSeconds * 1_000);
      if (!flags.has('--vm-keep')) process.memoryBytes = OWN_BYTES;
    }
  }
}

export default tool({
  name: 'stress',
  package: 'stress',
  *main(process) {
    const { pid, sim } = process;
    process.memoryBytes = OWN_BYTES;
    const plan = planOf(process.argv.slice(1));
    if (typeof plan === 'string') {
      yield* process.stderr.write(`stress: FAIL: [${pid}] ${plan}\n`);
      return 1;
    }
    const { flags, values } = plan;
    if (flags.has('--version')) return yield* said(process, 'stress 1.0.4\n');
    const counts = KINDS.map((kind) => values.get(`--${kind}`) ?? 0);
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (flags.has('--help') || total === 0) return yield* said(process, USAGE);
    if (total > WORKERS_MAX) {
      yield* process.stderr.write(`stress: FAIL: [${pid}] ${total} workers are more than the ${WORKERS_MAX} that this lab starts\n`);
      return 1;
    }
    const info = function* info(words: string): Program {
      if (!flags.has('--quiet')) yield* print(process, `stress: info: [${pid}] ${words}\n`);
    };
    yield* info(`dispatching hogs: ${KINDS.map((kind, i) => `${counts[i]} ${kind}`).join(', ')}`);
    if (flags.has('--dry-run')) return 0;
    const startedMs = sim.nowMs;
    const workers: Process[] = [];
    for (const [i, kind] of KINDS.entries()) {
      for (let n = 0; n < (counts[i] as number); n++) {
        const worker = process.machine.processes.spawn({ argv: [...process.argv], main: (self) => work(self, kind, plan), env: process.env, cwd: process.cwd, fds: process.fds, parent: process });
        if ('error' in worker) continue;
        workers.push(worker);
        if (flags.has('--verbose')) yield* print(process, `stress: dbug: [${pid}] --> hog${kind} worker ${n + 1} [${worker.pid}] forked\n`);
      }
    }
    const timeout = values.get('--timeout');
    const ended = yield* race<unknown>(...workers.map((worker) => worker.exited), ...(timeout === undefined ? [] : [timer(sim, timeout * 1_000)]));
    for (const worker of workers) worker.signal('SIGKILL');
    const seconds = Math.round((sim.nowMs - startedMs) / 1_000);
    if (ended.index === workers.length) {
      yield* info(`successful run completed in ${seconds}s`);
      return 0;
    }
    const lost = workers[ended.index] as Process;
    yield* process.stderr.write(
      `stress: FAIL: [${pid}] (415) <-- worker ${lost.pid} got signal 9\nstress: WARN: [${pid}] (417) now reaping child worker processes\nstress: FAIL: [${pid}] (451) failed run completed in ${seconds}s\n`,
    );
    return 1;
  },
});

function* said(process: Process, text: string): Program<number> {
  yield* print(process, text);
  return 0;
}
