/** The page of `docker info`, line by line as client 28.2 prints it. */
import type { ApiInfo } from '../_client/shapes';
import { bytesSize, humanDuration } from '../_format/human';

export function clientPage(contextName: string): string {
  return `Client:\n Version:    28.2.2\n Context:    ${contextName}\n Debug Mode: false\n\n`;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const record = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});

export function serverPage(info: ApiInfo): string {
  const lines = [
    'Server:',
    ` Containers: ${info.Containers}`,
    `  Running: ${info.ContainersRunning}`,
    `  Paused: ${info.ContainersPaused}`,
    `  Stopped: ${info.ContainersStopped}`,
    ` Images: ${info.Images}`,
    ` Server Version: ${info.ServerVersion}`,
    ` Storage Driver: ${text(info.Driver)}`,
  ];
  for (const pair of (info.DriverStatus ?? []) as [string, string][]) lines.push(`  ${pair[0]}: ${pair[1]}`);
  if (text(info.LoggingDriver)) lines.push(` Logging Driver: ${info.LoggingDriver}`);
  if (text(info.CgroupDriver)) lines.push(` Cgroup Driver: ${info.CgroupDriver}`);
  if (text(info.CgroupVersion)) lines.push(` Cgroup Version: ${info.CgroupVersion}`);
  const plugins = record(info.Plugins);
  lines.push(' Plugins:', `  Volume: ${texts(plugins.Volume).join(' ')}`, `  Network: ${texts(plugins.Network).join(' ')}`);
  if (texts(plugins.Authorization).length) lines.push(`  Authorization: ${texts(plugins.Authorization).join(' ')}`);
  lines.push(`  Log: ${texts(plugins.Log).join(' ')}`);
  if (texts(info.CDISpecDirs).length) lines.push(' CDI spec directories:', ...texts(info.CDISpecDirs).map((folder) => `  ${folder}`));
  lines.push(...swarmLines(info.Swarm));
  const runtimes = Object.keys(record(info.Runtimes));
  if (runtimes.length) lines.push(` Runtimes: ${runtimes.join(' ')}`, ` Default Runtime: ${text(info.DefaultRuntime)}`);
  if (info.OSType === 'linux') {
    lines.push(` Init Binary: ${text(info.InitBinary)}`);
    for (const [name, commit] of [
      ['containerd', info.ContainerdCommit],
      ['runc', info.RuncCommit],
      ['init', info.InitCommit],
    ] as const) {
      lines.push(` ${name} version: ${text(record(commit).ID)}`);
    }
    lines.push(...securityLines(texts(info.SecurityOptions)));
  }
  if (info.OSType === 'windows') lines.push(` Default Isolation: ${text(info.Isolation)}`);
  for (const [name, key] of [
    ['Kernel Version', 'KernelVersion'],
    ['Operating System', 'OperatingSystem'],
    ['OSType', 'OSType'],
    ['Architecture', 'Architecture'],
  ] as const) {
    if (text(info[key])) lines.push(` ${name}: ${text(info[key])}`);
  }
  lines.push(` CPUs: ${info.NCPU}`, ` Total Memory: ${bytesSize(Number(info.MemTotal))}`, ` Name: ${info.Name}`, ` ID: ${info.ID}`);
  lines.push(` Docker Root Dir: ${text(info.DockerRootDir)}`, ` Debug Mode: ${info.Debug === true}`);
  if (info.Debug === true) {
    lines.push(
      `  File Descriptors: ${info.NFd}`,
      `  Goroutines: ${info.NGoroutines}`,
      `  System Time: ${text(info.SystemTime)}`,
      `  EventsListeners: ${info.NEventsListener}`,
    );
  }
  for (const [name, key] of [
    ['HTTP Proxy', 'HttpProxy'],
    ['HTTPS Proxy', 'HttpsProxy'],
    ['No Proxy', 'NoProxy'],
  ] as const) {
    if (text(info[key])) lines.push(` ${name}: ${text(info[key])}`);
  }
  if (texts(info.Labels).length) lines.push(' Labels:', ...texts(info.Labels).map((label) => `  ${label}`));
  lines.push(` Experimental: ${info.ExperimentalBuild === true}`);
  const registry = record(info.RegistryConfig);
  const insecure = [
    ...Object.entries(record(registry.IndexConfigs)).flatMap(([name, config]) => (record(config).Secure === false ? [name] : [])),
    ...texts(registry.InsecureRegistryCIDRs),
  ];
  if (insecure.length) lines.push(' Insecure Registries:', ...insecure.map((name) => `  ${name}`));
  if (texts(registry.Mirrors).length) lines.push(' Registry Mirrors:', ...texts(registry.Mirrors).map((mirror) => `  ${mirror}`));
  lines.push(` Live Restore Enabled: ${info.LiveRestoreEnabled === true}`);
  if (text(info.ProductLicense)) lines.push(` Product License: ${text(info.ProductLicense)}`);
  const pools = (info.DefaultAddressPools ?? []) as { Base: string; Size: number }[];
  if (pools.length) lines.push(' Default Address Pools:', ...pools.map((pool) => `   Base: ${pool.Base}, Size: ${pool.Size}`));
  return `${lines.join('\n')}\n`;
}

function securityLines(options: readonly string[]): string[] {
  if (!options.length) return [];
  const lines = [' Security Options:'];
  for (const option of options) {
    for (const pair of option.split(',')) {
      const [key, value = ''] = pair.split('=') as [string, string | undefined];
      if (key === 'name') lines.push(`  ${value}`);
      else lines.push(`   ${key[0]?.toUpperCase()}${key.slice(1)}: ${value}`);
    }
  }
  return lines;
}

function swarmLines(swarm: ApiInfo['Swarm']): string[] {
  const lines = [` Swarm: ${swarm.LocalNodeState}`];
  if (swarm.LocalNodeState === 'inactive' || swarm.LocalNodeState === 'locked') return lines;
  lines.push(`  NodeID: ${swarm.NodeID}`);
  if (swarm.Error) lines.push(`  Error: ${swarm.Error}`);
  lines.push(`  Is Manager: ${swarm.ControlAvailable}`);
  const { Cluster: cluster } = swarm;
  if (cluster && swarm.ControlAvailable && swarm.Error === '') {
    const { Spec: spec } = cluster;
    lines.push(`  ClusterID: ${cluster.ID}`, `  Managers: ${swarm.Managers}`, `  Nodes: ${swarm.Nodes}`);
    const pools = cluster.DefaultAddrPool ?? [];
    if (pools.length > 0) lines.push(`  Default Address Pool: ${pools.map((pool) => `${pool}  `).join('')}`, `  SubnetSize: ${cluster.SubnetSize}`);
    lines.push(`  Data Path Port: ${cluster.DataPathPort}`);
    lines.push('  Orchestration:', `   Task History Retention Limit: ${spec.Orchestration.TaskHistoryRetentionLimit ?? 5}`);
    lines.push('  Raft:', `   Snapshot Interval: ${spec.Raft.SnapshotInterval ?? 0}`);
    if (spec.Raft.KeepOldSnapshots !== undefined) lines.push(`   Number of Old Snapshots to Retain: ${spec.Raft.KeepOldSnapshots}`);
    lines.push(`   Heartbeat Tick: ${spec.Raft.HeartbeatTick}`, `   Election Tick: ${spec.Raft.ElectionTick}`);
    lines.push('  Dispatcher:', `   Heartbeat Period: ${humanDuration((spec.Dispatcher.HeartbeatPeriod ?? 0) / 1e6)}`);
    lines.push(
      '  CA Configuration:',
      `   Expiry Duration: ${humanDuration((spec.CAConfig.NodeCertExpiry ?? 0) / 1e6)}`,
      `   Force Rotate: ${spec.CAConfig.ForceRotate ?? 0}`,
    );
    if (spec.CAConfig.SigningCACert) lines.push(`   Signing CA Certificate: \n${spec.CAConfig.SigningCACert.trim()}\n`);
    if (spec.CAConfig.ExternalCAs?.length) lines.push('   External CAs:', ...spec.CAConfig.ExternalCAs.map((ca) => `     ${ca.Protocol}: ${ca.URL}`));
    lines.push(
      `  Autolock Managers: ${spec.EncryptionConfig.AutoLockManagers}`,
      `  Root Rotation In Progress: ${cluster.RootRotationInProgress ?? false}`,
    );
  }
  lines.push(`  Node Address: ${swarm.NodeAddr}`);
  const managers = (swarm.RemoteManagers ?? []).map((manager) => manager.Addr).sort();
  if (managers.length) lines.push('  Manager Addresses:', ...managers.map((address) => `   ${address}`));
  return lines;
}
