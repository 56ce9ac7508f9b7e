/**
 * The sentences that state claims, one form each: the table is the grammar, and its examples are what the author is
 * shown when nothing fits. Words are in lower case; names are as Docker has them, or in double quotes.
 */
import type { Claim, Compare, NamedTable, Operator, RequestClaim } from './claim';

type Groups = Readonly<Record<string, string | undefined>>;

export interface Form<C> {
  /** How it is written. */
  example: string;
  pattern: RegExp;
  read(groups: Groups): C;
}

const NAME = String.raw`"[^"]+"|[\w.:/@-]+`;
const COMPARE = String.raw`(?:(?<compare>at least|at most|exactly) )?`;

/** `{service}` is a name, `{#count}` a number; the rest is as written. */
function form<C>(example: string, shape: string, read: (groups: Groups) => C): Form<C> {
  const source = shape
    .replace(/\{#(\w+)\}/g, (_all, name: string) => `(?<${name}>\\d+)`)
    .replace(/\{(\w+)\}/g, (_all, name: string) => `(?<${name}>${NAME})`);
  return { example, pattern: new RegExp(`^${source}$`), read };
}

function name(value: string | undefined): string {
  const text = value ?? '';
  return text.startsWith('"') ? text.slice(1, -1) : text;
}

const compare = (groups: Groups, fallback: Compare): Compare => (groups['compare'] as Compare | undefined) ?? fallback;
const optional = (key: string, value: string | undefined): object => (value === undefined ? {} : { [key]: name(value) });
const TABLE = '(?<table>service|secret|config|network|node)';

export const CLAIMS: readonly Form<Claim>[] = [
  form('service web exists', `${TABLE} {name} exists`, (g) => ({ kind: 'exists', table: g['table'] as NamedTable, name: name(g['name']) })),
  form('service web is gone', `${TABLE} {name} is gone`, (g) => ({ kind: 'gone', table: g['table'] as NamedTable, name: name(g['name']) })),
  form('service web has at least 5 running replicas of nginx:1.27 on node1', `service {service} has ${COMPARE}{#count}(?: running| healthy)? replicas?(?: of {image})?(?: on {node})?`, (g) => ({
    kind: 'replicas', service: name(g['service']), compare: compare(g, 'exactly'), count: Number(g['count']), ...optional('image', g['image']), ...optional('node', g['node']),
  })),
  form('service web has all replicas running', 'service {service} has all(?: of its)? replicas (?:running|healthy)', (g) => ({
    kind: 'replicas', service: name(g['service']), compare: 'exactly', count: 'all',
  })),
  form('service web runs image nginx:1.28', 'service {service} runs image {image}', (g) => ({ kind: 'image', service: name(g['service']), image: name(g['image']) })),
  form('service web publishes 8080 to 80 in host mode', 'service {service} publishes {#published}(?: to {#target})?(?: in (?<mode>host|ingress) mode)?', (g) => ({
    kind: 'publishes', service: name(g['service']), published: Number(g['published']),
    ...(g['target'] === undefined ? {} : { target: Number(g['target']) }), ...(g['mode'] === undefined ? {} : { mode: g['mode'] as 'host' | 'ingress' }),
  })),
  form('service web is on network back', 'service {service} is on network {network}', (g) => ({ kind: 'on-network', service: name(g['service']), network: name(g['network']) })),
  form('service web uses secret db_password at /run/secrets/password', 'service {service} uses (?<table>secret|config) {name}(?: at {path})?', (g) => ({
    kind: 'uses', service: name(g['service']), table: g['table'] as 'secret' | 'config', name: name(g['name']), ...optional('path', g['path']),
  })),
  form('service web has Spec.UpdateConfig.Parallelism = 2', String.raw`${TABLE} {name} has (?<path>[A-Z]\w*(?:\.[\w-]+)*) (?<operator>=|!=|<=|<|>=|>|contains) (?<value>.+)`, (g) => ({
    kind: 'field', table: g['table'] as NamedTable, name: name(g['name']), path: (g['path'] ?? '').split('.'), operator: g['operator'] as Operator, value: name(g['value']),
  })),
  form('update of web is completed', 'update of {service} is (?<state>updating|paused|completed|rollback_started|rollback_paused|rollback_completed)', (g) => ({
    kind: 'update', service: name(g['service']), state: g['state'] as 'completed',
  })),
  form('no task of web on node3', String.raw`(?<quantifier>no|every|a) task of {service} (?:runs )?on (?<nodes>(?:${NAME})(?:, ?(?:${NAME}))*)`, (g) => ({
    kind: 'placed', quantifier: g['quantifier'] as 'no', service: name(g['service']), nodes: (g['nodes'] ?? '').split(/, ?/).map(name),
  })),
  form('a task of web failed with "exit (137)"', 'a task of {service} failed with "(?<text>[^"]+)"', (g) => ({ kind: 'task-failed', service: name(g['service']), text: g['text'] ?? '' })),
  form('node node2 is drained', 'node {node} is (?<state>ready|down|active|paused|drained)', (g) => ({
    kind: 'node-state', node: name(g['node']), state: STATES[g['state'] ?? ''] as 'ready',
  })),
  form('node node2 is a manager', 'node {node} is (?:a |the )(?<role>manager|worker|leader)', (g) => ({ kind: 'node-role', node: name(g['node']), role: g['role'] as 'manager' })),
  form('node node2 has label rack=a', String.raw`node {node} has label (?<label>[\w.-]+)=(?<value>\S*)`, (g) => ({
    kind: 'node-label', node: name(g['node']), label: g['label'] ?? '', value: g['value'] ?? '',
  })),
  form('swarm has 3 managers', `swarm has ${COMPARE}{#count} (?<of>manager|worker|ready node|node)s?`, (g) => ({
    kind: 'members', compare: compare(g, 'exactly'), count: Number(g['count']), of: `${g['of'] ?? ''}s` as 'managers',
  })),
  form('quorum is kept', 'quorum is (?<kept>kept|lost)', (g) => ({ kind: 'quorum', kept: g['kept'] === 'kept' })),
  form('swarm is autolocked', 'swarm is (?<is>active|locked|autolocked)', (g) => ({ kind: 'swarm', is: g['is'] as 'locked' })),
  form('network back has driver overlay', 'network {network} has driver {driver}', (g) => ({ kind: 'network-driver', network: name(g['network']), driver: name(g['driver']) })),
  form('network back is attachable', 'network {network} is (?<is>attachable|encrypted|internal)', (g) => ({ kind: 'network-is', network: name(g['network']), is: g['is'] as 'internal' })),
  form('stack shop has 3 services', `stack {stack} has ${COMPARE}{#count} services?`, (g) => ({
    kind: 'stack', stack: name(g['stack']), compare: compare(g, 'exactly'), count: Number(g['count']),
  })),
  form('container web on node1 is running', 'container {container} on {machine} is (?<is>running|exited|paused|gone)', (g) => ({
    kind: 'container', container: name(g['container']), machine: name(g['machine']), is: g['is'] as 'running',
  })),
  form('volume data is on node1', 'volume {volume} is on {machine}', (g) => ({ kind: 'volume', volume: name(g['volume']), machine: name(g['machine']) })),
  form('image nginx:1.27 is on node1', 'image {image} is on {machine}', (g) => ({ kind: 'pulled', image: name(g['image']), machine: name(g['machine']) })),
  form('file node1:/root/web.yml exists', String.raw`file (?<machine>[\w.-]+):(?<path>/\S*) exists`, (g) => ({
    kind: 'file', machine: name(g['machine']), path: g['path'] ?? '', test: { is: 'there' },
  })),
  form('file node1:/root/web.yml contains "replicas: 3"', String.raw`file (?<machine>[\w.-]+):(?<path>/\S*) contains "(?<text>.+)"`, (g) => ({
    kind: 'file', machine: name(g['machine']), path: g['path'] ?? '', test: { contains: g['text'] ?? '' },
  })),
  form(String.raw`file node1:/root/web.yml matches /replicas: \d+/`, String.raw`file (?<machine>[\w.-]+):(?<path>/\S*) matches /(?<pattern>.+)/`, (g) => ({
    kind: 'file', machine: name(g['machine']), path: g['path'] ?? '', test: { matches: g['pattern'] ?? '' },
  })),
];

const STATES: Readonly<Record<string, string>> = { ready: 'ready', down: 'down', active: 'active', paused: 'pause', drained: 'drain' };

/** Sentences about requests; the service may be left out after `during update of …`. */
export const REQUEST_CLAIMS: readonly Form<RequestClaim>[] = [
  form('every request to web was answered', 'every request(?: to {service})?(?: was)? answered', (g) => ({ kind: 'failed-at-most', service: name(g['service']), count: 0 })),
  form('at most 3 requests to web failed', 'at most {#count} requests?(?: to {service})? failed', (g) => ({ kind: 'failed-at-most', service: name(g['service']), count: Number(g['count']) })),
  form('requests to web were answered by at least 3 tasks', 'requests(?: to {service})? were answered by at least {#tasks} tasks?', (g) => ({
    kind: 'answered-by', service: name(g['service']), tasks: Number(g['tasks']),
  })),
];
