/** scp: files to and from other machines of the lab. */
import { errnoText, isFileError, readTar, writeTar } from '../../os';
import type { Process } from '../../os';
import type { Program } from '../../sim';
import { absolutePath, baseName, dirName } from './_paths';
import { send } from './_ssh-frames';
import type { SshEnd, SshRequest } from './_ssh-frames';
import { defaultSshOptions, openSsh, parseDestination, setSshOption } from './_ssh-client';
import type { SshOptions } from './_ssh-client';
import { packTree, unpackTree } from './_ssh-server';
import { tool } from './_tool';

const USAGE = `usage: scp [-346ABCOpqRrsTv] [-c cipher] [-D sftp_server_path] [-F ssh_config]
           [-i identity_file] [-J destination] [-l limit] [-o ssh_option]
           [-P port] [-S program] [-X sftp_option] source ... target
`;

interface Place {
  /** Undefined: this machine. */
  host?: string;
  user?: string;
  path: string;
}

/** `host:path` unless a slash comes before the colon. */
function placeOf(text: string): Place {
  const match = /^([^/:]+):(.*)$/.exec(text);
  if (!match) return { path: text };
  const { host, user } = parseDestination(match[1] as string);
  return { host, ...(user === undefined ? {} : { user }), path: match[2] === '' ? '.' : (match[2] as string) };
}

export default tool({
  name: 'scp',
  package: 'openssh-client',
  *main(process) {
    const options = defaultSshOptions();
    const names: string[] = [];
    let recursive = false;
    let quiet = false;
    const args = process.argv.slice(1);
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] as string;
      if (!/^-./.test(arg)) {
        names.push(arg);
        continue;
      }
      for (let at = 1; at < arg.length; at++) {
        const letter = arg[at] as string;
        if ('PocFilSX'.includes(letter)) {
          const value = arg.slice(at + 1) || args[++i];
          if (value === undefined) {
            yield* process.stderr.write(`scp: option requires an argument -- '${letter}'\n${USAGE}`);
            return 1;
          }
          if (letter === 'P') options.port = Number(value);
          else if (letter === 'o') {
            const bad = setSshOption(options, value);
            if (bad !== undefined) {
              yield* process.stderr.write(`${bad}\r\nscp: Connection closed\r\n`);
              return 255;
            }
          }
          break;
        }
        if (letter === 'r') recursive = true;
        else if (letter === 'q') quiet = options.quiet = true;
        else if ('DJ'.includes(letter)) {
          yield* process.stderr.write(`scp: option -${letter} is not supported in this lab\n`);
          return 1;
        } else if (!'346ABCOpRsTv'.includes(letter)) {
          yield* process.stderr.write(`unknown option -- ${letter}\n${USAGE}`);
          return 1;
        }
      }
    }
    if (names.length < 2) {
      yield* process.stderr.write(USAGE);
      return 1;
    }
    const target = placeOf(names.pop() as string);
    let exitCode = 0;
    for (const name of names) {
      const code = yield* new Copy(process, options, recursive, quiet).run(placeOf(name), target, names.length > 1);
      exitCode = Math.max(exitCode, code);
      if (code === 255) return 255;
    }
    return exitCode;
  },
});

class Copy {
  constructor(
    private readonly process: Process,
    private readonly options: SshOptions,
    private readonly recursive: boolean,
    private readonly quiet: boolean,
  ) {}

  *run(source: Place, target: Place, several: boolean): Program<number> {
    const archive = source.host === undefined ? yield* this.readHere(source, target) : yield* this.ask(source, { way: 'get', path: source.path, recursive: this.recursive });
    if (typeof archive === 'number') return archive;
    if (target.host === undefined) return yield* this.writeHere(archive, target, several);
    const entries = readTar(archive);
    const put = yield* this.ask(target, { way: 'put', path: target.path, archive, isDirectory: entries[0]?.kind === 'directory' });
    if (typeof put === 'number') return put;
    yield* this.progress(archive);
    return 0;
  }

  private *fail(message: string, code = 1): Program<number> {
    yield* this.process.stderr.write(`scp: ${message}\n`);
    return code;
  }

  private *readHere(source: Place, target: Place): Program<string | number> {
    const { process } = this;
    const path = absolutePath(process, source.path);
    const stat = process.machine.files.stat(path);
    if (isFileError(stat)) return yield* this.fail(`stat local "${source.path}": ${errnoText(stat.errno)}`);
    if (stat.kind === 'directory' && !this.recursive) {
      yield* this.fail(`local "${source.path}" is not a regular file`);
      return yield* this.fail(`failed to upload file ${source.path} to ${target.path}`);
    }
    return writeTar(packTree(process.machine, path.replace(/\/+$/, ''), baseName(path)));
  }

  private *writeHere(archive: string, target: Place, several: boolean): Program<number> {
    const { process } = this;
    const path = absolutePath(process, target.path).replace(/(.)\/+$/, '$1');
    const stat = process.machine.files.stat(path);
    const isFolder = !isFileError(stat) && stat.kind === 'directory';
    if (!isFolder && (several || target.path.endsWith('/'))) return yield* this.fail(`${target.path}: ${isFileError(stat) ? errnoText(stat.errno) : 'Not a directory'}`);
    const parent = process.machine.files.stat(isFolder ? path : dirName(path));
    if (isFileError(parent)) return yield* this.fail(`open local "${target.path}": ${errnoText(parent.errno)}`);
    const error = unpackTree(process.machine, readTar(archive), isFolder ? path : dirName(path), isFolder ? undefined : baseName(path));
    if (error !== undefined) return yield* this.fail(error);
    yield* this.progress(archive);
    return 0;
  }

  /** One request to a machine: the archive, or the exit code of what went wrong. */
  private *ask(place: Place, copy: NonNullable<SshRequest['copy']>): Program<string | number> {
    const { process } = this;
    const opened = yield* openSsh(process, place.host as string, this.options);
    if (!opened) {
      yield* process.stderr.write('scp: Connection closed\r\n');
      return 255;
    }
    const { connection, frames } = opened;
    const user = this.options.user ?? place.user ?? process.env.get('USER') ?? 'root';
    try {
      yield* send(connection, 'q', JSON.stringify({ user, copy } satisfies SshRequest));
      const frame = yield* frames.next();
      if (frame?.kind !== 'x') {
        yield* process.stderr.write('scp: Connection closed\r\n');
        return 255;
      }
      const end = JSON.parse(frame.text) as SshEnd;
      if (end.denied) {
        yield* process.stderr.write(`${user}@${place.host}: Permission denied (publickey,password).\r\nscp: Connection closed\r\n`);
        return 255;
      }
      if (end.error !== undefined) return yield* this.fail(end.error);
      return end.archive ?? '';
    } finally {
      connection.close();
    }
  }

  /** A line for each file, on a terminal: name, all of it, size, rate, no time left. */
  private *progress(archive: string): Program {
    const tty = this.process.stdout.tty;
    if (!tty || this.quiet) return;
    for (const entry of readTar(archive)) {
      if (entry.kind !== 'file') continue;
      const bytes = (entry.content ?? '').length;
      const [size, unit] = bytes < 10_000 ? [bytes, ''] : [Math.floor(bytes / 1024), 'KB'];
      const rate = (bytes * 2) / 1024;
      const width = Math.max(10, tty.columns - 35);
      yield* this.process.stdout.write(`${baseName(entry.name).slice(0, width).padEnd(width)} 100% ${`${size}${unit}`.padStart(4)} ${`${rate.toFixed(1)}KB/s`.padStart(11)}   00:00    \n`);
    }
  }
}
