/** `docker diff` (command/container/diff.go). */
import { apiPath } from '../_client/path';
import { command, exactly } from '../_framework/command';
import { containerNames, upTo } from '../_framework/completion';
import { Failure } from '../_framework/failure';

const KINDS = ['C', 'A', 'D'];

export default command({
  use: 'diff CONTAINER',
  top: 'diff',
  short: 'Show what changed in the file system of a container',
  args: exactly(1),
  flags: {},
  completes: upTo(1, containerNames),
  *run({ api, out }, [ref = '']) {
    if (ref === '') throw new Failure('Container name cannot be empty');
    const changes = (yield* api.get<{ Path: string; Kind: number }[] | null>(apiPath`/containers/${ref}/changes`)) ?? [];
    yield* out.write(changes.map(({ Kind, Path }) => `${KINDS[Kind] ?? 'C'} ${Path}\n`).join(''));
  },
});
