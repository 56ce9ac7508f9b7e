/** Lines with what PowerShell prints for them; `UPDATE=1` writes them anew: commit only what you can explain. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runArgv } from '../../os/testing';
import { windowsMachine } from './testing';

const folder = join(__dirname, 'goldens');

/** Blocks of `PS> ` lines, each with its output below it; every block has a machine of its own. */
function play(text: string): string {
  return text
    .split(/^(?=# )/m)
    .map((block) => {
      const machine = windowsMachine({ 'C:\\data\\names.txt': 'carol\r\nalice\r\nBob\r\n', 'C:\\data\\web.json': '{"name":"web","replicas":3,"ports":[80,443]}\r\n' });
      const out: string[] = [];
      let script: string[] = [];
      const flush = (): void => {
        if (script.length === 0) return;
        const { stdout, stderr } = runArgv(machine, ['powershell', '-NoLogo', '-Command', script.join('\n')], { cwd: '/data', limitMs: 120_000 });
        out.push(...script.map((line, i) => `${i === 0 ? 'PS> ' : '>>> '}${line}`));
        const printed = (stdout + stderr).replaceAll('\r', '').replace(/\n$/, '');
        if (stdout + stderr !== '') out.push(...printed.split('\n').map((line) => (line === '' ? '.' : line.trimEnd())));
        script = [];
      };
      for (const line of block.split('\n')) {
        if (line.startsWith('PS> ')) {
          flush();
          script = [line.slice(4)];
        } else if (line.startsWith('>>> ')) script.push(line.slice(4));
        else if (line.startsWith('# ')) out.push(line);
      }
      flush();
      return `${out.join('\n')}\n`;
    })
    .join('\n');
}

for (const name of readdirSync(folder).sort()) {
  test(`PowerShell: ${name}`, () => {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    const played = play(text);
    if (process.env['UPDATE']) writeFileSync(path, played);
    else expect(played).toBe(text);
  });
}
