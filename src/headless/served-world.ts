/** A session behind sockets: its machines' Engine APIs, its clock, and the socket by which it is told of faults. */
import { existsSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { SessionStart } from '../session/protocol';
import { Session } from '../session/session';
import { jqHolds, onJqWanted } from '../shell/tools/_jq-engine';
import { loadJq } from './jq';
import { claimSocketPath, ServedMachine } from './served-machine';
import { controlServer } from './world-control';
import { WorldClock } from './world-clock';
import type { ServePace } from './world-clock';

export interface ServeOptions {
  start: SessionStart;
  /** Where the sockets lie; made when missing. */
  dir: string;
  pace: ServePace;
  /** Machine k answers on 127.0.0.1 at this port + k; 0 lets the system choose, absent opens none. */
  portBase?: number;
  /** See ClockOptions. */
  gapMsMax?: number;
  /** Our own bug stopped the world, or a socket could not be opened again. */
  complain(problem: string): void;
}

export class ServedWorld {
  readonly session: Session;
  readonly clock: WorldClock;
  readonly machines: readonly ServedMachine[];
  readonly controlPath: string;
  private readonly controls: Server;
  private madeDir = false;

  constructor(private readonly options: ServeOptions) {
    const { start, dir, portBase } = options;
    this.session = new Session(start, { output: () => {}, edit: () => {} });
    this.clock = new WorldClock(this.session, {
      pace: options.pace,
      holds: jqHolds,
      broken: (error) => options.complain(`the world has stopped, by a fault of its own: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
      ...(options.gapMsMax === undefined ? {} : { gapMsMax: options.gapMsMax }),
    });
    this.machines = start.machines.map(({ name }, i) => {
      const port = portBase === undefined ? {} : { port: portBase === 0 ? 0 : portBase + i + 1 };
      return new ServedMachine(this.session.world.host(name), this.clock, { socketPath: join(dir, `${name}.sock`), ...port }, options.complain);
    });
    this.controlPath = join(dir, 'world.sock');
    this.controls = controlServer(this);
  }

  /** Opens all sockets; time passes from then on, unless it is to stand. Throws an Error in plain words when it cannot. */
  async open(clock: 'running' | 'standing' = 'running'): Promise<void> {
    const { dir } = this.options;
    this.madeDir = !existsSync(dir);
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    onJqWanted(() => void loadJq().then(() => this.clock.poke()));
    try {
      for (const machine of this.machines) await machine.open();
      await claimSocketPath(this.controlPath);
      await new Promise<void>((resolve, reject) => this.controls.once('error', reject).listen(this.controlPath, resolve));
    } catch (error) {
      await this.close();
      throw error;
    }
    if (clock === 'running') this.clock.start();
  }

  /** Ends the world and removes its sockets, and the folder when it was made for them. */
  async close(): Promise<void> {
    this.clock.stop();
    onJqWanted(undefined);
    await Promise.all(this.machines.map((machine) => machine.close()));
    if (this.controls.listening) {
      this.controls.closeAllConnections();
      await new Promise((resolve) => this.controls.close(resolve));
    }
    if (this.madeDir && readdirSync(this.options.dir).length === 0) rmdirSync(this.options.dir);
    this.madeDir = false;
  }
}
