/** `docker context ls` (command/context/list.go, formatter/context.go). */
import { command, noArguments } from '../_framework/command';
import * as flag from '../_framework/flags';
import { type ListShape, printList } from '../_format/list';
import { sortedNaturally } from '../_format/natural';
import { ellipsis } from '../_format/human';
import type { DockerContext } from '../_client/client-config';
import { currentName, defaultContext, notFound } from './_context';

const ERROR_WIDTH = 45;

const SHAPE: ListShape = {
  typeName: '*formatter.clientContextContext',
  headers: { Name: 'NAME', Description: 'DESCRIPTION', DockerEndpoint: 'DOCKER ENDPOINT', Error: 'ERROR' },
  table: ['{{.Name}}{{if .Current}} *{{end}}', 'Description', 'DockerEndpoint', 'Error'],
  quiet: '{{.Name}}',
};

export default command({
  use: 'ls [OPTIONS]',
  aliases: ['list'],
  short: 'List contexts',
  args: noArguments,
  flags: {
    format: flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own'),
    quiet: flag.bool('q', 'Only names'),
  },
  *run(context, _args, { format, quiet }) {
    const current = currentName(context);
    const all: (DockerContext & { error?: string })[] = [
      ...context.config.contexts(),
      { ...defaultContext(context), description: 'Current DOCKER_HOST based configuration' },
    ];
    // The one in use is listed even when it is not there.
    if (!all.some(({ name }) => name === current)) all.push({ name: current, description: '', host: '', error: notFound(context, current).message });
    const rows = sortedNaturally(all, (entry) => entry.name).map((entry) => ({
      Current: () => entry.name === current,
      Name: () => entry.name,
      Description: () => entry.description,
      DockerEndpoint: () => entry.host,
      Error: () => ellipsis(entry.error ?? '', ERROR_WIDTH),
    }));
    yield* printList(context, SHAPE, rows, quiet ? { format: '', quiet } : { format });
    if (context.process.env.get('DOCKER_HOST')) {
      yield* context.err.line(
        'Warning: DOCKER_HOST environment variable overrides the active context. ' +
          'To use a context, either set the global --context flag, or unset DOCKER_HOST environment variable.',
      );
    }
  },
});
