/** The screen: objects are shown as they come, those for one table together; errors are red as well as worded. */
import type { Program } from '../../sim';
import { errorRecord, errorText } from './error-text';
import { formatted } from './format';
import type { Problem } from './problem';
import { GATHERED_MAX, type Shell, type Streams } from './shell';
import type { Value } from './values';

const RED = '\x1b[91m';
const PLAIN = '\x1b[0m';
const ERRORS_MAX = 256;

/** The streams of a session's own commands. */
export function hostStreams(shell: Shell): Streams {
  const held: Value[] = [];
  const { process } = shell;
  function* flush(): Program {
    if (held.length === 0) return;
    const text = formatted(held, shell.width);
    held.length = 0;
    yield* process.stdout.write(text);
  }
  return {
    direct: true,
    errors: 'host',
    flush,
    *out(value) {
      // A line of text goes out at once; what belongs in a table waits for its neighbours.
      if (held.length === 0 && (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')) {
        yield* process.stdout.write(formatted([value], shell.width));
        return;
      }
      held.push(value);
      if (typeof value === 'string' || held.length >= GATHERED_MAX / 100) yield* flush();
    },
    *error(told) {
      yield* flush();
      yield* report(shell, told);
    },
  };
}

export function* report(shell: Shell, told: Problem): Program {
  shell.errorRecords.unshift(errorRecord(told));
  if (shell.errorRecords.length > ERRORS_MAX) shell.errorRecords.pop();
  const text = errorText(told, shell.width);
  yield* shell.process.stderr.write(shell.process.stderr.tty ? `${RED}${text.replace(/\n \n$/, '')}${PLAIN}\n\n` : text);
}
