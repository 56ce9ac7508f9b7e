/** top: the busiest processes, on a screen that is drawn anew, or in batches (-b). */
import type { Process } from '../../os';
import type { Program } from '../../sim';
import { fail, isBusybox, print } from './_io';
import { Keys } from './_keys';
import { flag, options, value } from './_options';
import { commandName, loadAverage, memoryOf, residentKib, stateText, uptimeLine, virtualKib } from './_process-info';
import { tool } from './_tool';
import { userName } from './_users';

const command = {
  usage: '-hv | -bcHiOSs -d secs -n max -u|U user -p pid(s) -o field -w [cols]',
  version: 'from procps-ng 4.0.2',
  options: {
    batch: flag('-b --batch-mode', 'batch mode'),
    fullCommand: flag('-c --cmdline-toggle', 'full command lines'),
    delay: value('-d --delay', 'seconds between updates'),
    hideIdle: flag('-i --idle-toggle', 'no idle processes'),
    iterations: value('-n --iterations', 'end after that many updates'),
    pids: value('-p --pid', 'only these processes'),
    user: value('-u -U', 'only this user'),
    sort: value('-o --sort-override', 'sort by %CPU, %MEM, PID, TIME+'),
    width: value('-w --width', 'columns in batch mode'),
    threads: flag('-H --threads-show', 'accepted; programs have one thread here'),
    memory: flag('-m', 'ignored'),
  },
  lacks: '-1 --single-cpu-toggle -e --apply-defaults -E --scale-summary-mem -O --list-fields -s --secure-mode -S --accum-time-toggle',
};

interface Sample {
  atMs: number;
  cpuMs: Map<number, number>;
}

export default tool({
  name: 'top',
  package: 'procps',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values } = parsed;
    const delayMs = Number(values.delay ?? (isBusybox(process) ? 5 : 3)) * 1000;
    if (!(delayMs >= 0)) return yield* fail(process, `bad delay interval '${values.delay}'`);
    if (values.iterations !== undefined && !/^[1-9]\d*$/.test(values.iterations))
      return yield* fail(process, `bad iterations argument '${values.iterations}'`);
    const onScreen = !values.batch && process.stdout.tty !== undefined;
    // A container that runs `top` without a terminal writes on, as busybox does.
    if (!values.batch && process.stdout.tty === undefined && !isBusybox(process)) return yield* fail(process, 'failed tty get');
    const keys = new Keys(process, onScreen && process.stdin.tty !== undefined);
    const times = values.iterations === undefined ? Infinity : Number(values.iterations);
    let sort = (values.sort ?? '%CPU').replace(/^[-+]/, '').toUpperCase();
    let full = values.fullCommand;
    let before: Sample = { atMs: process.machine.bootedMs, cpuMs: new Map() };
    try {
      if (onScreen) yield* print(process, '\x1b[?1h\x1b=\x1b[?25l\x1b[H\x1b[2J');
      for (let round = 0; round < times; round++) {
        const rows = onScreen ? (keys.tty?.rows ?? 24) : Infinity;
        const columns = onScreen ? (keys.tty?.columns ?? 80) : Number(values.width ?? 512);
        const lines = frame(process, before, {
          sort,
          full,
          pids: values.pids,
          user: values.user,
          hideIdle: values.hideIdle,
          rows,
          columns,
          reverse: onScreen,
        });
        before = sample(process);
        const text = onScreen
          ? `\x1b[H${lines.map((line) => `${line}\x1b[K`).join('\r\n')}\x1b[J`
          : `${round > 0 ? '\n' : ''}${lines.join('\n')}\n`;
        if (!(yield* print(process, text))) return 1;
        if (round + 1 >= times) break;
        const quit = yield* pause(keys, delayMs, (key) => {
          if (key === 'P') sort = '%CPU';
          else if (key === 'M') sort = '%MEM';
          else if (key === 'N') sort = 'PID';
          else if (key === 'T') sort = 'TIME+';
          else if (key === 'c') full = !full;
          else return key === ' ' || key === '\r' || key === '\n';
          return true;
        });
        if (quit) break;
      }
      if (onScreen) yield* print(process, `\x1b[?1l\x1b>\x1b[${keys.tty?.rows ?? 24};1H\x1b[?25h\r\n\x1b[K`);
      return 0;
    } finally {
      keys.restore();
    }
  },
});

/** Waits for the next update; true when the person wants to leave. */
function* pause(keys: Keys, delayMs: number, onKey: (key: string) => boolean): Program<boolean> {
  const event = yield* keys.next(Math.max(50, delayMs));
  if (event.kind === 'interrupt') return true;
  if (event.kind !== 'key') return false;
  for (const key of event.text) {
    if (key === 'q' || key === '\x03') return true;
    if (onKey(key)) return false;
  }
  return false;
}

function sample(process: Process): Sample {
  return { atMs: process.sim.nowMs, cpuMs: new Map(process.machine.processes.list().map((each) => [each.pid, each.cpuMs])) };
}

interface Look {
  sort: string;
  full: boolean;
  pids: string | undefined;
  user: string | undefined;
  hideIdle: boolean;
  rows: number;
  columns: number;
  reverse: boolean;
}

function frame(process: Process, before: Sample, look: Look): string[] {
  const { machine } = process;
  const wanted = look.pids === undefined ? undefined : new Set(look.pids.split(',').map(Number));
  const all = machine.processes.list();
  const spanMs = Math.max(1, process.sim.nowMs - before.atMs);
  const load = (each: Process): number =>
    Math.max(0, ((each.cpuMs - (before.cpuMs.get(each.pid) ?? 0)) * 100) / Math.max(1000, Math.min(spanMs, process.sim.nowMs - each.startedMs)));
  let shown = all.filter(
    (each) =>
      (!wanted || wanted.has(each.pid)) && (look.user === undefined || userName(process, each.uid) === look.user || String(each.uid) === look.user),
  );
  if (look.hideIdle) shown = shown.filter((each) => load(each) > 0);
  const by: Record<string, (each: Process) => number> = {
    '%MEM': (each) => each.memoryBytes,
    RES: (each) => each.memoryBytes,
    PID: (each) => each.pid,
    'TIME+': (each) => each.cpuMs,
  };
  const keyOf = by[look.sort] ?? load;
  shown.sort((a, b) => keyOf(b) - keyOf(a) || a.pid - b.pid);
  const used = Math.min(100, all.reduce((sum, each) => sum + load(each), 0) / machine.cpus);
  const memory = memoryOf(process);
  if (isBusybox(process)) return busyboxFrame(process, shown, used, memory, look, load);
  const states = all.map((each) => stateText(each, process).charAt(0));
  const running = states.filter((state) => state === 'R').length;
  const stopped = states.filter((state) => state === 'T').length;
  const mib = (kib: number): string => (kib / 1024).toFixed(1).padStart(8);
  const percent = (n: number): string => n.toFixed(1).padStart(5);
  const lines = [
    `top -${uptimeLine(process)}`,
    `Tasks: ${String(all.length).padStart(3)} total, ${String(running).padStart(3)} running, ` +
      `${String(all.length - running - stopped).padStart(3)} sleeping, ${String(stopped).padStart(3)} stopped,   0 zombie`,
    `%Cpu(s):${percent(used)} us,  0.0 sy,  0.0 ni,${percent(100 - used)} id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st `,
    `MiB Mem :${mib(memory.total)} total,${mib(memory.free)} free,${mib(memory.used)} used,${mib(memory.cache)} buff/cache     `,
    `MiB Swap:${mib(0)} total,${mib(0)} free,${mib(0)} used.${mib(memory.available)} avail Mem `,
    '',
  ];
  const head = '    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND';
  lines.push(look.reverse ? `\x1b[7m${head.padEnd(look.columns)}\x1b[0m` : head);
  for (const each of shown.slice(0, Math.max(0, look.rows - lines.length))) {
    const resident = residentKib(each);
    const seconds = each.cpuMs / 1000;
    const time = `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(2).padStart(5, '0')}`;
    const cells = [
      String(each.pid).padStart(7),
      userName(process, each.uid).slice(0, 8).padEnd(8),
      ' 20',
      '  0',
      String(virtualKib(each)).padStart(7),
      String(resident).padStart(6),
      String(Math.floor(resident * 0.6)).padStart(6),
      stateText(each, process).charAt(0),
      load(each).toFixed(1).padStart(5),
      ((resident * 1024 * 100) / machine.memoryBytes).toFixed(1).padStart(5),
      time.padStart(9),
      look.full ? each.title : commandName(each),
    ];
    lines.push(cells.join(' ').slice(0, look.columns));
  }
  return lines;
}

function busyboxFrame(
  process: Process,
  shown: readonly Process[],
  used: number,
  memory: ReturnType<typeof memoryOf>,
  look: Look,
  load: (each: Process) => number,
): string[] {
  const average = loadAverage(process).toFixed(2);
  const percent = (n: number): string => `${Math.round(n)}%`.padStart(4);
  const head = '  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND';
  const lines = [
    `Mem: ${memory.used + memory.cache}K used, ${memory.free}K free, ${memory.shared}K shrd, ${Math.floor(memory.cache / 10)}K buff, ` +
      `${memory.cache}K cached`,
    `CPU:${percent(used)} usr   0% sys   0% nic${percent(100 - used)} idle   0% io   0% irq   0% sirq`,
    `Load average: ${average} ${average} ${average} 1/${process.machine.processes.list().length} ${process.pid}`,
    look.reverse ? `\x1b[7m${head.padEnd(look.columns)}\x1b[0m` : head,
  ];
  for (const each of shown.slice(0, Math.max(0, look.rows - lines.length))) {
    const size = virtualKib(each);
    const cells = [
      String(each.pid).padStart(5),
      String(each.ppid).padStart(5),
      userName(process, each.uid).slice(0, 8).padEnd(8),
      stateText(each, process).charAt(0).padEnd(4),
      String(size).padStart(5) + percent((size * 100) / memory.total),
      '  0' + percent(load(each) / process.machine.cpus),
      each.title,
    ];
    lines.push(cells.join(' ').slice(0, look.columns));
  }
  return lines;
}
