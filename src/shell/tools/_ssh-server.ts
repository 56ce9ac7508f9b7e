/** sshd on a lab's machine: its users come in without a password, to a shell, a command or files. */
import { createPipe, errnoText, isFileError, loginEnvironment, openSession, readTar, writeTar } from '../../os';
import type { Login, Machine, OpenFile, TarEntry } from '../../os';
import { Signal, spawn, wait } from '../../sim';
import type { Program } from '../../sim';
import { sha256 } from '@noble/hashes/sha2.js';
import { exitCodeOf } from './_children';
import { FrameReader, GREETING, send } from './_ssh-frames';
import type { SshEnd, SshRequest } from './_ssh-frames';
import { baseName, dirName, normalizePath } from './_paths';
import { encodeBase } from './base64';
import { encodeUtf8 } from '../../os/utf8';

export const SSH_PORT = 22;

/** The machine's public key, as a line of known_hosts has it: made from its name, the same in every world. */
export function hostKey(machine: { id: string }): string {
  const bytes = sha256(encodeUtf8(`ssh host key ${machine.id}`));
  const kind = encodeUtf8('ssh-ed25519');
  const size = (n: number): number[] => [0, 0, 0, n];
  return encodeBase(Uint8Array.from([...size(kind.length), ...kind, ...size(bytes.length), ...bytes]));
}

/** Listens on port 22 from now on; a machine that is off says no farewell. */
export function startSshd(machine: Machine, isOn: () => boolean): void {
  machine.net.listenTcp(SSH_PORT, (connection) => serve(machine, connection, isOn));
}

function* serve(machine: Machine, connection: OpenFile, isOn: () => boolean): Program {
  if (!(yield* connection.write(GREETING))) return;
  const frames = new FrameReader(connection);
  const greeting = yield* frames.line();
  if (greeting === undefined) return;
  if (!greeting.startsWith('SSH-')) {
    yield* connection.write('Invalid SSH identification string.\r\n');
    return;
  }
  if (!(yield* send(connection, 'k', hostKey(machine)))) return;
  const first = yield* frames.next();
  if (first?.kind !== 'q') return;
  const request = JSON.parse(first.text) as SshRequest;
  const login = loginOf(machine, request.user);
  const end: SshEnd = login === undefined ? { code: 255, denied: true } : request.copy ? copy(machine, request.copy, login.home) : yield* runSession(machine, connection, frames, request, login);
  if (isOn()) yield* send(connection, 'x', JSON.stringify(end));
}

/** Undefined: there is no such user, or one with no shell to come in to. */
function loginOf(machine: Machine, user: string): Login | undefined {
  const text = machine.files.read('/etc/passwd');
  if (isFileError(text)) return undefined;
  const fields = text.split('\n').map((line) => line.split(':')).find(([name]) => name === user);
  return fields && !/nologin|false$/.test(fields[6] ?? '') ? { name: user, uid: Number(fields[2] ?? 0), home: fields[5] ?? '/' } : undefined;
}

function* runSession(machine: Machine, connection: OpenFile, frames: FrameReader, request: SshRequest, login: Login): Program<SshEnd> {
  const { home } = login;
  const env = loginEnvironment(machine, request.tty !== undefined);
  env.set('HOME', home).set('USER', request.user).set('LOGNAME', request.user).set('SSH_CONNECTION', 'lab');
  if (request.tty) return yield* onTerminal(machine, connection, frames, request, env, login);
  const stdin = createPipe();
  const stdout = createPipe();
  const stderr = createPipe();
  const process = machine.processes.spawn({
    argv: request.command === undefined ? ['bash', '-l'] : ['bash', '-c', request.command],
    env,
    cwd: home,
    uid: login.uid,
    newGroup: true,
    fds: new Map([
      [0, stdin.reader],
      [1, stdout.writer],
      [2, stderr.writer],
    ]),
  });
  for (const file of [stdin.reader, stdout.writer, stderr.writer]) file.close();
  if ('error' in process) return { code: 127 };
  const { sim } = machine;
  const outgoing = [
    spawn(sim, 'sshd out', forward(stdout.reader, connection, 'o')),
    spawn(sim, 'sshd err', forward(stderr.reader, connection, 'r')),
  ];
  const incoming = spawn(
    sim,
    'sshd in',
    (function* (): Program {
      for (;;) {
        const frame = yield* frames.next();
        if (frame?.kind === 'i') yield* stdin.writer.write(frame.text);
        else if (frame?.kind === 'e') stdin.writer.close();
        else if (frame === undefined) {
          // The client is gone: whoever reads sees the end, whoever writes a broken pipe.
          stdin.writer.close();
          for (const file of [stdout.reader, stderr.reader]) file.close();
          process.signal('SIGHUP');
          return;
        }
      }
    })(),
  );
  const status = yield* wait(process.exited);
  for (const fiber of outgoing) yield* fiber.join();
  incoming.cancel('over');
  for (const file of [stdin.writer, stdout.reader, stderr.reader]) file.close();
  return { code: exitCodeOf(status) };
}

function* forward(from: OpenFile, connection: OpenFile, kind: 'o' | 'r'): Program {
  for (;;) {
    const chunk = yield* from.read();
    if (chunk === undefined) return;
    if (!(yield* send(connection, kind, chunk))) {
      from.close();
      return;
    }
  }
}

function* onTerminal(machine: Machine, connection: OpenFile, frames: FrameReader, request: SshRequest, env: Map<string, string>, { home, uid }: Login): Program<SshEnd> {
  const { sim } = machine;
  const size = request.tty as NonNullable<SshRequest['tty']>;
  env.set('TERM', size.term).set('SSH_TTY', '/dev/pts/9');
  const session = openSession(machine, {
    argv: request.command === undefined ? ['bash', '-il'] : ['bash', '-c', request.command],
    env,
    cwd: home,
    uid,
    columns: size.columns,
    rows: size.rows,
    name: 'pts/9',
  });
  if ('error' in session) return { code: 127 };
  const { terminal, process } = session;
  let waiting = request.command === undefined ? greeting(machine) : '';
  let over = false;
  const came = new Signal();
  terminal.onOutput((text) => {
    waiting += text;
    came.fire();
  });
  const outgoing = spawn(
    sim,
    'sshd screen',
    (function* (): Program {
      for (;;) {
        while (waiting === '' && !over) yield* wait(came.wait);
        if (waiting === '') return;
        const text = waiting;
        waiting = '';
        if (!(yield* send(connection, 'o', text))) return;
      }
    })(),
  );
  const incoming = spawn(
    sim,
    'sshd keys',
    (function* (): Program {
      for (;;) {
        const frame = yield* frames.next();
        if (frame === undefined) return terminal.hangUp();
        if (frame.kind === 'i') terminal.input(frame.text);
        else if (frame.kind === 'w') {
          const [columns, rows] = frame.text.split('x').map(Number);
          terminal.resize(columns as number, rows as number);
        }
      }
    })(),
  );
  const status = yield* wait(process.exited);
  over = true;
  came.fire();
  yield* outgoing.join();
  incoming.cancel('over');
  terminal.hangUp();
  return { code: exitCodeOf(status) };
}

/** What a login is greeted with. */
function greeting(machine: Machine): string {
  const text = machine.files.read('/etc/motd');
  return isFileError(text) ? '' : text.replaceAll('\n', '\r\n');
}

// --- Files -------------------------------------------------------------------------------------------------------

function copy(machine: Machine, request: NonNullable<SshRequest['copy']>, home: string): SshEnd {
  const { files } = machine;
  const path = normalizePath(request.path.startsWith('/') ? request.path : `${home}/${request.path.replace(/^~\/?/, '')}`);
  const stat = files.stat(path);
  if (request.way === 'get') {
    if (isFileError(stat)) return { code: 1, error: `${request.path}: ${errnoText(stat.errno)}` };
    if (stat.kind === 'directory' && !request.recursive) return { code: 1, error: `download ${request.path}: not a regular file` };
    return { code: 0, archive: writeTar(packTree(machine, path, baseName(path) || '.')) };
  }
  const entries = readTar(request.archive);
  const isFolder = !isFileError(stat) && stat.kind === 'directory';
  if (!isFolder && request.isDirectory && !isFileError(stat)) return { code: 1, error: `dest open "${request.path}": Not a directory` };
  const parent = files.stat(isFolder ? path : dirName(path));
  if (isFileError(parent) || (request.path.endsWith('/') && !isFolder && !request.isDirectory)) return { code: 1, error: `dest open "${request.path}": ${isFileError(parent) ? errnoText(parent.errno) : 'Failure'}` };
  const error = unpackTree(machine, entries, isFolder ? path : dirName(path), isFolder ? undefined : baseName(path));
  return error === undefined ? { code: 0 } : { code: 1, error };
}

/** A file, or a directory with what is in it, as entries below `name`. */
export function packTree(machine: Machine, path: string, name: string): TarEntry[] {
  const { files } = machine;
  const stat = files.stat(path);
  if (isFileError(stat)) return [];
  if (stat.kind === 'directory') {
    const names = files.list(path);
    const inner = isFileError(names) ? [] : names.flatMap((each) => packTree(machine, `${path}/${each}`, `${name}/${each}`));
    return [{ name: `${name}/`, kind: 'directory', mode: stat.mode, modifiedMs: stat.modifiedMs }, ...inner];
  }
  const content = files.read(path);
  return [{ name, kind: 'file', mode: stat.mode, modifiedMs: stat.modifiedMs, content: isFileError(content) ? '' : content }];
}

/** Puts entries below a directory, the first part of their names exchanged for `as`; answers what went wrong. */
export function unpackTree(machine: Machine, entries: readonly TarEntry[], directory: string, as: string | undefined): string | undefined {
  const { files } = machine;
  for (const entry of entries) {
    const name = as === undefined ? entry.name : entry.name.replace(/^[^/]*/, as);
    if (name.split('/').includes('..')) continue;
    const path = normalizePath(`${directory}/${name}`);
    const existing = files.stat(path);
    const refused =
      entry.kind === 'directory' ? (isFileError(existing) ? files.mkdir(path, { mode: entry.mode & 0o777 }) : undefined) : files.write(path, entry.content ?? '', { mode: entry.mode & 0o777 });
    if (refused) return `dest open "${path}": ${errnoText(refused.errno)}`;
  }
  return undefined;
}
