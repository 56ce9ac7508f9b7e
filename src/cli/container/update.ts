/** `docker update` (command/container/update.go). */
import { apiPath } from '../_client/path';
import { command, atLeast } from '../_framework/command';
import { containerNames } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { restartPolicy } from './_body';
import { eachContainer } from './_each';

const FLAGS = {
  'blkio-weight': flag.uint16('', 'Share of block I/O, 10 to 1000, or 0 to leave it'),
  'cpu-period': flag.int('', "Period of the CPU scheduler's quota, in microseconds"),
  'cpu-quota': flag.int('', 'CPU time per period, in microseconds'),
  'cpu-rt-period': flag.int('', 'Period of real-time scheduling, in microseconds'),
  'cpu-rt-runtime': flag.int('', 'Real-time CPU time per period, in microseconds'),
  'cpu-shares': flag.int('c', 'Weight against other containers when CPU is short'),
  cpus: flag.decimal('', 'Number of CPUs, fractions allowed'),
  'cpuset-cpus': flag.string('', 'CPUs it may run on (0-3, 0,1)'),
  'cpuset-mems': flag.string('', 'Memory nodes it may use (0-3, 0,1)'),
  memory: flag.bytes('m', 'Limit on memory'),
  'memory-reservation': flag.bytes('', 'Memory to shrink to when the host runs short'),
  'memory-swap': flag.swapBytes('', 'Limit on memory plus swap; -1 means no limit on swap'),
  'pids-limit': flag.int('', 'Most processes; -1 means no limit'),
  restart: flag.string('', 'When to start it again after it exits'),
  'kernel-memory': flag.bytes('', 'Limit on kernel memory', { hidden: true }),
};

export default command({
  use: 'update [OPTIONS] CONTAINER [CONTAINER...]',
  top: 'update',
  short: 'Change the limits or the restart policy of containers',
  args: atLeast(1),
  flags: FLAGS,
  completes: containerNames,
  *run(context, refs, flags, given) {
    if (!(Object.keys(FLAGS) as (keyof typeof FLAGS)[]).some(given)) throw new Failure('you must provide one or more flags when using this command');
    const json = {
      CpuShares: flags['cpu-shares'],
      Memory: flags.memory,
      NanoCpus: flags.cpus,
      CgroupParent: '',
      BlkioWeight: flags['blkio-weight'],
      BlkioWeightDevice: null,
      BlkioDeviceReadBps: null,
      BlkioDeviceWriteBps: null,
      BlkioDeviceReadIOps: null,
      BlkioDeviceWriteIOps: null,
      CpuPeriod: flags['cpu-period'],
      CpuQuota: flags['cpu-quota'],
      CpuRealtimePeriod: flags['cpu-rt-period'],
      CpuRealtimeRuntime: flags['cpu-rt-runtime'],
      CpusetCpus: flags['cpuset-cpus'],
      CpusetMems: flags['cpuset-mems'],
      Devices: null,
      DeviceCgroupRules: null,
      DeviceRequests: null,
      MemoryReservation: flags['memory-reservation'],
      MemorySwap: flags['memory-swap'],
      MemorySwappiness: null,
      OomKillDisable: null,
      PidsLimit: given('pids-limit') ? flags['pids-limit'] : null,
      Ulimits: null,
      CpuCount: 0,
      CpuPercent: 0,
      IOMaximumIOps: 0,
      IOMaximumBandwidth: 0,
      RestartPolicy: restartPolicy(flags.restart),
    };
    const warnings: string[] = [];
    yield* eachContainer(context, refs, function* (ref) {
      const answer = yield* context.api.post<{ Warnings?: string[] | null }>(apiPath`/containers/${ref}/update`, { json });
      warnings.push(...(answer?.Warnings ?? []));
    });
    if (warnings.length) yield* context.out.line(warnings.join('\n'));
  },
});
