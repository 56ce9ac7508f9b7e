/**
 * One-liners whose output was recorded from the real tools (coreutils 9.1, sed 4.9, grep 3.8, findutils 4.9, mawk,
 * util-linux 2.38, bc 1.07) with LC_ALL=C.UTF-8, and of busybox 1.35 without a locale
 * (up to its usage text, which is in our own words). `TOOL=sort,uniq` plays those of some tools only.
 */
import { describe, expect, test } from 'vitest';
import { Programs } from '../../os';
import { runArgv, testMachine } from '../../os/testing';
import fixtures from './goldens/fixtures.json';
import { addShells } from '../index';
import { allTools } from './index';

interface Golden {
  argv: string[];
  stdin?: string;
  files?: Record<string, string>;
  env?: Record<string, string>;
  after?: Record<string, string | null>;
  stdout: string;
  stderr: string;
  code: number;
}

const modules = import.meta.glob<Golden[]>(['./goldens/*.json', '!./goldens/fixtures.json'], { eager: true, import: 'default' });
const programs = new Programs();
addShells(programs);
for (const [name, main] of allTools()) programs.add(name, main);
const only = process.env['TOOL']?.split(',');

for (const [path, all] of Object.entries(modules)) {
  const goldens = all.filter(({ argv }) => only === undefined || only.includes(argv[0] as string));
  if (goldens.length === 0) continue;
  describe(path.replace(/.*\/(.*)\.json$/, '$1'), () => {
    for (const golden of goldens) {
      test(`${golden.argv.join(' ')}${golden.stdin === undefined ? '' : ` <<< ${JSON.stringify(golden.stdin.slice(0, 40))}`}`, () => {
        const isBusybox = path.endsWith('busybox.json');
        const machine = testMachine({ programs, ...(isBusybox ? { kind: 'container' } : {}) });
        if (isBusybox) machine.files.put('/bin/busybox', { program: 'busybox' });
        machine.files.mkdir('/work/dir', { parents: true });
        for (const [file, content] of Object.entries({ ...fixtures, ...golden.files })) machine.files.put(`/work/${file}`, { content });
        const result = runArgv(machine, golden.argv, {
          cwd: '/work',
          stdin: golden.stdin ?? '',
          env: { LC_ALL: isBusybox ? '' : 'C.UTF-8', LANG: '', HOME: '/root', PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...golden.env },
        });
        const stderr = isBusybox ? (result.stderr.split('BusyBox v')[0] as string) : result.stderr;
        expect({ stdout: result.stdout, stderr, code: result.code }).toEqual({ stdout: golden.stdout, stderr: golden.stderr, code: golden.code });
        for (const [file, content] of Object.entries(golden.after ?? {})) {
          const found = machine.files.read(`/work/${file}`);
          expect({ [file]: typeof found === 'string' ? found : null }).toEqual({ [file]: content });
        }
      });
    }
  });
}
