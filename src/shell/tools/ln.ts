/** ln: symbolic links. The lab's file trees have no hard links; `ln` without -s says so. */
import { errnoText, isFileError } from '../../os';
import { COREUTILS } from './_coreutils';
import { complain, print } from './_io';
import { flag, misuse, options, value } from './_options';
import { absolutePath, baseName, joinTyped } from './_paths';
import { isDirectory } from './_targets';
import { quoteName } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [-T] TARGET LINK_NAME',
  summary: 'Create a link to TARGET with the name LINK_NAME.',
  version: COREUTILS,
  options: {
    force: flag('-f --force', 'remove what is there'),
    noDereference: flag('-n --no-dereference', 'a link to a directory is a file'),
    symbolic: flag('-s --symbolic', 'make symbolic links'),
    target: value('-t --target-directory', 'make the links in this directory'),
    noTarget: flag('-T --no-target-directory', 'LINK_NAME is a file'),
    verbose: flag('-v --verbose', 'say what is linked'),
  },
  lacks: '-b --backup -d -F --directory -i --interactive -L --logical -P --physical -r --relative -S --suffix',
};

export default tool({
  name: 'ln',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length === 0) return yield* misuse(process, command, 'missing file operand');
    const { files } = process.machine;
    const last = operands[operands.length - 1] as string;
    const linkIsDirectory = (name: string): boolean => {
      const stat = files.stat(absolutePath(process, name), false);
      return isDirectory(process, name) && !(values.noDereference && !isFileError(stat) && stat.kind === 'symlink');
    };
    let pairs: { source: string; link: string }[];
    if (values.target !== undefined) pairs = operands.map((source) => ({ source, link: joinTyped(values.target as string, baseName(source)) }));
    else if (operands.length === 1) pairs = [{ source: last, link: baseName(last) }];
    else if (!values.noTarget && linkIsDirectory(last))
      pairs = operands.slice(0, -1).map((source) => ({ source, link: joinTyped(last, baseName(source)) }));
    else if (operands.length > 2) {
      yield* complain(process, `target ${quoteName(last)}: Not a directory`);
      return 1;
    } else pairs = [{ source: operands[0] as string, link: last }];
    let exitCode = 0;
    for (const { source, link } of pairs) {
      const path = absolutePath(process, link);
      if (!values.symbolic) {
        const stat = files.stat(absolutePath(process, source));
        const why = isFileError(stat)
          ? `failed to access ${quoteName(source)}: ${errnoText(stat.errno)}`
          : stat.kind === 'directory'
            ? `${source}: hard link not allowed for directory`
            : 'hard links are not supported in this lab; use ln -s';
        yield* complain(process, why);
        exitCode = 1;
        continue;
      }
      if (values.force && !isFileError(files.stat(path, false))) files.remove(path);
      const error = files.symlink(source, path);
      if (error) {
        yield* complain(process, `failed to create symbolic link ${quoteName(link)}: ${errnoText(error.errno)}`);
        exitCode = 1;
      } else if (values.verbose) yield* print(process, `${quoteName(link)} -> ${quoteName(source)}\n`);
    }
    return exitCode;
  },
});
