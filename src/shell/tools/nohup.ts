/** nohup: a command that goes on after the terminal is gone. */
import { APPEND, isFileError, openNull, openPath, spawnChild } from '../../os';
import type { OpenFile } from '../../os';
import { wait } from '../../sim';
import { exitCodeOf, spawnErrorCode, spawnErrorText } from './_children';
import { COREUTILS } from './_coreutils';
import { complain } from './_io';
import { misuse, options } from './_options';
import { quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: 'COMMAND [ARG]...',
  summary: 'Run COMMAND, ignoring hangup signals.',
  version: COREUTILS,
  misuse: 125,
  stopAtOperand: true,
  options: {},
};

export default tool({
  name: 'nohup',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const argv = parsed.operands;
    if (argv.length === 0) return yield* misuse(process, command, 'missing operand');
    const fds = new Map<number, OpenFile>([
      [0, process.stdin],
      [1, process.stdout],
      [2, process.stderr],
    ]);
    const notes: string[] = [];
    if (process.stdin.tty) {
      fds.set(0, openNull());
      notes.push('ignoring input');
    }
    if (process.stdout.tty) {
      let file = openPath(process, 'nohup.out', APPEND);
      let shown = 'nohup.out';
      if (isFileError(file)) {
        const home = `${process.env.get('HOME') ?? '/root'}/nohup.out`;
        file = openPath(process, home, APPEND);
        shown = home;
      }
      if (isFileError(file)) {
        yield* complain(process, `failed to open ${quote('nohup.out')}`);
        return 125;
      }
      fds.set(1, file);
      notes.push(`appending output to ${quote(shown)}`);
    }
    if (process.stderr.tty) {
      fds.set(2, fds.get(1) as OpenFile);
      if (!process.stdout.tty) notes.push('redirecting stderr to stdout');
    }
    if (notes.length > 0) yield* complain(process, notes.join(' and '));
    process.onSignal('SIGHUP', 'ignore');
    const child = spawnChild(process, argv, { fds });
    for (const [fd, file] of fds) if (file !== [process.stdin, process.stdout, process.stderr][fd] && fd < 2) file.close();
    if ('error' in child) {
      yield* complain(process, `failed to run command ${quote(argv[0] as string)}: ${spawnErrorText(child)}`);
      return spawnErrorCode(child);
    }
    return exitCodeOf(yield* wait(child.exited));
  },
});
