/** `docker node inspect` (command/node/inspect.go, formatter.go). */
import { apiPath } from '../_client/path';
import type { ApiNode } from '../_client/shapes';
import { command, atLeast } from '../_framework/command';
import { nodeNames } from '../_framework/completion';
import * as flag from '../_framework/flags';
import { inspectAll } from '../_format/inspect';
import { goType } from '../../api/go-types';
import { formatNode } from './_pretty';
import { nodeReference } from './_node';

export default command({
  use: 'inspect [OPTIONS] self|NODE [NODE...]',
  short: 'Show everything about one or more nodes',
  swarm: 'manager',
  args: atLeast(1),
  flags: {
    format: flag.string('f', 'How to print it: "json", or a Go template'),
    pretty: flag.bool('', 'Print it for people'),
  },
  completes: nodeNames,
  *run(context, refs, { format, pretty }) {
    if (pretty) {
      const pages: string[] = [];
      for (const ref of refs) pages.push(formatNode(yield* context.api.getAs<ApiNode>('swarm.Node', apiPath`/nodes/${yield* nodeReference(context, ref)}`)));
      return yield* context.out.write(pages.join(''));
    }
    yield* inspectAll(context, refs, { format, badTemplateExit: 1 }, function* (ref) {
      const id = yield* nodeReference(context, ref);
      return { value: { type: goType('swarm.Node'), data: yield* context.api.get(apiPath`/nodes/${id}`) } };
    });
  },
});
