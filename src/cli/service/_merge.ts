/**
 * What `service update` makes of a spec and the given flags (docker/cli command/service/update.go): only given flags
 * change anything, additions replace by key, and lists come out sorted so that equal specs are equal.
 */
import type { Mount, PortConfig, ServiceSpec } from '../../model';
import type { Program } from '../../sim';
import type { Context } from '../_framework/context';
import { Failure } from '../_framework/failure';
import { keyValues } from '../_parse/texts';
import { environment } from '../_parse/environment';
import { type ContainerDraft, put, restartPolicyDefaults, type ServiceDraft, type TaskDraft, updateConfigDefaults } from './_draft';
import type { Given, UpdateFlags } from './_flags';
import { attachment, configReferences, secretReferences, swarmNetworkId } from './_references';
import {
  absoluteMount,
  applyRestart,
  applyUpdateConfig,
  capabilityName,
  credentialConfig,
  credentialSpecOf,
  genericResources,
  privilegesWith,
  swarmHost,
  UPDATE_NAMES,
} from './_spec';

interface Merge {
  context: Context;
  flags: UpdateFlags;
  given: Given<UpdateFlags>;
}

/** A copy of the spec with the flags applied. */
export function* mergedSpec(context: Context, before: ServiceSpec, flags: UpdateFlags, given: Given<UpdateFlags>): Program<ServiceDraft> {
  const spec = JSON.parse(JSON.stringify(before)) as ServiceDraft;
  const merge: Merge = { context, flags, given };
  const task = spec.TaskTemplate;
  task.ContainerSpec ??= { Image: '' };
  if (given('label-add', 'label-rm')) spec.Labels = withLabels(spec.Labels, flags['label-add'], flags['label-rm']);
  mergeContainer(merge, task.ContainerSpec);
  mergeResources(merge, task);
  if (given('restart-condition', 'restart-delay', 'restart-max-attempts', 'restart-window')) {
    task.RestartPolicy ??= restartPolicyDefaults();
    applyRestart(task.RestartPolicy, flags, (...names) => given(...names));
  }
  mergePlacement(merge, task);
  if (given('network-add', 'network-rm')) yield* mergeNetworks(merge, spec);
  mergeMode(merge, spec);
  for (const kind of ['update', 'rollback'] as const) {
    if (!given(...UPDATE_NAMES[kind])) continue;
    const key = kind === 'update' ? 'UpdateConfig' : 'RollbackConfig';
    const config = spec[key] ?? updateConfigDefaults();
    applyUpdateConfig(config, kind, flags, (...names) => given(...names));
    spec[key] = config;
  }
  if (given('endpoint-mode')) spec.EndpointSpec = { ...spec.EndpointSpec, Mode: flags['endpoint-mode'] as 'vip' };
  if (given('publish-add', 'publish-rm')) spec.EndpointSpec = { ...spec.EndpointSpec, Ports: mergedPorts(merge, spec.EndpointSpec?.Ports ?? []) };
  if (given('log-driver') && flags['log-driver']) task.LogDriver = { Name: flags['log-driver'], Options: keyValues(flags['log-opt']) };
  if (flags.force) task.ForceUpdate = (task.ForceUpdate ?? 0) + 1;
  yield* mergeFiles(merge, task.ContainerSpec);
  return spec;
}

/** What is dropped goes first, so a key that is dropped and added stays with its new value. */
function withLabels(before: Readonly<Record<string, string>> | undefined, add: readonly string[], remove: readonly string[]): Record<string, string> {
  const labels = { ...before };
  for (const key of remove) delete labels[key];
  return { ...labels, ...keyValues(add) };
}

const variableName = (text: string) => text.split('=')[0] as string;

function mergeContainer({ context, flags, given }: Merge, container: ContainerDraft): void {
  if (given('container-label-add', 'container-label-rm'))
    container.Labels = withLabels(container.Labels, flags['container-label-add'], flags['container-label-rm']);
  if (given('image')) container.Image = flags.image;
  if (given('args')) put(container, 'Args', flags.args);
  if (given('entrypoint')) put(container, 'Command', flags.entrypoint);
  if (given('env-add', 'env-rm'))
    put(container, 'Env', mergedEnvironment(container.Env ?? [], environment(context.process, [], flags['env-add']), flags['env-rm']));
  if (given('workdir')) put(container, 'Dir', flags.workdir);
  if (given('user')) put(container, 'User', flags.user);
  if (given('hostname')) put(container, 'Hostname', flags.hostname);
  if (given('init')) container.Init = flags.init;
  if (given('isolation')) put(container, 'Isolation', flags.isolation);
  // Sorted even when no mount changes, as the real client does.
  put(container, 'Mounts', mergedMounts(context, container.Mounts ?? [], flags['mount-add'], flags['mount-rm']));
  if (given('sysctl-add', 'sysctl-rm'))
    container.Sysctls = withLabels(container.Sysctls, flags['sysctl-add'], Object.keys(keyValues(flags['sysctl-rm'])));
  if (given('ulimit-add', 'ulimit-rm')) {
    const limits = new Map((container.Ulimits ?? []).map((limit) => [limit.Name, limit]));
    for (const name of Object.keys(keyValues(flags['ulimit-rm']))) limits.delete(name);
    for (const limit of flags['ulimit-add']) limits.set(limit.Name, limit);
    put(
      container,
      'Ulimits',
      [...limits.values()].sort((a, b) => (a.Name < b.Name ? -1 : 1)),
    );
  }
  if (given('stop-grace-period')) container.StopGracePeriod = flags['stop-grace-period'];
  if (given('dns-add', 'dns-rm', 'dns-search-add', 'dns-search-rm', 'dns-option-add', 'dns-option-rm')) {
    const { DNSConfig: dns = {} } = container;
    const merged: { Nameservers?: readonly string[]; Search?: readonly string[]; Options?: readonly string[] } = {};
    put(merged, 'Nameservers', sortedUnique(dns.Nameservers, flags['dns-add'], flags['dns-rm']));
    put(merged, 'Search', sortedUnique(dns.Search, flags['dns-search-add'], flags['dns-search-rm']));
    put(merged, 'Options', sortedUnique(dns.Options, flags['dns-option-add'], flags['dns-option-rm']));
    container.DNSConfig = merged;
  }
  if (given('group-add', 'group-rm')) {
    const removed = new Set(flags['group-rm']);
    put(container, 'Groups', [...(container.Groups ?? []), ...flags['group-add']].filter((group) => !removed.has(group)).sort());
  }
  if (given('host-add', 'host-rm')) put(container, 'Hosts', mergedHosts(container.Hosts ?? [], flags['host-add'], flags['host-rm']));
  mergeHealth({ context, flags, given }, container);
  if (given('tty')) put(container, 'TTY', flags.tty);
  if (given('read-only')) put(container, 'ReadOnly', flags['read-only']);
  if (given('stop-signal')) put(container, 'StopSignal', flags['stop-signal']);
  if (given('oom-score-adj')) put(container, 'OomScoreAdj', flags['oom-score-adj']);
  if (given('cap-add', 'cap-drop')) mergeCapabilities(container, flags['cap-add'], flags['cap-drop']);
}

function mergedEnvironment(before: readonly string[], add: readonly string[], remove: readonly string[]): string[] {
  const removed = new Set(remove);
  const kept = before.filter((text) => !removed.has(variableName(text)));
  if (!add.length) return kept;
  return [...new Map([...kept, ...add].map((text) => [variableName(text), text])).values()];
}

function mergedMounts(context: Context, before: readonly Mount[], add: readonly Mount[], remove: readonly string[]): Mount[] {
  const byTarget = new Map<string, Mount>();
  for (const mount of add) {
    if (byTarget.has(mount.Target)) throw new Failure('duplicate mount target');
    byTarget.set(mount.Target, absoluteMount(context, mount));
  }
  for (const mount of before) if (!byTarget.has(mount.Target)) byTarget.set(mount.Target, mount);
  for (const target of remove) byTarget.delete(target);
  const key = (mount: Mount) => `${mount.Source ?? ''}\0${mount.Target}`;
  return [...byTarget.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function sortedUnique(before: readonly string[] | undefined, add: readonly string[], remove: readonly string[]): string[] {
  const removed = new Set(remove);
  return [...new Set([...(before ?? []), ...add])].filter((text) => !removed.has(text)).sort();
}

/** Hosts are kept as `ip name [name…]`, in order; a kept one is dropped by `name:ip`, or by its name alone. */
function mergedHosts(before: readonly string[], add: readonly string[], remove: readonly string[]): string[] {
  const stay = before.flatMap((entry) => {
    const [address = '', ...names] = entry.split(/\s+/);
    const kept = names.filter((name) => !remove.some((text) => text === name || text === `${name}:` || text === `${name}:${address}`));
    return kept.length ? [`${address} ${kept.join(' ')}`] : [];
  });
  return [...new Set([...stay, ...add.map(swarmHost)])];
}

/** `--health-start-interval` parses, and does nothing: client 28.2 forgot it here. */
const HEALTH = ['health-cmd', 'health-interval', 'health-timeout', 'health-retries', 'health-start-period'] as const;

function mergeHealth({ flags, given }: Merge, container: ContainerDraft): void {
  if (!given('no-healthcheck', ...HEALTH)) return;
  const health = { ...container.Healthcheck };
  if (flags['no-healthcheck']) {
    if (given(...HEALTH)) throw new Failure('--no-healthcheck conflicts with --health-* options');
    container.Healthcheck = { Test: ['NONE'] };
    return;
  }
  if (health.Test?.[0] === 'NONE') delete health.Test;
  if (given('health-interval')) put(health, 'Interval', flags['health-interval']);
  if (given('health-timeout')) put(health, 'Timeout', flags['health-timeout']);
  if (given('health-start-period')) put(health, 'StartPeriod', flags['health-start-period']);
  if (given('health-retries')) put(health, 'Retries', flags['health-retries']);
  if (given('health-cmd')) put(health, 'Test', flags['health-cmd'] ? ['CMD-SHELL', flags['health-cmd']] : undefined);
  container.Healthcheck = health;
}

/** ALL stands for every other. */
const capabilityList = (names: ReadonlySet<string>) => (names.has('ALL') ? ['ALL'] : [...names].sort());

/** Adding what was dropped first only ends the dropping, and the other way round. */
function mergeCapabilities(container: ContainerDraft, add: readonly string[], drop: readonly string[]): void {
  const toAdd = new Set(add.map(capabilityName));
  const toDrop = new Set(drop.map(capabilityName));
  const added = new Set(toAdd.has('RESET') ? [] : (container.CapabilityAdd ?? []).map(capabilityName));
  const dropped = new Set(toDrop.has('RESET') ? [] : (container.CapabilityDrop ?? []).map(capabilityName));
  for (const name of toDrop) {
    if (name === 'RESET' || toAdd.has(name)) continue;
    if (!added.delete(name)) dropped.add(name);
  }
  for (const name of toAdd) {
    if (name === 'RESET') continue;
    if (!dropped.delete(name)) added.add(name);
  }
  put(container, 'CapabilityAdd', capabilityList(added));
  put(container, 'CapabilityDrop', capabilityList(dropped));
}

function mergeResources({ flags, given }: Merge, task: TaskDraft): void {
  const resources = () => {
    const both = (task.Resources ??= {});
    both.Limits ??= {};
    both.Reservations ??= {};
    return both as Required<typeof both>;
  };
  if (given('limit-cpu', 'limit-memory', 'limit-pids')) {
    const limits = resources().Limits;
    if (given('limit-cpu')) put(limits, 'NanoCPUs', flags['limit-cpu']);
    if (given('limit-memory')) put(limits, 'MemoryBytes', flags['limit-memory']);
    if (given('limit-pids')) put(limits, 'Pids', flags['limit-pids']);
  }
  if (given('reserve-cpu', 'reserve-memory')) {
    const reservations = resources().Reservations;
    if (given('reserve-cpu')) put(reservations, 'NanoCPUs', flags['reserve-cpu']);
    if (given('reserve-memory')) put(reservations, 'MemoryBytes', flags['reserve-memory']);
  }
  if (!given('generic-resource-add', 'generic-resource-rm')) return;
  const reservations = ((task.Resources ??= {}).Reservations ??= {});
  const kinds = new Map(
    (reservations.GenericResources ?? []).map((resource) => [
      resource.DiscreteResourceSpec?.Kind ?? resource.NamedResourceSpec?.Kind ?? '',
      resource,
    ]),
  );
  for (const resource of genericResources(flags['generic-resource-add'])) kinds.set(resource.DiscreteResourceSpec?.Kind ?? '', resource);
  for (const kind of flags['generic-resource-rm'])
    if (!kinds.delete(kind)) throw new Failure(`could not find generic-resource \`${kind}\` to remove it`);
  put(reservations, 'GenericResources', [...kinds.values()]);
}

function mergePlacement({ flags, given }: Merge, task: TaskDraft): void {
  const placement = () => (task.Placement ??= {});
  if (given('constraint-add', 'constraint-rm')) {
    const removed = new Set(flags['constraint-rm']);
    put(placement(), 'Constraints', [...(placement().Constraints ?? []), ...flags['constraint-add']].filter((text) => !removed.has(text)).sort());
  }
  if (given('placement-pref-add', 'placement-pref-rm')) {
    const removed = new Set(flags['placement-pref-rm']);
    const kept = (placement().Preferences ?? []).filter((preference) => !removed.has(preference.Spread.SpreadDescriptor));
    put(placement(), 'Preferences', [...kept, ...flags['placement-pref-add'].map((SpreadDescriptor) => ({ Spread: { SpreadDescriptor } }))]);
  }
  if (given('replicas-max-per-node')) put(placement(), 'MaxReplicas', flags['replicas-max-per-node']);
}

function* mergeNetworks({ context, flags }: Merge, spec: ServiceDraft): Program {
  const current = spec.TaskTemplate.Networks?.length ? spec.TaskTemplate.Networks : (spec.Networks ?? []);
  delete spec.Networks;
  const removed = new Set<string>();
  for (const ref of flags['network-rm']) removed.add(yield* swarmNetworkId(context, ref));
  const networks = current.filter((network) => !removed.has(network.Target));
  for (const request of flags['network-add']) {
    const id = yield* swarmNetworkId(context, request.target);
    if (networks.some((network) => network.Target === id)) throw new Failure(`service is already attached to network ${request.target}`);
    networks.push(attachment(request, id));
  }
  put(
    spec.TaskTemplate,
    'Networks',
    networks.sort((a, b) => (a.Target < b.Target ? -1 : 1)),
  );
}

function mergeMode({ flags, given }: Merge, spec: ServiceDraft): void {
  if (given('replicas')) {
    if (!spec.Mode.Replicated) throw new Failure('replicas can only be used with replicated mode');
    spec.Mode = { Replicated: { Replicas: flags.replicas } };
  }
  // --max-concurrent parses, and does nothing: that is how client 28.2 has it.
}

const portKey = (port: PortConfig) => `${port.PublishedPort ?? 0}:${port.TargetPort}/${port.Protocol}/${port.PublishMode}`;

function mergedPorts({ flags }: Merge, before: readonly PortConfig[]): PortConfig[] {
  const current = new Map(before.map((port) => [portKey(port), port]));
  const isRemoved = (port: PortConfig) =>
    flags['publish-rm'].some(
      (gone) => gone.Protocol === port.Protocol && gone.TargetPort === port.TargetPort && gone.PublishMode === port.PublishMode,
    );
  const ports = [...current.values()].filter((port) => !isRemoved(port));
  for (const port of flags['publish-add']) if (!current.has(portKey(port))) ports.push(port);
  return ports.sort((a, b) => (portKey(a) < portKey(b) ? -1 : 1));
}

function* mergeFiles({ context, flags, given }: Merge, container: ContainerDraft): Program {
  if (given('secret-add', 'secret-rm')) {
    const removed = new Set(flags['secret-rm']);
    const kept = (container.Secrets ?? []).filter((reference) => !removed.has(reference.SecretName));
    put(container, 'Secrets', [...kept, ...(yield* secretReferences(context, flags['secret-add']))]);
  }
  const { Privileges: privileges } = container;
  if (given('config-add', 'config-rm', 'credential-spec')) {
    const asked = credentialConfig(flags['credential-spec']);
    const removed = new Set(flags['config-rm']);
    // A config for the runtime stays for as long as it is the credential spec; asked for again it comes twice.
    const current = given('credential-spec') ? undefined : credentialConfigId(privileges);
    const kept = (container.Configs ?? []).filter((reference) =>
      reference.Runtime
        ? reference.ConfigName === asked[0]?.source || reference.ConfigID === current
        : !removed.has(reference.ConfigName),
    );
    put(container, 'Configs', [...kept, ...(yield* configReferences(context, [...flags['config-add'], ...asked]))]);
  }
  if (!given('credential-spec')) return;
  const spec = flags['credential-spec'] ? credentialSpecOf(flags['credential-spec'], container) : undefined;
  if (spec) container.Privileges = { ...privilegesWith(spec), ...privileges, CredentialSpec: spec };
  else if (privileges) container.Privileges = { ...privileges, CredentialSpec: null } as typeof privileges;
}

const credentialConfigId = (privileges: ContainerDraft['Privileges']) =>
  (privileges as { CredentialSpec?: { Config?: string } | null } | undefined)?.CredentialSpec?.Config || undefined;
