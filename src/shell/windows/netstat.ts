/** netstat.exe: who listens. */
import type { Main } from '../../os';
import { print } from './_out';

export const netstat: Main = function* netstat(process) {
  const flags = process.argv.slice(1).join('').toLowerCase();
  const withPid = flags.includes('o');
  let out = `\nActive Connections\n\n  Proto  Local Address          Foreign Address        State${withPid ? '           PID' : ''}\n`;
  // Without -a only connections are shown, and those of a lab are over at once.
  if (flags.includes('a')) {
    for (const { port, protocol } of process.machine.net.listening()) {
      out += `  ${protocol.toUpperCase().padEnd(6)} ${`0.0.0.0:${port}`.padEnd(22)} ${`${flags.includes('n') ? '0.0.0.0' : process.machine.hostname}:0`.padEnd(22)} ${`LISTENING`.padEnd(withPid ? 15 : 0)}${withPid ? ' 4' : ''}\n`;
    }
  }
  yield* print(process, out);
  return 0;
};
