/** truncate: files made a given size. */
import { errnoText, isFileError } from '../../os';
import { decodeUtf8, encodeUtf8 } from '../../os/utf8';
import { COREUTILS } from './_coreutils';
import { complain, fail } from './_io';
import { flag, misuse, options, value } from './_options';
import { absolutePath } from './_paths';
import { parseSize, quote, quoteName } from './_text';
import { tool } from './_tool';

const command = {
  usage: 'OPTION... FILE...',
  summary: 'Shrink or extend the size of each FILE to the specified size.',
  version: COREUTILS,
  options: {
    noCreate: flag('-c --no-create', 'do not create files'),
    size: value('-s --size', 'SIZE, or +SIZE, -SIZE, <SIZE, >SIZE'),
    reference: value('-r --reference', 'the size of this file'),
  },
  lacks: '-o --io-blocks',
};

export default tool({
  name: 'truncate',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (values.size === undefined && values.reference === undefined)
      return yield* misuse(process, command, `you must specify either ${quote('--size')} or ${quote('--reference')}`);
    if (operands.length === 0) return yield* misuse(process, command, 'missing file operand');
    const { files } = process.machine;
    const match = /^([-+<>]?)(.*)$/.exec(values.size ?? '') as RegExpExecArray;
    let amount = parseSize(match[2] as string);
    if (values.reference !== undefined) {
      const stat = files.stat(absolutePath(process, values.reference));
      if (isFileError(stat)) return yield* fail(process, `cannot stat ${quoteName(values.reference)}: ${errnoText(stat.errno)}`);
      amount = stat.size;
    }
    if (amount === undefined) return yield* fail(process, `Invalid number: ${quote(match[2] as string)}`);
    let exitCode = 0;
    for (const name of operands) {
      const path = absolutePath(process, name);
      const before = files.read(path);
      if (isFileError(before) && before.errno === 'ENOENT' && values.noCreate) continue;
      const bytes = isFileError(before) ? new Uint8Array() : encodeUtf8(before);
      const size =
        match[1] === '+'
          ? bytes.length + amount
          : match[1] === '-'
            ? Math.max(0, bytes.length - amount)
            : match[1] === '<'
              ? Math.min(bytes.length, amount)
              : match[1] === '>'
                ? Math.max(bytes.length, amount)
                : amount;
      const content = size <= bytes.length ? decodeUtf8(bytes.subarray(0, size)) : decodeUtf8(bytes) + '\0'.repeat(size - bytes.length);
      const error = isFileError(before) && before.errno !== 'ENOENT' ? before : files.write(path, content);
      if (error) {
        yield* complain(process, `cannot open ${quoteName(name)} for writing: ${errnoText(error.errno)}`);
        exitCode = 1;
      }
    }
    return exitCode;
  },
});
