/** busybox: the multi-call binary: lists its applets, or is one of them. */
import { print } from './_io';
import { BUSYBOX_BANNER } from './_options';
import { wait } from '../../sim';
import { exitCodeOf } from './_children';
import { tool } from './_tool';
import { tools } from './index';

export default tool({
  name: 'busybox',
  package: 'busybox',
  *main(process) {
    const [name, ...args] = process.argv.slice(1);
    const applets = [...tools.filter((each) => each.busybox).flatMap((each) => [each.name, ...(each.aliases ?? [])]), 'sh', 'ash'].sort();
    if (name === '--list') {
      yield* print(process, applets.map((applet) => `${applet}\n`).join(''));
      return 0;
    }
    if (name === undefined || name === '--help') {
      const lines: string[] = [];
      let line = '\t';
      for (const applet of applets) {
        if (line.length + applet.length > 70) {
          lines.push(line);
          line = '\t';
        }
        line += `${applet}, `;
      }
      lines.push(line.replace(/, $/, ''));
      yield* print(
        process,
        `${BUSYBOX_BANNER}\nBusyBox is copyrighted by many authors between 1998-2015.\n` +
          'Licensed under GPLv2. See source distribution for detailed\ncopyright notices.\n\nUsage: busybox [function [arguments]...]\n' +
          `   or: busybox --list\n   or: function [arguments]...\n\nCurrently defined functions:\n${lines.join('\n')}\n`,
      );
      return 0;
    }
    const program = name === 'ash' ? 'sh' : name;
    const main = applets.includes(name)
      ? process.machine.programs.get(tools.find((each) => each.name === name || each.aliases?.includes(name))?.name ?? program)
      : undefined;
    if (!main) {
      yield* process.stderr.write(`${name}: applet not found\n`);
      return 127;
    }
    const child = process.machine.processes.spawn({
      argv: [name, ...args],
      main,
      env: process.env,
      cwd: process.cwd,
      fds: process.fds,
      parent: process,
    });
    return 'error' in child ? 126 : exitCodeOf(yield* wait(child.exited));
  },
});
