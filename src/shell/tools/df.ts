/** df: file systems and their space: the machine's own disk and what is mounted in it. */
import { isFileError } from '../../os';
import { COREUTILS } from './_coreutils';
import { complain, isBusybox, Output } from './_io';
import { flag, list, options } from './_options';
import { absolutePath } from './_paths';
import { humanSize } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [FILE]...',
  summary: 'Show information about the file system on which each FILE resides, or all file systems.',
  version: COREUTILS,
  options: {
    all: flag('-a --all', 'pseudo file systems too'),
    human: flag('-h --human-readable', 'sizes like 1K 234M 2G'),
    si: flag('-H --si', 'the same by powers of 1000'),
    inodes: flag('-i --inodes', 'inodes instead of blocks'),
    kibi: flag('-k', 'in blocks of 1 KiB'),
    mebi: flag('-m', 'in blocks of 1 MiB'),
    local: flag('-l --local', 'ignored'),
    portability: flag('-P --portability', 'POSIX output format'),
    types: list('-t --type', 'only file systems of this type'),
    exclude: list('-x --exclude-type', 'no file systems of this type'),
    printType: flag('-T --print-type', 'show the type'),
    total: flag('--total', 'a grand total'),
  },
  lacks: '-B --block-size --no-sync --sync --output',
};

/** What the machine's disk is said to hold beside the tree: an operating system takes its room. */
const SYSTEM_BYTES = 2_400_000_000;
const DISK_BYTES = 41_083_797_504;

interface Row {
  device: string;
  type: string;
  size: number;
  used: number;
  path: string;
}

export default tool({
  name: 'df',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const { machine } = process;
    const isContainer = machine.kind === 'container';
    const used = SYSTEM_BYTES + machine.files.usage().usedBytes;
    const disk: Row = { device: isContainer ? 'overlay' : '/dev/sda1', type: isContainer ? 'overlay' : 'ext4', size: DISK_BYTES, used, path: '/' };
    const memory = machine.memoryBytes;
    const rows: Row[] = isContainer
      ? [
          disk,
          { device: 'tmpfs', type: 'tmpfs', size: 67_108_864, used: 0, path: '/dev' },
          { device: 'shm', type: 'tmpfs', size: 67_108_864, used: 0, path: '/dev/shm' },
        ]
      : [
          { device: 'tmpfs', type: 'tmpfs', size: Math.floor(memory / 10), used: 1_064_960, path: '/run' },
          disk,
          { device: 'tmpfs', type: 'tmpfs', size: Math.floor(memory / 2), used: 0, path: '/dev/shm' },
        ];
    for (const { path, label } of machine.files.mounts()) {
      if (path === '/proc' || path === '/sys') {
        const type = path === '/proc' ? 'proc' : 'sysfs';
        if (values.all) rows.push({ device: type, type, size: 0, used: 0, path });
        continue;
      }
      const isMemory = label.startsWith('tmpfs') || path.startsWith('/run/secrets');
      rows.push(
        isMemory
          ? { device: 'tmpfs', type: 'tmpfs', size: Math.floor(memory / 2), used: 4096, path }
          : { ...disk, device: '/dev/sda1', type: 'ext4', path },
      );
    }
    let shown = rows.filter(({ type }) => (values.types.length === 0 || values.types.includes(type)) && !values.exclude.includes(type));
    let exitCode = 0;
    if (operands.length > 0) {
      shown = [];
      for (const name of operands) {
        const real = machine.files.realpath(absolutePath(process, name));
        if (isFileError(real)) {
          yield* complain(process, isBusybox(process) ? `${name}: can't find mount point` : `${name}: No such file or directory`);
          exitCode = 1;
          continue;
        }
        const best = rows
          .filter(({ path }) => path === '/' || real === path || real.startsWith(`${path}/`))
          .sort((a, b) => b.path.length - a.path.length)[0];
        if (best) shown.push(best);
      }
      if (shown.length === 0) return 1;
    } else if (shown.length === 0) {
      yield* complain(process, 'no file systems processed');
      return 1;
    }
    if (values.total)
      shown = [
        ...shown,
        {
          device: 'total',
          type: '-',
          size: shown.reduce((sum, { size }) => sum + size, 0),
          used: shown.reduce((sum, row) => sum + row.used, 0),
          path: '-',
        },
      ];
    const human = values.human || values.si;
    const unit = values.mebi ? 1048576 : 1024;
    const size = (bytes: number): string => (human ? humanSize(bytes, values.si ? 1000 : 1024) : String(Math.ceil(bytes / unit)));
    const head = values.inodes
      ? ['Filesystem', 'Inodes', 'IUsed', 'IFree', 'IUse%', 'Mounted on']
      : [
          'Filesystem',
          human ? 'Size' : values.mebi ? '1M-blocks' : values.portability ? '1024-blocks' : '1K-blocks',
          'Used',
          values.portability || !human ? 'Available' : isBusybox(process) ? 'Available' : 'Avail',
          values.portability ? 'Capacity' : 'Use%',
          'Mounted on',
        ];
    const table = shown.map((row) => {
      if (values.inodes) {
        const total = Math.floor(row.size / 16384);
        const taken = Math.floor(row.used / 16384);
        const show = (n: number): string => (human ? humanSize(n) : String(n));
        return [
          row.device,
          show(total),
          show(taken),
          show(total - taken),
          row.size === 0 ? '-' : `${Math.ceil((taken * 100) / Math.max(1, total))}%`,
          row.path,
        ];
      }
      const free = Math.max(0, row.size - row.used);
      return [
        row.device,
        size(row.size),
        size(row.used),
        size(free),
        row.size === 0 ? '-' : `${Math.ceil((row.used * 100) / row.size)}%`,
        row.path,
      ];
    });
    if (values.printType) {
      head.splice(1, 0, 'Type');
      table.forEach((cells, i) => cells.splice(1, 0, (shown[i] as Row).type));
    }
    const out = new Output(process);
    if (isBusybox(process) && !values.inodes && !values.printType) {
      for (const [device = '', total = '', taken = '', free = '', percent = '', path = ''] of [head, ...table]) {
        out.line(`${device.padEnd(20)} ${total.padStart(9)} ${taken.padStart(9)} ${free.padStart(9)} ${percent.padStart(4)} ${path}`);
      }
    } else {
      // GNU keeps these widths even where less would do.
      const least = values.printType ? [14, 4, 5, 5, 5, 4] : [14, 5, 5, 5, 4];
      const widths = head.map((title, i) => Math.max(title.length, least[i] ?? 0, ...table.map((cells) => (cells[i] as string).length)));
      for (const cells of [head, ...table]) {
        out.line(
          cells
            .map((cell, i) => {
              if (i === cells.length - 1) return cell;
              const isText = i === 0 || (values.printType && i === 1);
              return isText ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number);
            })
            .join(' '),
        );
      }
    }
    yield* out.flush();
    return exitCode;
  },
});
