/**
 * Command lines whose output was recorded from bash 5.2.15 (`bash -c`, LC_ALL=C.UTF-8) in a directory with the fixtures.
 * `LINE=text` plays only the lines that contain it.
 */
import { describe, expect, test } from 'vitest';
import { Programs } from '../os';
import { run, testMachine } from '../os/testing';
import fixtures from './goldens/fixtures.json';
import { addShells } from './index';
import { allTools } from './tools';

interface Golden {
  line: string;
  stdout: string;
  stderr: string;
  code: number;
}

const modules = import.meta.glob<Golden[]>(['./goldens/*.json', '!./goldens/fixtures.json'], { eager: true, import: 'default' });
const programs = new Programs();
addShells(programs);
for (const [name, main] of allTools()) if (!programs.get(name)) programs.add(name, main);
const only = process.env['LINE'];

for (const [path, all] of Object.entries(modules)) {
  const goldens = all.filter(({ line }) => only === undefined || line.includes(only));
  if (goldens.length === 0) continue;
  describe(path.replace(/.*\/(.*)\.json$/, '$1'), () => {
    for (const golden of goldens) {
      test(golden.line, () => {
        const machine = testMachine({ programs });
        machine.files.mkdir('/tmp/gw', { parents: true });
        for (const [file, content] of Object.entries(fixtures)) machine.files.put(`/tmp/gw/${file}`, { content });
        const result = run(machine, golden.line, { cwd: '/tmp/gw', env: { LC_ALL: 'C.UTF-8', SHLVL: '0' } });
        expect({ stdout: result.stdout, stderr: result.stderr, code: result.code }).toEqual({
          stdout: golden.stdout,
          stderr: golden.stderr,
          code: golden.code,
        });
      });
    }
  });
}
