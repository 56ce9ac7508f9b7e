/** tee: standard input to standard output and to files, chunk by chunk. */
import { errnoText, isFileError } from '../../os';
import type { OpenFile } from '../../os';
import { COREUTILS } from './_coreutils';
import { complain, openOutput } from './_io';
import { flag, options } from './_options';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [FILE]...',
  summary: 'Copy standard input to each FILE, and also to standard output.',
  version: COREUTILS,
  options: {
    append: flag('-a --append', 'add to the files, do not overwrite'),
    ignoreInterrupts: flag('-i --ignore-interrupts', 'ignore interrupt signals'),
    pipes: flag('-p', 'go on when a pipe has no reader'),
  },
  lacks: '--output-error',
};

export default tool({
  name: 'tee',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (values.ignoreInterrupts) process.onSignal('SIGINT', 'ignore');
    const targets: OpenFile[] = [];
    let exitCode = 0;
    for (const name of operands) {
      const opened = openOutput(process, name, values.append);
      if (isFileError(opened)) {
        yield* complain(process, `${name}: ${errnoText(opened.errno)}`);
        exitCode = 1;
      } else targets.push(opened);
    }
    let stdoutOpen = true;
    for (;;) {
      const chunk = yield* process.stdin.read();
      if (chunk === undefined) break;
      for (const target of targets) yield* target.write(chunk);
      if (stdoutOpen && !(yield* process.stdout.write(chunk))) {
        if (!values.pipes) return 1;
        stdoutOpen = false;
      }
      yield* process.busy(0);
    }
    for (const target of targets) target.close();
    return exitCode;
  },
});
