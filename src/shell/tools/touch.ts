/** touch: modification times, and empty files. */
import { errnoText, isFileError } from '../../os';
import { COREUTILS } from './_coreutils';
import { parseDate } from './_date-parse';
import { complain, fail, isBusybox } from './_io';
import { flag, misuse, options, value } from './_options';
import { absolutePath } from './_paths';
import { quote, quoteName } from './_text';
import { civil, daysFromCivil } from './_time';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... FILE...',
  summary: 'Update the modification time of each FILE to the current time; create what does not exist.',
  version: COREUTILS,
  options: {
    access: flag('-a', 'accepted; only the modification time is kept'),
    noCreate: flag('-c --no-create', 'do not create files'),
    date: value('-d --date', 'use this time'),
    noDereference: flag('-h --no-dereference', 'ignored'),
    modification: flag('-m', 'change the modification time'),
    reference: value('-r --reference', 'use the time of this file'),
    stamp: value('-t', 'use [[CC]YY]MMDDhhmm[.ss]'),
    time: value('--time', 'ignored'),
  },
};

export default tool({
  name: 'touch',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length === 0) return yield* misuse(process, command, 'missing file operand');
    const { files } = process.machine;
    let atMs = process.sim.nowMs;
    if (values.date !== undefined) {
      const ms = parseDate(values.date, process.sim.nowMs);
      if (ms === undefined) return yield* fail(process, `invalid date format ${quote(values.date)}`);
      atMs = ms;
    }
    if (values.stamp !== undefined) {
      const ms = parseStamp(values.stamp, process.sim.nowMs);
      if (ms === undefined) return yield* fail(process, `invalid date format ${quote(values.stamp)}`);
      atMs = ms;
    }
    if (values.reference !== undefined) {
      const stat = files.stat(absolutePath(process, values.reference));
      if (isFileError(stat)) return yield* fail(process, `failed to get attributes of ${quoteName(values.reference)}: ${errnoText(stat.errno)}`);
      atMs = stat.modifiedMs;
    }
    let exitCode = 0;
    for (const name of operands) {
      const path = absolutePath(process, name);
      const exists = !isFileError(files.stat(path));
      if (!exists && values.noCreate) continue;
      const error = (exists ? undefined : files.write(path, '')) ?? files.touch(path, atMs);
      if (error) {
        yield* complain(process, `${isBusybox(process) ? `${name}` : `cannot touch ${quoteName(name)}`}: ${errnoText(error.errno)}`);
        exitCode = 1;
      }
    }
    return exitCode;
  },
});

function parseStamp(text: string, nowMs: number): number | undefined {
  const match = /^(?:(\d{2})?(\d{2}))?(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{2}))?$/.exec(text);
  if (!match) return undefined;
  const [, century, short, month, day, hour, minute, second = '0'] = match;
  const year =
    short === undefined ? civil(nowMs).year : century !== undefined ? Number(century + short) : Number(short) + (Number(short) < 69 ? 2000 : 1900);
  return (daysFromCivil(year, Number(month), Number(day)) * 86400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1000;
}
