/** envsubst: $NAME and ${NAME} replaced from the environment. */
import { LineReader, Output } from './_io';
import { flag, options } from './_options';
import { tool } from './_tool';

const command = {
  usage: '[OPTION] [SHELL-FORMAT]',
  summary: 'Substitute the values of environment variables.',
  version: '(GNU gettext-runtime) 0.21',
  options: { variables: flag('-v --variables', 'print the variables that occur in SHELL-FORMAT') },
};

const REFERENCE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g;

export default tool({
  name: 'envsubst',
  package: 'gettext-base',
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const format = parsed.operands[0];
    const named = format === undefined ? undefined : new Set([...format.matchAll(REFERENCE)].map((match) => (match[1] ?? match[2]) as string));
    const out = new Output(process);
    if (parsed.values.variables) {
      for (const name of named ?? []) out.line(name);
      yield* out.flush();
      return 0;
    }
    const reader = new LineReader(process.stdin);
    for (;;) {
      const lines = yield* reader.batch();
      if (!lines) break;
      lines.forEach((line, i) => {
        const text = line.replace(REFERENCE, (whole, plain: string | undefined, braced: string | undefined) => {
          const name = (plain ?? braced) as string;
          return named && !named.has(name) ? whole : (process.env.get(name) ?? '');
        });
        out.put(text + (reader.lacksNewline && i === lines.length - 1 ? '' : '\n'));
      });
      if (!(yield* out.flush())) return 1;
    }
    return 0;
  },
});
