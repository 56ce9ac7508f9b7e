/** env: a command in a changed environment, or the environment itself. */
import { isFileError } from '../../os';
import { exitCodeOf, spawnErrorCode, spawnErrorText } from './_children';
import { COREUTILS } from './_coreutils';
import { complain, fail, isBusybox, print } from './_io';
import { flag, list, options, value } from './_options';
import { absolutePath } from './_paths';
import { quote, quoteName } from './_text';
import { tool } from './_tool';
import { spawnChild } from '../../os';
import { wait } from '../../sim';

const command = {
  usage: '[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]',
  summary: 'Set each NAME to VALUE in the environment and run COMMAND.',
  version: COREUTILS,
  misuse: 125,
  stopAtOperand: true,
  options: {
    ignore: flag('-i --ignore-environment', 'start with an empty environment'),
    zero: flag('-0 --null', 'end each line with NUL'),
    unset: list('-u --unset', 'remove a variable'),
    chdir: value('-C --chdir', 'change the working directory'),
    split: value('-S --split-string', 'split ARG into words'),
    debug: flag('-v --debug', 'ignored'),
  },
  lacks: '--block-signal --default-signal --ignore-signal --list-signal-handling',
};

export default tool({
  name: 'env',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values } = parsed;
    const operands = values.split === undefined ? [...parsed.operands] : [...values.split.split(/\s+/).filter(Boolean), ...parsed.operands];
    let { ignore } = values;
    if (operands[0] === '-') {
      ignore = true;
      operands.shift();
    }
    const env = new Map(ignore ? [] : process.env);
    for (const name of values.unset) env.delete(name);
    while (operands[0] !== undefined && /^[^=]+=/.test(operands[0])) {
      const word = operands.shift() as string;
      env.set(word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1));
    }
    if (operands.length === 0) {
      yield* print(process, [...env].map(([name, text]) => `${name}=${text}${values.zero ? '\0' : '\n'}`).join(''));
      return 0;
    }
    let cwd = process.cwd;
    if (values.chdir !== undefined) {
      const real = process.machine.files.realpath(absolutePath(process, values.chdir));
      if (isFileError(real)) return yield* fail(process, `cannot change directory to ${quoteName(values.chdir)}: No such file or directory`, 125);
      cwd = real;
    }
    // Without a PATH of its own the C library looks in the usual places.
    const named = operands[0] as string;
    const found = env.has('PATH') || named.includes('/') ? undefined : process.machine.processes.which(named, '/bin:/usr/bin');
    const child = spawnChild(process, found === undefined ? operands : [found, ...operands.slice(1)], { env, cwd });
    if ('error' in child) {
      yield* complain(process, `${isBusybox(process) ? `can't execute '${named}'` : quote(named)}: ${spawnErrorText(child)}`);
      return spawnErrorCode(child);
    }
    return exitCodeOf(yield* wait(child.exited));
  },
});
