/** grep, egrep, fgrep: lines that match. Output goes out with each chunk that came in, so it may stand in a live pipe. */
import { errnoText, isFileError } from '../../os';
import type { Process, Source } from '../../os';
import type { Program } from '../../sim';
import { compilePatterns } from './_grep-match';
import type { LineMatcher } from './_grep-match';
import { complain, fail, isBusybox, LineReader, openInput, Output, programName, readFile } from './_io';
import { flag, list, misuse, optional, options, value } from './_options';
import { absolutePath, baseName } from './_paths';
import { tool } from './_tool';
import { filesBelow } from './_walk';
import { compileGlob } from './_glob';

const command = {
  usage: '[OPTION]... PATTERNS [FILE]...',
  summary: 'Search for PATTERNS in each FILE.',
  version: '(GNU grep) 3.8',
  misuse: 2,
  hint: (program: string) => `Usage: ${program} [OPTION]... PATTERNS [FILE]...\nTry '${program} --help' for more information.\n`,
  options: {
    extended: flag('-E --extended-regexp', 'PATTERNS are extended regular expressions'),
    fixed: flag('-F --fixed-strings', 'PATTERNS are strings'),
    basic: flag('-G --basic-regexp', 'PATTERNS are basic regular expressions'),
    perl: flag('-P --perl-regexp', 'PATTERNS are Perl regular expressions'),
    patterns: list('-e --regexp', 'use ARG as patterns'),
    patternFiles: list('-f --file', 'take patterns from a file'),
    ignoreCase: flag('-i -y --ignore-case', 'ignore case'),
    noIgnoreCase: flag('--no-ignore-case', 'do not ignore case'),
    words: flag('-w --word-regexp', 'match only whole words'),
    lines: flag('-x --line-regexp', 'match only whole lines'),
    zero: flag('-z --null-data', 'lines end in NUL'),
    noMessages: flag('-s --no-messages', 'no complaints about files'),
    invert: flag('-v --invert-match', 'lines that do not match'),
    max: value('-m --max-count', 'stop after NUM lines'),
    byteOffset: flag('-b --byte-offset', 'print the place in the file'),
    lineNumber: flag('-n --line-number', 'print line numbers'),
    lineBuffered: flag('--line-buffered', 'accepted; output is never held back'),
    withFilename: flag('-H --with-filename', 'print file names'),
    noFilename: flag('-h --no-filename', 'no file names'),
    label: value('--label', 'name for standard input'),
    onlyMatching: flag('-o --only-matching', 'print only what matched'),
    quiet: flag('-q --quiet --silent', 'print nothing, leave at the first match'),
    binaryText: flag('-a --text', 'binary files are text'),
    binarySkip: flag('-I', 'binary files never match'),
    directories: value('-d --directories', 'what to do with directories: read, recurse, skip'),
    recursive: flag('-r --recursive', 'search below directories'),
    dereference: flag('-R --dereference-recursive', 'the same, following symlinks'),
    include: list('--include', 'search only files of that shape'),
    exclude: list('--exclude', 'skip files of that shape'),
    excludeDir: list('--exclude-dir', 'skip directories of that shape'),
    without: flag('-L --files-without-match', 'names of files without a match'),
    withMatches: flag('-l --files-with-matches', 'names of files with a match'),
    count: flag('-c --count', 'how many lines match'),
    tab: flag('-T --initial-tab', 'align tabs'),
    nullNames: flag('-Z --null', 'NUL after file names'),
    before: value('-B --before-context', 'NUM lines before'),
    after: value('-A --after-context', 'NUM lines after'),
    context: value('-C --context', 'NUM lines before and after'),
    color: optional('--color --colour', 'mark what matched'),
    unix: flag('-U --binary -u', 'ignored'),
  },
  lacks: '--exclude-from --binary-files --group-separator --no-group-separator',
};

interface Settings {
  matcher: LineMatcher;
  invert: boolean;
  maxCount: number;
  before: number;
  after: number;
  /** `--` between groups that do not touch. */
  separates: boolean;
  showNames: boolean;
  lineNumber: boolean;
  byteOffset: boolean;
  onlyMatching: boolean;
  mode: 'lines' | 'count' | 'names' | 'without' | 'quiet';
  color: boolean;
  delimiter: string;
  nameEnd: string;
  binary: 'match' | 'text' | 'skip';
}

export default tool({
  name: 'grep',
  aliases: ['egrep', 'fgrep'],
  package: 'grep',
  busybox: true,
  *main(process) {
    const program = programName(process);
    const dashes = process.argv.indexOf('--');
    const args = process.argv.slice(1).map((arg, i) => (/^-\d+$/.test(arg) && (dashes < 0 || i + 1 < dashes) ? `-C${arg.slice(1)}` : arg));
    const parsed = yield* options(process, command, args);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const patterns = values.patterns.flatMap((text) => text.split('\n'));
    for (const name of values.patternFiles) {
      const text = yield* readFile(process, name);
      if (isFileError(text)) return yield* fail(process, `${name}: ${errnoText(text.errno)}`, 2);
      const lines = text.split('\n');
      if (lines[lines.length - 1] === '') lines.pop();
      patterns.push(...lines);
    }
    if (values.patterns.length === 0 && values.patternFiles.length === 0) {
      const first = operands.shift();
      if (first === undefined) {
        if (isBusybox(process)) return yield* misuse(process, command, '');
        yield* process.stderr.write(command.hint(program));
        return 2;
      }
      patterns.push(...first.split('\n'));
    }
    const numbers = { before: values.before ?? values.context ?? '0', after: values.after ?? values.context ?? '0', max: values.max };
    for (const text of [numbers.before, numbers.after])
      if (!/^\d+$/.test(text)) return yield* fail(process, `${text}: invalid context length argument`, 2);
    if (numbers.max !== undefined && !/^-?\d+$/.test(numbers.max)) return yield* fail(process, 'invalid max count', 2);
    const engine = parsed.order.findLast(({ key }) => ['extended', 'fixed', 'basic', 'perl'].includes(key))?.key;
    const mode =
      engine === 'extended' || engine === 'fixed' || engine === 'perl' || engine === 'basic'
        ? engine
        : program === 'egrep'
          ? 'extended'
          : program === 'fgrep'
            ? 'fixed'
            : 'basic';
    const matcher = compilePatterns(patterns, {
      mode,
      ignoreCase: values.ignoreCase && !values.noIgnoreCase,
      words: values.words,
      lines: values.lines,
    });
    if ('error' in matcher)
      return yield* fail(
        process,
        isBusybox(process)
          ? `bad regex '${patterns.join('\n')}'`
          : patterns.some((pattern) => pattern.endsWith('['))
            ? matcher.error.replace(/^Unmatched \[.*/, 'Invalid regular expression')
            : matcher.error,
        2,
      );

    const recursive = values.recursive || values.dereference || values.directories === 'recurse';
    const names = operands.length > 0 ? operands : [recursive ? '.' : '-'];
    const settings: Settings = {
      matcher,
      invert: values.invert,
      maxCount: numbers.max === undefined || Number(numbers.max) < 0 ? Infinity : Number(numbers.max),
      before: values.onlyMatching ? 0 : Number(numbers.before),
      after: values.onlyMatching ? 0 : Number(numbers.after),
      separates: !values.onlyMatching && (values.before ?? values.after ?? values.context) !== undefined,
      showNames: values.withFilename || (!values.noFilename && (names.length > 1 || recursive)),
      lineNumber: values.lineNumber,
      byteOffset: values.byteOffset,
      onlyMatching: values.onlyMatching,
      mode: values.quiet ? 'quiet' : values.without ? 'without' : values.withMatches ? 'names' : values.count ? 'count' : 'lines',
      color: values.color === 'always' || (values.color !== undefined && values.color !== 'never' && process.stdout.tty !== undefined),
      delimiter: values.zero ? '\0' : '\n',
      nameEnd: values.nullNames ? '\0' : '',
      binary: values.binaryText ? 'text' : values.binarySkip ? 'skip' : 'match',
    };
    if (values.noFilename && parsed.order.findLast(({ key }) => key === 'noFilename' || key === 'withFilename')?.key === 'noFilename')
      settings.showNames = false;

    const includes = values.include.map((pattern) => compileGlob(pattern));
    const excludes = values.exclude.map((pattern) => compileGlob(pattern));
    const excludedDirs = values.excludeDir.map((pattern) => compileGlob(pattern.replace(/\/+$/, '')));
    const wants = (name: string): boolean => (includes.length === 0 || includes.some((test) => test(name))) && !excludes.some((test) => test(name));
    let matched = false;
    let failed = false;
    const searchOne = function* (name: string): Program<boolean> {
      const source = openInput(process, name);
      if (isFileError(source)) {
        failed = true;
        if (!values.noMessages) yield* complain(process, `${name}: ${errnoText(source.errno)}`);
        return true;
      }
      const shown = name === '-' ? (values.label ?? '(standard input)') : name;
      const result = yield* search(process, source, shown, settings);
      source.close();
      if (settings.mode === 'without' ? !result.matched : result.matched) matched = true;
      return result.goOn && !(settings.mode === 'quiet' && matched);
    };
    for (const name of names) {
      const stat = name === '-' ? undefined : process.machine.files.stat(absolutePath(process, name));
      if (stat && !isFileError(stat) && stat.kind === 'directory') {
        if (values.directories === 'skip') continue;
        if (!recursive) {
          failed = true;
          if (!values.noMessages) yield* complain(process, `${name}: Is a directory`);
          continue;
        }
        const enters = (visit: { name: string }): boolean => !excludedDirs.some((test) => test(baseName(visit.name)));
        let goOn = true;
        for (const visit of filesBelow(process, name, enters, values.dereference)) {
          if (visit.stat.kind !== 'file' || !wants(baseName(visit.name))) continue;
          // Without an operand the names come without the leading ./
          goOn = yield* searchOne(operands.length === 0 ? visit.name.replace(/^\.\//, '') : visit.name);
          if (!goOn) break;
        }
        if (!goOn) break;
        continue;
      }
      if (name !== '-' && !wants(baseName(name))) continue;
      if (!(yield* searchOne(name))) break;
    }
    if (settings.mode === 'quiet' && matched) return 0;
    return failed ? 2 : matched ? 0 : 1;
  },
});

const SGR = (code: string, text: string): string => (text === '' ? '' : `\x1b[${code}m\x1b[K${text}\x1b[m\x1b[K`);

function* search(process: Process, source: Source, name: string, settings: Settings): Program<{ matched: boolean; goOn: boolean }> {
  const { matcher, invert, delimiter, mode, color } = settings;
  const out = new Output(process);
  const reader = new LineReader(source, delimiter);
  const paint = (code: string, text: string): string => (color ? SGR(code, text) : text);
  let lineNumber = 0;
  let offset = 0;
  let count = 0;
  let isBinary = false;
  let afterLeft = 0;
  let lastShown = 0;
  const before: { line: string; number: number; offset: number }[] = [];
  const prefix = (number: number, at: number, mark: ':' | '-'): string => {
    let text = '';
    const separator = paint('36', mark);
    if (settings.showNames) text += paint('35', name) + (settings.nameEnd || separator);
    if (settings.lineNumber) text += paint('32', String(number)) + separator;
    if (settings.byteOffset) text += paint('32', String(at)) + separator;
    return text;
  };
  const show = (line: string, number: number, at: number, isMatch: boolean): void => {
    if (settings.separates && lastShown > 0 && number > lastShown + 1) out.put(`${paint('36', '--')}\n`);
    lastShown = number;
    if (!settings.onlyMatching) {
      out.put(prefix(number, at, isMatch ? ':' : '-') + (color && isMatch && !invert ? painted(line, matcher) : line) + delimiter);
      return;
    }
    if (invert || !isMatch) return;
    for (const match of matches(line, matcher))
      out.put(prefix(number, at + match.index, ':') + paint('01;31', line.slice(match.index, match.end)) + delimiter);
  };
  const finish = function* (goOn: boolean): Program<{ matched: boolean; goOn: boolean }> {
    const matched = count > 0;
    if (mode === 'count') out.put(`${settings.showNames ? paint('35', name) + (settings.nameEnd || paint('36', ':')) : ''}${count}\n`);
    if ((mode === 'names' && matched) || (mode === 'without' && !matched)) out.put(paint('35', name) + (settings.nameEnd || '\n'));
    return { matched, goOn: (yield* out.flush()) && goOn };
  };
  if (settings.maxCount === 0) return yield* finish(true);
  for (;;) {
    const lines = yield* reader.batch();
    if (!lines) return yield* finish(true);
    for (const line of lines) {
      lineNumber++;
      const at = offset;
      offset += line.length + 1;
      if (settings.binary !== 'text' && !isBinary && /[\0\udc80-\udcff]/.test(line) && isBinaryLine(line)) isBinary = true;
      if (matcher.test(line) !== invert) {
        if (isBinary && settings.binary === 'skip') return { matched: false, goOn: true };
        count++;
        if (mode === 'quiet' || mode === 'names' || mode === 'without') return yield* finish(true);
        if (mode === 'lines') {
          if (isBinary) {
            yield* complain(process, `${name}: binary file matches`);
            return yield* finish(true);
          }
          for (const earlier of before) show(earlier.line, earlier.number, earlier.offset, false);
          before.length = 0;
          show(line, lineNumber, at, true);
          afterLeft = settings.after;
        }
        if (count >= settings.maxCount && afterLeft === 0) return yield* finish(true);
        if (count > settings.maxCount) return yield* finish(true);
      } else if (mode === 'lines') {
        if (afterLeft > 0) {
          afterLeft--;
          show(line, lineNumber, at, false);
          if (afterLeft === 0 && count >= settings.maxCount) return yield* finish(true);
        } else if (settings.before > 0) {
          before.push({ line, number: lineNumber, offset: at });
          if (before.length > settings.before) before.shift();
        }
      }
    }
    if (!(yield* out.flush())) return { matched: count > 0, goOn: false };
  }
}

/** NUL, or an escaped byte (a low surrogate without its high one). */
function isBinaryLine(line: string): boolean {
  if (line.includes('\0')) return true;
  for (const char of line) if (char >= '\udc80' && char <= '\udcff') return true;
  return false;
}

function* matches(line: string, matcher: LineMatcher): Generator<{ index: number; end: number }, void, void> {
  for (let from = 0; from <= line.length;) {
    const match = matcher.next(line, from);
    if (!match) return;
    if (match.end > match.index) yield match;
    from = match.end > match.index ? match.end : match.end + 1;
  }
}

function painted(line: string, matcher: LineMatcher): string {
  let text = '';
  let at = 0;
  for (const { index, end } of matches(line, matcher)) {
    text += line.slice(at, index) + SGR('01;31', line.slice(index, end));
    at = end;
  }
  return text + line.slice(at);
}
