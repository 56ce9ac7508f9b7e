/** chmod: permission bits. Everybody is root, so only the execute bit has consequences. */
import { errnoText, isFileError } from '../../os';
import { COREUTILS } from './_coreutils';
import { complain, fail, isBusybox, print } from './_io';
import { changeMode, modeText } from './_mode';
import { flag, misuse, options, value } from './_options';
import { absolutePath } from './_paths';
import { quote, quoteName } from './_text';
import { tool } from './_tool';
import { entriesBelow } from './_walk';

const command = {
  usage: '[OPTION]... MODE[,MODE]... FILE...',
  summary: 'Change the mode of each FILE to MODE.',
  version: COREUTILS,
  options: {
    changes: flag('-c --changes', 'say what changes'),
    quiet: flag('-f --silent --quiet', 'suppress most error messages'),
    verbose: flag('-v --verbose', 'say what is done to every file'),
    reference: value('--reference', 'use the mode of this file'),
    recursive: flag('-R --recursive', 'change files and directories recursively'),
  },
};

export default tool({
  name: 'chmod',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    // `chmod -x file`: a mode may begin with a dash.
    const args = process.argv.slice(1);
    const dashed = args.findIndex((arg) => /^-[rwxXst]+$/.test(arg));
    const mode0 = dashed >= 0 && !args.slice(0, dashed).some((arg) => !arg.startsWith('-')) ? (args.splice(dashed, 1)[0] as string) : undefined;
    const parsed = yield* options(process, command, args);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const names = [...operands];
    const { files } = process.machine;
    let text = mode0;
    if (values.reference === undefined) text ??= names.shift();
    else {
      const stat = files.stat(absolutePath(process, values.reference));
      if (isFileError(stat)) return yield* fail(process, `failed to get attributes of ${quoteName(values.reference)}: ${errnoText(stat.errno)}`);
      text = stat.mode.toString(8);
    }
    if (text === undefined) return yield* misuse(process, command, 'missing operand');
    if (changeMode(text, 0, false) === undefined) {
      return isBusybox(process) ? yield* fail(process, `invalid mode '${text}'`) : yield* misuse(process, command, `invalid mode: ${quote(text)}`);
    }
    if (names.length === 0) return yield* misuse(process, command, `missing operand after ${quote(text)}`);
    let exitCode = 0;
    for (const name of names) {
      const all = [name];
      const root = files.stat(absolutePath(process, name));
      if (values.recursive && !isFileError(root) && root.kind === 'directory')
        for (const visit of entriesBelow(process, name)) if (visit.stat.kind !== 'symlink') all.push(visit.name);
      for (const each of all) {
        const path = absolutePath(process, each);
        const stat = files.stat(path);
        if (isFileError(stat)) {
          if (!values.quiet)
            yield* complain(
              process,
              isBusybox(process) ? `${each}: ${errnoText(stat.errno)}` : `cannot access ${quoteName(each)}: ${errnoText(stat.errno)}`,
            );
          exitCode = 1;
          continue;
        }
        const mode = changeMode(text, stat.mode, stat.kind === 'directory') as number;
        const error = files.chmod(path, mode);
        if (error) {
          if (!values.quiet) yield* complain(process, `changing permissions of ${quoteName(each)}: ${errnoText(error.errno)}`);
          exitCode = 1;
          continue;
        }
        const octal = (bits: number): string => bits.toString(8).padStart(4, '0');
        const shown = (bits: number): string => `${octal(bits)} (${modeText('file', bits).slice(1)})`;
        if (mode !== stat.mode && (values.verbose || values.changes))
          yield* print(process, `mode of ${quoteName(each)} changed from ${shown(stat.mode)} to ${shown(mode)}\n`);
        else if (values.verbose) yield* print(process, `mode of ${quoteName(each)} retained as ${shown(mode)}\n`);
      }
    }
    return exitCode;
  },
});
