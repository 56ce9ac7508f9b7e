/**
 * Starting, and what happens at the end of a life (moby daemon/start.go, monitor.go): networks, sandbox, PID 1; at exit
 * everything is given back, the restart policy speaks, `--rm` cleans up.
 */
import { isRefusal, refuse, type Refusal } from '../model';
import { isFileError, windowsEnvironment, type ExitStatus, type Files } from '../os';
import { wait, type Program } from '../sim';
import type { Container } from './container';
import { checkShared, connectAll, disconnectAll, publishPorts } from './container-network';
import { removeNow } from './container-remove';
import { ContainerRun, onWindows, spawnFailure } from './container-run';
import type { EngineCore } from './engine-core';
import type { EtcName } from './etc-files';
import { hasHealthcheck, HealthMonitor } from './health';
import { DOCKER_SOCKET } from './platform';
import { defaultNetworkOf } from './platform-networks';
import { checkLinks, checkMounts, checkStart, OCI } from './start-check';

/** Measured on Docker 28.5 with a small image at hand: 260 to 400 ms, two cores shared by three engines. */
const START_MS_MIN = 240;
const START_MS_MAX = 380;
const OVERLAY_MS = 70;
const CROWD_MS = 60;
const ANSWER_MS_MIN = 20;
const ANSWER_MS_MAX = 40;
const RESTART_DELAY_MS_FIRST = 100;
const RESTART_DELAY_MS_MAX = 60_000;
/** A life of this length makes the next restart's delay short again. */
const RESTART_RESET_MS = 10_000;
const OOM_CHECK_MS = 2_000;

/** Starts a container that is not running; a running one is left alone, as Docker's 304 does. */
export function* startContainer(core: EngineCore, container: Container): Program<undefined | Refusal> {
  while (container.starting) yield* wait(container.changed.wait);
  if (container.status === 'paused') return refuse(409, 'cannot start a paused container, try unpause instead');
  if (container.status === 'running') return undefined;
  if (container.removing || container.status === 'dead') return refuse(409, 'container is marked for removal and cannot be started');
  container.stopRestart?.();
  container.stopRestart = undefined;
  container.starting = true;
  container.manuallyStopped = false;
  container.stopAsked = false;
  try {
    const failed = yield* launch(core, container);
    if (!failed) return undefined;
    if (container.hostConfig.AutoRemove && !container.task) removeNow(core, container, true);
    return failed;
  } finally {
    container.starting = false;
    container.changed.fire();
  }
}

function* launch(core: EngineCore, container: Container): Program<undefined | Refusal> {
  yield* startWork(core, container);
  container.error = '';
  const alone = checkShared(core, container) ?? checkLinks(core, container) ?? checkMounts(core, container);
  if (alone) return fail(container, alone.status, alone.message, 128);
  const endpoints = yield* connectAll(core, container);
  if (isRefusal(endpoints)) return fail(container, endpoints.status, `failed to set up container networking: ${endpoints.message}`, 128);
  const busy = publishPorts(core, container);
  if (busy) {
    disconnectAll(core, container);
    return fail(container, busy.status, `failed to set up container networking: ${busy.message}`, 128);
  }
  if (container.removing) {
    disconnectAll(core, container);
    return refuse(409, 'container is marked for removal and cannot be started');
  }
  const { hostConfig } = container;
  const run = new ContainerRun(container, core.machineOf(), (name) => etcContent(core, container, name));
  const shared = hostConfig.NetworkMode.startsWith('container:') ? core.find(hostConfig.NetworkMode.slice(10)) : undefined;
  run.sandbox = core.provider.createSandbox({
    host: core.machine.id,
    id: container.id,
    machine: run,
    hostname: container.config.Hostname,
    mode: hostConfig.NetworkMode === 'host' ? 'host' : container.endpoints.has('none') ? 'none' : shared ? 'container' : 'networks',
    ...(shared && !isRefusal(shared) ? { sharesWith: shared.id } : {}),
    endpoints,
    dns: [...(hostConfig.Dns ?? [])],
    dnsSearch: [...(hostConfig.DnsSearch ?? [])],
    extraHosts: () => [...extraHosts(core, container), ...linkedHosts(core, container)],
    labels: container.config.Labels,
  });
  container.sandboxId = core.random.hex(64);
  const user = resolveUser(run.files, container.config.User, hostConfig.GroupAdd);
  if (isRefusal(user)) return abandon(core, container, run, user.status, user.message, 126);
  const unfit = checkStart(core, container, run.files);
  if (unfit) return abandon(core, container, run, unfit.status, unfit.message, 128);
  const process = run.start(environmentOf(container, user, linkVariables(core, container)), user);
  if ('error' in process) {
    const failure = spawnFailure(container.argv[0] ?? '', process, onWindows(container, container.argv));
    if (process.error === 'exec-format') {
      // The kernel refuses after runc is done: the container starts and ends at once.
      container.log.append('stderr', `${failure.text}\n`);
    }
    return abandon(core, container, run, 400, (container.image.platform.os === 'windows' ? 'failed to create task for container: ' : OCI) + failure.text, failure.exitCode);
  }
  serveSockets(core, container, run);
  container.run = run;
  container.tty = run.terminal;
  container.pid = core.takePid();
  container.startedMs = core.sim.nowMs;
  container.exitCode = 0;
  container.oomKilled = false;
  container.hasRun = true;
  container.setStatus('running');
  process.exited((status) => onExit(core, container, run, status));
  startHealth(core, container, run);
  watchMemory(core, container, run);
  core.containerEvent(container, 'start');
  core.notify(container, 'started');
  // The answer takes its way back; meanwhile a server has come up, so that `docker run -d ... && curl` finds it.
  yield* core.work(ANSWER_MS_MIN, ANSWER_MS_MAX);
  return undefined;
}

/** Setting up and starting takes its time, more with an overlay, and more yet when several start at once. */
function* startWork(core: EngineCore, container: Container): Program {
  core.startsUnderWay++;
  try {
    const overlays = [...container.endpoints.values()].filter((endpoint) => endpoint.ofTask).length;
    const crowdMs = CROWD_MS * (core.startsUnderWay - 1);
    yield* core.work(START_MS_MIN + overlays * OVERLAY_MS + crowdMs, START_MS_MAX + overlays * OVERLAY_MS + crowdMs);
  } finally {
    core.startsUnderWay--;
  }
}

function fail(container: Container, status: number, message: string, exitCode: number): Refusal {
  container.error = message;
  container.exitCode = exitCode;
  return refuse(status, message);
}

function abandon(core: EngineCore, container: Container, run: ContainerRun, status: number, message: string, exitCode: number): Refusal {
  run.end();
  disconnectAll(core, container);
  container.log.end();
  return fail(container, status, message, exitCode);
}

/** PID 1 is gone, and with it everything in the container. */
function onExit(core: EngineCore, container: Container, run: ContainerRun, status: ExitStatus): void {
  if (container.run !== run) return;
  const livedMs = core.sim.nowMs - (container.startedMs ?? core.sim.nowMs);
  run.end();
  container.run = undefined;
  container.tty = undefined;
  container.health?.stop();
  disconnectAll(core, container);
  container.log.end();
  for (const exec of container.execs?.keys() ?? []) core.execs.delete(exec);
  container.execs = undefined;
  container.pid = 0;
  container.exitCode = status.code;
  container.finishedMs = core.sim.nowMs;
  const again = shouldRestart(core, container);
  container.setStatus(again ? 'restarting' : 'exited');
  // Whoever stopped it hears of its end first, and says so before the daemon does.
  if (container.stopAsked) core.containerEvent(container, 'stop');
  container.stopAsked = false;
  core.containerEvent(container, 'die', { execDuration: String(Math.floor(livedMs / 1000)), exitCode: String(status.code) });
  core.notify(container, 'died');
  if (again) planRestart(core, container, livedMs);
  else if (container.hostConfig.AutoRemove && !container.removing && !core.stopping) removeNow(core, container, true);
}

/** A life that was cut off with the machine or the daemon: what the next start of the daemon finds. */
export function concludeLost(core: EngineCore, container: Container, exitCode: number): void {
  const { run } = container;
  container.run = undefined;
  run?.killAll();
  run?.end();
  container.tty = undefined;
  container.health?.stop();
  disconnectAll(core, container);
  container.log.end();
  container.execs = undefined;
  container.pid = 0;
  container.exitCode = exitCode;
  container.finishedMs = core.sim.nowMs;
  container.setStatus('exited');
  core.notify(container, 'died');
}

export function shouldRestart(core: EngineCore, container: Container): boolean {
  const { Name, MaximumRetryCount } = container.hostConfig.RestartPolicy;
  if (container.manuallyStopped || container.removing || core.stopping || !core.running) return false;
  if (Name === 'always' || Name === 'unless-stopped') return true;
  return Name === 'on-failure' && container.exitCode !== 0 && (MaximumRetryCount === 0 || container.restartCount < MaximumRetryCount);
}

function planRestart(core: EngineCore, container: Container, livedMs: number): void {
  const before = core.restartDelays.get(container.id) ?? 0;
  const delayMs = livedMs >= RESTART_RESET_MS || before === 0 ? RESTART_DELAY_MS_FIRST : Math.min(before * 2, RESTART_DELAY_MS_MAX);
  core.restartDelays.set(container.id, delayMs);
  container.stopRestart = core.sim.after(delayMs, 'container.restart', () => {
    container.stopRestart = undefined;
    if (container.status !== 'restarting') return;
    container.restartCount++;
    core.spawn('container.restart', restartOnce(core, container));
  });
}

function* restartOnce(core: EngineCore, container: Container): Program {
  const failed = yield* startContainer(core, container);
  if (failed && container.status === 'restarting') container.setStatus('exited');
}

function startHealth(core: EngineCore, container: Container, run: ContainerRun): void {
  const check = container.config.Healthcheck;
  const log = container.health?.json().Log;
  container.health = undefined;
  if (!hasHealthcheck(check)) return;
  container.health = new HealthMonitor(
    run,
    check,
    {
      changed: (status) => {
        core.containerEvent(container, `health_status: ${status}`);
        container.changed.fire();
        core.notify(container, 'health');
      },
      exec: (action, execID, exitCode) =>
        core.containerEvent(container, action, { execID, ...(exitCode === undefined ? {} : { exitCode: String(exitCode) }) }),
      execId: () => core.random.hex(64),
    },
    () => environmentOf(container, { home: '/root' }),
    log,
  );
}

/** The kernel's OOM killer, as far as a lab needs it: claims above the limit end PID 1 with 137. */
function watchMemory(core: EngineCore, container: Container, run: ContainerRun): void {
  const limit = container.hostConfig.Memory;
  if (limit <= 0) return;
  const check = () => {
    if (container.run !== run) return;
    const used = run.processes.list().reduce((sum, process) => sum + process.memoryBytes, 0);
    if (used > limit) {
      container.oomKilled = true;
      core.containerEvent(container, 'oom');
      run.killAll();
    } else core.sim.after(OOM_CHECK_MS, 'container.memory', check);
  };
  core.sim.after(OOM_CHECK_MS / 4, 'container.memory', check);
}

/** What a process in the container finds in its environment (moby container/env.go, runc). */
export function environmentOf(container: Container, user: { home: string }, extra: readonly string[] = []): Map<string, string> {
  if (container.image.platform.os === 'windows') return windowsEnvironmentOf(container, extra);
  const env = new Map<string, string>([
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HOSTNAME', container.config.Hostname],
  ]);
  if (container.config.Tty) env.set('TERM', 'xterm');
  for (const each of [...(container.config.Env ?? []), ...extra]) {
    const equals = each.indexOf('=');
    if (equals > 0) env.set(each.slice(0, equals), each.slice(equals + 1));
    else env.delete(each);
  }
  if (!env.has('HOME')) env.set('HOME', user.home);
  return env;
}

/** On Windows the system's own variables come first, and a name is the same in any case. */
function windowsEnvironmentOf(container: Container, extra: readonly string[]): Map<string, string> {
  const env = windowsEnvironment({ hostname: container.config.Hostname, kind: 'container' }, container.config.User || undefined);
  for (const each of [...(container.config.Env ?? []), ...extra]) {
    const equals = each.indexOf('=');
    const name = equals > 0 ? each.slice(0, equals) : each;
    for (const key of [...env.keys()]) if (key.toLowerCase() === name.toLowerCase()) env.delete(key);
    if (equals > 0) env.set(name, each.slice(equals + 1));
  }
  return env;
}

/** Whom a process runs as: user, groups (the first is its own), home. */
export interface Credentials {
  readonly uid: number;
  readonly gids: readonly number[];
  readonly home: string;
}

const ID_MAX = 2_147_483_647;

/** `name`, `name:group`, `1000` or `1000:1000`, looked up in the container's own passwd and group (moby/sys/user GetExecUser). */
export function resolveUser(files: Files, text: string, added: readonly string[] | null = null): Credentials | Refusal {
  if (!isFileError(files.stat('/Windows/System32'))) return windowsUser(text);
  const [name = '', group = ''] = text.split(':');
  const table = (path: string): string[][] => {
    const content = files.read(path);
    return isFileError(content) ? [] : content.split('\n').map((line) => line.split(':'));
  };
  const wanted = name === '' ? '0' : name;
  const line = table('/etc/passwd').find((fields) => fields[0] === wanted || fields[2] === wanted) ?? (wanted === 'root' ? ['root', '', '0', '0', '', '/root'] : undefined);
  const outOfRange = refuse(400, 'uids and gids must be in range 0-2147483647');
  if (!line && !/^[+-]?\d+$/.test(wanted)) return refuse(400, `unable to find user ${name}: no matching entries in passwd file`);
  const uid = Number(line?.[2] ?? wanted);
  if (uid < 0 || uid > ID_MAX) return outOfRange;
  const home = line?.[5] || (uid === 0 && !line ? '/root' : '/');
  const groups = table('/etc/group');
  const gidOf = (word: string): number | Refusal => {
    const found = groups.find((fields) => fields[0] === word || fields[2] === word)?.[2] ?? (word === 'root' ? '0' : word);
    if (!/^[+-]?\d+$/.test(found)) return refuse(400, `unable to find group ${word}: no matching entries in group file`);
    return Number(found) < 0 || Number(found) > ID_MAX ? outOfRange : Number(found);
  };
  const own = group === '' ? Number(line?.[3] ?? 0) || 0 : gidOf(group);
  if (isRefusal(own)) return own;
  const gids = [own];
  // A group that was named is the only one; without, the file says in which others the user is.
  if (group === '' && line) for (const fields of groups) if ((fields[3] ?? '').split(',').includes(line[0] as string)) gids.push(Number(fields[2]));
  for (const word of added ?? []) {
    const gid = gidOf(word);
    if (isRefusal(gid)) return gid;
    gids.push(gid);
  }
  return { uid, gids: [...new Set(gids)], home };
}

/** Windows' images know two users of their own. */
function windowsUser(text: string): Credentials | Refusal {
  const name = ['ContainerAdministrator', 'ContainerUser', 'Administrator'].find((each) => each.toLowerCase() === (text || 'ContainerAdministrator').toLowerCase());
  if (name === undefined) return refuse(400, `container encountered an error during hcs::System::CreateProcess: failure in a Windows system call: The user name or password is incorrect. (0x52e)`);
  return { uid: 0, gids: [0], home: `C:\\Users\\${name}` };
}

/** `/var/run/docker.sock` and its like, bound into a container by itself or with a directory, lead to the host's listener. */
function serveSockets(core: EngineCore, container: Container, run: ContainerRun): void {
  const serve = (inside: string, outside: string): void => {
    run.net.listenUnix(inside, function* forward(request) {
      const answer = yield* core.machine.net.httpUnix(outside, request);
      return answer.ok ? answer.value : { status: 503, headers: {}, body: '' };
    });
  };
  for (const mount of container.mounts) {
    if (mount.socket) {
      run.files.put(mount.point.Destination, { kind: 'socket', mode: 0o660 });
      serve(mount.point.Destination, mount.sourcePath);
    } else if (mount.point.Type === 'bind') {
      const source = core.machine.files.realpath(mount.sourcePath);
      if (isFileError(source)) continue;
      const folder = source === '/' ? '/' : `${source}/`;
      if (DOCKER_SOCKET.startsWith(folder)) serve(`${mount.point.Destination.replace(/\/$/, '')}/${DOCKER_SOCKET.slice(folder.length)}`, DOCKER_SOCKET);
    }
  }
}

function extraHosts(core: EngineCore, container: Container): { name: string; address: string }[] {
  return (container.hostConfig.ExtraHosts ?? []).map((line) => {
    const colon = line.indexOf(':');
    const address = line.slice(colon + 1);
    return { name: line.slice(0, colon), address: address === 'host-gateway' ? (core.networks.named(defaultNetworkOf(core.machine.platform.os))?.gateway ?? '172.17.0.1') : address };
  });
}

/** What `--link` adds: the other's alias, and on the default bridge also its own names (moby daemon/links.go, sandbox_dns). */
function linkedHosts(core: EngineCore, container: Container): { name: string; address: string }[] {
  return [...container.endpoints.values()].flatMap((endpoint) => {
    const links = endpoint.links ?? (endpoint.network === 'bridge' ? container.hostConfig.Links : null) ?? [];
    return links.flatMap((link) => {
      const [ref = '', alias = ref] = link.split(':');
      const other = core.find(ref);
      const address = isRefusal(other) ? undefined : other.endpoints.get(endpoint.network)?.address;
      if (isRefusal(other) || !address) return [];
      const names = endpoint.network === 'bridge' ? [alias.split('/').at(-1) as string, other.config.Hostname, other.name] : [alias];
      return [...new Set(names)].map((name) => ({ name, address }));
    });
  });
}

/** What `--link` on the default bridge puts into the environment: the other's ports and its own variables (moby daemon/links.go). */
function linkVariables(core: EngineCore, container: Container): string[] {
  const bridge = container.endpoints.get('bridge');
  if (!bridge) return [];
  return (bridge.links ?? container.hostConfig.Links ?? []).flatMap((link) => {
    const [ref = '', given = ref] = link.split(':');
    const other = core.find(ref);
    const address = isRefusal(other) ? undefined : other.endpoints.get('bridge')?.address;
    if (isRefusal(other) || !address) return [];
    const alias = given.split('/').at(-1) as string;
    const prefix = alias.replaceAll('-', '_').toUpperCase();
    const ports = Object.keys(other.config.ExposedPorts ?? {})
      .map((text) => ({ number: text.split('/')[0] as string, protocol: text.split('/')[1] ?? 'tcp' }))
      .sort((a, b) => Number(a.number) - Number(b.number) || Number(b.protocol === 'tcp') - Number(a.protocol === 'tcp'));
    const url = ({ number, protocol }: { number: string; protocol: string }) => `${protocol}://${address}:${number}`;
    const [first] = ports;
    return [
      ...(first ? [`${prefix}_PORT=${url(first)}`] : []),
      ...ports.flatMap((port) => {
        const name = `${prefix}_PORT_${port.number}_${port.protocol.toUpperCase()}`;
        return [`${name}=${url(port)}`, `${name}_ADDR=${address}`, `${name}_PORT=${port.number}`, `${name}_PROTO=${port.protocol}`];
      }),
      `${prefix}_NAME=/${container.name}/${alias}`,
      ...(other.config.Env ?? []).filter((each) => !/^(HOME|PATH)=/.test(each)).map((each) => `${prefix}_ENV_${each}`),
    ];
  });
}

/** Links of the default bridge stand in /etc/hosts; elsewhere Docker's own name server knows them. */
function linkLines(core: EngineCore, container: Container): string[] {
  if (!container.endpoints.has('bridge')) return [];
  const byAddress = new Map<string, string[]>();
  for (const { name, address } of linkedHosts(core, container)) byAddress.set(address, [...(byAddress.get(address) ?? []), name]);
  return [...byAddress].map(([address, names]) => `${address}\t${names.join(' ')}`);
}

function etcContent(core: EngineCore, container: Container, name: EtcName): string {
  const { config, hostConfig } = container;
  if (hostConfig.NetworkMode === 'host' && name !== 'hostname') {
    const host = core.machine.files.read(`/etc/${name}`);
    if (!isFileError(host)) return host;
  }
  if (name === 'hostname') return `${config.Hostname}\n`;
  if (name === 'hosts') {
    const own = [...container.endpoints.values()];
    const names = config.Domainname ? `${config.Hostname}.${config.Domainname} ${config.Hostname}` : config.Hostname;
    return [
      '127.0.0.1\tlocalhost',
      '::1\tlocalhost ip6-localhost ip6-loopback',
      'fe00::\tip6-localnet',
      'ff00::\tip6-mcastprefix',
      'ff02::1\tip6-allnodes',
      'ff02::2\tip6-allrouters',
      ...extraHosts(core, container).map((each) => `${each.address}\t${each.name}`),
      ...linkLines(core, container),
      ...own.flatMap(({ address, address6 }) => [address, address6].filter((each) => each !== '').map((each) => `${each}\t${names}`)),
      '',
    ].join('\n');
  }
  return resolvConf(container);
}

/** The resolver's file (moby libnetwork/internal/resolvconf): on networks of one's own the daemon answers, and asks the others. */
function resolvConf({ hostConfig, endpoints }: Container): string {
  const userNetwork = [...endpoints.keys()].some((network) => network !== 'bridge' && network !== 'host' && network !== 'none');
  const outside = hostConfig.Dns?.length ? hostConfig.Dns : ['8.8.8.8', '8.8.4.4'];
  const own = hostConfig.DnsOptions ?? [];
  const hasNdots = own.some((option) => option.startsWith('ndots:'));
  const options = userNetwork && !hasNdots ? [...own, 'ndots:0'] : own;
  const overrides = [
    ...(hostConfig.Dns?.length ? ['nameservers'] : []),
    ...(hostConfig.DnsSearch?.length ? ['search'] : []),
    ...(own.length > 0 ? ['options'] : []),
  ];
  return [
    '# Generated by Docker Engine.',
    '# This file can be edited; Docker Engine will not make further changes once it',
    '# has been modified.',
    '',
    ...(userNetwork ? ['127.0.0.11'] : outside).map((server) => `nameserver ${server}`),
    ...(hostConfig.DnsSearch?.length ? [`search ${hostConfig.DnsSearch.join(' ')}`] : []),
    ...(options.length > 0 ? [`options ${options.join(' ')}`] : []),
    '',
    `# Based on host file: '/etc/resolv.conf' (${userNetwork ? 'internal resolver' : 'legacy'})`,
    ...(userNetwork ? [`# ExtServers: [${outside.join(' ')}]`] : []),
    `# Overrides: [${overrides.join(' ')}]`,
    ...(options.some((option) => option.startsWith('ndots:')) ? [`# Option ndots from: ${hasNdots ? 'override' : 'internal'}`] : []),
    '',
  ].join('\n');
}
