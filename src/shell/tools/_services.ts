/**
 * The services of a machine, for `systemctl` and `service`. A host's engine registers a manager (`docker`,
 * `containerd`); a machine without one, such as a container, answers as a system that was not booted with systemd.
 */
import type { Machine } from '../../os';
import type { Program } from '../../sim';

export interface ServiceUnit {
  /** Without `.service`. */
  name: string;
  description: string;
  state: 'active' | 'inactive' | 'failed';
  enabled: boolean;
  /** When it entered that state. */
  sinceMs: number;
  mainPid?: number;
  /** The command of the main process, for `status`. */
  command?: string;
  /** Last lines of its journal, newest last. */
  log?: readonly string[];
}

export interface ServiceManager {
  units(): readonly ServiceUnit[];
  /** Undefined when it worked, else why not. */
  start(name: string): Program<string | undefined>;
  stop(name: string): Program<string | undefined>;
  restart(name: string): Program<string | undefined>;
  reload?(name: string): Program<string | undefined>;
  setEnabled?(name: string, enabled: boolean): void;
}

const managers = new WeakMap<Machine, ServiceManager>();

export function setServiceManager(machine: Machine, manager: ServiceManager): void {
  managers.set(machine, manager);
}

export function serviceManager(machine: Machine): ServiceManager | undefined {
  return managers.get(machine);
}
