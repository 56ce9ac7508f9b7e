/** `docker stats` (command/container/stats.go): a stream per container, redrawn twice a second. */
import { type Fiber, type Program, sleep, spawn } from '../../sim';
import { apiPath } from '../_client/path';
import type { ApiContainerSummary } from '../_client/shapes';
import { JsonReader } from '../_client/lines';
import type { Context } from '../_framework/context';
import { command, anyArguments } from '../_framework/command';
import { runningContainerNames } from '../_framework/completion';
import { Failure, Failures } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { formatList } from '../_format/list';
import { type Entry, type Sample, STATS_SHAPE, statsRow } from './_stats';

const REDRAW_MS = 500;
const ESC = '\u001b';

export default command({
  use: 'stats [OPTIONS] [CONTAINER...]',
  top: 'stats',
  short: 'Watch what containers use',
  args: anyArguments,
  flags: {
    all: flag.bool('a', 'Containers in all states; without it only running ones'),
    format: flag.string('', 'How to print it: "table", "table TEMPLATE", "json", or a Go template of your own'),
    'no-stream': flag.bool('', 'Print one sample and stop'),
    'no-trunc': flag.bool('', 'Print everything in full'),
  },
  completes: runningContainerNames,
  *run(context, refs, flags) {
    const watcher = new Watcher(context);
    const format = flags.format || context.config.text('statsFormat');
    const page = () =>
      formatList(
        STATS_SHAPE,
        watcher.entries.map((entry) => statsRow(entry, !flags['no-trunc'])),
        { format },
      );
    const everything = refs.length === 0;
    const names = everything
      ? (yield* context.api.get<ApiContainerSummary[]>('/containers/json', { all: flags.all ? '1' : undefined })).map((container) =>
          container.Id.slice(0, 12),
        )
      : refs;
    if (flags['no-stream']) {
      const failures = new Failures();
      for (const name of names) {
        try {
          yield* watcher.once(name, everything);
        } catch (error) {
          failures.add(error);
        }
      }
      if (!failures.any) yield* context.out.write(page());
      failures.throwIfAny();
      return;
    }
    context.api.checkEndpoint();
    for (const name of names) watcher.follow(name);
    if (everything) watcher.followStarts(flags.all);
    for (;;) {
      yield* sleep(context.sim, REDRAW_MS);
      watcher.failures.throwIfAny();
      const lines = page().split('\n');
      yield* context.out.write(`${ESC}[H${lines.map((line) => `${line} ${ESC}[K\n`).join('')}${ESC}[J`);
      if (watcher.idle && !everything) return;
    }
  },
});

class Watcher {
  entries: Entry[] = [];
  failures = new Failures();
  private fibers = new Map<string, Fiber<void>>();

  constructor(private context: Context) {}

  /** Nobody is followed any more. */
  get idle(): boolean {
    return [...this.fibers.values()].every((fiber) => fiber.done);
  }

  /** One sample. A container of the whole list that cannot be read shows dashes, one asked for is an error. */
  *once(container: string, lenient: boolean): Program {
    const entry: Entry = { container };
    this.entries.push(entry);
    try {
      entry.sample = yield* this.context.api.get<Sample>(apiPath`/containers/${container}/stats`, { stream: '0' });
    } catch (error) {
      if (!lenient || !(error instanceof Failure)) throw error;
    }
  }

  follow(container: string): void {
    if (this.fibers.has(container)) return;
    const entry: Entry = { container };
    this.entries.push(entry);
    this.fibers.set(container, this.start(this.read(container, entry)));
  }

  /** Containers that start from now on are shown as well, those that end are not. */
  followStarts(all: boolean): void {
    this.start(this.starts(all));
  }

  private start(program: Program): Fiber<void> {
    return spawn(this.context.sim, 'docker stats', program, this.context.process.fiber as unknown as Fiber);
  }

  private *read(container: string, entry: Entry): Program {
    try {
      const { body } = yield* this.context.api.stream('GET', apiPath`/containers/${container}/stats`, { query: { stream: '1' } });
      const samples = new JsonReader<Sample>(body);
      for (let sample = yield* samples.next(); sample; sample = yield* samples.next()) entry.sample = sample;
      entry.sample = undefined;
    } catch (error) {
      this.failures.add(error);
    }
  }

  private *starts(all: boolean): Program {
    try {
      const { body } = yield* this.context.api.stream('GET', '/events', { query: { filters: flag.filtersParameter([['type', 'container']]) } });
      const events = new JsonReader<{ Action: string; Actor: { ID: string } }>(body);
      for (let event = yield* events.next(); event; event = yield* events.next()) {
        const id = event.Actor.ID.slice(0, 12);
        if (event.Action === 'start' || (all && event.Action === 'create')) this.follow(id);
        if ((event.Action === 'die' && !all) || event.Action === 'destroy') this.drop(id);
      }
    } catch (error) {
      this.failures.add(error);
    }
  }

  private drop(container: string): void {
    this.fibers.get(container)?.cancel();
    this.fibers.delete(container);
    this.entries = this.entries.filter((entry) => entry.container !== container);
  }
}
