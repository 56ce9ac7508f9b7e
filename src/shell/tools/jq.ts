/** jq: reads files and options here, lets the engine work, and prints the results here. */
import { errnoText, isFileError } from '../../os';
import type { Process } from '../../os';
import type { Program } from '../../sim';
import { complain, fail, print, readFile } from './_io';
import { waitForJq } from './_jq-engine';
import { parseJson, printJson, splitJson } from './_jq-print';
import type { PrintStyle } from './_jq-print';
import { tool } from './_tool';

const USAGE = `Usage:	jq [OPTIONS] FILTER [FILES...]
	jq [OPTIONS] --args FILTER [ARGUMENTS...]
	jq [OPTIONS] --jsonargs FILTER [JSON_VALUES...]

Options of this lab:
  -n, --null-input       run the filter once with null as input
  -R, --raw-input        every line of input is a string
  -s, --slurp            all inputs as one array
  -c, --compact-output   no line breaks
  -r, --raw-output       strings without quotes
  -j, --join-output      the same without newlines
  -a, --ascii-output     ASCII only, with escapes
  -S, --sort-keys        keys in order
  -C, --color-output     colours
  -M, --monochrome-output  no colours
      --tab, --indent N  how to indent
  -e, --exit-status      exit code from the last result
      --arg, --argjson, --slurpfile, --rawfile NAME VALUE
  -f, --from-file FILE   the filter is in FILE
`;

interface Settings {
  nullInput: boolean;
  rawInput: boolean;
  slurp: boolean;
  raw: boolean;
  join: boolean;
  rawZero: boolean;
  exitStatus: boolean;
  style: PrintStyle;
  engineArgs: string[];
  filterFile?: string;
  words: string[];
  /** JSON texts of --args and --jsonargs. */
  positional: string[];
}

/** Options of the real jq that this lab does not have. */
const LACKING = new Set(['--stream', '--stream-errors', '--seq', '--unbuffered', '--library-path']);

export default tool({
  name: 'jq',
  package: 'jq',
  *main(process) {
    const settings = yield* readOptions(process);
    if (typeof settings === 'number') return settings;
    let filter: string | undefined;
    if (settings.filterFile !== undefined) {
      const text = yield* readFile(process, settings.filterFile);
      if (isFileError(text)) return yield* fail(process, `error: Could not open ${settings.filterFile}: ${errnoText(text.errno)}`, 2);
      filter = text;
    } else filter = settings.words.shift();
    if (filter === undefined) {
      // A bare `jq` at either end of a pipe is `jq .`.
      if (process.stdin.tty && process.stdout.tty) {
        yield* process.stderr.write(USAGE);
        return 2;
      }
      filter = '.';
    }
    let input = '';
    let inputFault = false;
    if (!settings.nullInput || settings.words.length > 0 || !process.stdin.tty) {
      for (const name of settings.words.length > 0 ? settings.words : ['-']) {
        if (settings.nullInput && name === '-' && process.stdin.tty) continue;
        const text = yield* readFile(process, name);
        if (isFileError(text)) {
          yield* complain(process, `error: Could not open file ${name}: ${errnoText(text.errno)}`);
          inputFault = true;
        } else input += text;
      }
    }
    const engine = yield* waitForJq();
    if ('error' in engine) return yield* fail(process, `error: the jq engine could not be loaded: ${engine.error}`, 5);
    yield* process.busy(2 + input.length / 100_000);
    const flags = [
      ...(settings.nullInput ? ['-n'] : []),
      ...(settings.rawInput ? ['-R'] : []),
      ...(settings.slurp ? ['-s'] : []),
      ...(settings.exitStatus ? ['-e'] : []),
      ...settings.engineArgs,
    ];
    const result = engine.run(withWorld(process, filter, settings), input, flags);
    const code = yield* show(process, result.stdout, settings);
    if (result.stderr !== '') yield* process.stderr.write(result.stderr.endsWith('\n') ? result.stderr : `${result.stderr}\n`);
    return code ?? (result.exit === 0 && inputFault ? 2 : result.exit);
  },
});

function* readOptions(process: Process): Program<Settings | number> {
  const settings: Settings = {
    nullInput: false,
    rawInput: false,
    slurp: false,
    raw: false,
    join: false,
    rawZero: false,
    exitStatus: false,
    style: { indent: '  ', sortKeys: false, color: process.stdout.tty !== undefined && !process.env.has('NO_COLOR'), ascii: false },
    engineArgs: [],
    words: [],
    positional: [],
  };
  const args = process.argv.slice(1);
  let rest: 'files' | 'args' | 'jsonargs' = 'files';
  let onlyWords = false;
  const positional: { text: string; json: boolean }[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (onlyWords || !arg.startsWith('-') || arg === '-') {
      if (rest === 'files' || (settings.words.length === 0 && settings.filterFile === undefined)) settings.words.push(arg);
      else positional.push({ text: arg, json: rest === 'jsonargs' });
      continue;
    }
    if (arg === '--') {
      onlyWords = true;
      continue;
    }
    const long = LONG[arg];
    if (long !== undefined) {
      apply(settings, long);
      continue;
    }
    switch (arg) {
      case '--arg':
      case '--argjson':
      case '--slurpfile':
      case '--rawfile': {
        const name = args[++i];
        const value = args[++i];
        if (name === undefined || value === undefined)
          return yield* usageFault(
            process,
            `${arg} takes two parameters (e.g. ${arg} ${arg === '--arg' || arg === '--argjson' ? 'varname value' : 'varname filename'})`,
          );
        if (arg === '--argjson' && !parseJson(value)) return yield* usageFault(process, `Invalid JSON text passed to --argjson`);
        if (arg === '--slurpfile' || arg === '--rawfile') {
          const text = yield* readFile(process, value);
          if (isFileError(text))
            return yield* fail(
              process,
              `error: Bad JSON in --${arg.slice(2)} ${name} ${value}: Could not open ${value}: ${errnoText(text.errno)}`,
              2,
            );
          if (arg === '--rawfile') settings.engineArgs.push('--arg', name, text);
          else {
            const values = splitJson(text);
            if (!values) return yield* fail(process, `error: Bad JSON in --slurpfile ${name} ${value}: Unfinished JSON term`, 2);
            settings.engineArgs.push('--argjson', name, `[${values.join(',')}]`);
          }
        } else settings.engineArgs.push(arg, name, value);
        continue;
      }
      case '--args':
        rest = 'args';
        continue;
      case '--jsonargs':
        rest = 'jsonargs';
        continue;
      case '--tab':
        settings.style.indent = '\t';
        continue;
      case '--indent': {
        const n = args[++i];
        if (n === undefined || !/^\d+$/.test(n)) return yield* usageFault(process, '--indent takes a number');
        if (Number(n) > 7) return yield* usageFault(process, 'Cannot indent more than 7 characters');
        settings.style.indent = ' '.repeat(Number(n));
        continue;
      }
      case '--from-file':
        settings.filterFile = args[++i];
        continue;
      case '--help':
        yield* print(process, USAGE);
        return 0;
      case '--version':
        yield* print(process, 'jq-1.8.2\n');
        return 0;
    }
    if (arg.startsWith('--')) {
      if (LACKING.has(arg)) return yield* fail(process, `option ${arg} is not supported in this lab`);
      return yield* usageFault(process, `Unknown option: ${arg}`);
    }
    for (const letter of arg.slice(1)) {
      const name = SHORT[letter];
      if (letter === 'f') settings.filterFile = args[++i];
      else if (letter === 'h') {
        yield* print(process, USAGE);
        return 0;
      } else if (letter === 'V') {
        yield* print(process, 'jq-1.8.2\n');
        return 0;
      } else if (letter === 'L') return yield* fail(process, 'option -L is not supported in this lab');
      else if (name === undefined) return yield* usageFault(process, `Unknown option: ${arg}`);
      else apply(settings, name);
    }
  }
  for (const { text, json } of positional) {
    if (json && !parseJson(text)) return yield* usageFault(process, 'Invalid JSON text passed to --jsonargs');
    settings.positional.push(json ? text : JSON.stringify(text));
  }
  return settings;
}

const SHORT: Readonly<Record<string, string>> = {
  n: 'null',
  R: 'rawInput',
  s: 'slurp',
  c: 'compact',
  r: 'raw',
  j: 'join',
  a: 'ascii',
  S: 'sort',
  C: 'color',
  M: 'mono',
  e: 'exit',
};
const LONG: Readonly<Record<string, string>> = {
  '--null-input': 'null',
  '--raw-input': 'rawInput',
  '--slurp': 'slurp',
  '--compact-output': 'compact',
  '--raw-output': 'raw',
  '--raw-output0': 'rawZero',
  '--join-output': 'join',
  '--ascii-output': 'ascii',
  '--sort-keys': 'sort',
  '--color-output': 'color',
  '--monochrome-output': 'mono',
  '--exit-status': 'exit',
};

function apply(settings: Settings, name: string): void {
  const { style } = settings;
  if (name === 'null') settings.nullInput = true;
  else if (name === 'rawInput') settings.rawInput = true;
  else if (name === 'slurp') settings.slurp = true;
  else if (name === 'compact') style.indent = '';
  else if (name === 'raw') settings.raw = true;
  else if (name === 'rawZero') settings.raw = settings.rawZero = true;
  else if (name === 'join') settings.raw = settings.join = true;
  else if (name === 'ascii') style.ascii = true;
  else if (name === 'sort') style.sortKeys = true;
  else if (name === 'color') style.color = true;
  else if (name === 'mono') style.color = false;
  else if (name === 'exit') settings.exitStatus = true;
}

function* usageFault(process: Process, message: string): Program<number> {
  yield* process.stderr.write(
    `jq: error: ${message}\nUse jq --help for help with command-line options,\n` +
      'or see the jq manpage, or online docs  at https://jqlang.github.io/jq\n',
  );
  return 2;
}

/**
 * The engine would read the wall clock and its own environment: where a filter asks for these, it is given the
 * machine's. Left alone otherwise, since a prefix would shift the columns of error messages.
 */
function withWorld(process: Process, filter: string, { positional }: Settings): string {
  let prefix = '';
  if (/\bnow\b/.test(filter)) prefix += `def now: ${process.sim.nowMs / 1000}; `;
  if (/\benv\b|\$ENV\b/.test(filter)) {
    const env = JSON.stringify(Object.fromEntries(process.env));
    prefix += `def env: ${env}; ${env} as $ENV | `;
  }
  if (positional.length > 0) prefix += `($ARGS | .positional = [${positional.join(',')}]) as $ARGS | `;
  return prefix + filter;
}

/** Prints the engine's results; undefined, or the exit code when nobody reads. */
function* show(process: Process, stdout: string, settings: Settings): Program<number | undefined> {
  let out = '';
  for (const line of stdout.split('\n')) {
    if (line === '') continue;
    const value = parseJson(line);
    if (!value) out += `${line}\n`;
    else {
      const text = settings.raw && value.kind === 'string' ? (JSON.parse(value.text) as string) : printJson(value, settings.style);
      out += text + (settings.join ? '' : settings.rawZero ? '\0' : '\n');
    }
    if (out.length > 65536) {
      if (!(yield* print(process, out))) return 1;
      out = '';
    }
  }
  return (yield* print(process, out)) ? undefined : 1;
}
