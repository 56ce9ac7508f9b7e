/** uptime: how long the machine has been on. */
import { print } from './_io';
import { flag, options } from './_options';
import { uptimeLine } from './_process-info';
import { civil, strftime } from './_time';
import { tool } from './_tool';

const command = {
  usage: '[options]',
  summary: 'Tell how long the system has been running.',
  version: 'from procps-ng 4.0.2',
  options: { pretty: flag('-p --pretty', 'in words'), since: flag('-s --since', 'system up since') },
};

export default tool({
  name: 'uptime',
  package: 'procps',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const upMs = process.sim.nowMs - process.machine.bootedMs;
    if (parsed.values.since) yield* print(process, `${strftime('%F %H:%M:%S', civil(process.machine.bootedMs))}\n`);
    else if (parsed.values.pretty) {
      const minutes = Math.floor(upMs / 60_000);
      const parts = [
        [Math.floor(minutes / 10080), 'week'],
        [Math.floor(minutes / 1440) % 7, 'day'],
        [Math.floor(minutes / 60) % 24, 'hour'],
        [minutes % 60, 'minute'],
      ] as const;
      const words = parts.filter(([n], i) => n > 0 || (i === 3 && minutes === 0)).map(([n, word]) => `${n} ${word}${n === 1 ? '' : 's'}`);
      yield* print(process, `up ${words.join(', ')}\n`);
    } else yield* print(process, `${uptimeLine(process)}\n`);
    return 0;
  },
});
