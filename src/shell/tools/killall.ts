/** killall: signals by exact name. */
import { complain, fail, isBusybox, print } from './_io';
import { helpText } from './_options';
import { fullName } from './_process-info';
import { ALL_SIGNALS, parseSignal } from './_signals';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [--] NAME...\n       killall -l, --list\n       killall -V, --version',
  options: {},
};

export default tool({
  name: 'killall',
  package: 'psmisc',
  busybox: true,
  *main(process) {
    const args = process.argv.slice(1);
    let signal: ReturnType<typeof parseSignal> = 'SIGTERM';
    let quiet = false;
    let verbose = false;
    const names: string[] = [];
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] as string;
      if (arg === '-l' || arg === '--list') {
        yield* print(process, `${ALL_SIGNALS.slice(0, 16).join(' ')}\n${ALL_SIGNALS.slice(16).join(' ')}\n`);
        return 0;
      }
      if (arg === '-q' || arg === '--quiet') quiet = true;
      else if (arg === '-v' || arg === '--verbose') verbose = true;
      else if (arg === '-w' || arg === '--wait' || arg === '-e' || arg === '--exact' || arg === '--') continue;
      else if (arg === '-s' || arg === '--signal') signal = parseSignal(args[++i] ?? '');
      else if (arg.startsWith('-')) signal = parseSignal(arg.slice(1));
      else names.push(arg);
      if (!signal)
        return yield* fail(
          process,
          isBusybox(process) ? `bad signal name '${arg.slice(1)}'` : `${arg.replace(/^-/, '')}: unknown signal; killall -l lists signals.`,
        );
    }
    if (names.length === 0) {
      yield* process.stderr.write(helpText('killall', command));
      return 1;
    }
    let exitCode = 0;
    for (const name of names) {
      const found = process.machine.processes.list().filter((each) => each !== process && fullName(each) === name);
      if (found.length === 0) {
        exitCode = 1;
        if (!quiet) yield* complain(process, isBusybox(process) ? `${name}: no process killed` : `${name}: no process found`);
        continue;
      }
      for (const each of found) {
        if (signal && signal !== 'test') each.signal(signal);
        if (verbose) yield* process.stderr.write(`Killed ${name}(${each.pid}) with signal ${signal}\n`);
      }
    }
    return exitCode;
  },
});
