/** `docker cp` (command/container/cp.go, pkg/archive/copy.go): files as an archive through the engine. */
import { baseName, byteLength, decodeUtf8, dirName, isFileError, joinPath, type Files } from '../../os';
import type { Program } from '../../sim';
import { apiPath } from '../_client/path';
import { goErrno } from '../_client/local-files';
import { pack } from '../_client/pack';
import { readStdin } from '../_client/prompt';
import { readTar, type TarEntry, writeTar } from '../../os';
import type { Context } from '../_framework/context';
import { command, exactly } from '../_framework/command';
import { containerNames } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { humanSize } from '../_format/human';
import { readAll } from '../_client/client';
import { decodeBase64 } from '../../template/base64';
import { quote } from '../../template/quote';

export default command({
  use: 'cp [OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-',
  top: 'cp',
  short: 'Copy files between a container and this machine',
  args: exactly(2),
  flags: {
    archive: flag.bool('a', 'Keep owner, group and times'),
    'follow-link': flag.bool('L', 'Follow links in the source path'),
    quiet: flag.bool('q', 'Say less'),
  },
  *completes(scene) {
    return (yield* containerNames(scene)).map((name) => `${name}:`);
  },
  *run(context, [source = '', target = ''], flags) {
    if (source === '') throw new Failure('source can not be empty');
    if (target === '') throw new Failure('destination can not be empty');
    const from = splitPlace(source);
    const to = splitPlace(target);
    if (from.container && to.container) throw new Failure('copying between containers is not supported');
    if (!from.container && !to.container) throw new Failure('must specify at least one container source');
    const bytes = from.container
      ? yield* copyOut(context, from.container, from.path, target)
      : yield* copyIn(context, source, to.container as string, to.path, flags.archive, flags['follow-link']);
    if (bytes !== undefined && !flags.quiet)
      yield* context.err.line(`Successfully copied ${humanSize(bytes, 3)} to ${from.container ? joinPath(context.process.cwd, target) : target}`);
  },
});

/** `web:/etc/hosts`, or a path of this machine. */
function splitPlace(text: string): { container?: string; path: string } {
  if (text.startsWith('/') || text.startsWith('.')) return { path: text };
  const at = text.indexOf(':');
  return at < 0 ? { path: text } : { container: text.slice(0, at), path: text.slice(at + 1) };
}

/** Bytes of the archive that was unpacked; undefined when it went to stdout as it was. */
function* copyOut(context: Context, container: string, path: string, target: string): Program<number | undefined> {
  const outer = dirName(joinPath('/', target));
  const folder = target.startsWith('/') ? outer : outer.slice(1);
  if (target !== '-' && folder !== '' && isFileError(context.process.machine.files.stat(joinPath(context.process.cwd, folder))))
    throw new Failure(`invalid output path: directory ${quote(folder)} does not exist`);
  const { body } = yield* context.api.stream('GET', apiPath`/containers/${container}/archive`, {
    query: { path: path.startsWith('/') ? path : `/${path}` },
  });
  const archive = yield* readAll(body);
  if (target === '-') {
    yield* context.out.write(archive);
    return undefined;
  }
  const { files } = context.process.machine;
  const place = joinPath(context.process.cwd, target);
  const entries = readTar(archive);
  const first = entries[0];
  if (!first) throw new Failure(`could not find the file ${path} in container ${container}`);
  const root = first.name.replace(/\/.*$/, '');
  const found = files.stat(place);
  const intoFolder = !isFileError(found) && found.kind === 'directory';
  if (isFileError(found) && target.endsWith('/') && first.kind !== 'directory')
    throw new Failure(`invalid output path: ${quote(target)} is not a directory`);
  const contentsOnly = /\/\.$/.test(path);
  for (const entry of entries) {
    const rest = entry.name.slice(root.length).replace(/^\/|\/$/g, '');
    const base = intoFolder && !contentsOnly ? `${place}/${root}` : place;
    unpack(files, rest ? `${base}/${rest}` : base, entry);
  }
  return byteLength(archive);
}

function unpack(files: Files, path: string, entry: TarEntry): void {
  if (entry.kind === 'directory') files.mkdir(path, { parents: true, mode: entry.mode });
  else if (entry.kind === 'symlink') files.symlink(entry.target ?? '', path);
  else files.write(path, entry.content ?? '', { mode: entry.mode });
}

function* copyIn(context: Context, source: string, container: string, target: string, archive: boolean, followLink: boolean): Program<number> {
  const place = target.startsWith('/') ? target : `/${target}`;
  const stat = yield* statIn(context, container, place);
  let body: string;
  let folder: string;
  if (source === '-') {
    if (!stat?.isFolder) throw new Failure(`destination "${container}:${target}" must be a directory`);
    body = yield* readStdin(context);
    folder = place;
  } else {
    const path = joinPath(context.process.cwd, source);
    const found = context.process.machine.files.stat(path);
    // Go joins the folder and the name by a slash of its own.
    if (isFileError(found)) throw new Failure(`lstat ${dirName(path) === '/' && !followLink ? '/' : ''}${path}: ${goErrno(found)}`);
    if (found.kind !== 'directory' && /\/\.?$/.test(source)) throw new Failure('not a directory');
    if (stat && !stat.isFolder && found.kind === 'directory') throw new Failure('cannot copy directory');
    if (!stat && place.endsWith('/') && found.kind !== 'directory') throw new Failure('no such directory');
    const contentsOnly = /\/\.$|^\.$/.test(source);
    // Into a directory that is there under the source's name, else under the name that was given.
    folder = stat?.isFolder ? place : dirName(place.replace(/\/$/, ''));
    const name = stat?.isFolder ? (contentsOnly ? '' : baseName(path)) : baseName(place.replace(/\/$/, ''));
    body = writeTar(pack(context.process.machine.files, path, name));
  }
  yield* context.api.text('PUT', apiPath`/containers/${container}/archive`, {
    query: { path: folder, noOverwriteDirNonDir: 'true', copyUIDGID: archive ? '1' : undefined },
    body,
    contentType: 'application/x-tar',
  });
  return byteLength(body);
}

function* statIn(context: Context, container: string, path: string): Program<{ isFolder: boolean } | undefined> {
  try {
    const { headers } = yield* context.api.stream('HEAD', apiPath`/containers/${container}/archive`, { query: { path } });
    const header = headers['x-docker-container-path-stat'];
    const mode = header ? (JSON.parse(decodeUtf8(decodeBase64(header))) as { mode: number }).mode : 0;
    // Go's os.FileMode marks directories in its highest bit.
    return { isFolder: mode >= 0x80000000 };
  } catch (error) {
    // Whatever went wrong, the folder may be there; what follows tells.
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
