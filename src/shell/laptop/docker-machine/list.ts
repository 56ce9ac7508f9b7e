/** `docker-machine ls` and `active`: every machine asked for its state and its engine's version. */
import { Template, TemplateError, wrap } from '../../../template';
import type { Program } from '../../../sim';
import { print } from '../../tools/_io';
import { readOptions } from './options';
import { Refused } from './refused';
import type { State, Store } from './store';

interface Row {
  Name: string;
  Active: string;
  ActiveHost: boolean;
  ActiveSwarm: boolean;
  DriverName: string;
  State: State;
  URL: string;
  Swarm: string;
  Error: string;
  DockerVersion: string;
  ResponseTime: string;
}

const HEADERS: Readonly<Record<string, string>> = {
  Name: 'NAME', Active: 'ACTIVE', ActiveHost: 'ACTIVE_HOST', ActiveSwarm: 'ACTIVE_SWARM', DriverName: 'DRIVER', State: 'STATE', URL: 'URL', Swarm: 'SWARM', Error: 'ERRORS',
  DockerVersion: 'DOCKER', ResponseTime: 'RESPONSE',
};
const TABLE = 'table {{ .Name }}\t{{ .Active }}\t{{ .DriverName}}\t{{ .State }}\t{{ .URL }}\t{{ .Swarm }}\t{{ .DockerVersion }}\t{{ .Error}}';
const TIMEOUT_SECONDS = '10';
/** As Go's tabwriter is set up here. */
const COLUMN_MIN = 5;
const COLUMN_GAP = 3;

export function* list(store: Store, words: readonly string[]): Program {
  const options = readOptions(words, { quiet: 'q', filter: '=', timeout: 't=', format: 'f=' }, 'ls');
  const names = filtered(store, options.all('filter'));
  if (options.has('quiet')) {
    yield* print(store.process, names.map((name) => `${name}\n`).join(''));
    return;
  }
  const format = options.value('format') || TABLE;
  const isTable = format.startsWith('table');
  const template = parsed(format.slice(isTable ? 'table'.length : 0).trim().replaceAll('\\t', '\t').replaceAll('\\n', '\n'));
  const rows: Readonly<Record<string, unknown>>[] = isTable ? [HEADERS] : [];
  for (const name of names) rows.push({ ...(yield* rowOf(store, name, Number(options.value('timeout') ?? TIMEOUT_SECONDS) * 1000)) });
  const lines = rows.map((row) => executed(template, row));
  yield* print(store.process, isTable ? columns(lines) : lines.map((line) => `${line}\n`).join(''));
}

export function* active(store: Store, words: readonly string[]): Program {
  if (readOptions(words, { timeout: 't=' }, 'active').args.length > 0) throw new Refused('Error: Too many arguments given');
  const wanted = store.process.env.get('DOCKER_HOST');
  const name = store.names().find((one) => store.state(one) === 'Running' && store.url(one) === wanted);
  if (name === undefined) throw new Refused('No active host found');
  yield* print(store.process, `${name}\n`);
}

function filtered(store: Store, filters: readonly string[]): string[] {
  const wanted = new Map<string, string[]>();
  for (const filter of filters) {
    const equals = filter.indexOf('=');
    if (equals < 0) throw new Refused('Unsupported filter syntax');
    const key = filter.slice(0, equals).toLowerCase();
    if (!['swarm', 'driver', 'state', 'name', 'label'].includes(key)) throw new Refused(`Unsupported filter key '${key}'`);
    wanted.set(key, [...(wanted.get(key) ?? []), filter.slice(equals + 1)]);
  }
  const any = (key: string, fits: (value: string) => boolean) => wanted.get(key)?.some(fits) ?? true;
  const same = (a: string) => (b: string) => a.toLowerCase() === b.toLowerCase();
  return store.names().filter(
    (name) =>
      any('driver', same('virtualbox')) && any('state', same(store.state(name))) && any('swarm', () => false) && any('label', () => false) &&
      any('name', (pattern) => matches(name, pattern)),
  );
}

/** Names are asked for by plain patterns: `^` and `$`, `.` and `.*`; nobody here runs a learner's regular expression. */
function matches(name: string, pattern: string): boolean {
  if (!/^\^?[\w.*-]*\$?$/.test(pattern)) throw new Refused(`docker-machine: a name filter in this lab has letters, digits, dashes, "." and ".*", not ${pattern}`);
  return new RegExp(pattern.replace(/(?<!\.)\*/g, '')).test(name);
}

function* rowOf(store: Store, name: string, timeoutMs: number): Program<Row> {
  const state = store.state(name);
  const startMs = store.process.sim.nowMs;
  const url = state === 'Running' ? store.url(name) : '';
  const answer = url === '' ? { why: '' } : yield* store.dockerVersion(name, timeoutMs);
  const isActive = url !== '' && url === store.process.env.get('DOCKER_HOST');
  return {
    Name: name, Active: isActive ? '*' : '-', ActiveHost: isActive, ActiveSwarm: false, DriverName: store.load(name).DriverName, State: state, URL: url, Swarm: '',
    Error: state === 'Error' ? 'machine does not exist' : 'why' in answer ? answer.why : '', DockerVersion: 'version' in answer ? `v${answer.version}` : 'Unknown',
    ResponseTime: `${Math.round(store.process.sim.nowMs - startMs)}ms`,
  };
}

function parsed(format: string): Template {
  try {
    return Template.parse(format);
  } catch (error) {
    if (error instanceof TemplateError) throw new Refused(error.message);
    throw error;
  }
}

function executed(template: Template, row: Readonly<Record<string, unknown>>): string {
  try {
    return template.execute(wrap({ typeName: 'commands.HostListItem', methods: Object.fromEntries(Object.entries(row).map(([name, value]) => [name, () => value])), lenient: row === HEADERS }));
  } catch (error) {
    if (error instanceof TemplateError) throw new Refused(error.message);
    throw error;
  }
}

/** Cells that end in a tab are padded, the last of a line is not. */
function columns(lines: readonly string[]): string {
  const table = lines.map((line) => line.split('\t'));
  const widths = (table[0] ?? []).map((_cell, at) => Math.max(COLUMN_MIN, ...table.map((cells) => (cells[at]?.length ?? 0) + COLUMN_GAP)));
  return table.map((cells) => `${cells.map((cell, at) => (at < cells.length - 1 ? cell.padEnd(widths[at] as number) : cell)).join('')}\n`).join('');
}
