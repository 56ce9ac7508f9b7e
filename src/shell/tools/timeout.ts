/** timeout: a command with a time limit. */
import { spawnChild } from '../../os';
import { race, timer, wait } from '../../sim';
import type { ExitStatus } from '../../os';
import { exitCodeOf, spawnErrorCode, spawnErrorText } from './_children';
import { COREUTILS } from './_coreutils';
import { parseDuration } from './_duration';
import { complain, fail, isBusybox } from './_io';
import { flag, misuse, options, value } from './_options';
import { parseSignal } from './_signals';
import { quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION] DURATION COMMAND [ARG]...',
  summary: 'Start COMMAND, and kill it if still running after DURATION.',
  version: COREUTILS,
  misuse: 125,
  stopAtOperand: true,
  options: {
    preserve: flag('--preserve-status', "leave with COMMAND's status even when it times out"),
    foreground: flag('--foreground', 'ignored'),
    kill: value('-k --kill-after', 'also KILL it this long after the first signal'),
    signal: value('-s --signal', 'the signal to send'),
    verbose: flag('-v --verbose', 'say which signal is sent'),
  },
};

export default tool({
  name: 'timeout',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const [durationText, ...argv] = operands;
    if (durationText === undefined || argv.length === 0) {
      yield* process.stderr.write("Try 'timeout --help' for more information.\n");
      return 125;
    }
    const signal = parseSignal(values.signal ?? 'TERM');
    if (!signal || signal === 'test') return yield* misuse(process, command, `${quote(values.signal as string)}: invalid signal`);
    const durationMs = parseDuration(durationText);
    if (durationMs === undefined && isBusybox(process)) return yield* fail(process, `invalid number '${durationText}'`);
    if (durationMs === undefined) return yield* misuse(process, command, `invalid time interval ${quote(durationText)}`);
    const killAfterMs = values.kill === undefined ? undefined : parseDuration(values.kill);
    if (values.kill !== undefined && killAfterMs === undefined)
      return yield* misuse(process, command, `invalid time interval ${quote(values.kill)}`);
    const child = spawnChild(process, argv);
    if ('error' in child) {
      yield* complain(
        process,
        isBusybox(process)
          ? `can't execute '${argv[0]}': ${spawnErrorText(child)}`
          : `failed to run command ${quote(argv[0] as string)}: ${spawnErrorText(child)}`,
      );
      return spawnErrorCode(child);
    }
    // A duration of zero means no limit.
    if (durationMs === 0 || durationMs === Infinity) return exitCodeOf(yield* wait(child.exited));
    const first = yield* race<ExitStatus | void>(child.exited, timer(process.sim, durationMs));
    if (first.index === 0) return exitCodeOf(first.value as ExitStatus);
    if (values.verbose) yield* complain(process, `sending signal ${signal.slice(3)} to command ${quote(argv[0] as string)}`);
    child.signal(signal);
    if (killAfterMs !== undefined && killAfterMs > 0) {
      const second = yield* race<ExitStatus | void>(child.exited, timer(process.sim, killAfterMs));
      if (second.index === 1) {
        if (values.verbose) yield* complain(process, `sending signal KILL to command ${quote(argv[0] as string)}`);
        child.signal('SIGKILL');
        yield* wait(child.exited);
        return 137;
      }
    }
    const status = yield* wait(child.exited);
    if (values.preserve) return exitCodeOf(status);
    return isBusybox(process) ? 143 : signal === 'SIGKILL' ? 137 : 124;
  },
});
