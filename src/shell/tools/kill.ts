/** kill as an executable; the shell has its own. */
import { complain, print } from './_io';
import { ALL_SIGNALS, parseSignal } from './_signals';
import { tool } from './_tool';

const USAGE = `
Usage:
 kill [options] <pid> [...]

Options:
 <pid> [...]            send signal to every <pid> listed
 -<signal>, -s, --signal <signal>
                        which signal to send
 -l, --list=[<signal>]  list the signals, or tell the name of one

 -h, --help     display this help and exit
 -V, --version  output version information and exit

For more details see kill(1).
`;

export default tool({
  name: 'kill',
  package: 'procps',
  busybox: true,
  *main(process) {
    const args = process.argv.slice(1);
    let signal: ReturnType<typeof parseSignal> = 'SIGTERM';
    const first = args[0] ?? '';
    if (first === '-l' || first === '-L' || first === '--list' || first.startsWith('--list=')) {
      const wanted = first.startsWith('--list=') ? first.slice(7) : args[1];
      if (wanted !== undefined) {
        const number = /^\d+$/.test(wanted) ? Number(wanted) % 128 : ALL_SIGNALS.indexOf(wanted.toUpperCase().replace(/^SIG/, '')) + 1;
        const name = ALL_SIGNALS[number - 1];
        if (name === undefined) {
          yield* complain(process, `unknown signal name ${wanted}`);
          return 1;
        }
        yield* print(process, `${/^\d+$/.test(wanted) ? name : number}\n`);
        return 0;
      }
      yield* print(process, `${ALL_SIGNALS.slice(0, 16).join(' ')}\n${ALL_SIGNALS.slice(16).join(' ')}\n`);
      return 0;
    }
    if (first === '-h' || first === '--help') {
      yield* print(process, USAGE);
      return 0;
    }
    if (first === '-s' || first === '--signal') {
      signal = parseSignal(args[1] ?? '');
      if (!signal) {
        yield* complain(process, `unknown signal name ${args[1] ?? ''}`);
        return 1;
      }
      args.splice(0, 2);
    } else if (/^-.+/.test(first) && first !== '--') {
      signal = parseSignal(first.slice(1));
      if (!signal) {
        yield* complain(process, `unknown signal name ${first.slice(1)}`);
        return 1;
      }
      args.shift();
    }
    if (args[0] === '--') args.shift();
    if (args.length === 0) {
      yield* process.stderr.write(USAGE);
      return 1;
    }
    let exitCode = 0;
    for (const text of args) {
      if (!/^-?\d+$/.test(text)) {
        yield* complain(process, `failed to parse argument: '${text}'`);
        exitCode = 1;
        continue;
      }
      const pid = Number(text);
      const { processes } = process.machine;
      const targets = pid < 0 ? processes.list().filter(({ group }) => group === -pid) : [processes.get(pid)].filter((each) => each !== undefined);
      if (targets.length === 0) {
        yield* complain(process, `(${text}): No such process`);
        exitCode = 1;
        continue;
      }
      if (signal !== 'test') for (const target of targets) target.signal(signal);
    }
    return exitCode;
  },
});
