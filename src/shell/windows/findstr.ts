/** findstr.exe: lines with one of several words, in text that comes in or in files. */
import { absolutePath, isFileError, readAll, type Main } from '../../os';
import { print } from './_out';

export const findstr: Main = function* findstr(process) {
  const flags = new Set<string>();
  const words: string[] = [];
  let wanted: string[] | undefined;
  for (const each of process.argv.slice(1)) {
    const literal = /^[/-]c:(.*)$/i.exec(each);
    if (literal) wanted = [...(wanted ?? []), literal[1] as string];
    else if (/^[/-][a-z]+$/i.test(each)) for (const flag of each.slice(1).toLowerCase()) flags.add(flag);
    else words.push(each);
  }
  wanted ??= (words.shift() ?? '').split(' ').filter((each) => each !== '');
  if (wanted.length === 0) {
    yield* process.stderr.write('FINDSTR: Bad command line\n');
    return 2;
  }
  const fold = (text: string): string => (flags.has('i') ? text.toLowerCase() : text);
  // Its expressions know `.`, `*`, `^`, `$` and classes; all else is literal.
  const tests = wanted.map((each) => {
    if (flags.has('l') || !/[.*^$[\]\\]/.test(each)) return (line: string) => fold(line).includes(fold(each));
    const found = new RegExp(each.replace(/[+?(){}|]/g, '\\$&'), flags.has('i') ? 'i' : '');
    return (line: string) => found.test(line);
  });
  let hits = 0;
  const sources: { name: string; text: string }[] = [];
  if (words.length === 0) sources.push({ name: '', text: (yield* readAll(process.stdin)).text });
  for (const name of words) {
    const text = process.machine.files.read(absolutePath(process.cwd, name));
    if (isFileError(text)) yield* process.stderr.write(`FINDSTR: Cannot open ${name}\n`);
    else sources.push({ name, text });
  }
  for (const { name, text } of sources) {
    for (const [i, line] of text.replace(/\r?\n$/, '').split(/\r?\n/).entries()) {
      yield* process.busy(0.01);
      if (tests.some((test) => test(line)) === flags.has('v')) continue;
      hits++;
      yield* print(process, `${sources.length > 1 ? `${name}:` : ''}${flags.has('n') ? `${i + 1}:` : ''}${line}\n`);
    }
  }
  return hits > 0 ? 0 : 1;
};
