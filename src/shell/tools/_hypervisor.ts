/**
 * VirtualBox on a laptop, as docker-machine and vagrant use it: guests are made, switched on and off, and removed. Whoever
 * puts a world together hands it to the laptops; a server has none.
 */
import type { Login, Machine } from '../../os';
import type { Program } from '../../sim';

/** How the engine of a guest listens: with docker-machine's certificates, or as its own configuration file says. */
export type GuestListens = 'tls' | 'configured';

export interface GuestSpec {
  name: string;
  address: string;
  login: Login;
  /** Whether Docker is on its disk. */
  engine: boolean;
  listens: GuestListens;
  cpus?: number;
  memoryBytes?: number;
}

export interface Hypervisor {
  /** Undefined: there is no such guest. */
  state(name: string): 'running' | 'poweroff' | undefined;
  /** Makes a guest, switched off; undefined when it worked, else why not. */
  create(spec: GuestSpec): string | undefined;
  /** Switches a guest on, and waits until it runs. */
  start(name: string): Program;
  /** `stop` presses its power button and waits, `kill` pulls its plug. */
  stop(name: string, how: 'stop' | 'kill'): Program;
  /** Disk and all. */
  remove(name: string): void;
  /** Puts Docker on a guest's disk and starts it. */
  installEngine(name: string): Program;
  /** Its engine starts again, with what it is told by its files now. */
  restartEngine(name: string): Program;
  /** A guest's own console. */
  console(name: string): Machine | undefined;
  /** The first address from `192.168.99.100` up that nobody has. */
  freeAddress(first: string): string;
}

const hypervisors = new WeakMap<Machine, Hypervisor>();

export function setHypervisor(machine: Machine, hypervisor: Hypervisor): void {
  hypervisors.set(machine, hypervisor);
}

export function hypervisorOf(machine: Machine): Hypervisor | undefined {
  return hypervisors.get(machine);
}
