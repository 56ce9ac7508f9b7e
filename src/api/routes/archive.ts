/** `/containers/{name}/archive` and `/export`: files in and out of a container as tar (moby api/server/router/container/copy.go). */
import { Gunzip } from 'fflate';
import type { Files, Stat, TarEntry } from '../../os';
import { byteLength, decodeUtf8, dirName, encodeUtf8, isFileError, joinPath, normalizePath, packTree, readTar, tarProblem, unpackEntry, writeTar } from '../../os';
import { formatInstant, isRefusal, refuse } from '../../model';
import type { Refusal } from '../../model';
import type { HttpResponse } from '../../os';
import type { ApiCall } from '../call';
import { bodyText, empty, refused } from '../call';
import type { Routes } from '../engine-api';
import { encodeBase64Text } from '../shape/base64';

/** Go's os.FileMode: type bits beside the permissions. */
const MODE_DIRECTORY = 2 ** 31;
const MODE_SYMLINK = 2 ** 27;
const UNZIPPED_BYTES_MAX = 128 * 1024 * 1024;
const PIECE_BYTES = 16 * 1024;
/** What the kernel makes up: an exported container has these folders empty. */
const MADE_UP = ['/proc', '/sys', '/dev'];

interface Place {
  files: Files;
  path: string;
  /** Of the last name itself, also where it is a link. */
  stat: Stat;
  /** What the archive calls it: `.` where its contents were asked for. */
  base: string;
}

export const archive: Routes = {
  *'GET /containers/{name}/archive'(call) {
    const place = find(call);
    if (isRefusal(place)) return refused(place);
    const head = stated(place);
    call.daemon.engine.containerTouched(call.params.name ?? '', 'archive-path');
    return { ...head, headers: { ...head.headers, 'content-type': 'application/x-tar' }, body: writeTar([...packTree(place.files, place.path, place.base)]) };
  },

  *'HEAD /containers/{name}/archive'(call) {
    const place = find(call);
    return isRefusal(place) ? refused(place) : stated(place);
  },

  *'PUT /containers/{name}/archive'(call) {
    const place = find(call, true);
    if (isRefusal(place)) return refused(place);
    if (place.stat.kind !== 'directory') return refused(refuse(400, 'extraction point is not a directory'));
    const text = unzipped(yield* bodyText(call));
    const problem = tarProblem(text);
    if (problem !== undefined) return refused(refuse(500, problem));
    call.daemon.engine.containerTouched(call.params.name ?? '', 'extract-to-dir');
    const strict = call.query.bool('noOverwriteDirNonDir');
    for (const entry of readTar(text)) {
      const target = normalizePath(joinPath(place.path, entry.name));
      // Nothing leaves the folder, whatever the archive's names say.
      if (target !== place.path && !target.startsWith(place.path === '/' ? '/' : `${place.path}/`)) continue;
      const clash = strict ? clashWith(place, target, entry) : undefined;
      if (clash) return refused(clash);
      const failed = unpackEntry(place.files, target, entry, { owners: true });
      if (failed) return refused(refuse(500, `Error processing tar file: ${target}: ${failed.errno}`));
    }
    return empty(200);
  },

  *'GET /containers/{name}/export'(call) {
    const files = call.daemon.engine.containerFiles(call.params.name ?? '');
    if (isRefusal(files)) return refused(files);
    const names = files.list('/');
    const list = isFileError(names) ? [] : names.flatMap((name) => [...packTree(files, `/${name}`, name, MADE_UP)]);
    return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: writeTar(list) } satisfies HttpResponse;
  },
};

function find(call: ApiCall, follow = false): Place | Refusal {
  const name = call.params.name ?? '';
  const asked = call.query.get('path');
  if (asked === '') return refuse(400, 'bad parameter: pathcannot be empty');
  const files = call.daemon.engine.containerFiles(name);
  if (isRefusal(files)) return files;
  const path = normalizePath(joinPath('/', asked));
  const contents = /(^|\/)\.$/.test(asked);
  const stat = files.stat(path, follow || contents);
  if (isFileError(stat)) return refuse(404, `Could not find the file ${joinPath('/', asked)}${asked.endsWith('/') ? '/' : ''} in container ${name}`);
  if (asked.endsWith('/') && path !== '/' && stat.kind !== 'directory') return refuse(500, `lstat ${asked}: not a directory`);
  return { files, path, stat, base: contents ? '.' : path.slice(path.lastIndexOf('/') + 1) };
}

function stated({ files, path, stat, base }: Place): HttpResponse {
  const kind = stat.kind === 'directory' ? MODE_DIRECTORY : stat.kind === 'symlink' ? MODE_SYMLINK : 0;
  // A file that the kernel makes up says nothing of its size.
  const content = stat.kind === 'file' && stat.size === 0 ? files.read(path) : '';
  const value = {
    name: base === '' ? '/' : base,
    size: isFileError(content) ? 0 : stat.size || byteLength(content),
    mode: kind + stat.mode,
    mtime: formatInstant(stat.modifiedMs),
    linkTarget: stat.target === undefined ? '' : normalizePath(joinPath(dirName(path), stat.target)),
  };
  const plain = empty(200);
  return { ...plain, headers: { ...plain.headers, 'x-docker-container-path-stat': encodeBase64Text(JSON.stringify(value)) } };
}

/** A compressed archive is taken as well, as moby does. */
function unzipped(body: string): string {
  const bytes = encodeUtf8(body);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return body;
  const parts: Uint8Array[] = [];
  let length = 0;
  const gunzip = new Gunzip((part) => {
    parts.push(part);
    length += part.length;
  });
  try {
    // Bit by bit, so that little that swells to very much is noticed in time.
    for (let at = 0; at < bytes.length && length <= UNZIPPED_BYTES_MAX; at += PIECE_BYTES) gunzip.push(bytes.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= bytes.length);
  } catch {
    // Not even that: its first header will say so.
    return body;
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return decodeUtf8(all);
}

/** moby pkg/archive: with `noOverwriteDirNonDir` neither kind replaces the other. */
function clashWith(place: Place, target: string, entry: TarEntry): Refusal | undefined {
  const there = place.files.stat(target, false);
  if (isFileError(there) || target === place.path) return undefined;
  const name = JSON.stringify(entry.name.replace(/\/$/, ''));
  const where = JSON.stringify(place.path);
  if (there.kind === 'directory' && entry.kind !== 'directory') return refuse(500, `cannot overwrite directory ${name} with non-directory ${where}`);
  if (there.kind !== 'directory' && entry.kind === 'directory') return refuse(500, `cannot overwrite non-directory ${name} with directory ${where}`);
  return undefined;
}
