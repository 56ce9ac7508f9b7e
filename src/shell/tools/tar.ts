/** tar: archives made, listed and unpacked, through files and pipes, gzipped or not. */
import { decodeUtf8, encodeUtf8, errnoText, isFileError, looksLikeTar, readTar, writeTar } from '../../os';
import type { Process, TarEntry } from '../../os';
import type { Program } from '../../sim';
import { compileGlob } from './_glob';
import { gunzip, gzip, isGzip } from './_gzip';
import { isBusybox, openInput, openOutput, Output, print, readAll } from './_io';
import { modeText } from './_mode';
import { absolutePath, dirName, normalizePath } from './_paths';
import { parseTarArguments } from './_tar-arguments';
import type { TarArguments } from './_tar-arguments';
import { civil, strftime } from './_time';
import { tool } from './_tool';
import { groupName, userName } from './_users';

const HELP = `Usage: tar [OPTION...] [FILE]...
Makes, lists and unpacks archives.

  -c, --create               a new archive
  -x, --extract              unpack files
  -t, --list                 list what is inside
  -r, --append               add files at the end
  -f, --file=ARCHIVE         this archive; - is stdin or stdout
  -z, --gzip                 through gzip
  -C, --directory=DIR        go into DIR first
  -v, --verbose              name the files
  -O, --to-stdout            write contents to stdout
  -k, --keep-old-files       do not overwrite
  -h, --dereference          follow symlinks
      --exclude=PATTERN      leave these out
      --strip-components=N   without the first N parts of names
  -T, --files-from=FILE      names from FILE
`;

/** Exit code of an error. */
const FAILED = 2;
const MS_PER_MEGABYTE = 3;

export default tool({
  name: 'tar',
  package: 'tar',
  busybox: true,
  *main(process) {
    const args = process.argv.slice(1);
    if (args.includes('--version')) {
      yield* print(process, 'tar (GNU tar) 1.34\n');
      return 0;
    }
    if (args.includes('--help')) {
      yield* print(process, HELP);
      return 0;
    }
    const parsed = parseTarArguments(args);
    if (!parsed.ok) {
      yield* process.stderr.write(`tar: ${parsed.message}\n${parsed.kind === 'usage' ? "Try 'tar --help' or 'tar --usage' for more information.\n" : ''}`);
      return parsed.kind === 'usage' ? FAILED : 1;
    }
    return yield* new Tar(process, parsed.value).run();
  },
});

class Tar {
  private failed = false;
  private readonly out: Output;
  private saidRoot = false;

  constructor(
    private readonly process: Process,
    private readonly args: TarArguments,
  ) {
    // With the archive on stdout, names go to stderr.
    const namesToStderr = args.mode === 'create' && args.file === undefined;
    this.out = new Output(process, namesToStderr || args.toStdout ? process.stderr : process.stdout);
  }

  *run(): Program<number> {
    const { mode } = this.args;
    const code = yield* mode === 'create' || mode === 'append' ? this.write() : this.read();
    yield* this.out.flush();
    if (code !== 0) return code;
    if (!this.failed) return 0;
    yield* this.process.stderr.write(
      isBusybox(this.process) ? 'tar: error exit delayed from previous errors\n' : 'tar: Exiting with failure status due to previous errors\n',
    );
    return isBusybox(this.process) ? 1 : FAILED;
  }

  private *complain(message: string): Program {
    yield* this.out.flush();
    yield* this.process.stderr.write(`tar: ${message}\n`);
    this.failed = true;
  }

  /** What ends it at once. */
  private *give(message: string): Program<number> {
    yield* this.out.flush();
    const busybox = isBusybox(this.process);
    yield* this.process.stderr.write(`tar: ${message}\n${busybox ? '' : 'tar: Error is not recoverable: exiting now\n'}`);
    return busybox ? 1 : FAILED;
  }

  // --- Making --------------------------------------------------------------------------------------------------

  private *write(): Program<number> {
    const { args, process } = this;
    const named = yield* this.withLists();
    if (!named.some((member) => 'name' in member) && args.fileLists.length === 0) {
      const busybox = isBusybox(process);
      yield* process.stderr.write(busybox ? 'tar: empty archive\n' : "tar: Cowardly refusing to create an empty archive\nTry 'tar --help' or 'tar --usage' for more information.\n");
      return busybox ? 1 : FAILED;
    }
    if (args.file === undefined && process.stdout.tty) return yield* this.give('Refusing to write archive contents to terminal (missing -f option?)');
    const entries: TarEntry[] = args.mode === 'append' ? yield* this.older() : [];
    let base = process.cwd;
    for (const member of named) {
      if ('into' in member) {
        const next = normalizePath(member.into.startsWith('/') ? member.into : `${base}/${member.into}`);
        const stat = process.machine.files.stat(next);
        if (isFileError(stat)) return yield* this.give(`${member.into}: Cannot open: ${errnoText(stat.errno)}`);
        base = next;
      } else yield* this.add(entries, base, member.name);
    }
    const archive = encodeUtf8(writeTar(entries));
    yield* process.busy((archive.length / 1_048_576) * MS_PER_MEGABYTE + 0.2);
    const text = decodeUtf8(args.gzip ? gzip(archive) : archive);
    if (args.file === undefined) {
      yield* process.stdout.write(text);
      return 0;
    }
    const output = openOutput(process, args.file);
    if (isFileError(output)) return yield* this.give(isBusybox(process) ? `can't open '${args.file}': ${errnoText(output.errno)}` : `${args.file}: Cannot open: ${errnoText(output.errno)}`);
    yield* output.write(text);
    output.close();
    return 0;
  }

  /** What an archive to be added to already has. */
  private *older(): Program<TarEntry[]> {
    const { file } = this.args;
    if (file === undefined) return [];
    const source = openInput(this.process, file);
    if (isFileError(source)) return [];
    const text = yield* readAll(source);
    source.close();
    return readTar(text);
  }

  private *withLists(): Program<TarArguments['members']> {
    const members = [...this.args.members];
    for (const name of this.args.fileLists) {
      const source = openInput(this.process, name);
      if (isFileError(source)) {
        yield* this.complain(`${name}: Cannot open: ${errnoText(source.errno)}`);
        continue;
      }
      const text = yield* readAll(source);
      source.close();
      members.push(...text.split('\n').filter(Boolean).map((line) => ({ name: line })));
    }
    return members;
  }

  /** A file, or a directory with what is in it. */
  private *add(entries: TarEntry[], base: string, typed: string): Program {
    const { args, process } = this;
    const { files } = process.machine;
    const path = normalizePath(typed.startsWith('/') ? typed : `${base}/${typed}`);
    const stat = files.stat(path, args.dereference);
    if (isFileError(stat)) {
      yield* this.complain(isBusybox(process) ? `${typed}: ${errnoText(stat.errno)}` : `${typed}: Cannot stat: ${errnoText(stat.errno)}`);
      return;
    }
    if (this.excludes(typed)) return;
    // An archive is not put into itself.
    if (args.file !== undefined && path === absolutePath(process, args.file)) {
      yield* process.stderr.write(`tar: ${typed}: file is the archive; not dumped\n`);
      return;
    }
    const name = yield* this.memberName(typed, stat.kind === 'directory');
    const owner = { uid: stat.uid, gid: stat.gid, user: userName(process, stat.uid), group: groupName(process, stat.gid) };
    const common = { name, mode: stat.mode, modifiedMs: stat.modifiedMs, owner };
    if (stat.kind === 'socket') {
      yield* process.stderr.write(`tar: ${typed}: socket ignored\n`);
      return;
    }
    if (args.verbose > 0) this.out.line(args.verbose > 1 ? this.longLine({ ...common, kind: stat.kind === 'directory' ? 'directory' : 'file' }) : typed.replace(/\/*$/, stat.kind === 'directory' ? '/' : ''));
    if (stat.kind === 'symlink') entries.push({ ...common, kind: 'symlink', target: stat.target });
    else if (stat.kind === 'directory') {
      if (name !== '') entries.push({ ...common, kind: 'directory' });
      const names = args.noRecursion ? [] : files.list(path);
      for (const each of isFileError(names) ? [] : names) yield* this.add(entries, base, `${typed.replace(/\/+$/, '')}/${each}`);
    } else {
      const content = stat.kind === 'file' ? files.read(path) : '';
      entries.push({ ...common, kind: 'file', content: isFileError(content) ? '' : content });
    }
    if (entries.length % 50 === 0) yield* this.out.flush();
  }

  private *memberName(typed: string, isDirectory: boolean): Program<string> {
    let name = typed;
    if (!this.args.absoluteNames && name.startsWith('/')) {
      if (!this.saidRoot) {
        yield* this.out.flush();
        yield* this.process.stderr.write(isBusybox(this.process) ? "tar: removing leading '/' from member names\n" : "tar: Removing leading `/' from member names\n");
      }
      this.saidRoot = true;
      name = name.replace(/^\/+/, '');
    }
    return isDirectory ? `${name.replace(/\/+$/, '')}/` : name;
  }

  private excludes(name: string): boolean {
    const bare = name.replace(/\/+$/, '');
    return this.args.exclude.some((pattern) => {
      const matches = compileGlob(pattern.replace(/\/+$/, ''));
      // A pattern may match any part of a name that begins behind a slash.
      const parts = bare.split('/');
      return parts.some((_part, at) => matches(parts.slice(at).join('/'))) || matches(bare);
    });
  }

  // --- Reading -------------------------------------------------------------------------------------------------

  private *read(): Program<number> {
    const { args, process } = this;
    const busybox = isBusybox(process);
    if (args.file === undefined && process.stdin.tty) return yield* this.give('Refusing to read archive contents from terminal (missing -f option?)');
    const source = args.file === undefined ? process.stdin : openInput(process, args.file);
    if (isFileError(source)) {
      const why = errnoText(source.errno);
      if (busybox) return yield* this.give(`can't open '${args.file}': ${why}`);
      if (!args.gzip) return yield* this.give(`${args.file}: Cannot open: ${why}`);
      yield* process.stderr.write(`tar (child): ${args.file}: Cannot open: ${why}\ntar (child): Error is not recoverable: exiting now\ntar: Child returned status 2\ntar: Error is not recoverable: exiting now\n`);
      return FAILED;
    }
    let bytes = encodeUtf8(yield* readAll(source));
    if (source !== process.stdin) source.close();
    if (isGzip(bytes)) {
      if (!args.gzip && args.file === undefined) return yield* this.give('Archive is compressed. Use -z option');
      const found = gunzip(bytes);
      if ('error' in found) {
        yield* process.stderr.write(`\ngzip: stdin: ${found.error === 'end' ? 'unexpected end of file' : 'invalid compressed data--crc error'}\ntar: Child returned status 1\ntar: Error is not recoverable: exiting now\n`);
        return FAILED;
      }
      ({ bytes } = found);
    } else if (args.gzip) {
      yield* process.stderr.write(busybox ? 'tar: invalid magic\ntar: short read\n' : '\ngzip: stdin: not in gzip format\ntar: Child returned status 1\ntar: Error is not recoverable: exiting now\n');
      return busybox ? 1 : FAILED;
    }
    if (bytes.length === 0) return 0;
    if (!looksLikeTar(bytes)) {
      if (busybox) return yield* this.give('invalid tar magic');
      yield* this.complain('This does not look like a tar archive');
      return 0;
    }
    yield* process.busy((bytes.length / 1_048_576) * MS_PER_MEGABYTE + 0.2);
    return yield* this.members(readTar(decodeUtf8(bytes)));
  }

  private *members(entries: readonly TarEntry[]): Program<number> {
    const { args, process } = this;
    const members = yield* this.withLists();
    let base = process.cwd;
    const wanted: { name: string; matches: (name: string) => boolean; found: boolean }[] = [];
    for (const member of members) {
      if ('into' in member) {
        const next = normalizePath(member.into.startsWith('/') ? member.into : `${base}/${member.into}`);
        const stat = process.machine.files.stat(next);
        if (isFileError(stat) || stat.kind !== 'directory') {
          const why = errnoText(isFileError(stat) ? stat.errno : 'ENOTDIR');
          return yield* this.give(isBusybox(process) ? `can't change directory to '${member.into}': ${why}` : `${member.into}: Cannot open: ${why}`);
        }
        base = next;
      } else {
        const bare = member.name.replace(/\/+$/, '');
        const glob = /[*?[]/.test(bare) ? compileGlob(bare) : undefined;
        wanted.push({ name: member.name, found: false, matches: (name) => name === bare || name.startsWith(`${bare}/`) || glob?.(name) === true });
      }
    }
    for (const entry of entries) {
      const bare = entry.name.replace(/\/+$/, '');
      const takers = wanted.filter((each) => each.matches(bare));
      for (const each of takers) each.found = true;
      if ((wanted.length > 0 && takers.length === 0) || this.excludes(bare)) continue;
      if (args.mode === 'list') {
        this.out.line(args.verbose > 0 ? this.longLine(entry) : entry.name);
        continue;
      }
      yield* this.extract(entry, base);
    }
    yield* this.out.flush();
    for (const each of wanted) if (!each.found) yield* this.complain(isBusybox(process) ? `${each.name}: not found in archive` : `${each.name}: Not found in archive`);
    return 0;
  }

  /** `-rw-r--r-- root/root      3 2026-11-29 22:18 a`; the sizes stand in a column as long as they fit. */
  private longLine(entry: TarEntry): string {
    const owner = entry.owner;
    const who = this.args.numericOwner ? `${owner?.uid ?? 0}/${owner?.gid ?? 0}` : `${owner?.user || (owner?.uid ?? 'root')}/${owner?.group || (owner?.gid ?? 'root')}`;
    const size = String(entry.kind === 'file' ? encodeUtf8(entry.content ?? '').length : 0);
    const mode = modeText(entry.kind, entry.mode);
    const time = strftime(isBusybox(this.process) ? '%F %H:%M:%S' : '%F %H:%M', civil(entry.modifiedMs));
    return `${mode} ${who} ${size.padStart(Math.max(0, 18 - who.length))} ${time} ${entry.name}${entry.kind === 'symlink' ? ` -> ${entry.target ?? ''}` : ''}`;
  }

  private *extract(entry: TarEntry, base: string): Program {
    const { args, process } = this;
    const { files } = process.machine;
    let name = entry.name;
    if (args.strip > 0) {
      const parts = name.split('/').filter(Boolean).slice(args.strip);
      if (parts.length === 0) return;
      name = parts.join('/') + (entry.name.endsWith('/') ? '/' : '');
    }
    if (args.toStdout) {
      if (args.verbose > 0) this.out.line(args.verbose > 1 ? this.longLine(entry) : entry.name);
      yield* this.out.flush();
      if (entry.kind === 'file') yield* process.stdout.write(entry.content ?? '');
      return;
    }
    if (name.split('/').includes('..')) {
      yield* this.complain(`${name}: Member name contains '..'`);
      return;
    }
    if (name.startsWith('/') && !args.absoluteNames) name = yield* this.memberName(name, entry.kind === 'directory');
    if (args.verbose > 0) this.out.line(args.verbose > 1 ? this.longLine(entry) : entry.name);
    const path = normalizePath(name.startsWith('/') ? name : `${base}/${name}`);
    const old = files.stat(path, false);
    if (entry.kind !== 'directory') {
      files.mkdir(dirName(path), { parents: true });
      if (!isFileError(old)) {
        if (args.keepOld) {
          yield* this.complain(`${name}: Cannot open: File exists`);
          return;
        }
        // What is there makes room, unless it is a directory with something in it.
        if (old.kind !== 'file' || entry.kind !== 'file') files.remove(path);
      }
    }
    const mode = entry.mode & 0o7777 & ~process.umask;
    const refused =
      entry.kind === 'directory'
        ? isFileError(old)
          ? files.mkdir(path, { parents: true, mode })
          : undefined
        : entry.kind === 'symlink'
          ? files.symlink(entry.target ?? '', path)
          : files.write(path, entry.content ?? '', { mode });
    if (refused) {
      yield* this.complain(`${name}: Cannot ${entry.kind === 'directory' ? 'mkdir' : 'open'}: ${errnoText(refused.errno)}`);
      return;
    }
    if (entry.kind !== 'symlink') {
      files.chmod(path, entry.mode & 0o7777);
      if (!args.touch) files.touch(path, entry.modifiedMs);
      if (entry.owner && (entry.owner.uid !== 0 || entry.owner.gid !== 0)) files.chown(path, entry.owner.uid, entry.owner.gid);
    }
    if (this.out.pending > 8192) yield* this.out.flush();
  }
}
