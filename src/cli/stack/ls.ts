/** `docker stack ls` (command/stack/list.go): stacks are what the labels of services say. */
import type { ApiService } from '../_client/shapes';
import { command, noArguments } from '../_framework/command';
import * as flag from '../_framework/flags';
import { type ListShape, printList } from '../_format/list';
import { sortedNaturally } from '../_format/natural';
import { NAMESPACE_LABEL } from './_convert/namespace';
import { ORCHESTRATOR } from './_stack';

const SHAPE: ListShape = {
  typeName: '*formatter.stackContext',
  headers: { Name: 'NAME', Services: 'SERVICES' },
  table: ['Name', 'Services'],
};

export default command({
  use: 'ls [OPTIONS]',
  aliases: ['list'],
  short: 'List stacks',
  swarm: 'manager',
  args: noArguments,
  flags: {
    format: flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own'),
    ...ORCHESTRATOR,
  },
  *run(context, _args, { format }) {
    const services = yield* context.api.get<ApiService[]>('/services', { filters: flag.filtersParameter([['label', NAMESPACE_LABEL]]) });
    const counts = new Map<string, number>();
    for (const service of services) {
      const stack = service.Spec.Labels?.[NAMESPACE_LABEL] ?? '';
      counts.set(stack, (counts.get(stack) ?? 0) + 1);
    }
    const rows = sortedNaturally([...counts], ([name]) => name).map(([name, count]) => ({ Name: () => name, Services: () => String(count) }));
    yield* printList(context, SHAPE, rows, { format });
  },
});
