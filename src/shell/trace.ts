/** `set -x`: shows what is run, after PS4, with one more `+` for each level of substitution. */
import type { Program } from '../sim';
import { expandHereText } from './expand';
import type { Shell } from './shell';

/** Prints a line to standard error when xtrace is on; the text is made only then. */
export function* trace(shell: Shell, text: () => string): Program {
  if (!shell.options.get('xtrace') || shell.tracing) return;
  shell.tracing = true;
  try {
    const prompt = yield* expandHereText(shell, shell.variables.get('PS4') ?? '+ ');
    const first = prompt[0] ?? '';
    const file = shell.file(Number(shell.variables.get('BASH_XTRACEFD') ?? 2));
    yield* file.write(`${first.repeat(Math.min(20, shell.substitutionLevel))}${prompt}${text()}\n`);
  } finally {
    shell.tracing = false;
  }
}
