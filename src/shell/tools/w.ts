/** w: who is logged in and what they run. */
import { Output } from './_io';
import { flag, options } from './_options';
import { uptimeLine } from './_process-info';
import { sessions } from './_sessions';
import { civil, strftime } from './_time';
import { tool } from './_tool';
import { userName } from './_users';

const command = {
  usage: '[options]',
  summary: 'Show who is logged on and what they are doing.',
  version: 'from procps-ng 4.0.2',
  options: { noHeader: flag('-h --no-header', 'no header'), short: flag('-s --short', 'short format') },
  lacks: '-u --no-current -f --from -o --old-style -i --ip-addr -p --pids',
};

export default tool({
  name: 'w',
  package: 'procps',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values } = parsed;
    const out = new Output(process);
    if (!values.noHeader) {
      out.line(uptimeLine(process));
      out.line(
        values.short ? 'USER     TTY      FROM              IDLE WHAT' : 'USER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT',
      );
    }
    for (const { line, uid, sinceMs, foreground } of sessions(process)) {
      const user = userName(process, uid).padEnd(8);
      const cpu = `${(foreground.cpuMs / 1000).toFixed(2)}s`;
      out.line(
        values.short
          ? `${user} ${line.padEnd(8)} -                 0.00s ${foreground.title}`
          : `${user} ${line.padEnd(8)} -                ${strftime('%H:%M', civil(sinceMs))}    0.00s ${cpu.padStart(6)} ${cpu.padStart(6)}` +
              ` ${foreground.title}`,
      );
    }
    yield* out.flush();
    return 0;
  },
});
