/** read and mapfile: lines from a descriptor that is shared with whatever the shell starts, so never a character too many. */
import { race, spawn, timer, type Fiber, type Outcome, type Program } from '../../sim';
import { readLine, type OpenFile } from '../../os';
import { assign, parseTarget, setArray, setVariable } from '../assign';
import { runText } from '../execute';
import { splitForRead } from '../fields';
import { MEMORY_CHARS_MAX } from '../limits';
import type { Shell } from '../shell';
import { runPendingTraps } from '../trap-run';
import { asWords, badOption, builtin, parseInteger, parseOptions, type Builtin } from './_builtin';

interface ReadResult {
  chars: { char: string; escaped: boolean }[];
  /** The delimiter was found, or enough characters. */
  complete: boolean;
}

interface ReadSpec {
  raw: boolean;
  delimiter: string;
  /** At most this many characters; `exact` reads through delimiters. */
  count?: number;
  exact: boolean;
}

const read = builtin({
  name: 'read',
  usage: '[-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]',
  summary: 'Read a line from the standard input and split it into fields.',
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args), 'ersa:d:i:n:N:p:t:u:');
    if (bad) return yield* badOption(shell, read, bad);
    for (const name of rest) {
      if (parseTarget(name)) continue;
      yield* shell.complain(`read: \`${name}': not a valid identifier`);
      return 1;
    }
    const fd = options.get('u');
    const file = fd === undefined ? shell.process.stdin : shell.process.fds.get(Number(fd));
    if (!file) {
      yield* shell.complain(`read: ${fd}: invalid file descriptor: Bad file descriptor`);
      return 1;
    }
    const timeout = options.get('t');
    if (timeout !== undefined && !/^\d*\.?\d+$|^\d+\.$/.test(timeout)) {
      yield* shell.complain(`read: ${timeout}: invalid timeout specification`);
      return 1;
    }
    const countText = options.get('N') ?? options.get('n');
    const count = countText === undefined ? undefined : parseInteger(countText);
    if (countText !== undefined && (count === undefined || count < 0)) {
      yield* shell.complain(`read: ${countText}: invalid number`);
      return 1;
    }
    const delimiter = options.get('d');
    const spec: ReadSpec = {
      raw: options.has('r'),
      delimiter: delimiter === undefined ? '\n' : delimiter === '' ? '\0' : (delimiter[0] as string),
      count,
      exact: options.has('N'),
    };
    return yield* readInto(shell, file, spec, options, rest, timeout === undefined ? undefined : Number(timeout) * 1000);
  },
});

function* readInto(
  shell: Shell,
  file: OpenFile,
  spec: ReadSpec,
  options: Map<string, string>,
  names: string[],
  timeoutMs: number | undefined,
): Program<number> {
  const { tty } = file;
  const prompt = options.get('p');
  if (prompt !== undefined && tty) yield* shell.err(prompt);
  const before = tty?.modes;
  // One key at a time cannot wait for a line; a silent read must not be echoed.
  if (tty && (options.has('s') || spec.count !== undefined || spec.delimiter !== '\n')) {
    tty.setModes({ echo: !options.has('s'), raw: spec.count !== undefined || spec.delimiter !== '\n' });
  }
  let outcome: { result: ReadResult; timedOut: boolean } | undefined;
  try {
    outcome = yield* readLimited(shell, file, spec, timeoutMs);
  } finally {
    if (tty && before) tty.setModes(before);
  }
  const { result, timedOut } = outcome;
  store(shell, result, options, names, spec);
  if (timedOut) return 142;
  return result.complete ? 0 : 1;
}

/** Reads in a fiber of its own, which a time limit or a trap can end without losing what others may still read. */
function* readLimited(
  shell: Shell,
  file: OpenFile,
  spec: ReadSpec,
  timeoutMs: number | undefined,
): Program<{ result: ReadResult; timedOut: boolean }> {
  const result: ReadResult = { chars: [], complete: false };
  if (timeoutMs === undefined && shell.traps.list().length === 0) {
    yield* readChars(file, spec, result);
    return { result, timedOut: false };
  }
  const fiber: Fiber<void> = spawn(shell.sim, 'read', readChars(file, spec, result), shell.process.fiber as Fiber);
  try {
    for (;;) {
      const waits = [
        fiber.ended as never,
        shell.trapArrived.wait as never,
        ...(timeoutMs === undefined ? [] : [timer(shell.sim, timeoutMs) as never]),
      ];
      const { index } = yield* race<Outcome<void>>(...waits);
      if (index === 1) {
        yield* runPendingTraps(shell);
        continue;
      }
      return { result, timedOut: index === 2 };
    }
  } finally {
    fiber.cancel('read is over');
  }
}

function* readChars(file: OpenFile, spec: ReadSpec, result: ReadResult): Program {
  const { chars } = result;
  if (spec.count === 0) {
    result.complete = true;
    return;
  }
  for (;;) {
    const left = spec.count === undefined ? Infinity : spec.count - chars.length;
    const text = yield* readLine(file, spec.exact ? '\0\0' : spec.delimiter, left);
    if (text === undefined) return;
    let continues = false;
    for (let i = 0; i < text.length; i++) {
      const char = text[i] as string;
      if (char === '\\' && !spec.raw) {
        const next = i + 1 < text.length ? (text[i + 1] as string) : yield* readLine(file, '\n', 1);
        i++;
        if (next === undefined) continue;
        if (next === '\n') {
          continues = i >= text.length - 1;
          continue;
        }
        chars.push({ char: next, escaped: true });
      } else if (char === spec.delimiter && !spec.exact) {
        result.complete = true;
        return;
      } else if (char !== '\0') chars.push({ char, escaped: false });
    }
    if (spec.count !== undefined && chars.length >= spec.count) {
      result.complete = true;
      return;
    }
    if (chars.length > MEMORY_CHARS_MAX) return;
    // The last line without its delimiter: the next read says that the end is here.
    if (!continues && spec.count === undefined && text.length > 0 && !text.endsWith('\\')) continue;
  }
}

function store(shell: Shell, { chars }: ReadResult, options: Map<string, string>, names: string[], spec: ReadSpec): void {
  const whole = () => chars.map(({ char }) => char).join('');
  const ifs = shell.variables.get('IFS') ?? ' \t\n';
  const array = options.get('a');
  if (array !== undefined) {
    setArray(shell, array, splitForRead(chars, ifs, Infinity));
    return;
  }
  if (names.length === 0) {
    setVariable(shell, 'REPLY', whole());
    return;
  }
  const fields = spec.exact ? [whole()] : splitForRead(chars, ifs, names.length);
  names.forEach((name, i) => assign(shell, parseTarget(name) ?? { name }, fields[i] ?? ''));
}

function mapfileBuiltin(name: 'mapfile' | 'readarray'): Builtin {
  const own = builtin({
    name,
    usage: '[-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]',
    summary: 'Read lines from the standard input into an indexed array variable.',
    *run(shell, args) {
      const { options, rest, bad } = parseOptions(asWords(args), 'd:n:O:s:tu:C:c:');
      if (bad) return yield* badOption(shell, own, bad);
      const target = rest[0] ?? 'MAPFILE';
      if (!parseTarget(target)) {
        yield* shell.complain(`${name}: \`${target}': not a valid identifier`);
        return 1;
      }
      const fd = options.get('u');
      const file = fd === undefined ? shell.process.stdin : shell.process.fds.get(Number(fd));
      if (!file) {
        yield* shell.complain(`${name}: ${fd}: invalid file descriptor: Bad file descriptor`);
        return 1;
      }
      const delimiter = options.has('d') ? (options.get('d')?.[0] ?? '\0') : '\n';
      const most = Number(options.get('n') ?? '0') || Infinity;
      let skip = Number(options.get('s') ?? '0');
      const origin = Number(options.get('O') ?? '0');
      const quantum = Number(options.get('c') ?? '5000');
      const callback = options.get('C');
      if (!options.has('O')) setArray(shell, target, []);
      for (let i = 0; i < most;) {
        const line = yield* readLine(file, delimiter);
        if (line === undefined) break;
        if (skip > 0) {
          skip--;
          continue;
        }
        const text = options.has('t') && line.endsWith(delimiter) ? line.slice(0, -1) : line;
        if (callback !== undefined && (i + 1) % quantum === 0)
          yield* runText(shell, `${callback} ${origin + i} '${text.replace(/'/g, "'\\''")}'`, 'eval');
        assign(shell, { name: target, subscript: String(origin + i) }, text);
        i++;
        yield* shell.spend(0.001);
      }
      return 0;
    },
  });
  return own;
}

export const readBuiltins: readonly Builtin[] = [read, mapfileBuiltin('mapfile'), mapfileBuiltin('readarray')];
