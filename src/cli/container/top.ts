/** `docker top` (command/container/top.go). */
import { apiPath } from '../_client/path';
import { command, atLeast } from '../_framework/command';
import { runningContainerNames, upTo } from '../_framework/completion';
import { alignTabs } from '../_format/tabwriter';

export default command({
  use: 'top CONTAINER [ps OPTIONS]',
  top: 'top',
  short: 'Show the processes of a container',
  args: atLeast(1),
  stopsAtArguments: true,
  flags: {},
  completes: upTo(1, runningContainerNames),
  *run({ api, out }, [ref = '', ...options]) {
    const { Titles, Processes } = yield* api.get<{ Titles: string[]; Processes: string[][] | null }>(apiPath`/containers/${ref}/top`, {
      ps_args: options.length ? options.join(' ') : undefined,
    });
    const lines = [Titles, ...(Processes ?? [])].map((cells) => cells.join('\t'));
    yield* out.write(alignTabs(`${lines.join('\n')}\n`, { minWidth: 20, padding: 3 }));
  },
});
