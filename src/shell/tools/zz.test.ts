import { test } from 'vitest';
import { Programs, textResponse, openSession } from '../../os';
import { run, testMachine } from '../../os/testing';
import { addShells } from '../index';
import { allTools } from './index';
const programs = new Programs();
addShells(programs);
for (const [name, main] of allTools()) programs.add(name, main);
function show(line: string, m = testMachine({ programs }), o: object = {}) {
  try {
    const r = run(m, line, o);
    console.log(`$ ${line}\n${r.stdout}${r.stderr === '' ? '' : `[err] ${r.stderr}`}[${r.code}] ${r.ms.toFixed(1)}ms`);
  } catch (e) { console.log(`$ ${line}\nTHROWN ${(e as Error).stack}`); }
}
test('x', () => {
  const m = testMachine({ programs });
  m.net.listenHttp(80, function* (r) { return r.path === '/404' ? textResponse(404, 'no\n') : r.path === '/r' ? { status: 302, headers: { location: '/x' }, body: '' } : textResponse(200, `hello ${r.method} ${r.path} ${JSON.stringify(r.headers)} ${typeof r.body === 'string' ? r.body : ''}\n`, 'text/html'); });
  for (const line of (process.env['LINES'] ?? '').split('\n')) if (line) show(line, m, { tty: process.env['TTY'] === '1', stdin: process.env['KEYS'] ?? '' });
});
