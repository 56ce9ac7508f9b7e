/**
 * What `docker build` sends to the daemon: the files below a folder without those that .dockerignore names, or a
 * Dockerfile from standard input alone (docker/cli command/image/build/context.go).
 */
import { absolutePath, type FileError, isFileError, type TarEntry, writeTar } from '../../os';
import { byteLength } from '../../os/utf8';
import type { Program } from '../../sim';
import type { Context } from '../_framework/context';
import { Failure } from '../_framework/failure';
import { goErrno } from './local-files';
import { pack } from './pack';
import { readStdin } from './prompt';

export interface BuildContext {
  tar: string;
  bytes: number;
  /** Its path within the context. */
  dockerfile: string;
}

/** Refuses with the client's words; `file` is what `-f` says. */
export function* buildContext(context: Context, source: string, file: string): Program<BuildContext> {
  if (source === '-') {
    const content = yield* readStdin(context);
    return finish([{ name: 'Dockerfile', kind: 'file', mode: 0o600, modifiedMs: context.sim.nowMs, content }], 'Dockerfile');
  }
  if (/^(https?|git|ssh):\/\/|^git@|^github\.com\//.test(source)) {
    const host = /^(?:\w+:\/\/)?(?:git@)?([^/:]+)/.exec(source)?.[1] ?? source;
    throw new Failure(
      `unable to prepare context: unable to 'git clone' to temporary context directory: error fetching: fatal: unable to access '${source}/': Could not resolve host: ${host}\n: exit status 128`,
    );
  }
  const { files } = context.process.machine;
  const root = absolutePath(context.process.cwd, source);
  const stat = files.stat(root);
  if (isFileError(stat) || stat.kind !== 'directory') throw new Failure(`unable to prepare context: path "${source}" not found`);
  const path = file === '' ? `${root === '/' ? '' : root}/Dockerfile` : absolutePath(context.process.cwd, file);
  const found = files.stat(path);
  if (isFileError(found)) throw missing(path, found);
  const inside = path.startsWith(root === '/' ? '/' : `${root}/`);
  const name = inside ? path.slice(root === '/' ? 1 : root.length + 1) : `.dockerfile.${context.sim.random('build').hex(20)}`;
  const ignored = ignoreRules(files.read(`${root}/.dockerignore`));
  const entries = pack(files, root, '').filter((entry) => keeps(entry.name, name, ignored));
  if (!inside) entries.push({ ...(pack(files, path, name)[0] as TarEntry), name });
  return finish(entries, name);
}

function finish(entries: readonly TarEntry[], dockerfile: string): BuildContext {
  const tar = writeTar(entries);
  return { tar, bytes: byteLength(tar), dockerfile };
}

function missing(path: string, error: FileError): Failure {
  return new Failure(`unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat ${path}: ${goErrno(error)}`);
}

interface Rule {
  pattern: RegExp;
  keep: boolean;
}

function ignoreRules(content: string | FileError): Rule[] {
  if (isFileError(content)) return [];
  return content.split('\n').flatMap((line) => {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) return [];
    const keep = text.startsWith('!');
    const bare = (keep ? text.slice(1) : text).trim().replace(/^\.?\/+|\/+$/g, '');
    if (bare === '') return [];
    return [{ pattern: globOf(bare), keep }];
  });
}

/** Go's filepath.Match with `**`; what is below a match is matched too. */
function globOf(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*\*\/?|\*|\?/g, (wild) => (wild.startsWith('**') ? '(?:.*/)?' : wild === '*' ? '[^/]*' : '[^/]'));
  return new RegExp(`^${source.endsWith('(?:.*/)?') ? `${source.slice(0, -8)}.*` : source}(?:/.*)?$`);
}

/** The last rule that fits decides; Dockerfile and .dockerignore always go along. */
function keeps(entry: string, dockerfile: string, rules: readonly Rule[]): boolean {
  const name = entry.replace(/\/$/, '');
  if (name === dockerfile || name === '.dockerignore') return true;
  return rules.findLast((rule) => rule.pattern.test(name))?.keep ?? true;
}
