/** `docker rename` (command/container/rename.go). */
import { apiPath } from '../_client/path';
import { command, exactly } from '../_framework/command';
import { containerNames, upTo } from '../_framework/completion';
import { Failure } from '../_framework/failure';

export default command({
  use: 'rename CONTAINER NEW_NAME',
  top: 'rename',
  short: 'Give a container another name',
  args: exactly(2),
  flags: {},
  completes: upTo(1, containerNames),
  *run({ api, err }, [before = '', after = '']) {
    if (before.trim() === '' || after.trim() === '') throw new Failure('Error: Neither old nor new names may be empty');
    try {
      yield* api.post(apiPath`/containers/${before.trim()}/rename`, { query: { name: after.trim() } });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      yield* err.line(error.message);
      throw new Failure(`Error: failed to rename container named ${before.trim()}`);
    }
  },
});
