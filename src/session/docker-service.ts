/** `systemctl` and `service` on a machine: its one unit that matters is docker, and it is the real daemon of this world. */
import type { Machine } from '../os';
import type { Program } from '../sim';
import type { ServiceManager, ServiceUnit } from '../shell/tools/_services';

/** The machine as far as its daemon is switched on and off. */
export interface DaemonHost extends Machine {
  readonly engineRunning: boolean;
  /** It is installed at all. */
  readonly hasEngine: boolean;
  startEngine(): Program;
  stopEngine(): Program;
  restartEngine(): Program;
}

export function dockerService(host: DaemonHost): ServiceManager {
  const since = { running: host.engineRunning, atMs: host.bootedMs };
  const unit = (): ServiceUnit => {
    if (since.running !== host.engineRunning) Object.assign(since, { running: host.engineRunning, atMs: host.sim.nowMs });
    return {
      name: 'docker',
      description: 'Docker Application Container Engine',
      state: host.engineRunning ? 'active' : 'inactive',
      enabled: true,
      sinceMs: since.atMs,
      mainPid: 812,
      command: '/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock',
    };
  };
  const known = function* (name: string, act: () => Program): Program<string | undefined> {
    if (name.replace(/\.service$/, '') !== 'docker' || !host.hasEngine) return `Unit ${name.replace(/\.service$/, '')}.service not found.`;
    yield* act();
    unit();
    return undefined;
  };
  return {
    units: () => (host.hasEngine ? [unit()] : []),
    start: (name) => known(name, () => host.startEngine()),
    stop: (name) => known(name, () => host.stopEngine()),
    restart: (name) => known(name, () => host.restartEngine()),
  };
}
