/** `docker cp` (command/container/cp.go, pkg/archive/copy.go): files as an archive through the engine. */
import { baseName, byteLength, decodeUtf8, dirName, isFileError, joinPath, packTree, readTar, unpackEntry, writeTar } from '../../os';
import type { Program } from '../../sim';
import { apiPath } from '../_client/path';
import { goErrno } from '../_client/local-files';
import { readStdin } from '../_client/prompt';
import type { Context } from '../_framework/context';
import { command, exactly } from '../_framework/command';
import { containerNames } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { humanSize } from '../_format/human';
import { instantText } from '../_parse/time';
import { readAll } from '../_client/client';
import { decodeBase64 } from '../../template/base64';
import { quote } from '../../template/quote';
import { assertsFolder, planCopy, rebased, type CopyEnd } from './_copy-plan';

export default command({
  use: 'cp [OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH',
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
      ? yield* copyOut(context, from.container, from.path, target, flags['follow-link'])
      : yield* copyIn(context, source, to.container as string, to.path, flags.archive, flags['follow-link']);
    // Progress and its end are for people alone (observed on Docker 28.5: nothing in a pipe).
    if (bytes !== undefined && !flags.quiet && context.err.isTerminal)
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
function* copyOut(context: Context, container: string, path: string, target: string, followLink: boolean): Program<number | undefined> {
  const { files } = context.process.machine;
  const place = target === '-' ? '-' : absoluteAsGiven(context, target);
  const folder = dirName(joinPath('/', place));
  if (target !== '-' && isFileError(files.stat(folder))) throw new Failure(`invalid output path: directory ${quote(folder)} does not exist`);
  const asked = path.startsWith('/') ? path : `/${path}`;
  const link = followLink ? (yield* statIn(context, container, asked))?.linkTarget : undefined;
  const source = link ? joinPath(dirName(asked), link) : asked;
  const { body } = yield* context.api.stream('GET', apiPath`/containers/${container}/archive`, { query: { path: source } });
  const archive = yield* readAll(body);
  if (target === '-') {
    yield* context.out.write(archive);
    return undefined;
  }
  const entries = readTar(archive);
  if (!entries[0]) throw new Failure(`could not find the file ${path} in container ${container}`);
  // A link that was followed keeps the name that was asked for.
  const named = link ? rebased(entries, source, baseName(asked)) : entries;
  const found = files.stat(joinPath('/', place));
  const plan = planCopy(
    { path: asked, exists: true, isFolder: entries[0].kind === 'directory' },
    { path: place, exists: !isFileError(found), isFolder: !isFileError(found) && found.kind === 'directory' },
  );
  for (const entry of rebased(named, asked, plan.name)) {
    const at = joinPath(joinPath('/', plan.folder), entry.name);
    const failed = unpackEntry(files, at, entry);
    if (failed?.errno === 'EISDIR') throw new Failure(`cannot overwrite directory ${quote(at)} with non-directory ${quote(plan.folder)}`);
    if (failed) throw new Failure(`open ${at}: ${goErrno(failed)}`);
  }
  return byteLength(archive);
}

/** Absolute, with the slash or dot at its end that says what it shall be. */
function absoluteAsGiven(context: Context, path: string): string {
  const [end = ''] = /\/\.?$|^\.$/.exec(path) ?? [];
  const plain = joinPath(context.process.cwd, path);
  return end === '' || plain === '/' ? plain : `${plain}${end === '.' ? '/.' : end}`;
}

function* copyIn(context: Context, source: string, container: string, target: string, archive: boolean, followLink: boolean): Program<number> {
  const place = target.startsWith('/') ? target : `/${target}`;
  const stat = yield* statIn(context, container, place, true);
  let body: string;
  let folder = place;
  if (source === '-') {
    if (!stat?.isFolder) throw new Failure(`destination "${container}:${target}" must be a directory`);
    body = yield* readStdin(context);
  } else {
    const { files } = context.process.machine;
    const path = absoluteAsGiven(context, source);
    const plain = joinPath('/', path);
    const found = files.stat(plain, followLink || assertsFolder(path));
    // Go joins the folder and the name by a slash of its own.
    if (isFileError(found)) throw new Failure(`lstat ${dirName(plain) === '/' && !followLink ? '/' : ''}${plain}: ${goErrno(found)}`);
    const isFolder = found.kind === 'directory';
    if (!isFolder && assertsFolder(path)) throw new Failure('not a directory');
    const plan = yield* planned(context, plain, { path, exists: true, isFolder }, { path: place, exists: stat !== undefined, isFolder: stat?.isFolder ?? false });
    ({ folder } = plan);
    const real = followLink ? files.realpath(plain) : plain;
    const root = /\/\.$/.test(path) ? '.' : baseName(plain);
    body = writeTar(rebased([...packTree(files, isFileError(real) ? plain : real, root)], path, plan.name));
  }
  yield* context.api.text('PUT', apiPath`/containers/${container}/archive`, {
    query: { path: folder, noOverwriteDirNonDir: 'true', copyUIDGID: archive ? '1' : undefined },
    body,
    contentType: 'application/x-tar',
  });
  return byteLength(body);
}

/** The plan of a copy into a container. When there is none, whoever was packing already says so in the client's log. */
function* planned(context: Context, path: string, source: CopyEnd, target: CopyEnd): Program<ReturnType<typeof planCopy>> {
  try {
    return planCopy(source, target);
  } catch (error) {
    const log = (message: string) => context.err.line(`time="${instantText(Math.floor(context.sim.nowMs / 1000) * 1000)}" level=error msg="${message}: io: read/write on closed pipe"`);
    yield* log(`Can't add file ${path} to tar`);
    yield* log(`Can't close tar writer`);
    throw error;
  }
}

interface StatIn {
  isFolder: boolean;
  /** Of a link that was not followed. */
  linkTarget: string;
}

/** What lies there; with `follow`, behind a link. */
function* statIn(context: Context, container: string, path: string, follow = false): Program<StatIn | undefined> {
  try {
    const { headers } = yield* context.api.stream('HEAD', apiPath`/containers/${container}/archive`, { query: { path } });
    const header = headers['x-docker-container-path-stat'];
    const stat = header ? (JSON.parse(decodeUtf8(decodeBase64(header))) as { mode: number; linkTarget: string }) : { mode: 0, linkTarget: '' };
    if (follow && stat.linkTarget !== '') return yield* statIn(context, container, joinPath(dirName(path), stat.linkTarget));
    // Go's os.FileMode marks directories in its highest bit.
    return { isFolder: stat.mode >= 0x80000000, linkTarget: stat.linkTarget };
  } catch (error) {
    // Whatever went wrong, the folder may be there; what follows tells.
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
