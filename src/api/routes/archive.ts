/** `/containers/{name}/archive`: files in and out of a container as tar (moby api/server/router/container/copy.go). */
import type { Files, Stat, TarEntry } from '../../os';
import { dirName, isFileError, joinPath, normalizePath, readAll, readTar, writeTar } from '../../os';
import { formatInstant, isRefusal, refuse } from '../../model';
import type { Refusal } from '../../model';
import type { ApiCall } from '../call';
import { empty, refused } from '../call';
import type { Routes } from '../engine-api';
import { encodeBase64Text } from '../shape/base64';

/** Go's os.FileMode: type bits beside the permissions. */
const MODE_DIRECTORY = 2 ** 31;
const MODE_SYMLINK = 2 ** 27;

interface Place {
  files: Files;
  path: string;
  stat: Stat;
}

export const archive: Routes = {
  *'GET /containers/{name}/archive'(call) {
    const place = find(call);
    if (isRefusal(place)) return refused(place);
    const head = stated(place);
    return { ...head, headers: { ...head.headers, 'content-type': 'application/x-tar' }, body: writeTar([...entries(place.files, place.path, baseOf(place.path))]) };
  },

  *'HEAD /containers/{name}/archive'(call) {
    const place = find(call);
    return isRefusal(place) ? refused(place) : stated(place);
  },

  *'PUT /containers/{name}/archive'(call) {
    const place = find(call);
    if (isRefusal(place)) return refused(place);
    if (place.stat.kind !== 'directory') return refused(refuse(400, 'extraction point is not a directory'));
    const { body } = call.request;
    const text = typeof body === 'string' ? body : (yield* readAll(body as never)).text;
    for (const entry of readTar(text)) {
      const target = normalizePath(joinPath(place.path, entry.name));
      // Nothing leaves the folder, whatever the archive's names say.
      if (target !== place.path && !target.startsWith(place.path === '/' ? '/' : `${place.path}/`)) continue;
      const failed = unpack(place.files, entry, target);
      if (failed) return refused(refuse(500, `Error processing tar file: ${target}: ${failed}`));
    }
    return empty(200);
  },
};

function find(call: ApiCall): Place | Refusal {
  const name = call.params.name ?? '';
  const files = call.daemon.engine.containerFiles(name);
  if (isRefusal(files)) return files;
  const path = normalizePath(joinPath('/', call.query.get('path')));
  const stat = files.stat(path);
  return isFileError(stat) ? refuse(404, `Could not find the file ${call.query.get('path')} in container ${name}`) : { files, path, stat };
}

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1) || '/';

function stated({ path, stat }: Place) {
  const kind = stat.kind === 'directory' ? MODE_DIRECTORY : stat.kind === 'symlink' ? MODE_SYMLINK : 0;
  const value = { name: baseOf(path), size: stat.size, mode: kind + stat.mode, mtime: formatInstant(stat.modifiedMs), linkTarget: stat.target ?? '' };
  const plain = empty(200);
  return { ...plain, headers: { ...plain.headers, 'x-docker-container-path-stat': encodeBase64Text(JSON.stringify(value)) } };
}

function* entries(files: Files, path: string, name: string): Iterable<TarEntry> {
  const stat = files.stat(path, false);
  if (isFileError(stat)) return;
  const common = { mode: stat.mode, modifiedMs: stat.modifiedMs };
  if (stat.kind === 'symlink') yield { ...common, name, kind: 'symlink', target: stat.target ?? '' };
  else if (stat.kind === 'directory') {
    yield { ...common, name: `${name}/`, kind: 'directory' };
    const names = files.list(path);
    if (!isFileError(names)) for (const child of names) yield* entries(files, joinPath(path, child), `${name}/${child}`);
  } else {
    const content = files.read(path);
    if (!isFileError(content)) yield { ...common, name, kind: 'file', content };
  }
}

/** In words what went wrong; undefined when it is there. */
function unpack(files: Files, entry: TarEntry, target: string): string | undefined {
  files.mkdir(dirName(target), { parents: true });
  if (entry.kind === 'directory') {
    files.mkdir(target, { parents: true, mode: entry.mode });
    return undefined;
  }
  if (entry.kind === 'symlink') {
    files.remove(target);
    files.symlink(entry.target ?? '', target);
    return undefined;
  }
  const error = files.write(target, entry.content ?? '', { mode: entry.mode });
  if (error) return error.errno;
  files.chmod(target, entry.mode);
  return undefined;
}
