/**
 * What the manager refuses of a service spec by itself, in SwarmKit's order: the first offence is the one that is
 * told (swarmkit manager/controlapi/service.go). What depends on other objects is checked in `service.ts`.
 */
import { isRefusal, parseReference, refuseRpc, templateProblem } from '../../model';
import type { ContainerSpec, EndpointSpec, Refusal, Resources, ServiceMode, ServiceSpec, TaskSpec, UpdateConfig } from '../../model';
import { parseConstraints } from '../constraint';
import { checkDnsName } from './annotations';
import { quote } from './container-spec';

const MIN_NANO_CPUS = 1_000_000;
const MIN_MEMORY_BYTES = 4 * 1024 * 1024;
const NS_PER_MS = 1_000_000;
/**
 * SwarmKit has no limit: a manager that is asked for a billion tasks makes them until it runs out of memory. The memory here
 * is a browser tab's, which this many tasks fill.
 */
const TASKS_MAX = 50_000;

export function validateServiceSpec(spec: ServiceSpec): Refusal | undefined {
  return (
    checkDnsName(spec.Name) ??
    validateTask(spec.TaskTemplate) ??
    validateMode(spec.Mode) ??
    (isJob(spec.Mode) ? validateJob(spec) : validateUpdate(spec.UpdateConfig)) ??
    validateEndpoint(spec.EndpointSpec) ??
    validateSize(spec.Mode)
  );
}

export function isJob(mode: ServiceMode): boolean {
  return mode.ReplicatedJob !== undefined || mode.GlobalJob !== undefined;
}

function invalid(description: string): Refusal {
  return refuseRpc('InvalidArgument', description);
}

function validateTask(task: TaskSpec): Refusal | undefined {
  return (
    validateResources(task.Resources?.Limits) ??
    validateResources(task.Resources?.Reservations) ??
    validateRestart(task) ??
    validateConstraints(task) ??
    validateReferences('secret', (task.ContainerSpec?.Secrets ?? []).map((ref) => ({ ...ref, id: ref.SecretID, name: ref.SecretName }))) ??
    validateReferences('config', (task.ContainerSpec?.Configs ?? []).map((ref) => ({ ...ref, id: ref.ConfigID, name: ref.ConfigName }))) ??
    (task.ContainerSpec === undefined ? invalid('TaskSpec: missing runtime') : validateContainer(task.ContainerSpec))
  );
}

function validateResources(resources: Resources | undefined): Refusal | undefined {
  const cpus = resources?.NanoCPUs ?? 0;
  if (cpus !== 0 && cpus < MIN_NANO_CPUS) return invalid(`invalid cpu value ${formatShortest(cpus / 1e9)}: Must be at least 0.001`);
  const memory = resources?.MemoryBytes ?? 0;
  if (memory !== 0 && memory < MIN_MEMORY_BYTES) return invalid(`invalid memory value ${memory}: Must be at least 4MiB`);
  return undefined;
}

/** Go's `%g`: an exponent of two digits below 0.0001. */
function formatShortest(value: number): string {
  if (Math.abs(value) >= 1e-4) return String(value);
  const [mantissa, exponent] = value.toExponential().split('e-');
  return exponent === undefined ? String(value) : `${mantissa}e-${exponent.padStart(2, '0')}`;
}

function validateRestart(task: TaskSpec): Refusal | undefined {
  if ((task.RestartPolicy?.Delay ?? 0) < 0) return invalid('TaskSpec: restart-delay cannot be negative');
  if ((task.RestartPolicy?.Window ?? 0) < 0) return invalid('TaskSpec: restart-window cannot be negative');
  return undefined;
}

function validateConstraints(task: TaskSpec): Refusal | undefined {
  const parsed = parseConstraints(task.Placement?.Constraints ?? []);
  return parsed.ok ? undefined : refuseRpc('Unknown', parsed.error);
}

interface Reference {
  readonly id: string;
  readonly name: string;
  readonly File?: { readonly Name: string };
  readonly Runtime?: object;
}

function validateReferences(noun: 'secret' | 'config', references: readonly Reference[]): Refusal | undefined {
  const targets = new Map<string, string>();
  for (const { id, name, File, Runtime } of references) {
    if (id === '' || name === '') return invalid(`malformed ${noun} reference`);
    if (File === undefined) {
      if (Runtime === undefined) return invalid(`malformed ${noun} reference, no target provided`);
      continue;
    }
    if (File.Name === '') return invalid(`malformed file ${noun} reference, invalid target file name provided`);
    const other = targets.get(File.Name);
    if (other !== undefined) return invalid(`${noun} references '${other}' and '${name}' have a conflicting target: '${File.Name}'`);
    targets.set(File.Name, name);
  }
  return undefined;
}

function validateContainer(container: ContainerSpec): Refusal | undefined {
  if (container.Image === '') return invalid('ContainerSpec: image reference must be provided');
  if (isRefusal(parseReference(container.Image))) return invalid(`ContainerSpec: ${quote(container.Image)} is not a valid repository/tag`);
  const problem = templateProblem(container);
  if (problem !== undefined) return invalid(problem);
  const targets = new Set<string>();
  for (const mount of container.Mounts ?? []) {
    if (targets.has(mount.Target)) return invalid(`ContainerSpec: duplicate mount point: ${mount.Target}`);
    targets.add(mount.Target);
  }
  const health = container.Healthcheck;
  for (const key of ['Interval', 'Timeout', 'StartPeriod', 'StartInterval'] as const) {
    const durationNs = health?.[key] ?? 0;
    if (durationNs !== 0 && durationNs < NS_PER_MS) return invalid(`ContainerSpec: ${key} in HealthConfig cannot be less than 1ms`);
  }
  if ((health?.Retries ?? 0) < 0) return invalid('ContainerSpec: Retries in HealthConfig cannot be negative');
  return undefined;
}

function validateSize(mode: ServiceMode): Refusal | undefined {
  const tasks = Math.max(mode.Replicated?.Replicas ?? 0, mode.ReplicatedJob?.MaxConcurrent ?? 0);
  return tasks > TASKS_MAX ? invalid(`this lab runs at most ${TASKS_MAX} tasks of a service at a time`) : undefined;
}

function validateMode(mode: ServiceMode): Refusal | undefined {
  if (mode.Replicated) return (mode.Replicated.Replicas ?? 0) < 0 ? invalid('Number of replicas must be non-negative') : undefined;
  if (mode.ReplicatedJob) {
    if ((mode.ReplicatedJob.MaxConcurrent ?? 0) < 0) return invalid('Maximum concurrent jobs must not be negative');
    if ((mode.ReplicatedJob.TotalCompletions ?? 0) < 0) return invalid('Total completed jobs must not be negative');
    return undefined;
  }
  return mode.Global || mode.GlobalJob ? undefined : invalid('Unrecognized service mode');
}

function validateJob(spec: ServiceSpec): Refusal | undefined {
  return spec.UpdateConfig === undefined ? undefined : invalid('Jobs may not have an update config');
}

/** The rollback config is not looked at: SwarmKit does not either. */
function validateUpdate(update: UpdateConfig | undefined): Refusal | undefined {
  if (update === undefined) return undefined;
  if ((update.Delay ?? 0) < 0) return invalid('TaskSpec: update-delay cannot be negative');
  if ((update.Monitor ?? 0) < 0) return invalid('TaskSpec: update-monitor cannot be negative');
  const ratio = update.MaxFailureRatio;
  return ratio < 0 || ratio > 1 ? invalid('TaskSpec: update-maxfailureratio cannot be less than 0 or bigger than 1') : undefined;
}

function validateEndpoint(endpoint: EndpointSpec | undefined): Refusal | undefined {
  const taken = new Set<string>();
  for (const port of endpoint?.Ports ?? []) {
    if (endpoint?.Mode === 'dnsrr' && port.PublishMode === 'ingress') {
      return invalid("EndpointSpec: port published with ingress mode can't be used with dnsrr mode");
    }
    if (!port.PublishedPort) continue;
    const key = `${port.PublishedPort}/${port.Protocol}`;
    if (taken.has(key)) return invalid('EndpointSpec: duplicate published ports provided');
    taken.add(key);
  }
  return undefined;
}
