/** realpath: the resolved absolute name. */
import { errnoText, isFileError } from '../../os';
import { canonicalPath } from './_canonical';
import { COREUTILS } from './_coreutils';
import { complain, print } from './_io';
import { flag, misuse, options, value } from './_options';
import { absolutePath, normalizePath } from './_paths';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... FILE...',
  summary: 'Print the resolved absolute file name.',
  version: COREUTILS,
  options: {
    existing: flag('-e --canonicalize-existing', 'all components must exist'),
    missing: flag('-m --canonicalize-missing', 'nothing need exist'),
    logical: flag('-L --logical', 'resolve .. before symlinks'),
    physical: flag('-P --physical', 'resolve symlinks as met'),
    quiet: flag('-q --quiet', 'no error messages'),
    relativeTo: value('--relative-to', 'print relative to this directory'),
    strip: flag('-s --strip --no-symlinks', 'do not resolve symlinks'),
    zero: flag('-z --zero', 'end each with NUL'),
  },
  lacks: '--relative-base',
};

export default tool({
  name: 'realpath',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length === 0) return yield* misuse(process, command, 'missing operand');
    let exitCode = 0;
    for (const name of operands) {
      const result = values.strip
        ? normalizePath(absolutePath(process, name))
        : canonicalPath(process, name, values.existing ? 'existing' : values.missing ? 'missing' : 'parents');
      if (isFileError(result)) {
        if (!values.quiet) yield* complain(process, `${name}: ${errnoText(result.errno)}`);
        exitCode = 1;
        continue;
      }
      const base = values.relativeTo === undefined ? undefined : canonicalPath(process, values.relativeTo, 'missing');
      yield* print(process, (base !== undefined && !isFileError(base) ? relative(base, result) : result) + (values.zero ? '\0' : '\n'));
    }
    return exitCode;
  },
});

function relative(from: string, to: string): string {
  const a = from.split('/').filter(Boolean);
  const b = to.split('/').filter(Boolean);
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/') || '.';
}
