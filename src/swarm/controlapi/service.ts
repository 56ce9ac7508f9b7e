/** Services: create, read, update, roll back, remove (swarmkit manager/controlapi/service.go, moby daemon/cluster/services.go). */
import { isRefusal, refuse, refuseRpc } from '../../model';
import type { Network, PortConfig, Refusal, Service, ServiceMode, ServiceSpec } from '../../model';
import type { Program } from '../../sim';
import type { ReadView, Transaction } from '../../store';
import { isServiceAllocated, needsIngress } from '../allocator/service-needs';
import type { ControlContext, Filters } from './context';
import { beginsWithAny, checkFilterKeys, hasLabels, isAny } from './filters';
import { lookUp } from './lookup';
import { presentService } from './service-spec';
import { serviceStatus } from './service-status';
import type { ServiceStatus } from './service-status';
import { isJob, validateServiceSpec } from './validate-service';
import { write } from './write';

export function* createService(context: ControlContext, spec: ServiceSpec): Program<Service | Refusal> {
  const refusal = validateServiceSpec(spec);
  if (refusal) return refusal;
  return yield* write(context.store, context.sim, 'create service', (tx): Service | Refusal => {
    const conflict = checkNetworks(tx, spec) ?? checkPorts(tx, spec, undefined) ?? checkIngress(tx, spec) ?? checkReferences(tx, spec);
    if (conflict) return conflict;
    if (tx.byName('service', spec.Name).length > 0) {
      return refuseRpc('AlreadyExists', `name conflicts with an existing object: service ${spec.Name} already exists`);
    }
    const service: Service = {
      ID: context.sim.random('controlapi').id(), Version: { Index: 0 }, CreatedAt: 0, UpdatedAt: 0,
      Spec: spec,
      ...(isJob(spec.Mode) ? { JobStatus: { JobIteration: { Index: 0 }, LastExecution: context.sim.nowMs } } : {}),
      specVersion: 0,
    };
    return tx.create('service', withAllocation(tx, service));
  });
}

export function* getService(context: ControlContext, ref: string, insertDefaults: boolean): Program<Service | Refusal> {
  const found = lookUp(context.store, 'service', ref);
  return isRefusal(found) ? found : presentService(found, insertDefaults);
}

export function* listServices(
  context: ControlContext,
  filters: Filters,
  withStatus: boolean,
): Program<(Service & { readonly ServiceStatus?: ServiceStatus })[] | Refusal> {
  const refusal = checkFilterKeys(filters, ['id', 'label', 'mode', 'name', 'runtime']);
  if (refusal) return refusal;
  const found = context.store.list('service').filter(
    (service) =>
      beginsWithAny(service.Spec.Name, filters.name) &&
      beginsWithAny(service.ID, filters.id) &&
      hasLabels(service.Spec.Labels, filters.label) &&
      isAny('container', filters.runtime) &&
      isAny(modeName(service.Spec.Mode), filters.mode),
  );
  return found.map((service) => {
    const shown = presentService(service, false);
    return withStatus ? { ...shown, ServiceStatus: serviceStatus(context.store, service.ID) } : shown;
  });
}

export function modeName(mode: ServiceMode): 'replicated' | 'global' | 'replicated-job' | 'global-job' {
  if (mode.Global) return 'global';
  if (mode.GlobalJob) return 'global-job';
  return mode.ReplicatedJob ? 'replicated-job' : 'replicated';
}

export function* updateService(
  context: ControlContext,
  ref: string,
  version: number,
  spec: ServiceSpec,
  rollback: boolean,
): Program<Service | Refusal> {
  const found = lookUp(context.store, 'service', ref);
  if (isRefusal(found)) return found;
  const refusal = validateServiceSpec(spec);
  if (refusal) return refusal;
  return yield* write(context.store, context.sim, 'update service', (tx): Service | Refusal => {
    const service = tx.get('service', found.ID);
    if (!service) return refuseRpc('NotFound', `service ${found.ID} not found`);
    const conflict = checkNetworks(tx, spec) ?? checkPorts(tx, spec, service) ?? checkReferences(tx, spec) ?? checkUnchangeable(service.Spec, spec);
    if (conflict) return conflict;
    if (rollback && !service.PreviousSpec) return refuseRpc('FailedPrecondition', `service ${service.ID} does not have a previous spec`);
    const next = withJobIteration(rollback ? rolledBack(service, context.sim.nowMs) : respecified(service, spec, version), context.sim.nowMs);
    const late = checkIngress(tx, next.Spec);
    if (late) return late;
    if (service.Version.Index !== version) return refuseRpc('Unknown', 'update out of sequence');
    return tx.update('service', service.ID, withAllocation(tx, next));
  });
}

export function* removeService(context: ControlContext, ref: string): Program<Service | Refusal> {
  const found = lookUp(context.store, 'service', ref);
  if (isRefusal(found)) return found;
  return yield* write(context.store, context.sim, 'remove service', (tx): Service | Refusal => {
    if (!tx.get('service', found.ID)) return refuseRpc('NotFound', `service ${found.ID} not found`);
    tx.delete('service', found.ID);
    return found;
  });
}

export function* listServiceStatuses(context: ControlContext, serviceIds: readonly string[]): Program<Map<string, ServiceStatus>> {
  return new Map(serviceIds.map((id) => [id, serviceStatus(context.store, id)]));
}

/** What a local engine knows of a network that the swarm does not; `dynamic` ones came from the swarm. */
export type FindLocalNetwork = (ref: string) => { readonly name: string; readonly predefined: boolean; readonly dynamic: boolean } | undefined;

/**
 * The daemon's step before the manager is asked: network names become IDs; `host` and `bridge` mean the swarm's
 * mirrors of them, other local networks are refused (moby daemon/cluster/networks.go).
 */
export function* resolveNetworks(context: ControlContext, spec: ServiceSpec, findLocal: FindLocalNetwork): Program<ServiceSpec | Refusal> {
  const networks = spec.TaskTemplate.Networks ?? [];
  if (networks.length === 0) return spec;
  const resolved = [];
  for (const network of networks) {
    const found = resolveNetwork(context.store, network.Target, findLocal);
    if (isRefusal(found)) return found;
    resolved.push({ ...network, Target: found.ID });
  }
  return { ...spec, TaskTemplate: { ...spec.TaskTemplate, Networks: resolved } };
}

function resolveNetwork(view: ReadView, ref: string, findLocal: FindLocalNetwork): Network | Refusal {
  const found = lookUp(view, 'network', ref);
  if (!isRefusal(found)) return found;
  const local = findLocal(ref);
  if (local?.predefined) {
    const mirror = lookUp(view, 'network', local.name);
    return isRefusal(mirror) ? refuse(404, `could not find the corresponding predefined swarm network: ${mirror.message}`) : mirror;
  }
  if (!local || local.dynamic) return found;
  const rule = 'Only networks scoped to the swarm can be used, such as those created with the overlay driver.';
  return refuse(403, `The network ${local.name} cannot be used with services. ${rule}`);
}

function checkNetworks(tx: ReadView, spec: ServiceSpec): Refusal | undefined {
  for (const { Target } of spec.TaskTemplate.Networks ?? []) {
    const network = tx.get('network', Target);
    if (network?.Spec.Ingress) {
      return refuseRpc('InvalidArgument', `Service cannot be explicitly attached to the ingress network "${network.Spec.Name}"`);
    }
  }
  return undefined;
}

/** Ingress against anything conflicts; two host-mode ports are the scheduler's concern. Only asked for when the ports changed. */
function checkPorts(tx: ReadView, spec: ServiceSpec, updated: Service | undefined): Refusal | undefined {
  const ports = (spec.EndpointSpec?.Ports ?? []).filter((port) => port.PublishedPort);
  if (ports.length === 0 || (updated && JSON.stringify(updated.Spec.EndpointSpec) === JSON.stringify(spec.EndpointSpec))) return undefined;
  const ingress = new Set(ports.filter((port) => port.PublishMode === 'ingress').map(portKey));
  const host = new Set(ports.filter((port) => port.PublishMode === 'host').map(portKey));
  for (const other of tx.list('service')) {
    if (other.ID === updated?.ID) continue;
    for (const port of [...(other.Spec.EndpointSpec?.Ports ?? []), ...(other.Endpoint?.Ports ?? [])]) {
      if (!port.PublishedPort) continue;
      const byHost = port.PublishMode === 'host';
      const conflict = byHost ? ingress.has(portKey(port)) : ingress.has(portKey(port)) || host.has(portKey(port));
      if (!conflict) continue;
      const how = byHost ? 'a host-published port' : 'an ingress port';
      return refuseRpc('InvalidArgument', `port '${port.PublishedPort}' is already in use by service '${other.Spec.Name}' (${other.ID}) as ${how}`);
    }
  }
  return undefined;
}

function portKey(port: PortConfig): string {
  return `${port.PublishedPort}/${port.Protocol}`;
}

function checkIngress(tx: ReadView, spec: ServiceSpec): Refusal | undefined {
  if (!needsIngress(spec) || ingressOf(tx)) return undefined;
  return refuseRpc('FailedPrecondition', 'service needs ingress network, but no ingress network is present');
}

export function ingressOf(view: ReadView): Network | undefined {
  return view.list('network').find((network) => network.Spec.Ingress);
}

/** Each must exist under the very name that the spec tells beside its ID. */
function checkReferences(tx: ReadView, spec: ServiceSpec): Refusal | undefined {
  const container = spec.TaskTemplate.ContainerSpec;
  const secrets = (container?.Secrets ?? []).filter((ref) => tx.get('secret', ref.SecretID)?.Spec.Name !== ref.SecretName);
  if (secrets.length > 0) return missing('secret', secrets.map((ref) => ref.SecretName));
  const configs = (container?.Configs ?? []).filter((ref) => tx.get('config', ref.ConfigID)?.Spec.Name !== ref.ConfigName);
  return configs.length > 0 ? missing('config', configs.map((ref) => ref.ConfigName)) : undefined;
}

function missing(noun: 'secret' | 'config', names: readonly string[]): Refusal {
  return refuseRpc('InvalidArgument', `${noun}${names.length === 1 ? '' : 's'} not found: ${names.join(', ')}`);
}

function checkUnchangeable(current: ServiceSpec, next: ServiceSpec): Refusal | undefined {
  if (modeName(current.Mode) !== modeName(next.Mode)) return refuseRpc('Unimplemented', 'service mode change is not allowed');
  if (current.Name !== next.Name) return refuseRpc('Unimplemented', 'renaming services is not supported');
  return undefined;
}

/** Any update: the present spec becomes the previous one and the last update's status is forgotten. */
function respecified(service: Service, spec: ServiceSpec, version: number): Service {
  const { UpdateStatus: _forgotten, ...rest } = service;
  return { ...rest, PreviousSpec: service.Spec, previousSpecVersion: service.specVersion, Spec: spec, specVersion: version };
}

/** Present and previous spec change places, so that a second rollback returns. */
function rolledBack(service: Service, nowMs: number): Service {
  return {
    ...service,
    Spec: service.PreviousSpec ?? service.Spec,
    specVersion: service.previousSpecVersion ?? 0,
    PreviousSpec: service.Spec,
    previousSpecVersion: service.specVersion,
    UpdateStatus: { State: 'rollback_started', StartedAt: nowMs, Message: 'manually requested rollback' },
  };
}

/** Every update runs a job anew. */
function withJobIteration(service: Service, nowMs: number): Service {
  if (!service.JobStatus) return service;
  return { ...service, JobStatus: { JobIteration: { Index: service.JobStatus.JobIteration.Index + 1 }, LastExecution: nowMs } };
}

function withAllocation(tx: Transaction, service: Service): Service {
  const { allocated: _stale, ...rest } = service;
  return isServiceAllocated(rest, ingressOf(tx)?.ID) ? { ...rest, allocated: true } : rest;
}
