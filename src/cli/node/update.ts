/** `docker node update` (command/node/update.go). */
import { command, exactly } from '../_framework/command';
import { nodeNames, oneOf, upTo } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import type { Availability, NodeRole } from '../../model';
import { keyValues } from '../_parse/texts';
import { updateNodes } from './_node';

export default command({
  use: 'update [OPTIONS] NODE',
  short: "Change a node's labels, role or availability",
  swarm: 'manager',
  args: exactly(1),
  flags: {
    'label-add': flag.list('', 'Label to add or change, as key=value'),
    'label-rm': flag.list('', 'Label to drop, by its key'),
    availability: flag.string('', 'How the scheduler may use the node ("active", "pause", "drain")', {
      completes: oneOf('active', 'pause', 'drain'),
    }),
    role: flag.string('', 'What the node is ("worker", "manager")', { completes: oneOf('worker', 'manager') }),
  },
  completes: upTo(1, nodeNames),
  *run(context, refs, flags, given) {
    yield* updateNodes(
      context,
      refs,
      (spec) => {
        const labels = { ...spec.Labels, ...keyValues(flags['label-add']) };
        for (const key of flags['label-rm']) {
          if (!Object.hasOwn(spec.Labels ?? {}, key)) throw new Failure(`key ${key} doesn't exist in node's labels`);
          delete labels[key];
        }
        return {
          ...spec,
          ...(given('role') ? { Role: flags.role as NodeRole } : {}),
          ...(given('availability') ? { Availability: flags.availability as Availability } : {}),
          Labels: labels,
        };
      },
      (ref) => context.out.line(ref),
    );
  },
});
