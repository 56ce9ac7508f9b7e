/** gzip, gunzip, zcat: one file at a time, replaced by its other form, or through a pipe. */
import { decodeUtf8, encodeUtf8, errnoText, isFileError } from '../../os';
import type { Process } from '../../os';
import type { Program } from '../../sim';
import { gunzip, gzip } from './_gzip';
import type { Gunzipped } from './_gzip';
import { complain, fail, isBusybox, openInput, print, programName, readAll } from './_io';
import { count, flag, options, value } from './_options';
import { absolutePath } from './_paths';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [FILE]...',
  summary: 'Compress or uncompress FILEs (by default, compress FILES in-place).',
  version: '1.12',
  options: {
    stdout: flag('-c --stdout --to-stdout', 'write on standard output, keep the files'),
    decompress: flag('-d --decompress --uncompress', 'decompress'),
    force: flag('-f --force', 'overwrite, and compress links'),
    keep: flag('-k --keep', 'keep the input files'),
    list: flag('-l --list', 'list what is compressed'),
    noName: flag('-n --no-name', 'neither save nor restore name and time'),
    name: flag('-N --name', 'save or restore name and time'),
    quiet: flag('-q --quiet', 'no warnings'),
    recursive: flag('-r --recursive', 'go into directories'),
    suffix: value('-S --suffix', 'another suffix than .gz'),
    test: flag('-t --test', 'only check that it is sound'),
    verbose: flag('-v --verbose', 'say how much was saved'),
    fast: flag('-1 --fast', 'compress faster'),
    best: flag('-9 --best', 'compress better'),
    levels: count('-2 -3 -4 -5 -6 -7 -8', 'between'),
  },
};

/** CPU time for a megabyte. */
const MS_PER_MEGABYTE = 25;

interface How {
  decompress: boolean;
  stdout: boolean;
  force: boolean;
  keep: boolean;
  test: boolean;
  verbose: boolean;
  quiet: boolean;
  names: boolean;
  suffix: string;
  level: number;
}

export default tool({
  name: 'gzip',
  aliases: ['gunzip', 'zcat'],
  package: 'gzip',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const called = programName(process);
    const how: How = {
      decompress: values.decompress || values.test || called === 'gunzip' || called === 'zcat',
      stdout: values.stdout || called === 'zcat',
      force: values.force,
      keep: values.keep,
      test: values.test,
      verbose: values.verbose,
      quiet: values.quiet,
      names: !values.noName,
      suffix: values.suffix ?? '.gz',
      level: values.best ? 9 : values.fast ? 1 : 6,
    };
    if (values.list) return yield* listAll(process, operands);
    let exitCode = 0;
    for (const name of operands.length > 0 ? operands : ['-']) {
      const code = name === '-' ? yield* throughPipe(process, how) : yield* oneFile(process, name, how, values.recursive);
      // An error weighs more than a warning.
      exitCode = code === 1 || exitCode === 1 ? 1 : Math.max(exitCode, code);
    }
    return exitCode;
  },
});

function* work(process: Process, bytes: number): Program {
  yield* process.busy((bytes / 1_048_576) * MS_PER_MEGABYTE + 0.2);
}

function reason(name: string, gunzipped: Gunzipped): string {
  const words = { format: 'not in gzip format', end: 'unexpected end of file', crc: 'invalid compressed data--crc error', data: 'invalid compressed data--format violated' };
  return `${name}: ${words[(gunzipped as { error: keyof typeof words }).error]}`;
}

function* complainOf(process: Process, name: string, gunzipped: Gunzipped): Program<number> {
  if (isBusybox(process)) {
    yield* complain(process, (gunzipped as { error: string }).error === 'format' ? 'invalid magic' : 'corrupted data');
    return 1;
  }
  yield* process.stderr.write(`\n${programName(process) === 'zcat' || programName(process) === 'gunzip' ? 'gzip' : programName(process)}: ${reason(name, gunzipped)}\n`);
  return 1;
}

function* throughPipe(process: Process, how: How): Program<number> {
  if (!how.decompress && process.stdout.tty && !how.force) {
    yield* process.stderr.write(`gzip: compressed data not written to a terminal. Use -f to force compression.\nFor help, type: gzip -h\n`);
    return 1;
  }
  const input = encodeUtf8(yield* readAll(process.stdin));
  yield* work(process, input.length);
  if (!how.decompress) {
    yield* print(process, decodeUtf8(gzip(input, { level: how.level })));
    return 0;
  }
  const found = gunzip(input);
  if ('error' in found) return yield* complainOf(process, 'stdin', found);
  if (!how.test) yield* print(process, decodeUtf8(found.bytes));
  return 0;
}

const SUFFIXES = ['.gz', '-gz', '.z', '-z', '_z', '.Z', '.tgz', '.taz'];

/** The name without its suffix; undefined when it has none. */
function plainName(name: string, suffix: string): string | undefined {
  for (const each of [suffix, ...SUFFIXES]) {
    if (!name.endsWith(each) || name.length === each.length) continue;
    const stem = name.slice(0, -each.length);
    return each === '.tgz' || each === '.taz' ? `${stem}.tar` : stem;
  }
  return undefined;
}

function* oneFile(process: Process, typed: string, how: How, recursive: boolean): Program<number> {
  const { files } = process.machine;
  let name = typed;
  let path = absolutePath(process, name);
  let stat = files.stat(path);
  // `gunzip f` finds f.gz.
  if (isFileError(stat) && how.decompress && plainName(name, how.suffix) === undefined) {
    const other = files.stat(`${path}${how.suffix}`);
    if (!isFileError(other)) {
      name += how.suffix;
      path += how.suffix;
      stat = other;
    }
  }
  if (isFileError(stat)) {
    const missing = how.decompress && plainName(name, how.suffix) === undefined ? `${name}${how.suffix}` : name;
    return yield* speak(process, isBusybox(process) ? `${name}: ${errnoText(stat.errno)}` : `${missing}: ${errnoText(stat.errno)}`);
  }
  if (stat.kind === 'directory') {
    if (!recursive) {
      yield* speak(process, `${name} is a directory -- ignored`);
      return 2;
    }
    const names = files.list(path);
    let exitCode = 0;
    for (const each of isFileError(names) ? [] : names) exitCode = Math.max(exitCode, yield* oneFile(process, `${name}/${each}`, how, true));
    return exitCode;
  }
  const plain = plainName(name, how.suffix);
  if (!how.stdout && !how.test) {
    if (how.decompress && plain === undefined) {
      if (isBusybox(process)) return yield* speak(process, `${name}: unknown suffix - ignored`);
      yield* speak(process, `${name}: unknown suffix -- ignored`);
      return 2;
    }
    if (!how.decompress && name.endsWith(how.suffix) && !how.force) {
      yield* speak(process, `${name} already has ${how.suffix} suffix -- unchanged`);
      return 2;
    }
  }
  const text = files.read(path);
  if (isFileError(text)) return yield* speak(process, `${name}: ${errnoText(text.errno)}`);
  const input = encodeUtf8(text);
  yield* work(process, input.length);
  let output: Uint8Array;
  if (how.decompress) {
    const found = gunzip(input);
    if ('error' in found) return yield* complainOf(process, name, found);
    output = found.bytes;
  } else output = gzip(input, { level: how.level, ...(how.names ? { name: name.replace(/^.*\//, ''), modifiedMs: stat.modifiedMs } : {}) });
  if (how.test) {
    if (how.verbose) yield* process.stderr.write(`${name}:\t OK\n`);
    return 0;
  }
  if (how.stdout) {
    yield* print(process, decodeUtf8(output));
    return 0;
  }
  const target = how.decompress ? (plain as string) : `${name}${how.suffix}`;
  const targetPath = absolutePath(process, target);
  if (!isFileError(files.stat(targetPath)) && !how.force) {
    yield* speak(process, `${target} already exists;\tnot overwritten`);
    return 2;
  }
  const refused = files.write(targetPath, decodeUtf8(output), { mode: stat.mode & 0o777 });
  if (refused) return yield* speak(process, `${target}: ${errnoText(refused.errno)}`);
  files.touch(targetPath, stat.modifiedMs);
  if (!how.keep) files.remove(path);
  if (how.verbose) {
    const [small, large] = how.decompress ? [input.length, output.length] : [output.length, input.length];
    yield* process.stderr.write(`${name}:\t${ratio(small, large).padStart(5)}% -- ${how.keep ? 'created' : 'replaced with'} ${target}\n`);
  }
  return 0;
}

/** gunzip and zcat speak in the name of gzip; busybox' applets in their own. */
function* speak(process: Process, message: string): Program<number> {
  if (isBusybox(process)) return yield* fail(process, message);
  yield* process.stderr.write(`gzip: ${message}\n`);
  return 1;
}

/** Percent saved, with one decimal; the header counts as the real one counts it. */
function ratio(small: number, large: number): string {
  if (large === 0) return '0.0';
  const thousandths = Math.round(((large - (small - 18)) * 1000) / large);
  return (Math.trunc(thousandths) / 10).toFixed(1);
}

function* listAll(process: Process, names: readonly string[]): Program<number> {
  let exitCode = 0;
  yield* print(process, '         compressed        uncompressed  ratio uncompressed_name\n');
  for (const name of names) {
    const source = openInput(process, name);
    if (isFileError(source)) {
      exitCode = yield* speak(process, `${name}: ${errnoText(source.errno)}`);
      continue;
    }
    const bytes = encodeUtf8(yield* readAll(source));
    source.close();
    const found = gunzip(bytes);
    if ('error' in found) {
      exitCode = yield* complainOf(process, name, found);
      continue;
    }
    const plain = plainName(name, '.gz') ?? name;
    yield* print(process, `${String(bytes.length).padStart(19)} ${String(found.bytes.length).padStart(19)} ${`${ratio(bytes.length - headerBytes(found), found.bytes.length)}%`.padStart(6)} ${plain}\n`);
  }
  return exitCode;
}

function headerBytes(found: Gunzipped): number {
  return 'error' in found || found.name === undefined ? 0 : found.name.length + 1;
}

