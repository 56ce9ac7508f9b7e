/** `docker logs` (command/container/logs.go). */
import { apiPath } from '../_client/path';
import type { ApiContainer } from '../_client/shapes';
import { FrameReader } from '../_client/stdcopy';
import { command, exactly } from '../_framework/command';
import { containerNames, upTo } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { timestampParameter } from '../_parse/time';

export default command({
  use: 'logs [OPTIONS] CONTAINER',
  top: 'logs',
  short: 'Show what a container wrote',
  args: exactly(1),
  flags: {
    details: flag.bool('', 'Show the extra attributes of each line'),
    follow: flag.bool('f', 'Go on with new lines as they come'),
    since: flag.string('', 'Show from this instant on (2013-01-02T13:23:37Z, or 42m for 42 minutes ago)'),
    tail: flag.string('n', 'How many lines to show from the end', { initial: 'all' }),
    timestamps: flag.bool('t', 'Show when each line was written'),
    until: flag.string('', 'Show up to this instant (2013-01-02T13:23:37Z, or 42m for 42 minutes ago)'),
  },
  completes: upTo(1, containerNames),
  *run({ api, out, err, sim }, [ref = ''], flags) {
    const container = yield* api.getAs<ApiContainer>('container.InspectResponse', apiPath`/containers/${ref}/json`);
    const instant = (name: 'since' | 'until') => {
      if (flags[name] === '') return undefined;
      const value = timestampParameter(flags[name], sim.nowMs);
      if (typeof value === 'string') return value;
      throw new Failure(`invalid value for "${name}": ${value.problem}`);
    };
    const { body } = yield* api.stream('GET', apiPath`/containers/${container.Id}/logs`, {
      query: {
        stdout: '1',
        stderr: '1',
        since: instant('since'),
        until: instant('until'),
        timestamps: flags.timestamps ? '1' : undefined,
        details: flags.details ? '1' : undefined,
        follow: flags.follow ? '1' : undefined,
        tail: flags.tail,
      },
    });
    if (container.Config.Tty) {
      for (let chunk = yield* body.read(); chunk !== undefined; chunk = yield* body.read()) yield* out.write(chunk);
      return;
    }
    const frames = new FrameReader(body);
    for (let frame = yield* frames.next(); frame; frame = yield* frames.next()) yield* (frame.stream === 'stderr' ? err : out).write(frame.text);
  },
});
