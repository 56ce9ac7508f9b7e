/** date: the virtual clock, in UTC (or as TZ's name says, without its shift). */
import { errnoText, isFileError } from '../../os';
import { COREUTILS } from './_coreutils';
import { parseDate } from './_date-parse';
import { complain, fail, isBusybox, LineReader, openInput, print } from './_io';
import { flag, misuse, optional, options, value } from './_options';
import { absolutePath } from './_paths';
import { quote, quoteName } from './_text';
import { civil, strftime } from './_time';
import { tool } from './_tool';
import { wordTable } from '../../os/word-table';

const command = {
  usage: '[OPTION]... [+FORMAT]\n  or:  date [-u|--utc|--universal] [MMDDhhmm[[CC]YY][.ss]]',
  summary: 'Display the current time in the given FORMAT.',
  version: COREUTILS,
  options: {
    date: value('-d --date', 'display the time described by ARG'),
    debug: flag('--debug', 'ignored'),
    file: value('-f --file', 'like --date, once for each line of a file'),
    iso: optional('-I --iso-8601', 'ISO 8601: date, hours, minutes, seconds or ns'),
    email: flag('-R --rfc-email', 'RFC 5322'),
    rfc3339: value('--rfc-3339', 'RFC 3339: date, seconds or ns'),
    reference: value('-r --reference', 'the modification time of a file'),
    set: value('-s --set', 'set the time'),
    utc: flag('-u --utc --universal', 'Coordinated Universal Time'),
  },
};

const ISO: Readonly<Record<string, string>> = wordTable({
  '': '%F',
  date: '%F',
  hours: '%FT%H%:z',
  minutes: '%FT%H:%M%:z',
  seconds: '%FT%H:%M:%S%:z',
  ns: '%FT%H:%M:%S,%N%:z',
});
const RFC3339: Readonly<Record<string, string>> = { date: '%F', seconds: '%F %H:%M:%S%:z', ns: '%F %H:%M:%S.%N%:z' };

export default tool({
  name: 'date',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    let format: string | undefined;
    for (const operand of operands) {
      if (operand.startsWith('+') && format === undefined) format = operand.slice(1);
      else if (format !== undefined) return yield* misuse(process, command, `extra operand ${quote(operand)}`);
      else return yield* fail(process, isBusybox(process) ? `invalid date '${operand}'` : `invalid date ${quote(operand)}`);
    }
    if (values.set !== undefined) return yield* fail(process, 'cannot set date: Operation not permitted');
    if (values.iso !== undefined) {
      const found = Object.keys(ISO).find((name) => name.startsWith(values.iso as string) && (values.iso !== '' || name === ''));
      if (found === undefined) return yield* misuse(process, command, `invalid argument ${quote(values.iso)} for ${quote('--iso-8601')}`);
      format ??= isBusybox(process) && found === 'seconds' ? '%FT%H:%M:%S%z' : ISO[found];
    }
    if (values.rfc3339 !== undefined)
      format ??= RFC3339[Object.keys(RFC3339).find((name) => name.startsWith(values.rfc3339 as string)) ?? 'seconds'];
    if (values.email) format ??= '%a, %d %b %Y %H:%M:%S %z';
    // The C locale's order; a name such as en_US.UTF-8 would put the time last.
    format ??= '%a %b %e %H:%M:%S %Z %Y';
    const nowMs = process.sim.nowMs;
    const show = (ms: number): string => `${strftime(format as string, civil(ms))}\n`;
    if (values.reference !== undefined) {
      const stat = process.machine.files.stat(absolutePath(process, values.reference));
      if (isFileError(stat)) return yield* fail(process, `${values.reference}: ${errnoText(stat.errno)}`);
      yield* print(process, show(stat.modifiedMs));
      return 0;
    }
    if (values.file !== undefined) {
      const source = openInput(process, values.file);
      if (isFileError(source)) return yield* fail(process, `${values.file}: ${errnoText(source.errno)}`);
      const reader = new LineReader(source);
      let exitCode = 0;
      for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) {
        const ms = parseDate(line, nowMs);
        if (ms === undefined) {
          yield* complain(process, `invalid date ${quote(line)}`);
          exitCode = 1;
        } else yield* print(process, show(ms));
      }
      return exitCode;
    }
    const ms = values.date === undefined ? nowMs : parseDate(values.date, nowMs);
    if (ms === undefined)
      return yield* fail(process, `invalid date ${isBusybox(process) ? quoteName(values.date as string) : quote(values.date as string)}`);
    yield* print(process, show(ms));
    return 0;
  },
});
