/** `docker inspect`: whatever has that name, tried kind by kind (command/system/inspect.go). */
import type { Program } from '../../sim';
import { apiPath } from '../_client/path';
import type { ApiInfo } from '../_client/shapes';
import type { Context } from '../_framework/context';
import { command, atLeast } from '../_framework/command';
import { containerNames, either, imageNames, networkNames, nodeNames, oneOf, serviceNames, volumeNames } from '../_framework/completion';
import { ApiFailure, Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { inspectAll, type Inspected } from '../_format/inspect';
import { goType } from '../../api/go-types';
import { quote } from '../../template/quote';
import { wordTable } from '../../os/word-table';

interface Kind {
  path: (ref: string) => string;
  type: string;
  /** Only a manager knows these. */
  swarm?: boolean;
  sized?: boolean;
}

/** In the order that they are tried. */
const KINDS: Record<string, Kind> = wordTable({
  container: { path: (ref) => apiPath`/containers/${ref}/json`, type: 'container.InspectResponse', sized: true },
  image: { path: (ref) => apiPath`/images/${ref}/json`, type: 'image.InspectResponse' },
  network: { path: (ref) => apiPath`/networks/${ref}`, type: 'network.Inspect' },
  volume: { path: (ref) => apiPath`/volumes/${ref}`, type: 'volume.Volume' },
  service: { path: (ref) => apiPath`/services/${ref}`, type: 'swarm.Service', swarm: true },
  task: { path: (ref) => apiPath`/tasks/${ref}`, type: 'swarm.Task', swarm: true },
  node: { path: (ref) => apiPath`/nodes/${ref}`, type: 'swarm.Node', swarm: true },
  plugin: { path: (ref) => apiPath`/plugins/${ref}/json`, type: 'types.Plugin' },
  secret: { path: (ref) => apiPath`/secrets/${ref}`, type: 'swarm.Secret', swarm: true },
  config: { path: (ref) => apiPath`/configs/${ref}`, type: 'swarm.Config', swarm: true },
});

const NAMES = Object.keys(KINDS).sort();

export default command({
  use: 'inspect [OPTIONS] NAME|ID [NAME|ID...]',
  short: 'Show everything about objects of any kind',
  args: atLeast(1),
  flags: {
    format: flag.string('f', 'How to print it: "json", or a Go template'),
    size: flag.bool('s', 'Show sizes of files'),
    type: flag.string('', 'Kind of object to look at', { completes: oneOf(...NAMES) }),
  },
  completes: either(containerNames, imageNames, networkNames, volumeNames, serviceNames, nodeNames),
  *run(context, refs, { format, size, type }, given) {
    if (given('type') && !Object.hasOwn(KINDS, type)) {
      const list = NAMES.map((name) => JSON.stringify(name)).join(', ');
      throw new Failure(type === '' ? `type is empty: must be one of ${list}` : `unknown type: ${quote(type)}: must be one of ${list}`);
    }
    const finder = new Finder(context, size);
    yield* inspectAll(context, refs, { format }, (ref) => (given('type') ? finder.one(type, ref) : finder.any(ref)));
  },
});

class Finder {
  private manager: boolean | undefined;

  constructor(
    private context: Context,
    private size: boolean,
  ) {}

  *one(name: string, ref: string): Program<Inspected> {
    const kind = KINDS[name] as Kind;
    const query = kind.sized && this.size ? { size: '1' } : name === 'service' ? { insertDefaults: true } : undefined;
    const raw = yield* this.context.api.get<object>(kind.path(ref), query);
    if (this.size && !kind.sized) yield* this.context.err.line(`WARNING: --size ignored for ${name}`);
    return { value: { type: goType(kind.type), data: raw }, raw };
  }

  *any(ref: string): Program<Inspected> {
    for (const name of Object.keys(KINDS)) {
      if (KINDS[name]?.swarm && !(yield* this.isManager())) continue;
      try {
        return yield* this.one(name, ref);
      } catch (error) {
        if (!skipped(error)) throw error;
      }
    }
    throw new Failure(`Error: No such object: ${ref}`);
  }

  /** Asked once, and only when an answer depends on it. */
  private *isManager(): Program<boolean> {
    this.manager ??= (yield* this.context.api.get<ApiInfo>('/info')).Swarm?.ControlAvailable ?? false;
    return this.manager;
  }
}

/** Not of this kind: the next one is tried. */
function skipped(error: unknown): boolean {
  if (!(error instanceof ApiFailure)) return false;
  return error.status === 404 || /not supported|invalid reference format/.test(error.daemonMessage);
}
