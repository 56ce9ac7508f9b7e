/**
 * Values for flags: pools by the word that help shows for a flag, and by its name where the word says too little.
 * Each pool holds right values, values at the edge, and near misses; a value may also be spoilt, or be anything.
 */
import { anyThing, newName, REFERENCES, thing } from './names';
import type { Draw } from './draw';
import { drawTemplate } from './templates';
import { anything, BOOLS, CPUS, DURATIONS, NUMBERS, SIZES } from './texts';

type Pool = (draw: Draw) => string;

const from =
  (...values: readonly string[]): Pool =>
  (draw) =>
    draw.pick(values);

/** `key=value` fields with commas between, some of them doubled, lost, unknown or without a value. */
const csv =
  (fields: Record<string, Pool>, always: readonly string[] = []): Pool =>
  (draw) => {
    const keys = Object.keys(fields);
    const chosen = draw.shuffle([...always.filter(() => draw.chance(0.9)), ...draw.many(draw.count(0.5, 4), () => draw.pick(keys))]);
    const written = chosen.map((key) => (draw.chance(0.04) ? key : `${draw.chance(0.03) ? key.toUpperCase() : key}=${(fields[key] as Pool)(draw)}`));
    if (draw.chance(0.05)) written.push(draw.pick(['bad=x', 'x', '', '"a,b"=c', '"', 'source', 'readonly', ' type=bind', 'a="b"']));
    return written.join(',');
  };

const numbers: Pool = (draw) => draw.pick(NUMBERS);
const bools: Pool = (draw) => draw.pick(BOOLS);
const small = from('0', '1', '2', '3', '7');
const paths = from('/data', '/', '/etc/x', '/a/b', 'rel', '.', '/a/../b', '/a:b', '', '/ü', 'C:\\x', '/run/secrets/x', '//a//', '/a/');
const addresses = from('10.1.2.3', '127.0.0.1', '0.0.0.0', '192.168.0.11', 'eth0', 'lo', 'nope0', '::1', 'fe80::1', '2001:db8::1', '256.1.1.1', '1.2.3', '1.2.3.4.5', '010.1.1.1', 'host', '');
const subnets = from('10.77.0.0/24', '10.77.0.0/16', '10.77.0.5/24', '192.168.77.0/30', '10.0.0.0/33', '10.0.0.0', '0.0.0.0/0', 'fd00::/64', 'x/24', '10.77.0.0/-1', '300.0.0.0/8', '', '127.0.0.0/8', '192.168.0.0/24');
const ports = from('80', '8080', '0', '1', '65535', '65536', '-1', '80-81', '81-80', '80-', '-80', 'http', '', '08', '0x50', '1e2', '80 ', '8080-8090', '1-65535');
const portPairs: Pool = (draw) =>
  [...(draw.chance(0.3) ? [draw.pick(['127.0.0.1', '[::1]', '0.0.0.0', '1.2.3', 'host', '::', ''])] : []), ...(draw.chance(0.85) ? [ports(draw)] : []), ports(draw)].join(':') +
  (draw.chance(0.3) ? draw.pick(['/tcp', '/udp', '/sctp', '/TCP', '/icmp', '/', '/tcp/udp']) : '');
const portFields = csv({ target: ports, published: ports, protocol: from('tcp', 'udp', 'sctp', 'TCP', 'x', ''), mode: from('host', 'ingress', 'HOST', 'x', '') }, ['target', 'published']);
const files = (draw: Draw) => thing(draw, 'FILE');
const mode = from('0444', '444', '0o600', '0777', '7777', '08', '-1', 'rw', '', '0x1ff', '4294967296', '1000000');
const fileRequest = (kind: 'SECRET' | 'CONFIG'): Pool => (draw) =>
  draw.chance(0.4)
    ? thing(draw, kind)
    : csv({ source: (d) => thing(d, kind), src: (d) => thing(d, kind), target: paths, uid: small, gid: numbers, mode }, ['source'])(draw);
const mounts = csv(
  {
    type: from('volume', 'bind', 'tmpfs', 'npipe', 'cluster', 'image', 'VOLUME', 'x', ''),
    source: (draw) => draw.pick(['vol1', 'newvol', '/root', '/nowhere', './dir', '', 'a/b', 'v', 'x'.repeat(260), '..', 'alpine', '~']),
    src: from('vol1', '/root', 'b'), target: paths, dst: paths, destination: paths, readonly: bools, ro: bools, consistency: from('cached', 'delegated', 'consistent', 'x', ''),
    'bind-propagation': from('rprivate', 'shared', 'rslave', 'x', ''), 'bind-nonrecursive': bools, 'bind-recursive': from('enabled', 'disabled', 'writable', 'readonly', 'x', ''),
    'volume-driver': from('local', 'nope', ''), 'volume-label': from('a=b', 'a', '=b', ''), 'volume-nocopy': bools, 'volume-opt': from('type=nfs', 'o=addr=1.2.3.4', 'a', ''),
    'volume-subpath': from('sub', '../x', '/abs', ''), 'image-subpath': from('etc', '../x', ''), 'tmpfs-size': (draw) => draw.pick(SIZES), 'tmpfs-mode': mode,
  },
  ['type', 'source', 'target'],
);
const binds = from('vol1:/data', 'newvol:/data:ro', '/root:/x', '/root:/x:ro,z', '/x', 'a:b', 'vol1:/data:bad', '/a:/b:/c:/d', ':/x', 'vol1:', ':', '', '/nowhere:/x', './dir:/x', 'a/b:/x', 'vol1:/', 'vol1:/data:ro:rw', 'vol1:/data:ro,rw', 'x:/y:nocopy,rprivate', 'v:relative', '..:/x', '~:/x', 'ü:/x', '/root:/x:rshared', 'vol1:/data:volume-nocopy');
const keyValues = from('a=b', 'a=', 'a', '=b', 'a=b=c', 'A=B', 'a.b/c=d', 'com.docker.x=y', 'a b=c', '', '=', 'ä=ö', 'a="b"', `k=${'v'.repeat(2000)}`, 'HOME', 'UNSET_X', 'a\nb=c', ' a=b', 'PATH=');
const rates = from('/dev/sda:1mb', '/dev/sda:1', '/dev/sda:0', '/dev/sda:-1', '/dev/null:10kb', 'sda:1mb', '/dev/sda', '/dev/sda:', '/dev/sda:x', '/dev/x:1:2', ':', '');
const limits = from('nofile=1024:2048', 'nofile=1024', 'nofile=2048:1024', 'nproc=-1', 'nofile=-1:5', 'x=1', 'nofile', 'nofile=', 'nofile=a', 'nofile=1:2:3', '=1', '', 'core=0', 'nofile=99999999999999999999', 'NOFILE=1', 'nofile=1:', 'cpu=1:1', 'nofile=-2');
const constraints = from('node.role==manager', 'node.role!=manager', 'node.labels.zone==a', 'node.hostname == node2', 'node.id==x', 'node.platform.os==linux', 'engine.labels.x==y', 'node.ip==192.168.0.11', 'node.role=manager', 'node.role', '==', 'a==b', 'node.labels.==x', 'node.role==a==b', '', 'NODE.ROLE==MANAGER', 'node.role==', 'node.role>1', 'node.labels.zo ne==a', 'node.role == *');
const networks: Pool = (draw) =>
  draw.chance(0.6)
    ? draw.pick(['host', 'none', 'bridge', 'br1', 'net1', 'net1', 'default', 'container:c1', 'container:nope', 'container:', 'container', 'nope', '', 'ingress', 'service:web', 'ns:/x', 'a b'])
    : csv(
        {
          name: (d) => thing(d, 'NETWORK'), alias: newName, 'driver-opt': keyValues, ip: addresses, ip6: addresses, 'mac-address': from('02:42:ac:11:00:02', 'x', ''), 'link-local-ip': addresses, 'gw-priority': numbers,
        },
        ['name'],
      )(draw);
const times = from('1h', '10m', '2026-01-01', '2026-01-01T00:00:00', '2026-01-01T00:00:00Z', '2026-11-20T16:00:00.123456789+02:00', '0', '1', '1795190400', '1795190400.5', '-1', '-1h', '2026-13-01', '2026', 'yesterday', '', '1.1.1', '1h30', '9999-99-99', 'now', '1e9', '2026-01-01 00:00');

const FILTER_KEYS = [
  'name', 'id', 'label', 'status', 'role', 'membership', 'mode', 'runtime', 'driver', 'type', 'scope', 'dangling', 'reference', 'before', 'since', 'until', 'health', 'network', 'volume', 'ancestor', 'exited', 'expose',
  'publish', 'is-task', 'isolation', 'node', 'desired-state', 'service', 'node.label', 'event', 'container', 'image', 'daemon', 'is-official', 'stars', 'is-automated', 'label!', 'driver', 'builtin', 'container', 'x', 'NAME', 'plugin', 'enabled', 'secret', 'config', 'server', 'group',
];
const FILTER_VALUES = [
  'web', 'c1', 'node1', 'net1', 'vol1', 'a=b', 'a', 'running', 'exited', 'created', 'paused', 'dead', 'ready', 'shutdown', 'accepted', 'manager', 'worker', 'true', 'false', '1', '0', 'T', 'maybe', '', 'replicated', 'global', 'replicated-job',
  'overlay', 'bridge', 'local', 'swarm', 'custom', 'builtin', 'healthy', 'none', 'starting', 'alpine', 'nginx*', '^web$', '[', '*', '80', '80/tcp', '80-90', '80/x', '-1', '137', '10m', '2026-01-01', 'create', 'start', 'die', 'container', 'service', 'x', 'a=b=c', 'web ', '.*', '(', '\\', 'host', 'volume', 'network', 'image',
];
const filters: Pool = (draw) =>
  draw.weighted(
    [90, () => `${draw.pick(FILTER_KEYS)}=${draw.pick(FILTER_VALUES)}`],
    [5, () => draw.pick(['name', '=', '=x', 'name=', 'a,b', '', ' name = web ', 'name==web', 'until', 'label=', 'label=a=b=c', 'status=running,exited'])],
    [5, () => `${draw.pick(FILTER_KEYS)}=${anything(draw)}`],
  );

/** By the word that stands after the flag in help. */
const BY_WORD: Record<string, Pool> = {
  '': bools,
  int: numbers,
  uint: numbers,
  uint16: numbers,
  uint32: numbers,
  float: numbers,
  bytes: (draw) => draw.pick(SIZES),
  duration: (draw) => draw.pick(DURATIONS),
  decimal: (draw) => draw.pick(CPUS),
  filter: filters,
  mount: mounts,
  port: (draw) => (draw.chance(0.5) ? portPairs(draw) : portFields(draw)),
  secret: fileRequest('SECRET'),
  config: fileRequest('CONFIG'),
  network: networks,
  pref: from('spread=node.labels.zone', 'spread=node.id', 'spread', 'spread=', 'pack=x', 'spread=a=b', '', 'SPREAD=x', ' spread = x '),
  command: from('sh -c "exit 1"', 'true', '"unclosed', "a 'b", 'a\\', '', '  ', '"" x', "it''s"),
  'credential-spec': from('file://x', 'registry://x', 'config://conf1', 'config://', 'x', '', 'FILE://x'),
  ulimit: limits,
  'node-addr': (draw) => addresses(draw) + draw.pick(['', '', ':2377', ':0', ':', ':x', ':99999', ':1:2']),
  'external-ca': csv({ protocol: from('cfssl', 'CFSSL', 'x', ''), url: from('https://x', 'x', ''), cacert: files, foo: from('bar') }, ['protocol', 'url']),
  'pem-file': files,
  ipNetSlice: (draw) => draw.many(draw.int(1, 2), () => subnets(draw)).join(','),
  'gpu-request': from('all', '1', 'device=0', 'count=1,driver=nvidia', 'x=y', '-2', '', 'driver=a,driver=b', 'count=x', 'capabilities=gpu', '"device=0,1"'),
  map: keyValues,
  stringToString: from('a=b', 'a=b,c=d', 'a', '=b', '', ',', 'a=b,', '"a=b,c"', 'a="b,c"'),
};

/** By name, where the word is only `string`, `list` or the like. */
const BY_NAME: readonly (readonly [RegExp, Pool])[] = [
  [/^format$/, drawTemplate],
  [/^filter$/, filters],
  [/^(env|env-add|build-arg|.*label|.*label-add|annotation|.*opt|opt|sysctl|sysctl-add)$/, keyValues],
  [/^(volume|volumes-from|tmpfs)$/, (draw) => (draw.chance(0.8) ? binds(draw) : draw.pick(['c1', 'c1:ro', 'nope', 'c1:x', '/run:size=1m', '/run', '/run:mode=1777,rw', '/run:bad']))],
  [/^publish$|^expose$|^publish-rm$/, portPairs],
  [/^(ip|ip6|gateway|dns.*|advertise-addr|data-path-addr|link-local-ip)$/, (draw) => addresses(draw) + draw.pick(['', '', '', ':2377', ':x'])],
  [/^(subnet|ip-range)$/, subnets],
  [/^aux-address$/, from('a=10.77.0.9', 'a=x', 'a', '=10.0.0.1', '')],
  [/^(add-host|host|host-add|host-rm)$/, from('a:1.2.3.4', 'a=1.2.3.4', 'a:host-gateway', 'a:::1', 'a:[::1]', 'a', ':1.2.3.4', 'a:', 'a:x', '', 'a b:1.2.3.4', 'tcp://192.168.0.12:2375', 'unix:///var/run/docker.sock', 'ssh://x', 'npipe:////./x', '1.2.3.4:x', 'fd://', 'tcp://', 'a:1.2.3.4 ')],
  [/^device-(read|write)-/, rates],
  [/^device$/, from('/dev/null', '/dev/null:/dev/x', '/dev/null:/dev/x:rwm', '/dev/null:/dev/x:q', '/dev/nope', 'x', '', 'vendor.com/class=dev', '/dev/null:rw')],
  [/^blkio-weight-device$/, from('/dev/sda:500', '/dev/sda:5', '/dev/sda', 'x:1', '/dev/sda:x', '')],
  [/^device-cgroup-rule$/, from('c 1:3 mr', 'a 7:* rmw', 'x', '', 'c 1:3', 'z 1:1 r')],
  [/^network(-add|-rm)?$/, networks],
  [/^(network-alias|net-alias|alias|hostname|domainname|name)$/, newName],
  [/^link$/, from('c1', 'c1:x', 'c1:x:y', 'nope:x', ':', '', 'c1:')],
  [/^(restart|restart-condition)$/, from('no', 'always', 'on-failure', 'on-failure:3', 'on-failure:-1', 'on-failure:x', 'always:3', 'unless-stopped', 'none', 'any', 'never', '', 'no:', ':1', 'on-failure:')],
  [/^constraint/, constraints],
  [/^secret-rm$/, (draw) => thing(draw, 'SECRET')],
  [/^config(-rm|-from)?$/, (draw) => thing(draw, draw.chance(0.5) ? 'CONFIG' : 'FILE')],
  [/^generic-resource/, from('gpu=1', 'gpu=a', 'gpu', '=1', 'gpu=-1', 'gpu=1,b=2', '', 'gpu=1,gpu=a')],
  [/^mount-rm$/, paths],
  [/^(mode|endpoint-mode|availability|role|update-order|rollback-order|update-failure-action|rollback-failure-action|resolve-image|isolation|scope|sharing|type|pull|orchestrator|cgroupns)$/, from(
    'replicated', 'global', 'replicated-job', 'global-job', 'vip', 'dnsrr', 'active', 'pause', 'drain', 'manager', 'worker', 'start-first', 'stop-first', 'continue', 'rollback', 'always', 'changed', 'never', 'missing', 'default', 'hyperv', 'swarm', 'local', 'single', 'multi', 'container', 'service', 'none', 'all', 'mount', 'block', 'image', 'task', 'host', 'private', 'x', '', 'GLOBAL', 'Active')],
  [/^(since|until|timestamp)$/, times],
  [/^(tail|n|last)$/, (draw) => (draw.chance(0.6) ? draw.pick(['all', '1', '0', '5', '-1', 'x', '', 'ALL']) : numbers(draw))],
  [/^(stop-signal|signal)$/, from('SIGTERM', 'TERM', 'KILL', '9', '0', '65', 'SIGRTMIN+3', 'RTMAX', 'sigkill', 'NOPE', '', '-1', 'SIGSIGKILL', '15 ')],
  [/^(user|group|group-add|group-rm|workdir|user.*)$/, from('root', '0', '1000:1000', 'nobody', 'nope', 'root:nope', ':', ':0', '-1', '99999999999', '', '/tmp', 'rel', '/nowhere')],
  [/^(platform)$/, from('linux/amd64', 'linux', 'linux/arm64/v8', 'windows/amd64', 'x', '', 'linux/', '/amd64', 'a/b/c/d', 'linux/nope', 'LINUX/AMD64', 'darwin')],
  [/^(ipc|pid|uts|userns)$/, from('host', 'private', 'shareable', 'none', 'container:c1', 'container:nope', 'container:', 'x', '', 'HOST')],
  [/^(log-driver|driver|volume-driver|ipam-driver|template-driver|runtime)$/, from('json-file', 'local', 'none', 'overlay', 'bridge', 'macvlan', 'host', 'null', 'default', 'golang', 'runc', 'syslog', 'nope', '', 'a/b', 'a:b')],
  [/^log-opt$/, from('max-size=10m', 'max-size=x', 'max-file=3', 'max-file=0', 'nope=1', 'max-size', '=')],
  [/^cap-(add|drop)$/, from('NET_ADMIN', 'CAP_SYS_ADMIN', 'net_admin', 'ALL', 'NOPE', '', 'all')],
  [/^security-opt$/, from('no-new-privileges', 'seccomp=unconfined', 'apparmor=x', 'label=disable', 'label:disable', 'x', 'seccomp=/nowhere', 'no-new-privileges=x', 'systempaths=unconfined', '')],
  [/^detach-keys$/, from('ctrl-a', 'ctrl-p,ctrl-q', 'a', 'ctrl-', 'ctrl-1', 'ctrl-@', 'xy', '', ',', 'DEL', 'ctrl-A')],
  [/^mac-address$/, from('02:42:ac:11:00:02', '02-42-ac-11-00-02', 'x', '', '02:42:ac:11:00', '0242.ac11.0002')],
  [/^(attach)$/, from('stdin', 'stdout', 'STDERR', 'x', '')],
  [/^(cpuset-cpus|cpuset-mems)$/, from('0', '0-1', '0,1', '3-1', '99', 'x', '', '-1', '0-')],
  [/^(compose-file|env-file|label-file|cidfile|iidfile|input|output|file|tls.*|cert|key|ca)$/, files],
  [/^(context|from)$/, (draw) => thing(draw, 'CONTEXT')],
  [/^(docker)$/, from('host=tcp://192.168.0.12:2375', 'host=', 'x', '', 'host=unix:///x,skip-tls-verify=true', 'from=default', 'nope=1', 'ca=/nowhere', 'host=ssh://x')],
  [/^(image)$/, (draw) => draw.pick(REFERENCES)],
  [/^(health-cmd|entrypoint|args|description|author|message|change)$/, from('true', 'exit 1', 'curl -f http://localhost/', 'sh -c "x"', '', 'NONE', 'CMD ["a"]', 'ENV a=b', 'EXPOSE x', 'NOPE x', '"unclosed', 'LABEL a', "FROM x", 'a\nb')],
  [/^(driver-opt|storage-opt)$/, keyValues],
  [/^(token)$/, from('SWMTKN-1-x-y', 'x', '', 'SWMTKN-1-3pu6hszjas19xyp7ghgosyx9k8atbfcr8p2is99znpy26u2lkl-7p73s1dx5in4tatdymyhg9hu2')],
  [/^(resource|required-.*|limit-bytes|topology-.*)$/, from('a=b', 'a', '1g', '')],
];

/** A value for a flag that help shows as `--name word`. */
export function flagValue(draw: Draw, name: string, word: string): string {
  const pool = BY_NAME.find(([pattern]) => pattern.test(name) && (BY_WORD[word] === undefined || word === 'map' || word === 'network' || word === 'config'))?.[1] ?? BY_WORD[word];
  return draw.weighted(
    [84, () => (pool ?? anyThing)(draw)],
    [6, () => draw.spoil((pool ?? anyThing)(draw))],
    [10, () => anything(draw)],
  );
}
