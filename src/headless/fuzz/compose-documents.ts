/**
 * Compose files that were right before something happened to them: a document with most of what the format has, some of
 * its branches kept, some spoilt, written in one of YAML's many ways, and then perhaps spoilt again as text.
 */
import type { Draw } from './draw';
import { anything, BOOLS, DURATIONS, NUMBERS, SIZES } from './texts';

export type Tree = null | boolean | number | string | Tree[] | { [key: string]: Tree };
type Branch = { [key: string]: Tree };

/** Most keys of the format, each with a value that is right. */
const WHOLE: Branch = {
  'x-common': { logging: { driver: 'json-file', options: { 'max-size': '10m' } } },
  services: {
    web: {
      image: 'nginx:alpine', command: ['nginx', '-g', 'daemon off;'], entrypoint: '/entry.sh', hostname: 'web-{{.Task.Slot}}', user: '1000', working_dir: '/srv', domainname: 'x.y', read_only: true, stdin_open: true, tty: false,
      init: true, isolation: 'default', privileged: false, ipc: 'host', pid: 'host', mac_address: '02:42:ac:11:65:43', network_mode: 'host', restart: 'always', stop_signal: 'SIGUSR1', stop_grace_period: '1m30s', userns_mode: 'host', shm_size: '64m',
      container_name: 'c', cgroup_parent: 'p', build: { context: '.', dockerfile: 'D', args: { A: 'b' }, target: 't' }, depends_on: ['db'], links: ['db'], external_links: ['x'], expose: ['80', 8080], dns: ['8.8.8.8'], dns_search: 'x.y',
      cap_add: ['NET_ADMIN'], cap_drop: ['ALL'], devices: ['/dev/null:/dev/x'], security_opt: ['no-new-privileges'], sysctls: { 'net.core.somaxconn': 1024 }, tmpfs: ['/run'], ulimits: { nproc: 65535, nofile: { soft: 1, hard: 2 } }, extra_hosts: ['a:1.2.3.4'],
      environment: { A: '1', B: null, D: '${HOME}', E: '${UNSET:-x}' }, env_file: ['env.list'], labels: ['a=b', 'c'], logging: { driver: 'json-file', options: { 'max-size': '1m', n: 3 } }, credential_spec: { config: 'conf' },
      ports: ['80', '8080:80', '127.0.0.1:1:2', '3000-3002:3000-3002/udp', { target: 80, published: 8081, protocol: 'tcp', mode: 'host' }],
      volumes: ['data:/data', './x:/x:ro', '/etc', { type: 'volume', source: 'data', target: '/d2', read_only: true, volume: { nocopy: true, subpath: 's' } }, { type: 'tmpfs', target: '/t', tmpfs: { size: 1000 } }, { type: 'bind', source: '/a', target: '/b', bind: { propagation: 'rslave' }, consistency: 'cached' }],
      configs: ['conf', { source: 'conf', target: '/c', uid: '103', gid: '103', mode: 0o440 }], secrets: ['sec', { source: 'sec', target: 's', mode: 0o400 }], networks: { front: { aliases: ['w'], ipv4_address: '10.5.0.4' }, back: null },
      healthcheck: { test: ['CMD', 'true'], interval: '10s', timeout: '5s', retries: 3, start_period: '1m', start_interval: '1s', disable: false },
      deploy: {
        mode: 'replicated', replicas: 2, endpoint_mode: 'vip', labels: { l: 'm' },
        placement: { constraints: ['node.role == manager'], preferences: [{ spread: 'node.labels.zone' }], max_replicas_per_node: 1 },
        resources: { limits: { cpus: '0.5', memory: '50M', pids: 10 }, reservations: { cpus: '0.25', memory: '20M', generic_resources: [{ discrete_resource_spec: { kind: 'gpu', value: 2 } }] } },
        restart_policy: { condition: 'on-failure', delay: '5s', max_attempts: 3, window: '120s' }, update_config: { parallelism: 2, delay: '10s', failure_action: 'rollback', monitor: '1s', max_failure_ratio: 0.1, order: 'start-first' }, rollback_config: { parallelism: 1, order: 'stop-first' },
      },
    },
    db: { image: 'redis:alpine', networks: ['back'], volumes: ['data:/data'], deploy: { mode: 'global' } },
  },
  networks: { front: { driver: 'overlay', driver_opts: { encrypted: '' }, attachable: true, internal: false, labels: { a: 'b' }, ipam: { driver: 'default', config: [{ subnet: '10.5.0.0/16' }] }, name: 'front-${HOME}' }, back: null, out: { external: true, name: 'net1' } },
  volumes: { data: { driver: 'local', driver_opts: { type: 'nfs', o: 'addr=1' }, labels: ['x=y'], name: 'd' }, ext: { external: { name: 'vol1' } } },
  secrets: { sec: { file: './secret.txt', labels: { a: 'b' }, template_driver: 'golang', name: 's_${HOME}' }, old: { external: true, name: 'sec1' } },
  configs: { conf: { file: 'dir/file' }, old: { external: true, name: 'conf1' } },
};

const VARIABLES = ['${A}', '$A', '${A:-b}', '${A-b}', '${A:?no}', '${A?}', '${A:+c}', '${A+c}', '$$A', '${', '${}', '${A', '${A!b}', '${A:b}', '${A-${B}}', '$', '$1', '${1}', '${A:-$B}', '${A B}', '${é}', '${HOME}${UNSET}', '${A:?', '$${A}', '${A[0]}', '}', '${A:-}}'];

/** A file for `-c`. */
export function drawComposeFile(draw: Draw): string {
  if (draw.chance(0.03)) return draw.many(draw.int(0, 40), () => draw.pick([...'ab:-#&*!|>\'"%@`{}[],? \n\t\u0000\ufeff\u0085é🐝01.~<'])).join('');
  const tree = draw.chance(0.04) ? strange(draw) : (pruned(draw, WHOLE) as Branch);
  const hurt = hurtTimes(draw, tree, draw.weighted([30, () => 0], [45, () => 1], [17, () => 2], [8, () => draw.int(3, 6)]));
  const text = new Writer(draw).document(hurt);
  return draw.weighted([80, () => text], [15, () => spoilLines(draw, text)], [5, () => draw.spoil(text)]);
}

/** Some of the branches: keys are kept by chance, so that files are small and differ. */
function pruned(draw: Draw, tree: Tree, depth = 0): Tree {
  if (Array.isArray(tree)) return tree.filter(() => draw.chance(0.7)).map((item) => pruned(draw, item, depth + 1));
  if (tree === null || typeof tree !== 'object') return tree;
  const keep = depth === 0 ? 0.8 : depth === 1 ? 0.9 : depth === 2 ? draw.pick([0.1, 0.2, 0.4]) : 0.7;
  const entries = Object.entries(tree).filter(([key]) => key === 'image' || draw.chance(keep));
  return Object.fromEntries(entries.map(([key, value]) => [key, pruned(draw, value, depth + 1)]));
}

const hurtTimes = (draw: Draw, tree: Tree, times: number): Tree => (times === 0 ? tree : hurtTimes(draw, hurt(draw, tree), times - 1));

/** Goes down by chance and breaks something where it stops. */
function hurt(draw: Draw, tree: Tree): Tree {
  const isMap = tree !== null && typeof tree === 'object' && !Array.isArray(tree);
  if (Array.isArray(tree)) {
    if (tree.length && draw.chance(0.8)) return tree.with(draw.int(0, tree.length - 1), hurt(draw, tree[draw.int(0, tree.length - 1)] as Tree));
    return draw.pick<() => Tree>([() => [...tree, strange(draw)], () => [...tree, ...tree], () => tree.slice(1), () => strange(draw)])();
  }
  if (!isMap) return draw.weighted<Tree>([60, () => strange(draw)], [20, () => `${tree}${draw.pick(VARIABLES)}`], [20, () => (typeof tree === 'string' ? draw.spoil(tree) : strange(draw))]);
  const keys = Object.keys(tree);
  if (keys.length === 0) return { [anything(draw)]: strange(draw) };
  const key = draw.pick(keys);
  if (draw.chance(0.85)) return { ...tree, [key]: hurt(draw, tree[key] as Tree) };
  const { [key]: value = null, ...others } = tree;
  return draw.pick<() => Tree>([
    () => ({ ...tree, [key]: strange(draw) }),
    () => others,
    () => ({ ...others, [draw.spoil(key)]: value }),
    () => ({ ...tree, [draw.chance(0.5) ? anything(draw) : draw.pick(ANY_KEYS)]: strange(draw) }),
    () => ({ ...others, [`x-${key}`]: value }),
    () => strange(draw),
    () => ({ ...tree, [key]: tree[draw.pick(keys)] as Tree }),
  ])();
}

const keysOf = (tree: Tree): string[] => (Array.isArray(tree) ? tree.flatMap(keysOf) : tree !== null && typeof tree === 'object' ? Object.entries(tree).flatMap(([key, value]) => [key, ...keysOf(value)]) : []);
const ANY_KEYS = [...new Set(keysOf(WHOLE)), 'extends', 'include', 'profiles', 'name', '<<', 'null', '1', 'true', '__proto__', 'constructor', 'toString'];

/** A value of any kind. */
function strange(draw: Draw): Tree {
  return draw.weighted<Tree>(
    [10, () => null],
    [8, () => draw.chance(0.5)],
    [14, () => draw.pick([0, 1, -1, 1.5, 65536, 2 ** 53, 1e21, -1e-7, 0o777, 99999999999])],
    [14, () => draw.pick([...NUMBERS, ...DURATIONS, ...SIZES, ...BOOLS])],
    [12, () => anything(draw)],
    [10, () => draw.pick(VARIABLES)],
    [8, () => draw.many(draw.int(0, 3), () => strange(draw))],
    [8, () => Object.fromEntries(draw.many(draw.int(0, 3), () => [draw.chance(0.6) ? draw.pick(ANY_KEYS) : anything(draw), strange(draw)]))],
    [4, () => pruned(draw, draw.pick(Object.values(WHOLE.services as Branch)), 2)],
    [2, () => nested(draw, draw.pick([5, 50, 400, 1100]))],
  );
}

function nested(draw: Draw, depth: number): Tree {
  let tree: Tree = 'deep';
  const asList = draw.chance(0.5);
  for (let i = 0; i < depth; i++) tree = asList ? [tree] : { a: tree };
  return tree;
}

/** Writes YAML, in a style that changes from place to place. */
class Writer {
  private anchors = 0;

  constructor(private readonly draw: Draw) {}

  document(tree: Tree): string {
    const { draw } = this;
    const body = this.block(tree, 0);
    const bomb = draw.chance(0.01) ? `x-a: &a [b]\n${[...'bcdefghij'].map((name, i) => `x-${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(', ')}]\n`).join('')}` : '';
    return `${draw.weighted([70, () => ''], [30, () => draw.pick(['---\n', '# c\n', '\ufeff', '%YAML 1.1\n---\n', '\n\n', '--- # x\n', "version: '3.8'\n", 'version: 3\n'])])}${bomb}${body}${draw.weighted([90, () => ''], [10, () => draw.pick(['...\n', '---\na: b\n', '# end', '\t'])])}`;
  }

  private block(tree: Tree, indent: number): string {
    const pad = ' '.repeat(indent);
    if (Array.isArray(tree) && tree.length && indent < 60) return tree.map((item) => `${pad}-${this.value(item, indent + 2)}`).join('');
    if (tree !== null && typeof tree === 'object' && !Array.isArray(tree) && Object.keys(tree).length && indent < 60) return Object.entries(tree).map(([key, value]) => `${pad}${this.key(key)}:${this.value(value, indent + 2)}`).join('');
    return `${pad}${this.flow(tree)}\n`;
  }

  private value(tree: Tree, indent: number): string {
    const { draw } = this;
    const isNode = tree !== null && typeof tree === 'object' && Object.keys(tree).length > 0;
    const mark = draw.chance(0.02) ? ` &n${this.anchors++}` : draw.chance(0.003) ? ` ${draw.pick(['!!str', '!!int', '!!map', '!!seq', '!!binary', '!x', '!!float', '!!set', '!<tag:yaml.org,2002:str>'])}` : '';
    if (draw.chance(0.003)) return ` *n${draw.int(0, Math.max(0, this.anchors - 1))}\n`;
    if (isNode && draw.chance(0.004)) return `${mark}\n${' '.repeat(indent)}<<: ${draw.pick(['*n0', '*n0', '[*n0, *n1]', '{a: b}', 'x', '[]'])}\n${this.block(tree, indent)}`;
    if (isNode && draw.chance(0.85)) return `${mark}\n${this.block(tree, indent)}`;
    if (typeof tree === 'string' && draw.chance(0.03)) return `${mark} ${draw.pick(['|', '>', '|-', '>+', '|2', '>9', '|x'])}\n${tree.split('\n').map((line) => ' '.repeat(indent) + line).join('\n')}\n`;
    return `${mark} ${this.flow(tree)}${draw.chance(0.02) ? ' # c' : ''}\n`;
  }

  private flow(tree: Tree): string {
    if (Array.isArray(tree)) return `[${tree.map((item) => this.flow(item)).join(this.draw.pick([', ', ',']))}]`;
    if (tree !== null && typeof tree === 'object') return `{${Object.entries(tree).map(([key, value]) => `${this.key(key)}: ${this.flow(value)}`).join(', ')}}`;
    if (tree === null) return this.draw.pick(['', '~', 'null', 'Null']);
    if (typeof tree !== 'string') return Number.isInteger(tree) && this.draw.chance(0.1) ? this.draw.pick([`0${(tree as number).toString(8)}`, `0x${(tree as number).toString(16)}`, `${tree as number}.0`, `0o${(tree as number).toString(8)}`]) : String(tree);
    return this.scalar(tree);
  }

  private key = (key: string) => (/^[a-z][\w-]*$/.test(key) && !this.draw.chance(0.02) ? key : this.scalar(key));

  private scalar(text: string): string {
    const { draw } = this;
    const needsQuotes = !/^[A-Za-z/.$][\w./$:-]*$/.test(text) || /:$/.test(text) || BOOLS.includes(text);
    if (!needsQuotes && draw.chance(0.7)) return text;
    if (draw.chance(0.01)) return text;
    return draw.chance(0.5) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
  }
}

/** Lines lost, doubled, moved, pushed in or out. */
function spoilLines(draw: Draw, text: string): string {
  const lines = text.split('\n');
  const at = draw.int(0, lines.length - 1);
  const line = lines[at] as string;
  const changed = draw.pick<() => string[]>([
    () => [],
    () => [line, line],
    () => [` ${line}`],
    () => [line.replace(/^ /, '')],
    () => [line.replace(/^ {2}/, '\t')],
    () => [`${line}:`],
    () => [line.replace(':', '')],
    () => [line.replace(/: /, ':')],
    () => [line.replace(/- /, '-')],
    () => [draw.spoil(line)],
    () => [line, '  '.repeat(draw.int(0, 4)) + draw.pick(['- x', 'a: b', '? a', ': b', '<<: *a', '*a', '&a', '@x', '`', '%x', '"', "'", '|', '>', '{', ']', 'a: b: c', '- - - x', '!!', '# c', '\t- x', 'services:'])],
    () => [`${line}\r`],
  ])();
  return [...lines.slice(0, at), ...changed, ...lines.slice(at + 1)].join('\n');
}
