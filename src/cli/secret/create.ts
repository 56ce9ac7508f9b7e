/** `docker secret create` (command/secret/create.go). */
import { command, between } from '../_framework/command';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { readData } from '../_format/data-objects';
import { keyValues, validateLabel } from '../_parse/texts';

export default command({
  use: 'create [OPTIONS] SECRET [file|-]',
  short: 'Make a secret of a file or of standard input',
  swarm: 'manager',
  args: between(1, 2),
  flags: {
    driver: flag.string('d', 'Driver that has the secret'),
    label: flag.checkedList(validateLabel)('l', 'Label, as key=value'),
    'template-driver': flag.string('', 'Template driver'),
  },
  *run(context, [name = '', file], flags) {
    if (flags.driver && file !== undefined) throw new Failure('When using secret driver secret data must be empty');
    if (!flags.driver && file === undefined) throw new Failure('secret file is required');
    const data = flags.driver ? undefined : yield* readData(context, 'secret', file as string);
    const made = yield* context.api.post<{ ID: string }>('/secrets/create', {
      json: {
        Name: name,
        Labels: keyValues(flags.label),
        Data: data,
        Driver: flags.driver ? { Name: flags.driver } : undefined,
        Templating: flags['template-driver'] ? { Name: flags['template-driver'] } : undefined,
      },
    });
    yield* context.out.line(made.ID);
  },
});
