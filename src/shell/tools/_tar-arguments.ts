/** tar's command line: `czf`, `-czf`, `--create`; and the order of names, since `-C` changes what follows it. */
import { wordTable } from '../../os/word-table';
export type TarMode = 'create' | 'extract' | 'list' | 'append';

export interface TarArguments {
  mode: TarMode;
  /** Undefined: stdin or stdout. */
  file: string | undefined;
  gzip: boolean;
  /** Gzip when the name ends so. */
  autoCompress: boolean;
  verbose: number;
  toStdout: boolean;
  dereference: boolean;
  keepOld: boolean;
  noRecursion: boolean;
  touch: boolean;
  absoluteNames: boolean;
  numericOwner: boolean;
  strip: number;
  exclude: string[];
  /** Files with names to work on. */
  fileLists: string[];
  /** In order: names, and directories to go into. */
  members: ({ name: string } | { into: string })[];
}

export type TarParsed = { ok: true; value: TarArguments } | { ok: false; message: string; kind: 'usage' | 'plain' };

const MODES: Readonly<Record<string, TarMode>> = { c: 'create', x: 'extract', t: 'list', r: 'append' };
const LONG_MODES: Readonly<Record<string, TarMode>> = wordTable({ create: 'create', extract: 'extract', get: 'extract', list: 'list', append: 'append' });
const WITH_ARGUMENT = 'fCXTbNVgK';
const LONG_WITH_ARGUMENT = new Set(['file', 'directory', 'exclude', 'exclude-from', 'files-from', 'strip-components', 'owner', 'group', 'mode', 'mtime', 'format', 'transform', 'sort', 'blocking-factor', 'warning', 'use-compress-program']);
/** Taken as they are: nobody but root is here, and nothing else is stored. */
const WITHOUT_EFFECT = 'pPsSoBiw';
const LONG_WITHOUT_EFFECT = new Set(
  (
    'preserve-permissions same-permissions no-same-permissions same-owner no-same-owner overwrite overwrite-dir sparse wildcards no-wildcards anchored no-anchored ' +
    'owner group numeric-owner format sort warning blocking-factor no-overwrite-dir unlink-first delay-directory-restore totals checkpoint xattrs acls selinux ignore-failed-read one-file-system'
  ).split(' '),
);
const LACKED_LETTERS = 'ujJZAdFGHIlLMnRUW';
const LACKED = new Set('update bzip2 xz zstd lzma compress catenate concatenate diff compare delete test-label incremental listed-incremental transform use-compress-program mode mtime verify'.split(' '));

export function parseTarArguments(args: readonly string[]): TarParsed {
  const value: TarArguments = {
    mode: 'create',
    file: undefined,
    gzip: false,
    autoCompress: false,
    verbose: 0,
    toStdout: false,
    dereference: false,
    keepOld: false,
    noRecursion: false,
    touch: false,
    absoluteNames: false,
    numericOwner: false,
    strip: 0,
    exclude: [],
    fileLists: [],
    members: [],
  };
  let mode: TarMode | undefined;
  let failure: TarParsed | undefined;
  const refuse = (message: string, kind: 'usage' | 'plain' = 'usage'): void => void (failure ??= { ok: false, message, kind });
  const setMode = (next: TarMode): void => {
    if (mode !== undefined && mode !== next) refuse("You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option");
    mode = next;
  };
  const take = (letter: string, argument: string): void => {
    switch (letter) {
      case 'f':
        value.file = argument === '-' ? undefined : argument;
        hasFile = true;
        break;
      case 'C':
        value.members.push({ into: argument });
        break;
      case 'T':
        value.fileLists.push(argument);
        break;
      case 'X':
        refuse(`option -${letter} is not supported in this lab`, 'plain');
        break;
    }
  };
  const letterFlag = (letter: string): void => {
    const next = MODES[letter];
    if (next) setMode(next);
    else if (letter === 'z') value.gzip = true;
    else if (letter === 'a') value.autoCompress = true;
    else if (letter === 'v') value.verbose++;
    else if (letter === 'O') value.toStdout = true;
    else if (letter === 'h') value.dereference = true;
    else if (letter === 'k') value.keepOld = true;
    else if (letter === 'm') value.touch = true;
    else if (letter === 'P') value.absoluteNames = true;
    else if (LACKED_LETTERS.includes(letter)) refuse(`option -${letter} is not supported in this lab`, 'plain');
    else if (!WITHOUT_EFFECT.includes(letter)) refuse(`invalid option -- '${letter}'`);
  };
  let hasFile = false;
  let i = 0;
  const [first] = args;
  // The old form: letters without a dash, their arguments behind in the same order.
  if (first !== undefined && !first.startsWith('-') && first !== '') {
    i = 1;
    for (const letter of first) {
      if (!WITH_ARGUMENT.includes(letter)) letterFlag(letter);
      else if (i < args.length) take(letter, args[i++] as string);
      else refuse(`Old option '${letter}' requires an argument.`);
    }
  }
  let onlyNames = false;
  for (; i < args.length && !failure; i++) {
    const arg = args[i] as string;
    if (onlyNames || !arg.startsWith('-') || arg === '-') value.members.push({ name: arg });
    else if (arg === '--') onlyNames = true;
    else if (arg.startsWith('--')) {
      const equals = arg.indexOf('=');
      const name = equals < 0 ? arg.slice(2) : arg.slice(2, equals);
      let argument = equals < 0 ? undefined : arg.slice(equals + 1);
      if (LACKED.has(name)) refuse(`option --${name} is not supported in this lab`, 'plain');
      else if (LONG_WITH_ARGUMENT.has(name) && argument === undefined) {
        argument = args[++i];
        if (argument === undefined) refuse(`option '--${name}' requires an argument`);
      }
      const text = argument ?? '';
      if (LONG_MODES[name]) setMode(LONG_MODES[name] as TarMode);
      else if (name === 'file') take('f', text);
      else if (name === 'directory') take('C', text);
      else if (name === 'files-from') take('T', text);
      else if (name === 'exclude') value.exclude.push(text);
      else if (name === 'strip-components') {
        if (!/^\d+$/.test(text)) refuse(`${text}: Invalid number of elements`);
        value.strip = Number(text);
      } else if (name === 'gzip' || name === 'gunzip' || name === 'ungzip') value.gzip = true;
      else if (name === 'auto-compress') value.autoCompress = true;
      else if (name === 'verbose') value.verbose++;
      else if (name === 'to-stdout') value.toStdout = true;
      else if (name === 'dereference') value.dereference = true;
      else if (name === 'keep-old-files' || name === 'skip-old-files') value.keepOld = true;
      else if (name === 'no-recursion') value.noRecursion = true;
      else if (name === 'touch') value.touch = true;
      else if (name === 'absolute-names') value.absoluteNames = true;
      else if (!LONG_WITHOUT_EFFECT.has(name)) refuse(`unrecognized option '${arg}'`);
    } else {
      for (let at = 1; at < arg.length; at++) {
        const letter = arg[at] as string;
        if (!WITH_ARGUMENT.includes(letter)) {
          letterFlag(letter);
          continue;
        }
        const argument = arg.slice(at + 1) || args[++i];
        if (argument === undefined) refuse(`option requires an argument -- '${letter}'`);
        else take(letter, argument);
        break;
      }
    }
  }
  if (failure) return failure;
  if (mode === undefined) return { ok: false, message: "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options", kind: 'usage' };
  value.mode = mode;
  if (!hasFile) value.file = undefined;
  if (value.autoCompress && mode === 'create' && /\.t?gz$/.test(value.file ?? '')) value.gzip = true;
  return { ok: true, value };
}
