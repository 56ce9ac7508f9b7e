/** `docker-machine inspect`: a machine's configuration, whole or through a template. */
import { Template, TemplateError, wrap } from '../../../template';
import type { Program } from '../../../sim';
import { print } from '../../tools/_io';
import { readOptions } from './options';
import { Refused } from './refused';
import type { Store } from './store';
import { oneMachine } from './targets';

export function* inspect(store: Store, words: readonly string[]): Program {
  const options = readOptions(words, { format: 'f=' }, 'inspect');
  if (options.args.length > 1) throw new Refused('Error: Expected one machine name as an argument');
  const config = store.load(oneMachine(store, options.args));
  const format = options.value('format');
  yield* print(store.process, `${format ? rendered(format, config) : JSON.stringify(config, null, 4)}\n`);
}

/** `json` and `prettyjson` are docker-machine's own functions; the others are Go's. */
function rendered(format: string, config: unknown): string {
  const pretty = /^\{\{\s*prettyjson\s+(\.[\w.]*)\s*\}\}$/.exec(format);
  try {
    if (!pretty) return Template.parse(format).execute(wrap(config));
    const text = Template.parse(`{{json ${pretty[1]}}}`).execute(wrap(config));
    return JSON.stringify(JSON.parse(text), null, 4);
  } catch (error) {
    if (error instanceof TemplateError) throw new Refused(`template parsing error: ${error.message}`);
    throw error;
  }
}
