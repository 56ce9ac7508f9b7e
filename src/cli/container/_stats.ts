/** What `docker stats` makes of the engine's samples (command/container/stats_helpers.go, formatter_stats.go). */
import { bytesSize, humanSize, shortId } from '../_format/human';
import type { ListShape, Methods } from '../_format/list';

export const STATS_SHAPE: ListShape = {
  typeName: '*container.statsContext',
  headers: {
    Container: 'CONTAINER',
    Name: 'NAME',
    ID: 'CONTAINER ID',
    CPUPerc: 'CPU %',
    MemUsage: 'MEM USAGE / LIMIT',
    MemPerc: 'MEM %',
    NetIO: 'NET I/O',
    BlockIO: 'BLOCK I/O',
    PIDs: 'PIDS',
  },
  table: ['ID', 'Name', 'CPUPerc', 'MemUsage', 'MemPerc', 'NetIO', 'BlockIO', 'PIDs'],
};

export interface Sample {
  id: string;
  name: string;
  pids_stats?: { current?: number };
  networks?: Record<string, { rx_bytes: number; tx_bytes: number }>;
  memory_stats?: { usage?: number; limit?: number; stats?: Record<string, number> };
  blkio_stats?: { io_service_bytes_recursive?: { op: string; value: number }[] | null };
  cpu_stats?: CpuStats;
  precpu_stats?: CpuStats;
}

interface CpuStats {
  cpu_usage?: { total_usage?: number };
  system_cpu_usage?: number;
  online_cpus?: number;
}

export interface Entry {
  /** As given, or the ID. */
  container: string;
  sample?: Sample;
}

export function statsRow({ container, sample }: Entry, truncated: boolean): Methods {
  const known = (text: (of: Sample) => string, unknown = '--') => (sample ? text(sample) : unknown);
  return {
    Container: () => container,
    Name: () => known((of) => of.name.replace(/^\//, '')),
    ID: () => known((of) => (truncated ? shortId(of.id) : of.id), ''),
    CPUPerc: () => known((of) => `${cpuPercent(of).toFixed(2)}%`),
    MemUsage: () => known((of) => `${bytesSize(memoryUsed(of))} / ${bytesSize(of.memory_stats?.limit ?? 0)}`, '-- / --'),
    MemPerc: () => known((of) => `${(of.memory_stats?.limit ? (memoryUsed(of) / of.memory_stats.limit) * 100 : 0).toFixed(2)}%`),
    NetIO: () => known((of) => pair(sum(of, 'rx_bytes'), sum(of, 'tx_bytes'))),
    BlockIO: () => known((of) => pair(blocks(of, 'r'), blocks(of, 'w'))),
    PIDs: () => known((of) => String(of.pids_stats?.current ?? 0)),
  };
}

const pair = (a: number, b: number) => `${humanSize(a, 3)} / ${humanSize(b, 3)}`;

const sum = (sample: Sample, key: 'rx_bytes' | 'tx_bytes') => Object.values(sample.networks ?? {}).reduce((total, net) => total + net[key], 0);

const blocks = (sample: Sample, letter: string) =>
  (sample.blkio_stats?.io_service_bytes_recursive ?? [])
    .filter((entry) => entry.op.toLowerCase().startsWith(letter))
    .reduce((total, entry) => total + entry.value, 0);

/** What the page cache could give back does not count. */
function memoryUsed({ memory_stats: memory }: Sample): number {
  const usage = memory?.usage ?? 0;
  const cache = memory?.stats?.total_inactive_file ?? memory?.stats?.inactive_file ?? 0;
  return cache < usage ? usage - cache : usage;
}

function cpuPercent({ cpu_stats: now, precpu_stats: before }: Sample): number {
  const used = (now?.cpu_usage?.total_usage ?? 0) - (before?.cpu_usage?.total_usage ?? 0);
  const system = (now?.system_cpu_usage ?? 0) - (before?.system_cpu_usage ?? 0);
  return used > 0 && system > 0 ? (used / system) * (now?.online_cpus || 1) * 100 : 0;
}
