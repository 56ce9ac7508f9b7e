/**
 * Redirections: they change the process's descriptors, and unless they are meant to stay (`exec`), what was there comes
 * back afterwards. A child that is started in between gets them as they are then.
 */
import type { Program } from '../sim';
import { errnoText, isFileError, openPath, openText, type FileError, type OpenFile, type OpenHow } from '../os';
import { assign, parseTarget, readElement } from './assign';
import { expandHereText, expandText, expandWords, joinSegments, expandParts } from './expand';
import type { Shell } from './shell';
import type { HereDoc, Redirection } from './syntax';

/** A redirection that could not be made: bash says why, and the command does not run. */
export class RedirectError {
  constructor(readonly message: string) {}
}

export class Redirections {
  private saved = new Map<number, OpenFile | undefined>();

  constructor(private shell: Shell) {}

  /** Puts a file at a descriptor; it belongs to the process from now on. Undefined closes. */
  put(fd: number, file: OpenFile | undefined): void {
    const { fds } = this.shell.process;
    const before = fds.get(fd);
    if (this.saved.has(fd)) before?.close();
    else this.saved.set(fd, before);
    if (file) fds.set(fd, file);
    else fds.delete(fd);
  }

  /** Puts back what was there. */
  restore(): void {
    const { fds } = this.shell.process;
    for (const [fd, before] of this.saved) {
      const now = fds.get(fd);
      if (now !== before) now?.close();
      if (before) fds.set(fd, before);
      else fds.delete(fd);
    }
    this.saved.clear();
  }

  /** They stay: what was there before is closed. */
  keep(): void {
    for (const before of this.saved.values()) before?.close();
    this.saved.clear();
  }
}

/** Makes the redirections in order. Throws a RedirectError with nothing left changed. */
export function* redirect(shell: Shell, redirections: readonly Redirection[]): Program<Redirections> {
  const made = new Redirections(shell);
  try {
    for (const redirection of redirections) yield* redirectOne(shell, redirection, made);
  } catch (thrown) {
    made.restore();
    throw thrown;
  }
  return made;
}

function* redirectOne(shell: Shell, redirection: Redirection, made: Redirections): Program {
  if (redirection.type === 'HereDoc') {
    made.put(yield* descriptorOf(shell, redirection, 0), openText(yield* hereDocument(shell, redirection)));
    return;
  }
  if (redirection.type === 'HereString') {
    const text = redirection.target ? yield* expandText(shell, redirection.target) : '';
    made.put(yield* descriptorOf(shell, redirection, 0), openText(`${text}\n`));
    return;
  }
  const { operator } = redirection;
  const variable = redirection.descriptor?.type === 'FileDescriptorVariable' ? redirection.descriptor.name : undefined;
  const typed = redirection.target?.text ?? '';
  if (variable !== undefined && typed === '-' && (operator === '>&' || operator === '<&')) {
    const target = parseTarget(variable);
    const fd = Number(target ? readElement(shell, target.name, target.subscript) : NaN);
    if (!Number.isInteger(fd)) throw new RedirectError(`${variable}: Bad file descriptor`);
    made.put(fd, undefined);
    return;
  }
  const words = redirection.target ? yield* expandWords(shell, [redirection.target]) : [];
  if (words.length !== 1) throw new RedirectError(`${typed}: ambiguous redirect`);
  const word = words[0] as string;
  if (operator === '>&' || operator === '<&') {
    yield* duplicate(shell, redirection, operator, word, made);
    return;
  }
  if (operator === '&>' || operator === '&>>') {
    const file = yield* open(shell, word, operator === '&>' ? '>' : '>>');
    made.put(1, file);
    made.put(2, file.dup());
    return;
  }
  const file = yield* open(shell, word, operator);
  made.put(yield* descriptorOf(shell, redirection, operator.startsWith('<') ? 0 : 1), file);
}

function* duplicate(shell: Shell, redirection: Redirection, operator: '>&' | '<&', word: string, made: Redirections): Program {
  const fd = yield* descriptorOf(shell, redirection, operator === '<&' ? 0 : 1);
  if (word === '-') {
    made.put(fd, undefined);
    return;
  }
  const match = /^(\d+)(-?)$/.exec(word);
  if (!match) {
    // `>&file` is an old way to write `&>file`.
    if (operator !== '>&' || redirection.descriptor) throw new RedirectError(`${word}: ambiguous redirect`);
    const file = yield* open(shell, word, '>');
    made.put(1, file);
    made.put(2, file.dup());
    return;
  }
  const source = Number(match[1]);
  const file = shell.process.fds.get(source);
  if (!file) throw new RedirectError(`${source}: Bad file descriptor`);
  if (source !== fd) made.put(fd, file.dup());
  if (match[2] === '-') made.put(source, undefined);
}

function* descriptorOf(shell: Shell, redirection: Redirection, usual: number): Program<number> {
  const { descriptor } = redirection;
  if (!descriptor) return usual;
  if (descriptor.type === 'FileDescriptor') return descriptor.value;
  let fd = 10;
  while (shell.process.fds.has(fd)) fd++;
  assign(shell, parseTarget(descriptor.name) ?? { name: descriptor.name }, String(fd));
  return fd;
}

const HOW: Record<string, OpenHow> = {
  '<': { read: true },
  '<>': { read: true, write: true, create: true },
  '>': { write: true, create: true, truncate: true },
  '>|': { write: true, create: true, truncate: true },
  '>>': { write: true, create: true, append: true },
};

function* open(shell: Shell, path: string, operator: string): Program<OpenFile> {
  const socket = /^\/dev\/(tcp|udp)\/([^/]+)\/(\d+)$/.exec(path);
  if (socket) return yield* connect(shell, path, socket[2] as string, Number(socket[3]));
  const how = HOW[operator] as OpenHow;
  if (operator === '>' && shell.options.get('noclobber')) {
    const stat = shell.machine.files.stat(path.startsWith('/') ? path : `${shell.process.cwd}/${path}`);
    if (!isFileError(stat) && stat.kind === 'file') throw new RedirectError(`${path}: cannot overwrite existing file`);
  }
  const file = openPath(shell.process, path, { ...how, mode: 0o666 & ~shell.process.umask });
  if (isFileError(file)) throw new RedirectError(openMessage(shell, path, operator, file));
  return file;
}

function openMessage(shell: Shell, path: string, operator: string, error: FileError): string {
  const words = errnoText(error.errno);
  if (shell.dialect === 'ash') return `can't ${operator === '<' ? 'open' : 'create'} ${path}: ${ashWords(error, operator)}`;
  if (shell.dialect === 'dash') {
    const reads = operator === '<';
    const why = error.errno !== 'ENOENT' ? words : reads ? 'No such file' : 'Directory nonexistent';
    return `cannot ${reads ? 'open' : 'create'} ${path}: ${why}`;
  }
  return `${path}: ${words}`;
}

function ashWords(error: FileError, operator: string): string {
  if (error.errno !== 'ENOENT') return errnoText(error.errno);
  return operator === '<' ? 'no such file' : 'nonexistent directory';
}

/** bash's own network files: `/dev/tcp/host/port`. */
function* connect(shell: Shell, path: string, host: string, port: number): Program<OpenFile> {
  const answer = yield* shell.machine.net.connect(host, port);
  if (answer.ok) return answer.value;
  const { error } = answer;
  if (error.kind === 'unknown-host') {
    yield* shell.complain(`${host}: Name or service not known`);
    throw new RedirectError(`${path}: Invalid argument`);
  }
  const words =
    error.kind === 'refused'
      ? 'Connection refused'
      : error.kind === 'timeout'
        ? 'Connection timed out'
        : error.kind === 'reset'
          ? 'Connection reset by peer'
          : 'No route to host';
  yield* shell.complain(`connect: ${words}`);
  throw new RedirectError(`${path}: ${words}`);
}

function* hereDocument(shell: Shell, document: HereDoc): Program<string> {
  const text = yield* hereDocumentText(shell, document);
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function* hereDocumentText(shell: Shell, document: HereDoc): Program<string> {
  const { body, delimiter, operator } = document;
  if (operator === '<<-') {
    const text = body.text.replace(/^\t+/gm, '');
    return delimiter?.quoted ? text : yield* expandHereText(shell, text);
  }
  if (delimiter?.quoted || !body.parts) return body.text;
  return joinSegments(yield* expandParts(shell, body.parts, { quoted: true, tilde: 'none', single: true, literalSplits: false, hereDocument: true }));
}
