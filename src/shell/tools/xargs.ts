/** xargs: commands built from standard input. */
import { isFileError, openNull, SIGNAL_NUMBERS, spawnChild } from '../../os';
import type { ExitStatus, Process } from '../../os';
import { race } from '../../sim';
import type { Program } from '../../sim';
import { spawnErrorText } from './_children';
import { complain, fail, openInput, readAll } from './_io';
import { flag, optional, options, value } from './_options';
import { shellQuoteIfNeeded } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... COMMAND [INITIAL-ARGS]...',
  summary: 'Run COMMAND with arguments INITIAL-ARGS and more arguments read from input.',
  version: '(GNU findutils) 4.9.0',
  stopAtOperand: true,
  options: {
    zero: flag('-0 --null', 'items are separated by NUL'),
    file: value('-a --arg-file', 'read arguments from a file'),
    delimiter: value('-d --delimiter', 'items are separated by ARG'),
    endOfFile: value('-E', 'stop at this line'),
    eof: optional('-e --eof', 'the same'),
    replace: value('-I', 'replace ARG in INITIAL-ARGS by each line'),
    replaceOptional: optional('-i --replace', 'the same with {}'),
    lines: value('-L --max-lines', 'at most that many lines per command'),
    linesOptional: optional('-l', 'the same, one by default'),
    count: value('-n --max-args', 'at most that many arguments per command'),
    processes: value('-P --max-procs', 'run that many at a time'),
    interactive: flag('-p --interactive', 'ask before each command'),
    noRunIfEmpty: flag('-r --no-run-if-empty', 'nothing to run without arguments'),
    size: value('-s --max-chars', 'limit the length of a command line'),
    trace: flag('-t --verbose', 'print commands before running them'),
    exit: flag('-x --exit', 'leave when a line is too long'),
    openTty: flag('-o --open-tty', 'ignored'),
  },
  lacks: '--show-limits --process-slot-var',
};

const CHARS_MAX = 128 * 1024;

interface Item {
  text: string;
  /** Ends its input line, for -L. */
  endsLine: boolean;
}

/** Words by xargs' rules: blanks separate, quotes and backslashes protect. */
export function splitItems(text: string): Item[] | { error: string } {
  const items: Item[] = [];
  let word = '';
  let inWord = false;
  const end = (endsLine: boolean): void => {
    if (inWord) items.push({ text: word, endsLine });
    else if (endsLine && items.length > 0) (items[items.length - 1] as Item).endsLine = true;
    word = '';
    inWord = false;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\n') {
      // A line that ends in a blank goes on with the next one.
      end(!/[ \t]/.test(text.charAt(i - 1)));
    } else if (char === ' ' || char === '\t') end(false);
    else if (char === '\\' && i + 1 < text.length) {
      word += text.charAt(++i);
      inWord = true;
    } else if (char === '"' || char === "'") {
      const close = text.indexOf(char, i + 1);
      if (close < 0 || text.slice(i + 1, close).includes('\n')) {
        return {
          error: `unmatched ${char === '"' ? 'double' : 'single'} quote; by default quotes are special to xargs unless you use the -0 option`,
        };
      }
      word += text.slice(i + 1, close);
      inWord = true;
      i = close;
    } else {
      word += char;
      inWord = true;
    }
  }
  end(true);
  return items;
}

export default tool({
  name: 'xargs',
  package: 'findutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const template = operands.length > 0 ? operands : ['echo'];
    const replace = values.replace ?? (values.replaceOptional === undefined ? undefined : values.replaceOptional || '{}');
    for (const [name, text] of [
      ['-n', values.count],
      ['-L', values.lines],
      ['-P', values.processes],
      ['-s', values.size],
    ] as const) {
      if (text !== undefined && !/^\d+$/.test(text)) return yield* fail(process, `invalid number "${text}" for ${name} option`);
      if (text === '0' && name !== '-P') return yield* fail(process, `value ${text} for ${name} option should be >= 1`);
    }
    const source = openInput(process, values.file ?? '-');
    if (isFileError(source)) return yield* fail(process, `Cannot open input file ‘${values.file}’: No such file or directory`);
    const text = yield* readAll(source);
    let items: Item[];
    if (values.zero || values.delimiter !== undefined) {
      const delimiter = values.zero ? '\0' : unescapeDelimiter(values.delimiter as string);
      const pieces = text.split(delimiter);
      if (pieces[pieces.length - 1] === '') pieces.pop();
      items = pieces.map((piece) => ({ text: piece, endsLine: true }));
    } else if (replace !== undefined) {
      const found: Item[] = [];
      for (const line of text.split('\n')) {
        const trimmed = line.replace(/^[ \t]+/, '');
        if (trimmed === '') continue;
        const words = splitItems(trimmed.replace(/([ \t])/g, '\\$1').replace(/\\\\([ \t])/g, '\\$1'));
        if ('error' in words) return yield* fail(process, words.error);
        found.push({ text: words.map((word) => word.text).join(''), endsLine: true });
      }
      items = found;
    } else {
      const split = splitItems(text);
      if ('error' in split) return yield* fail(process, split.error);
      items = split;
    }
    const stop = values.endOfFile ?? values.eof;
    if (stop !== undefined && stop !== '') {
      const at = items.findIndex((item) => item.text === stop);
      if (at >= 0) items = items.slice(0, at);
    }
    const lines = values.lines ?? (values.linesOptional === undefined ? undefined : values.linesOptional || '1');
    const batches: string[][] =
      replace !== undefined
        ? items.map((item) => template.map((word) => word.replaceAll(replace, item.text)))
        : group(
            items,
            values.count === undefined ? Infinity : Number(values.count),
            lines === undefined ? Infinity : Number(lines),
            values.size === undefined ? CHARS_MAX : Number(values.size),
            template,
          ).map((args) => [...template, ...args]);
    // Without any argument the command still runs once, unless -r.
    if (batches.length === 0 && replace === undefined && !values.noRunIfEmpty) batches.push([...template]);
    return yield* runAll(process, batches, values.processes === undefined ? 1 : Number(values.processes), values.trace, values.interactive);
  },
});

function unescapeDelimiter(text: string): string {
  const known: Record<string, string> = { '\\n': '\n', '\\t': '\t', '\\0': '\0', '\\\\': '\\', '\\r': '\r' };
  return known[text] ?? text.charAt(0);
}

function group(items: readonly Item[], countMax: number, linesMax: number, charsMax: number, template: readonly string[]): string[][] {
  const fixed = template.reduce((sum, word) => sum + word.length + 1, 0);
  const batches: string[][] = [];
  let batch: string[] = [];
  let lines = 0;
  let chars = fixed;
  const close = (): void => {
    if (batch.length > 0) batches.push(batch);
    batch = [];
    lines = 0;
    chars = fixed;
  };
  for (const { text, endsLine } of items) {
    if (chars + text.length + 1 > charsMax) close();
    batch.push(text);
    chars += text.length + 1;
    if (endsLine) lines++;
    if (batch.length >= countMax || lines >= linesMax) close();
  }
  close();
  return batches;
}

/** Runs the commands, at most `parallel` at a time (0: all at once). */
function* runAll(process: Process, batches: readonly string[][], parallel: number, trace: boolean, asks: boolean): Program<number> {
  let exitCode = 0;
  const running = new Map<Process, string>();
  const settle = (status: ExitStatus, name: string): Program<boolean> | undefined => {
    if (status.signal) {
      exitCode = 125;
      return stopWith(process, `${name}: terminated by signal ${SIGNAL_NUMBERS[status.signal]}`);
    }
    if (status.code === 255) {
      exitCode = 124;
      return stopWith(process, `${name}: exited with status 255; aborting`);
    }
    if (status.code !== 0) exitCode = 123;
    return undefined;
  };
  const waitOne = function* (): Program<boolean> {
    const children = [...running.keys()];
    const { index, value: status } = yield* race<ExitStatus>(...children.map((child) => child.exited));
    const child = children[index] as Process;
    const name = running.get(child) as string;
    running.delete(child);
    const stopping = settle(status, name);
    return stopping ? yield* stopping : true;
  };
  for (const argv of batches) {
    if (trace || asks) yield* process.stderr.write(argv.map(shellQuoteIfNeeded).join(' ') + (asks ? ' ?...' : '\n'));
    if (asks) {
      const tty = process.tty;
      const answer = tty ? yield* tty.read() : undefined;
      if (!/^[yY]/.test(answer ?? '')) continue;
    }
    while (parallel > 0 && running.size >= parallel) if (!(yield* waitOne())) return exitCode;
    // The items come from stdin, so the commands get an empty one.
    const empty = openNull();
    const child = spawnChild(process, argv, {
      fds: new Map([
        [0, empty],
        [1, process.stdout],
        [2, process.stderr],
      ]),
    });
    empty.close();
    if ('error' in child) {
      yield* complain(process, `${argv[0]}: ${spawnErrorText(child)}`);
      return child.error === 'not-found' ? 127 : 126;
    }
    running.set(child, argv[0] as string);
  }
  while (running.size > 0) if (!(yield* waitOne())) return exitCode;
  return exitCode;
}

function* stopWith(process: Process, message: string): Program<boolean> {
  yield* complain(process, message);
  return false;
}
