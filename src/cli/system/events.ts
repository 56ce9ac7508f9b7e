/** `docker events` (command/system/events.go). */
import { JsonLineReader } from '../_client/lines';
import { command, noArguments } from '../_framework/command';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { encodeJson, Template, TemplateError, type Value } from '../../template';
import { goType } from '../../api/go-types';
import { instantNanoText, timestampParameter } from '../_parse/time';

interface EventMessage {
  Type: string;
  Action: string;
  Actor: { ID: string; Attributes: Record<string, string> | null };
  time?: number;
  /** Digits: more than a number holds. */
  timeNano?: string;
}

export default command({
  use: 'events [OPTIONS]',
  top: 'events',
  short: 'Watch what the engine and the swarm do',
  args: noArguments,
  flags: {
    filter: flag.filter('f', 'Show only events that match'),
    format: flag.string('', 'How to print it: "json", or a Go template'),
    since: flag.string('', 'Show from this instant on (2013-01-02T13:23:37Z, or 42m for 42 minutes ago)'),
    until: flag.string('', 'Show up to this instant (2013-01-02T13:23:37Z, or 42m for 42 minutes ago)'),
  },
  *run({ api, out, sim }, _args, flags) {
    const template = parse(flags.format);
    const instant = (text: string) => {
      if (text === '') return undefined;
      const value = timestampParameter(text, sim.nowMs);
      if (typeof value === 'string') return value;
      throw new Failure(value.problem);
    };
    const { body } = yield* api.stream('GET', '/events', {
      query: { since: instant(flags.since), until: instant(flags.until), filters: flag.filtersParameter(flags.filter) },
    });
    const lines = new JsonLineReader(body);
    for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
      const event = JSON.parse(line.replace(/("timeNano":\s*)(\d+)/, '$1"$2"')) as EventMessage;
      yield* out.line(template ? render(template, { type: goType('*events.Message'), data: event }) : plainLine(event));
    }
  },
});

function parse(format: string): Template | 'json' | undefined {
  if (format === '' || format === 'json') return format || undefined;
  try {
    const template = Template.parse(format);
    // An empty event shows whether the fields exist, before anything is asked of the daemon.
    template.execute({ type: goType('*events.Message'), data: { Actor: {} } });
    return template;
  } catch (error) {
    if (error instanceof TemplateError) throw new Failure(`Error parsing format: ${error.message}`, 64);
    throw error;
  }
}

function render(template: Template | 'json', value: Value): string {
  if (template === 'json') return encodeJson(value);
  try {
    return template.execute(value);
  } catch (error) {
    if (error instanceof TemplateError) throw new Failure(`Error parsing format: ${error.message}`, 64);
    throw error;
  }
}

function plainLine(event: EventMessage): string {
  const nanos = event.timeNano ?? `${event.time ?? 0}000000000`;
  const seconds = nanos.slice(0, -9) || '0';
  const stamp = instantNanoText(Number(seconds), Number(nanos.slice(-9)));
  const attributes = event.Actor.Attributes ?? {};
  const pairs = Object.keys(attributes)
    .sort()
    .map((key) => `${key}=${attributes[key]}`);
  return `${stamp} ${event.Type} ${event.Action} ${event.Actor.ID}${pairs.length ? ` (${pairs.join(', ')})` : ''}`;
}
