/**
 * A laptop in a world: what kind of machine it is, and the virtual machines that docker-machine and vagrant make on it. They
 * come and go inside the world, as programs do, so a session that is replayed has the same ones at the same instants.
 */
import type { Host } from '../host';
import type { GuestSpec, Hypervisor } from '../shell/tools/_hypervisor';
import { sleep, spawn, wait, type Program } from '../sim';
import type { MachineSpec, World } from '../world';
import type { StartMachine } from './protocol';

/** Machines that a world may have, those that were there at first included. */
export const MACHINES_MAX = 60;
const YOU = { name: 'you', uid: 1000, home: '/home/you' };
const GIB = 1024 ** 3;
const DOCKER = '/usr/bin/docker';
/** What an installation of packages takes. */
const INSTALL_MS = 6_000;

/** How a machine that a session starts with differs from a server. */
export function machineSpec({ platform, kind, engine }: StartMachine): MachineSpec {
  if (kind !== 'laptop') return { platform };
  return { platform: 'linux', laptop: true, login: YOU, engine: engine === true, cpus: 8, memoryBytes: 16 * GIB };
}

/** Puts Docker on a machine's disk and starts it; nothing happens where it is already. */
export function* installEngine(host: Host): Program {
  if (host.hasEngine) return;
  yield* sleep(host.sim, INSTALL_MS);
  host.files.put(DOCKER, { program: 'docker' });
  host.installEngine();
  yield* host.startEngine();
}

export class VirtualBox implements Hypervisor {
  private readonly guests = new Map<string, Host>();

  constructor(private readonly world: World, laptop: Host) {
    spawn(world.sim, 'virtualbox', this.endWith(laptop));
  }

  state(name: string): 'running' | 'poweroff' | undefined {
    const guest = this.guest(name);
    return guest && (guest.power === 'on' ? 'running' : 'poweroff');
  }

  create({ name, address, ...spec }: GuestSpec): string | undefined {
    const { world } = this;
    if (world.hasHost(name)) return `this lab already has a machine named ${name}`;
    if (world.links.at(address)) return `the address ${address} belongs to ${world.links.at(address)?.name} already`;
    if (world.hostNames().length >= MACHINES_MAX) return `this lab has room for ${MACHINES_MAX} machines, and no more`;
    const guest = world.addHost(name, { ...spec, address, behindNat: true, off: true });
    if (!spec.engine) guest.files.remove(DOCKER);
    this.guests.set(name, guest);
    return undefined;
  }

  *start(name: string): Program {
    const guest = this.guest(name);
    if (!guest) return;
    this.world.powerOn(name);
    while (guest.power !== 'on' && this.guest(name) === guest) yield* wait(guest.changed.wait);
  }

  *stop(name: string, how: 'stop' | 'kill'): Program {
    const guest = this.guest(name);
    if (!guest) return;
    if (how === 'kill') this.world.powerOff(name);
    else this.world.shutDownMachine(name);
    while (guest.power !== 'off' && this.guest(name) === guest) yield* wait(guest.changed.wait);
  }

  remove(name: string): void {
    if (this.guest(name)) this.world.removeHost(name);
    this.guests.delete(name);
  }

  *installEngine(name: string): Program {
    const guest = this.guest(name);
    if (guest) yield* installEngine(guest);
  }

  *restartEngine(name: string): Program {
    const guest = this.guest(name);
    if (guest) yield* guest.restartEngine();
  }

  console(name: string): Host | undefined {
    return this.guest(name);
  }

  freeAddress(first: string): string {
    const [network, from] = [first.slice(0, first.lastIndexOf('.')), Number(first.slice(first.lastIndexOf('.') + 1))];
    let last = from;
    while (this.world.links.at(`${network}.${last}`)) last++;
    return `${network}.${last}`;
  }

  /** A guest that somebody took away in another manner is none any more. */
  private guest(name: string): Host | undefined {
    const guest = this.guests.get(name);
    return guest && this.world.hasHost(name) && this.world.host(name) === guest ? guest : undefined;
  }

  /** Without the laptop's power no guest runs. */
  private *endWith(laptop: Host): Program {
    for (;;) {
      yield* wait(laptop.changed.wait);
      if (laptop.power === 'off') for (const name of this.guests.keys()) if (this.state(name) === 'running') this.world.powerOff(name);
    }
  }
}
