/** tree: a directory as a tree. */
import { isFileError } from '../../os';
import type { Process } from '../../os';
import { compileGlob } from './_glob';
import { fail, isUtf8, Output } from './_io';
import { modeText } from './_mode';
import { flag, list, options, value } from './_options';
import { absolutePath, joinTyped } from './_paths';
import { humanSize } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[-adfhpsDFCL LEVEL] [-I PATTERN] [-P PATTERN] [DIRECTORY...]',
  summary: 'List the contents of directories in a tree-like format.',
  version: 'v2.1.0',
  options: {
    all: flag('-a', 'all files'),
    directories: flag('-d', 'directories only'),
    full: flag('-f', 'full path prefix'),
    level: value('-L', 'descend only LEVEL directories deep'),
    include: list('-P', 'only files of that shape'),
    exclude: list('-I', 'no files of that shape'),
    noReport: flag('--noreport', 'no count at the end'),
    permissions: flag('-p', 'permissions'),
    size: flag('-s', 'sizes in bytes'),
    human: flag('-h', 'sizes that people read'),
    classify: flag('-F', 'append / to directories, * to executables'),
    directoriesFirst: flag('--dirsfirst', 'directories before files'),
    color: flag('-C', 'colours'),
    noColor: flag('-n', 'no colours'),
    noIndent: flag('-i', 'no indentation lines'),
    ascii: flag('-A', 'ignored'),
    prune: flag('--prune', 'leave out empty directories'),
  },
  lacks:
    '-D -u -g -t -c -U -r -v -x -l -H -T -J -X -o -q -N -Q -S --du --filelimit --fromfile --inodes --device --gitignore --sort --timefmt ' +
    '--matchdirs --si',
};

export default tool({
  name: 'tree',
  package: 'tree',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (values.level !== undefined && !/^[1-9]\d*$/.test(values.level)) {
      yield* process.stderr.write('tree: Invalid level, must be greater than 0.\n');
      return 1;
    }
    const depthMax = values.level === undefined ? Infinity : Number(values.level);
    const includes = values.include.flatMap((text) => text.split('|')).map((pattern) => compileGlob(pattern));
    const excludes = values.exclude.flatMap((text) => text.split('|')).map((pattern) => compileGlob(pattern));
    const marks = isUtf8(process)
      ? { middle: '├── ', last: '└── ', bar: '│\u00a0\u00a0 ', gap: '    ' }
      : { middle: '|-- ', last: '`-- ', bar: '|   ', gap: '    ' };
    const out = new Output(process);
    let directories = 0;
    let regular = 0;
    let exitCode = 0;
    const { files } = process.machine;
    const children = (path: string): { name: string; isDirectory: boolean }[] => {
      const names = files.list(path);
      if (isFileError(names)) return [];
      const entries = names
        .filter((name) => values.all || !name.startsWith('.'))
        .map((name) => {
          const stat = files.stat(joinTyped(path, name), false);
          return { name, isDirectory: !isFileError(stat) && stat.kind === 'directory' };
        })
        .filter(({ name, isDirectory }) => {
          if (excludes.some((test) => test(name))) return false;
          if (values.directories && !isDirectory) return false;
          return isDirectory || includes.length === 0 || includes.some((test) => test(name));
        });
      if (values.directoriesFirst) entries.sort((a, b) => Number(b.isDirectory) - Number(a.isDirectory));
      return entries;
    };
    const hasFiles = (path: string): boolean => children(path).some(({ name, isDirectory }) => !isDirectory || hasFiles(joinTyped(path, name)));
    const walk = (typed: string, path: string, prefix: string, depth: number): void => {
      if (depth > depthMax) return;
      const shown = children(path).filter(({ name, isDirectory }) => !values.prune || !isDirectory || hasFiles(joinTyped(path, name)));
      shown.forEach(({ name, isDirectory }, i) => {
        const isLast = i === shown.length - 1;
        if (isDirectory) directories++;
        else regular++;
        const childTyped = joinTyped(typed, name);
        out.line(
          `${values.noIndent ? '' : prefix + (isLast ? marks.last : marks.middle)}` +
            `${describe(process, values, joinTyped(path, name), values.full ? childTyped : name)}`,
        );
        if (isDirectory) walk(childTyped, joinTyped(path, name), prefix + (isLast ? marks.gap : marks.bar), depth + 1);
      });
    };
    for (const typed of operands.length > 0 ? operands : ['.']) {
      const path = absolutePath(process, typed);
      const stat = files.stat(path);
      if (isFileError(stat) || stat.kind !== 'directory') {
        out.line(`${typed}  [error opening dir]`);
        exitCode = 2;
        continue;
      }
      out.line(values.color ? `\x1b[01;34m${typed}\x1b[0m` : typed);
      directories++;
      walk(typed, path, '', 1);
      if (!(yield* out.flush())) return exitCode;
    }
    if (!values.noReport) {
      const counted = `${directories} ${directories === 1 ? 'directory' : 'directories'}`;
      out.line(values.directories ? `\n${counted}` : `\n${counted}, ${regular} ${regular === 1 ? 'file' : 'files'}`);
    }
    if (!(yield* out.flush())) return yield* fail(process, 'write error');
    return exitCode;
  },
});

function describe(
  process: Process,
  values: { permissions: boolean; size: boolean; human: boolean; classify: boolean; color: boolean },
  path: string,
  name: string,
): string {
  const stat = process.machine.files.stat(path, false);
  if (isFileError(stat)) return name;
  const details: string[] = [];
  if (values.permissions) details.push(modeText(stat.kind, stat.mode));
  const size = stat.kind === 'directory' ? 4096 : stat.size;
  if (values.human) details.push(humanSize(size).padStart(4));
  else if (values.size) details.push(String(size).padStart(11));
  const code = stat.kind === 'directory' ? '01;34' : stat.kind === 'symlink' ? '01;36' : (stat.mode & 0o111) !== 0 ? '01;32' : undefined;
  const shown = values.color && code !== undefined ? `\x1b[${code}m${name}\x1b[0m` : name;
  const mark = !values.classify ? '' : stat.kind === 'directory' ? '/' : (stat.mode & 0o111) !== 0 ? '*' : '';
  return `${details.length > 0 ? `[${details.join(' ')}]  ` : ''}${shown}${mark}${stat.kind === 'symlink' ? ` -> ${stat.target ?? ''}` : ''}`;
}
