/** sleep: waits in virtual time. */
import { sleep, wait } from '../../sim';
import { COREUTILS } from './_coreutils';
import { parseDuration } from './_duration';
import { complain, fail, isBusybox, isUtf8 } from './_io';
import { misuse, options } from './_options';
import { localQuotes, quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: 'NUMBER[SUFFIX]...',
  summary: "Pause for NUMBER seconds; SUFFIX is 's', 'm', 'h' or 'd'.",
  version: COREUTILS,
  options: {},
};

export default tool({
  name: 'sleep',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    if (parsed.operands.length === 0) return yield* misuse(process, command, 'missing operand');
    let totalMs = 0;
    let bad = false;
    for (const text of parsed.operands) {
      const ms = parseDuration(text);
      if (ms === undefined) {
        bad = true;
        if (isBusybox(process)) return yield* fail(process, `invalid number '${text}'`);
        yield* complain(process, localQuotes(`invalid time interval ${quote(text)}`, isUtf8(process)));
      } else totalMs += ms;
    }
    if (bad) {
      yield* process.stderr.write("Try 'sleep --help' for more information.\n");
      return 1;
    }
    if (totalMs === Infinity) yield* wait(() => () => {});
    else yield* sleep(process.sim, totalMs);
    return 0;
  },
});
