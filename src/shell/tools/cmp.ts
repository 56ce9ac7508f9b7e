/** cmp: the first byte in which two files differ, or all of them. */
import { errnoText, isFileError } from '../../os';
import { encodeUtf8 } from '../../os/utf8';
import { complain, fail, isBusybox, Output, readFile } from './_io';
import { flag, misuse, options, value } from './_options';
import { quoteName } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]',
  summary: 'Compare two files byte by byte.',
  version: '(GNU diffutils) 3.8',
  hint: (program: string) => `${program}: Try '${program} --help' for more information.\n`,
  misuse: 2,
  options: {
    bytes: flag('-b --print-bytes', 'print differing bytes'),
    verbose: flag('-l --verbose', 'byte numbers and values'),
    limit: value('-n --bytes', 'compare at most that many bytes'),
    quiet: flag('-s --quiet --silent', 'no output'),
    skip: value('-i --ignore-initial', 'skip bytes first'),
  },
};

export default tool({
  name: 'cmp',
  package: 'diffutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length === 0) return yield* misuse(process, command, "missing operand after 'cmp'");
    if (operands.length > 4) return yield* misuse(process, command, `extra operand ${quoteName(operands[4] as string)}`);
    const names = [operands[0] as string, operands[1] ?? '-'];
    const contents: Uint8Array[] = [];
    for (const name of names) {
      const text = yield* readFile(process, name);
      if (isFileError(text)) return values.quiet ? 2 : yield* fail(process, `${name}: ${errnoText(text.errno)}`, 2);
      const skip = Number((values.skip ?? '0').split(':')[0]);
      contents.push(encodeUtf8(text).subarray(skip, values.limit === undefined ? undefined : skip + Number(values.limit)));
    }
    const [a, b] = contents as [Uint8Array, Uint8Array];
    const shorter = Math.min(a.length, b.length);
    const out = new Output(process);
    let line = 1;
    let differs = false;
    const width = String(shorter).length;
    for (let i = 0; i < shorter; i++) {
      if (a[i] !== b[i]) {
        differs = true;
        if (values.quiet) return 1;
        const x = (a[i] as number).toString(8);
        const y = (b[i] as number).toString(8);
        if (!values.verbose) {
          const bytes = values.bytes ? ` is ${x.padStart(3)} ${visible(a[i] as number)} ${y.padStart(3)} ${visible(b[i] as number)}` : '';
          out.line(`${names[0]} ${names[1]} differ: ${isBusybox(process) ? 'char' : 'byte'} ${i + 1}, line ${line}${bytes}`);
          break;
        }
        out.line(`${String(i + 1).padStart(width)} ${x.padStart(3)} ${y.padStart(3)}`);
      }
      if (a[i] === 10) line++;
    }
    yield* out.flush();
    if (a.length === b.length || (differs && !values.verbose)) return differs ? 1 : 0;
    if (!values.quiet) {
      const [shortName, short] = a.length < b.length ? [names[0], a] : [names[1], b];
      const lines = short.reduce((sum, byte) => sum + (byte === 10 ? 1 : 0), 0);
      const where =
        short.length === 0
          ? 'which is empty'
          : values.verbose
            ? `after byte ${short.length}`
            : `after byte ${short.length}, ${short[short.length - 1] === 10 ? `line ${lines}` : `in line ${lines + 1}`}`;
      yield* complain(process, `EOF on ${shortName} ${where}`);
    }
    return 1;
  },
});

function visible(byte: number): string {
  if (byte < 32) return `^${String.fromCharCode(byte + 64)}`;
  return byte === 127 ? '^?' : byte < 127 ? String.fromCharCode(byte) : `M-${String.fromCharCode(byte - 128)}`;
}
