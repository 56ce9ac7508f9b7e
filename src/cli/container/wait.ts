/** `docker wait` (command/container/wait.go). */
import { apiPath } from '../_client/path';
import { command, atLeast } from '../_framework/command';
import { containerNames } from '../_framework/completion';
import { Failure, Failures } from '../_framework/failure';

export default command({
  use: 'wait CONTAINER [CONTAINER...]',
  top: 'wait',
  short: 'Wait until containers stop, and print their exit codes',
  args: atLeast(1),
  flags: {},
  completes: containerNames,
  *run({ api, out }, refs) {
    const failures = new Failures();
    for (const ref of refs) {
      try {
        const answer = yield* api.post<{ StatusCode: number; Error?: { Message?: string } | null }>(apiPath`/containers/${ref}/wait`);
        if (answer.Error?.Message) throw new Failure(answer.Error.Message);
        yield* out.line(String(answer.StatusCode));
      } catch (error) {
        failures.add(error);
      }
    }
    failures.throwIfAny();
  },
});
