/** The spec that `service create` sends (docker/cli command/service/opts.go ToService). */
import { joinPath } from '../../os';
import type { GenericResource, HealthConfig, Mount, Resources } from '../../model';
import type { Program } from '../../sim';
import type { Context } from '../_framework/context';
import { Failure } from '../_framework/failure';
import { parseInteger } from '../_parse/numbers';
import { isProblem } from '../_parse/problem';
import { keyValues } from '../_parse/texts';
import type { FileRequest } from '../_parse/references';
import { environment } from '../_parse/environment';
import { type ContainerDraft, put, restartPolicyDefaults, type ServiceDraft, updateConfigDefaults, type UpdateConfigDraft } from './_draft';
import type { CommonFlags, CreateFlags, Given } from './_flags';
import { configReferences, networkAttachments, secretReferences } from './_references';

export function* createSpec(
  context: Context,
  image: string,
  args: readonly string[],
  flags: CreateFlags,
  given: Given<CreateFlags>,
): Program<ServiceDraft> {
  const mode = serviceMode(flags, given);
  const updateConfig = updateConfigOf('update', flags, given);
  const rollbackConfig = updateConfigOf('rollback', flags, given);
  if ((mode.ReplicatedJob || mode.GlobalJob) && (updateConfig || rollbackConfig))
    throw new Failure('update and rollback configuration is not supported for jobs');
  const networks = yield* networkAttachments(context, flags.network);
  const spec: ServiceDraft = {
    Name: flags.name,
    Labels: keyValues(flags.label),
    TaskTemplate: {
      ContainerSpec: yield* containerSpec(context, image, args, flags, given),
      Resources: resourcesOf(flags),
      Placement: {},
      ForceUpdate: 0,
    },
    Mode: mode,
    EndpointSpec: { Mode: (flags['endpoint-mode'].toLowerCase() || 'vip') as 'vip' },
  };
  const task = spec.TaskTemplate;
  put(task, 'RestartPolicy', restartPolicyOf(flags, given));
  put(task.Placement as object & { Constraints?: readonly string[] }, 'Constraints', flags.constraint);
  put(
    task.Placement!,
    'Preferences',
    flags['placement-pref'].map((SpreadDescriptor) => ({ Spread: { SpreadDescriptor } })),
  );
  put(task.Placement!, 'MaxReplicas', flags['replicas-max-per-node']);
  put(task, 'Networks', networks);
  if (flags['log-driver']) task.LogDriver = { Name: flags['log-driver'], Options: keyValues(flags['log-opt']) };
  put(spec, 'UpdateConfig', updateConfig);
  put(spec, 'RollbackConfig', rollbackConfig);
  put(spec.EndpointSpec!, 'Ports', flags.publish);
  put(task.ContainerSpec, 'Secrets', yield* secretReferences(context, flags.secret));
  put(task.ContainerSpec, 'Configs', yield* configReferences(context, [...flags.config, ...credentialConfig(flags['credential-spec'])]));
  if (flags['credential-spec']) task.ContainerSpec.Privileges = privilegesWith(credentialSpecOf(flags['credential-spec'], task.ContainerSpec));
  // Without a name the engine chooses one.
  if (spec.Name === '') delete (spec as Partial<ServiceDraft>).Name;
  return spec;
}

function serviceMode(flags: CreateFlags, given: Given<CreateFlags>): ServiceDraft['Mode'] {
  const job = flags.mode === 'replicated-job';
  if (flags.mode === 'global' || flags.mode === 'global-job') {
    if (given('replicas')) throw new Failure('replicas can only be used with replicated or replicated-job mode');
    if (flags['replicas-max-per-node'] > 0) throw new Failure('replicas-max-per-node can only be used with replicated or replicated-job mode');
    if (given('max-concurrent')) throw new Failure('max-concurrent can only be used with replicated-job mode');
    return flags.mode === 'global' ? { Global: {} } : { GlobalJob: {} };
  }
  if (flags.mode === 'replicated') {
    if (given('max-concurrent')) throw new Failure('max-concurrent can only be used with replicated-job mode');
    return { Replicated: given('replicas') ? { Replicas: flags.replicas } : {} };
  }
  if (!job) throw new Failure(`Unknown mode: ${flags.mode}, only replicated and global supported`);
  const total = given('replicas') ? { TotalCompletions: flags.replicas } : {};
  const concurrent = given('max-concurrent') ? flags['max-concurrent'] : given('replicas') ? flags.replicas : undefined;
  return { ReplicatedJob: { ...(concurrent === undefined ? {} : { MaxConcurrent: concurrent }), ...total } };
}

function* containerSpec(
  context: Context,
  image: string,
  args: readonly string[],
  flags: CreateFlags,
  given: Given<CreateFlags>,
): Program<ContainerDraft> {
  const container: ContainerDraft = { Image: image, Init: flags.init, DNSConfig: {} };
  put(container, 'Args', args);
  put(container, 'Command', flags.entrypoint);
  put(container, 'Env', environment(context.process, flags['env-file'], flags.env));
  put(container, 'Hostname', flags.hostname);
  if (flags['container-label'].length) container.Labels = keyValues(flags['container-label']);
  put(container, 'Dir', flags.workdir);
  put(container, 'User', flags.user);
  put(container, 'Groups', flags.group);
  put(container, 'StopSignal', flags['stop-signal']);
  put(container, 'TTY', flags.tty);
  put(container, 'ReadOnly', flags['read-only']);
  put(
    container,
    'Mounts',
    flags.mount.map((mount) => absoluteMount(context, mount)),
  );
  const dns: { Nameservers?: readonly string[]; Search?: readonly string[]; Options?: readonly string[] } = {};
  put(dns, 'Nameservers', flags.dns);
  put(dns, 'Search', flags['dns-search']);
  put(dns, 'Options', flags['dns-option']);
  container.DNSConfig = dns;
  put(container, 'Hosts', flags.host.map(swarmHost));
  if (given('stop-grace-period')) container.StopGracePeriod = flags['stop-grace-period'];
  put(container, 'Healthcheck', healthcheckOf(flags, given));
  put(container, 'Isolation', flags.isolation);
  if (flags.sysctl.length) container.Sysctls = keyValues(flags.sysctl);
  const { add, drop } = effectiveCapabilities(flags['cap-add'], flags['cap-drop']);
  put(container, 'CapabilityAdd', add);
  put(container, 'CapabilityDrop', drop);
  put(container, 'Ulimits', flags.ulimit);
  put(container, 'OomScoreAdj', flags['oom-score-adj']);
  return container;
}

/** A bind's source relative to where the command runs. */
export function absoluteMount(context: Context, mount: Mount): Mount {
  return mount.Source === '.' || mount.Source?.startsWith('./') ? { ...mount, Source: joinPath(context.process.cwd, mount.Source) } : mount;
}

/** `host:ip` as swarmkit keeps it: `ip host`. */
export function swarmHost(text: string): string {
  const at = text.indexOf(':');
  return `${text.slice(at + 1)} ${text.slice(0, at)}`;
}

const HEALTH = ['health-cmd', 'health-interval', 'health-timeout', 'health-retries', 'health-start-period', 'health-start-interval'] as const;

function healthcheckOf(flags: CommonFlags, given: Given<CreateFlags>): HealthConfig | undefined {
  const any =
    flags['health-cmd'] !== '' ||
    flags['health-retries'] !== 0 ||
    given(...HEALTH.filter((name) => name !== 'health-cmd' && name !== 'health-retries'));
  if (flags['no-healthcheck']) {
    if (any) throw new Failure('--no-healthcheck conflicts with --health-* options');
    return { Test: ['NONE'] };
  }
  if (!any) return undefined;
  const health: { -readonly [K in keyof HealthConfig]: HealthConfig[K] } = {};
  if (flags['health-cmd']) health.Test = ['CMD-SHELL', flags['health-cmd']];
  put(health, 'Interval', flags['health-interval']);
  put(health, 'Timeout', flags['health-timeout']);
  put(health, 'StartPeriod', flags['health-start-period']);
  put(health, 'StartInterval', flags['health-start-interval']);
  put(health, 'Retries', flags['health-retries']);
  return health;
}

function resourcesOf(flags: CreateFlags): { Limits: Resources; Reservations: Resources } {
  const limits: { NanoCPUs?: number; MemoryBytes?: number; Pids?: number } = {};
  put(limits, 'NanoCPUs', flags['limit-cpu']);
  put(limits, 'MemoryBytes', flags['limit-memory']);
  put(limits, 'Pids', flags['limit-pids']);
  const reservations: { NanoCPUs?: number; MemoryBytes?: number; GenericResources?: readonly GenericResource[] } = {};
  put(reservations, 'NanoCPUs', flags['reserve-cpu']);
  put(reservations, 'MemoryBytes', flags['reserve-memory']);
  put(reservations, 'GenericResources', genericResources(flags['generic-resource']));
  return { Limits: limits, Reservations: reservations };
}

/** `gpu=2`; only counted resources can be asked for (swarmkit genericresource.Parse). */
export function genericResources(texts: readonly string[]): GenericResource[] {
  const bad = (why: string) => new Failure(`invalid generic resource specification: could not parse GenericResource: ${why}`);
  const parsed = texts.map((text) => {
    const [kind = '', count = '', ...more] = text.split('=').map((part) => part.trim());
    if (!text.includes('=') || more.length) throw bad(`incorrect term ${text}, missing '=' or malformed expression`);
    const value = parseInteger(count, { base: 10 });
    if (!isProblem(value) && value < 0) throw bad(`cannot ask for negative resource ${kind}`);
    return { kind, count, value };
  });
  return parsed.map(({ kind, count, value }) => {
    if (isProblem(value))
      throw new Failure(`invalid generic-resource request \`${kind}=${count}\`, Named Generic Resources is not supported for service create or update`);
    return { DiscreteResourceSpec: { Kind: kind, Value: value } };
  });
}

function restartPolicyOf(flags: CreateFlags, given: Given<CreateFlags>): ReturnType<typeof restartPolicyDefaults> | undefined {
  if (!given('restart-condition', 'restart-delay', 'restart-max-attempts', 'restart-window')) return undefined;
  const policy = restartPolicyDefaults();
  applyRestart(policy, flags, given as Given<CommonFlags>);
  return policy;
}

/** The given `--restart-*` flags, on a policy. */
export function applyRestart(policy: ReturnType<typeof restartPolicyDefaults>, flags: CommonFlags, given: Given<CommonFlags>): void {
  if (given('restart-condition')) policy.Condition = flags['restart-condition'] as 'any';
  if (given('restart-delay')) policy.Delay = flags['restart-delay'];
  if (given('restart-max-attempts')) policy.MaxAttempts = flags['restart-max-attempts'];
  if (given('restart-window')) policy.Window = flags['restart-window'];
}

export const UPDATE_NAMES = {
  update: ['update-parallelism', 'update-delay', 'update-monitor', 'update-failure-action', 'update-max-failure-ratio', 'update-order'],
  rollback: ['rollback-parallelism', 'rollback-delay', 'rollback-monitor', 'rollback-failure-action', 'rollback-max-failure-ratio', 'rollback-order'],
} as const;

function updateConfigOf(kind: 'update' | 'rollback', flags: CreateFlags, given: Given<CreateFlags>): UpdateConfigDraft | undefined {
  if (!given(...UPDATE_NAMES[kind])) return undefined;
  const config = updateConfigDefaults();
  applyUpdateConfig(config, kind, flags, given as Given<CommonFlags>);
  return config;
}

/** The given `--update-*` or `--rollback-*` flags, on a config. */
export function applyUpdateConfig(config: UpdateConfigDraft, kind: 'update' | 'rollback', flags: CommonFlags, given: Given<CommonFlags>): void {
  if (given(`${kind}-parallelism`)) config.Parallelism = flags[`${kind}-parallelism`];
  if (given(`${kind}-delay`)) put(config, 'Delay', flags[`${kind}-delay`]);
  if (given(`${kind}-monitor`)) put(config, 'Monitor', flags[`${kind}-monitor`]);
  if (given(`${kind}-failure-action`)) put(config, 'FailureAction', flags[`${kind}-failure-action`] as 'pause');
  if (given(`${kind}-max-failure-ratio`)) config.MaxFailureRatio = flags[`${kind}-max-failure-ratio`];
  if (given(`${kind}-order`)) config.Order = flags[`${kind}-order`] as 'stop-first';
}

export function capabilityName(text: string): string {
  const name = text.trim().toUpperCase();
  return name === 'ALL' || name === 'RESET' || name.startsWith('CAP_') ? name : `CAP_${name}`;
}

/** ALL stands for everything, adding wins over dropping; both sorted (opts/capabilities.go). */
export function effectiveCapabilities(add: readonly string[], drop: readonly string[]): { add: string[]; drop: string[] } {
  const narrow = (names: Set<string>) => (names.has('ALL') ? new Set(['ALL']) : names);
  const added = narrow(new Set(add.map(capabilityName)));
  const dropped = narrow(new Set(drop.map(capabilityName)));
  return { add: [...added].sort(), drop: [...dropped].filter((name) => !added.has(name)).sort() };
}

/** A credential spec in a config is mounted as a runtime config. */
export function credentialConfig(text: string): FileRequest[] {
  if (!text.startsWith('config://')) return [];
  const source = text.slice('config://'.length);
  return [{ source, target: source, uid: '', gid: '', mode: 0, runtime: true }];
}

export function credentialSpecOf(text: string, container: ContainerDraft): Record<string, string> {
  const rest = text.replace(/^[a-z]+:\/\//, '');
  if (text.startsWith('file://')) return { Config: '', File: rest, Registry: '' };
  if (text.startsWith('registry://')) return { Config: '', File: '', Registry: rest };
  const config = container.Configs?.find((reference) => reference.ConfigName === rest);
  return { Config: config?.ConfigID ?? '', File: '', Registry: '' };
}

/** Privileges that say nothing but this. */
export function privilegesWith(credentialSpec: object): object {
  return { CredentialSpec: credentialSpec, SELinuxContext: null, NoNewPrivileges: false };
}
