/** du: the space that files take, in blocks as the tree counts them. */
import { errnoText, isFileError } from '../../os';
import type { Process, Stat } from '../../os';
import { COREUTILS } from './_coreutils';
import { compileGlob } from './_glob';
import { complain, fail, isBusybox, Output } from './_io';
import { flag, list, options, value } from './_options';
import { absolutePath, baseName, joinTyped } from './_paths';
import { humanSize, quote, quoteName } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [FILE]...',
  summary: 'Summarize device usage of the set of FILEs, recursively for directories.',
  version: COREUTILS,
  options: {
    all: flag('-a --all', 'counts for all files, not just directories'),
    apparent: flag('--apparent-size', 'sizes of content rather than of blocks'),
    bytes: flag('-b --bytes', 'same as --apparent-size in bytes'),
    total: flag('-c --total', 'a grand total'),
    depth: value('-d --max-depth', 'only that many levels'),
    human: flag('-h --human-readable', 'sizes like 1K 234M 2G'),
    kibi: flag('-k', 'in blocks of 1 KiB'),
    mebi: flag('-m', 'in blocks of 1 MiB'),
    separate: flag('-S --separate-dirs', 'directories without their subdirectories'),
    summarize: flag('-s --summarize', 'only a total for each argument'),
    oneFileSystem: flag('-x --one-file-system', 'ignored'),
    exclude: list('--exclude', 'skip names of that shape'),
    dereference: flag('-L --dereference', 'ignored'),
    countLinks: flag('-l --count-links', 'ignored'),
  },
  lacks:
    '-0 --null -B --block-size -D --dereference-args -H --files0-from --inodes -P --no-dereference --si -t --threshold --time ' +
    '--time-style -X --exclude-from',
};

export default tool({
  name: 'du',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (values.depth !== undefined && !/^\d+$/.test(values.depth)) return yield* fail(process, `invalid maximum depth ${quote(values.depth)}`);
    if (values.summarize && values.all) return yield* fail(process, 'cannot both summarize and show all entries');
    const depthMax = values.summarize ? 0 : values.depth === undefined ? Infinity : Number(values.depth);
    const excludes = values.exclude.map((pattern) => compileGlob(pattern));
    const sizeOf = (stat: Stat): number => {
      if (values.apparent || values.bytes)
        return stat.kind === 'directory' ? 4096 : stat.kind === 'symlink' ? (stat.target ?? '').length : stat.size;
      return stat.kind === 'directory' ? 4096 : stat.kind === 'file' ? Math.ceil(stat.size / 4096) * 4096 : 0;
    };
    const show = (bytes: number): string => {
      if (values.human) return humanSize(bytes);
      if (values.bytes) return String(bytes);
      return String(Math.ceil(bytes / (values.mebi ? 1048576 : 1024)));
    };
    const out = new Output(process);
    const walk = (name: string, depth: number): number => {
      const stat = statOf(process, name);
      if (isFileError(stat)) return 0;
      let own = sizeOf(stat);
      let below = 0;
      if (stat.kind === 'directory') {
        const names = process.machine.files.list(absolutePath(process, name));
        for (const entry of isFileError(names) ? [] : names) {
          if (excludes.some((test) => test(entry))) continue;
          const child = joinTyped(name, entry);
          const size = walk(child, depth + 1);
          const childStat = statOf(process, child);
          if (values.separate && !isFileError(childStat) && childStat.kind === 'directory') below += size;
          else own += size;
        }
      }
      if ((stat.kind === 'directory' || values.all || depth === 0) && depth <= depthMax) out.line(`${show(own)}\t${name}`);
      return own + below;
    };
    let exitCode = 0;
    let total = 0;
    for (const name of operands.length > 0 ? operands : ['.']) {
      const stat = statOf(process, name);
      if (isFileError(stat)) {
        yield* out.flush();
        yield* complain(
          process,
          isBusybox(process) ? `${name}: ${errnoText(stat.errno)}` : `cannot access ${quoteName(name)}: ${errnoText(stat.errno)}`,
        );
        exitCode = 1;
        continue;
      }
      if (excludes.some((test) => test(baseName(name)))) continue;
      total += walk(name, 0);
      if (!(yield* out.flush())) return 1;
    }
    if (values.total) out.line(`${show(total)}\ttotal`);
    yield* out.flush();
    return exitCode;
  },
});

function statOf(process: Process, name: string) {
  return process.machine.files.stat(absolutePath(process, name), false);
}
