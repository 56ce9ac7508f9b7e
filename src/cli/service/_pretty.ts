/** `docker service inspect --pretty`: the page for people (service/formatter.go). */
import type { ContainerSpec, Resources, ServiceSpec, UpdateConfig } from '../../model';
import type { ApiService } from '../_client/shapes';
import { bytesSize, humanDuration } from '../_format/human';
import { formatFloat } from '../../template/print';
import { formatDuration } from '../../template/duration';
import { parseInstant } from '../_parse/time';

/** The page, from its empty first line to the empty line after its last. */
export function formatService(service: ApiService, networkName: (id: string) => string, nowMs: number): string {
  const { Spec: spec } = service;
  const { TaskTemplate: task } = spec;
  const lines = ['', `ID:\t\t${service.ID}`, `Name:\t\t${spec.Name}`];
  const labels = Object.keys(spec.Labels ?? {}).sort();
  if (labels.length) lines.push('Labels:', ...labels.map((key) => ` ${key}${spec.Labels[key] ? `=${spec.Labels[key]}` : ''}`));
  lines.push(...modeLines(spec));
  lines.push(...statusLines(service, nowMs));
  lines.push('Placement:');
  if (task.Placement?.Constraints?.length) lines.push(` Constraints:\t[${task.Placement.Constraints.join(' ')}]`);
  if (task.Placement?.Preferences?.length)
    lines.push(` Preferences:   [${task.Placement.Preferences.map((preference) => `spread=${preference.Spread.SpreadDescriptor}`).join(' ')}]`);
  if (task.Placement?.MaxReplicas) lines.push(` Max Replicas Per Node:   ${task.Placement.MaxReplicas}`);
  if (spec.UpdateConfig) lines.push('UpdateConfig:', ...updateLines(spec.UpdateConfig), ` Update order:      ${spec.UpdateConfig.Order}`);
  if (spec.RollbackConfig) lines.push('RollbackConfig:', ...updateLines(spec.RollbackConfig), ` Rollback order:    ${spec.RollbackConfig.Order}`);
  if (task.ContainerSpec) lines.push(...containerLines(task.ContainerSpec));
  if (task.LogDriver) {
    lines.push('Log Driver:', ...(task.LogDriver.Name ? [` Name:\t\t${task.LogDriver.Name}`] : []));
    const options = Object.keys(task.LogDriver.Options ?? {}).sort();
    if (options.length) lines.push(' LogOpts:', ...options.map((key) => `  ${key}${task.LogDriver?.Options?.[key] ? `:       ${task.LogDriver.Options[key]}` : ''}`));
    lines.push('');
  }
  if (task.Resources) {
    lines.push('Resources:', ...resourceLines(' Reservations:', task.Resources.Reservations), ...resourceLines(' Limits:', task.Resources.Limits));
  }
  const networks = task.Networks?.length ? task.Networks : (spec.Networks ?? []);
  if (networks.length) lines.push(`Networks: ${networks.map(({ Target }) => `${networkName(Target)} `).join('')}`);
  lines.push(`Endpoint Mode:\t${spec.EndpointSpec?.Mode ?? ''}`);
  const ports = service.Endpoint?.Ports ?? [];
  if (ports.length) {
    lines.push('Ports:');
    for (const port of ports)
      lines.push(
        ` PublishedPort = ${port.PublishedPort ?? 0}`,
        `  Protocol = ${port.Protocol}`,
        `  TargetPort = ${port.TargetPort}`,
        `  PublishMode = ${port.PublishMode}`,
      );
    lines[lines.length - 1] += ' ';
  }
  lines.push(...healthLines(task.ContainerSpec));
  return `${lines.join('\n')}\n\n`;
}

function modeLines({ Mode: mode }: ServiceSpec): string[] {
  if (mode.Replicated) return ['Service Mode:\tReplicated', ` Replicas:\t${mode.Replicated.Replicas ?? 1}`];
  return [mode.Global ? 'Service Mode:\tGlobal' : 'Service Mode:'];
}

function statusLines({ UpdateStatus: status }: ApiService, nowMs: number): string[] {
  if (!status?.State) return [];
  const ago = (text: string | undefined) => `${humanDuration(nowMs - (parseInstant(text ?? '') ?? nowMs))} ago`;
  const lines = ['UpdateStatus:', ` State:\t\t${status.State}`];
  if (status.StartedAt) lines.push(` Started:\t${ago(status.StartedAt)}`);
  if (status.State === 'completed' && status.CompletedAt) lines.push(` Completed:\t${ago(status.CompletedAt)}`);
  lines.push(` Message:\t${status.Message ?? ''}`);
  return lines;
}

function updateLines(config: UpdateConfig): string[] {
  const lines = [` Parallelism:\t${config.Parallelism}`];
  if (config.Delay) lines.push(` Delay:\t\t${formatDuration(config.Delay)}`);
  lines.push(` On failure:\t${config.FailureAction ?? ''}`);
  if (config.Monitor) lines.push(` Monitoring Period: ${formatDuration(config.Monitor)}`);
  lines.push(` Max failure ratio: ${formatFloat(config.MaxFailureRatio, 'g', -1)}`);
  return lines;
}

function containerLines(container: ContainerSpec): string[] {
  const words = (list: readonly string[]) => list.map((word) => `${word} `).join('');
  const lines = ['ContainerSpec:', ` Image:\t\t${container.Image}`];
  if (container.Args?.length) lines.push(` Args:\t\t${words(container.Args)}`);
  if (container.Env?.length) lines.push(` Env:\t\t${words(container.Env)}`);
  if (container.Dir) lines.push(` Dir:\t\t${container.Dir}`);
  if (container.Init !== undefined) lines.push(` Init:\t\t${container.Init}`);
  if (container.User) lines.push(` User: ${container.User}`);
  if (container.CapabilityAdd?.length || container.CapabilityDrop?.length) {
    lines.push('Capabilities:');
    if (container.CapabilityAdd?.length) lines.push(` Add: ${container.CapabilityAdd.join(', ')}`);
    if (container.CapabilityDrop?.length) lines.push(` Drop: ${container.CapabilityDrop.join(', ')}`);
  }
  const sysctls = Object.keys(container.Sysctls ?? {}).sort();
  if (sysctls.length) lines.push('SysCtls:', ...sysctls.map((key) => ` ${key}${container.Sysctls?.[key] ? `: ${container.Sysctls[key]}` : ''}`));
  const ulimits = [...(container.Ulimits ?? [])].sort((a, b) => (a.Name < b.Name ? -1 : 1));
  if (ulimits.length) lines.push('Ulimits:', ...ulimits.map((limit) => ` ${limit.Name}: ${limit.Soft}:${limit.Hard}`));
  if (container.Mounts?.length) {
    lines.push('Mounts:');
    for (const mount of container.Mounts)
      lines.push(
        ` Target:\t${mount.Target}`,
        `  Source:\t${mount.Source ?? ''}`,
        `  ReadOnly:\t${mount.ReadOnly ?? false}`,
        `  Type:\t\t${mount.Type}`,
      );
  }
  if (container.Configs?.length)
    lines.push('Configs:', ...container.Configs.flatMap((file) => [` Target:\t${file.File?.Name ?? ''}`, `  Source:\t${file.ConfigName}`]));
  if (container.Secrets?.length)
    lines.push('Secrets:', ...container.Secrets.flatMap((file) => [` Target:\t${file.File?.Name ?? ''}`, `  Source:\t${file.SecretName}`]));
  return lines;
}

function resourceLines(title: string, resources: Resources | undefined): string[] {
  const lines: string[] = [];
  if (resources?.NanoCPUs) lines.push(`  CPU:\t\t${formatFloat(resources.NanoCPUs / 1e9, 'g', -1)}`);
  if (resources?.MemoryBytes) lines.push(`  Memory:\t${bytesSize(resources.MemoryBytes)}`);
  if (resources?.Pids && resources.Pids > 0) lines.push(`  PIDs:\t\t${resources.Pids}`);
  return lines.length ? [title, ...lines] : [];
}

function healthLines(container: ContainerSpec | undefined): string[] {
  const health = container?.Healthcheck;
  if (!health) return [];
  const lines = [
    ' Healthcheck:',
    `  Interval = ${formatDuration(health.Interval ?? 0)}`,
    `  Retries = ${health.Retries ?? 0}`,
    `  StartPeriod =\t${formatDuration(health.StartPeriod ?? 0)}`,
    `  Timeout =\t${formatDuration(health.Timeout ?? 0)}`,
  ];
  if (health.Test?.length) lines.push('  Tests:', ...health.Test.map((word) => `\t Test = ${word}`));
  if (health.Test?.length) lines[lines.length - 1] += ' ';
  return lines;
}
