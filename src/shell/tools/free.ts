/** free: the machine's memory. */
import { sleep } from '../../sim';
import { fail, isBusybox, print } from './_io';
import { flag, options, value } from './_options';
import { memoryOf } from './_process-info';
import { tool } from './_tool';

const command = {
  usage: '[options]',
  summary: 'Display the amount of free and used memory.',
  version: 'from procps-ng 4.0.2',
  options: {
    bytes: flag('-b --bytes', 'show output in bytes'),
    kibi: flag('-k --kibi', 'in kibibytes'),
    mebi: flag('-m --mebi', 'in mebibytes'),
    gibi: flag('-g --gibi', 'in gibibytes'),
    human: flag('-h --human', 'human-readable'),
    si: flag('--si', 'powers of 1000'),
    total: flag('-t --total', 'total for RAM + swap'),
    wide: flag('-w --wide', 'wide output'),
    seconds: value('-s --seconds', 'repeat every N seconds'),
    count: value('-c --count', 'repeat N times'),
  },
  lacks: '-l --lohi -v --committed --kilo --mega --giga --tera --tebi --peta --pebi -L --line',
};

export default tool({
  name: 'free',
  package: 'procps',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values } = parsed;
    const base = values.si ? 1000 : 1024;
    const show = (kib: number): string => {
      const bytes = kib * 1024;
      if (values.human) return human(bytes, base, values.si);
      const divisor = values.bytes ? 1 : values.mebi ? base * base : values.gibi ? base * base * base : base;
      return String(Math.floor(bytes / divisor));
    };
    const times = values.count === undefined ? (values.seconds === undefined ? 1 : Infinity) : Number(values.count);
    const everyMs = Number(values.seconds ?? 1) * 1000;
    if (!(everyMs > 0)) return yield* fail(process, `failed to parse argument: '${values.seconds}'`);
    for (let i = 0; i < times; i++) {
      if (i > 0) {
        yield* sleep(process.sim, everyMs);
        yield* print(process, '\n');
      }
      const memory = memoryOf(process);
      const row = (name: string, cells: number[]): string => name.padEnd(9) + cells.map((cell) => show(cell).padStart(11)).join(' ');
      const columns = values.wide
        ? ['total', 'used', 'free', 'shared', 'buffers', 'cache', 'available']
        : ['total', 'used', 'free', 'shared', 'buff/cache', 'available'];
      const buffers = Math.floor(memory.cache / 10);
      const cells = values.wide
        ? [memory.total, memory.used, memory.free, memory.shared, buffers, memory.cache - buffers, memory.available]
        : [memory.total, memory.used, memory.free, memory.shared, memory.cache, memory.available];
      let text = isBusybox(process)
        ? `              total        used        free      shared  buff/cache   available\n${row('Mem:', cells)}\n` +
          `Swap:    ${[0, 0, 0].map((cell) => show(cell).padStart(11)).join(' ')}\n`
        : `         ${columns.map((name) => name.padStart(11)).join(' ')}\n${row('Mem:', cells)}\n${row('Swap:', [0, 0, 0])}\n`;
      if (values.total) text += `${row('Total:', [memory.total, memory.used, memory.free])}\n`;
      if (!(yield* print(process, text))) return 1;
    }
    return 0;
  },
});

/** At most three digits and a unit, cut rather than rounded, as procps does. */
function human(bytes: number, base: number, si: boolean): string {
  const units = si ? ['B', 'K', 'M', 'G', 'T'] : ['B', 'Ki', 'Mi', 'Gi', 'Ti'];
  let value = bytes;
  let unit = 0;
  while (value >= base && unit < units.length - 1) {
    value /= base;
    unit++;
  }
  if (unit === 0) return `${bytes}B`;
  return value < 10 ? `${(Math.floor(value * 10) / 10).toFixed(1)}${units[unit]}` : `${Math.floor(value)}${units[unit]}`;
}
