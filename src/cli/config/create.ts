/** `docker config create` (command/config/create.go). */
import { command, exactly } from '../_framework/command';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { readData } from '../_format/data-objects';
import { keyValues, validateLabel } from '../_parse/texts';
import { quote } from '../../template/quote';

export default command({
  use: 'create [OPTIONS] CONFIG file|-',
  short: 'Make a config of a file or of standard input',
  swarm: 'manager',
  args: exactly(2),
  flags: {
    label: flag.checkedList(validateLabel)('l', 'Label, as key=value'),
    'template-driver': flag.string('', 'Template driver'),
  },
  *run(context, [name = '', file = ''], flags) {
    let data: string;
    try {
      data = yield* readData(context, 'config', file);
    } catch (error) {
      if (error instanceof Failure) throw new Failure(`Error reading content from ${quote(file)}: ${error.message}`);
      throw error;
    }
    const made = yield* context.api.post<{ ID: string }>('/configs/create', {
      json: {
        Name: name,
        Labels: keyValues(flags.label),
        Data: data,
        Templating: flags['template-driver'] ? { Name: flags['template-driver'] } : undefined,
      },
    });
    yield* context.out.line(made.ID);
  },
});
