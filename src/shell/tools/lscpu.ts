/** lscpu: the processors. */
import { print } from './_io';
import { options } from './_options';
import { tool } from './_tool';

const command = {
  usage: '[options]',
  summary: 'Display information about the CPU architecture.',
  version: 'from util-linux 2.38.1',
  options: {},
  lacks:
    '-a --all -b --online -B --bytes -C --caches -c --offline -J --json -e --extended -p --parse -s --sysroot -x --hex -y --physical --output-all',
};

export default tool({
  name: 'lscpu',
  package: 'util-linux',
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { cpus, platform } = process.machine;
    const isArm = platform.architecture === 'arm64';
    const rows: [string, string][] = [
      ['Architecture', isArm ? 'aarch64' : 'x86_64'],
      ['CPU op-mode(s)', isArm ? '64-bit' : '32-bit, 64-bit'],
      ['Byte Order', 'Little Endian'],
      ['CPU(s)', String(cpus)],
      ['On-line CPU(s) list', cpus === 1 ? '0' : `0-${cpus - 1}`],
      ['Vendor ID', isArm ? 'ARM' : 'GenuineIntel'],
      ['Model name', isArm ? 'Neoverse-N1' : 'Intel(R) Xeon(R) CPU @ 2.20GHz'],
      ['Thread(s) per core', '1'],
      ['Core(s) per socket', String(cpus)],
      ['Socket(s)', '1'],
      ['NUMA node(s)', '1'],
      ['NUMA node0 CPU(s)', cpus === 1 ? '0' : `0-${cpus - 1}`],
    ];
    const width = Math.max(...rows.map(([name]) => name.length)) + 1;
    yield* print(process, rows.map(([name, text]) => `${`${name}:`.padEnd(width)} ${text}\n`).join(''));
    return 0;
  },
});
