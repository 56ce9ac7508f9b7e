/** `npm run skep -- …`: builds the headless entry when its sources are newer, then runs it. */
import { spawn } from 'node:child_process';
import { buildHeadless } from './_headless.mjs';

const entry = await buildHeadless('main');
const child = spawn(process.execPath, ['--max-old-space-size=4096', entry, ...process.argv.slice(2)], { stdio: 'inherit' });
// Ctrl-C reaches the child by itself; it has things to put away, and this process waits for it.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
