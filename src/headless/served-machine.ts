/**
 * Where one machine listens: a unix socket and, when asked for, a loopback port. Both open when its daemon comes up
 * and close when it goes down, so that a client finds what it would find on a real machine.
 */
import { lstatSync, unlinkSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Host } from '../host';
import { engineServer } from './engine-server';
import type { WorldClock } from './world-clock';

/** Longest path of a unix socket (sun_path less its final zero). */
const SOCKET_PATH_BYTES_MAX = 107;

export interface Listening {
  /** Only on 127.0.0.1; 0 lets the system choose. */
  port?: number;
  socketPath: string;
}

export class ServedMachine {
  private readonly servers: { server: Server; listen: () => void; path?: string }[] = [];
  private readonly sockets = new Set<Socket>();
  private portNow: number | undefined;
  /** What is still opening or closing. */
  private changing: Promise<unknown> = Promise.resolve();
  private over = false;

  constructor(
    readonly host: Host,
    clock: WorldClock,
    readonly where: Listening,
    /** Listening again after the daemon came back may fail; nobody waits for that. */
    private readonly complain: (problem: string) => void,
  ) {
    const add = (listen: (server: Server) => void, path?: string) => {
      const server = engineServer(host, clock);
      server.on('connection', (socket: Socket) => {
        this.sockets.add(socket);
        socket.on('close', () => this.sockets.delete(socket));
      });
      this.servers.push({ server, listen: () => listen(server), ...(path === undefined ? {} : { path }) });
    };
    add((server) => server.listen(where.socketPath), where.socketPath);
    if (where.port !== undefined) add((server) => server.listen(this.portNow ?? where.port, '127.0.0.1'));
  }

  /** The loopback port in use; undefined when there is none. */
  get port(): number | undefined {
    return this.portNow;
  }

  /** Opens, and from then on follows the daemon. Throws an Error in plain words when it cannot. */
  async open(): Promise<void> {
    await claimSocketPath(this.where.socketPath);
    if (this.host.engineRunning) await this.listen();
    this.host.hooks.push({
      started: () => this.then(() => this.listen()),
      stopped: () => this.then(() => this.hangUp()),
    });
  }

  /** Resolves when listening has followed the daemon's last change. */
  async settled(): Promise<void> {
    await this.changing;
  }

  async close(): Promise<void> {
    this.over = true;
    await this.changing;
    await this.hangUp();
  }

  private then(change: () => Promise<void>): void {
    this.changing = this.changing.then(() => (this.over ? undefined : change())).catch((error: Error) => this.complain(error.message));
  }

  private async listen(): Promise<void> {
    for (const { server, listen, path } of this.servers) {
      if (server.listening) continue;
      await new Promise<void>((resolve, reject) => {
        const failed = (error: NodeJS.ErrnoException) => reject(new Error(listenProblem(error, path ?? `127.0.0.1:${this.where.port}`)));
        server.once('error', failed);
        server.once('listening', () => {
          server.off('error', failed);
          resolve();
        });
        listen();
      });
      if (path === undefined) this.portNow = (server.address() as AddressInfo).port;
    }
  }

  private async hangUp(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(this.servers.map(({ server }) => (server.listening ? new Promise<void>((resolve) => server.close(() => resolve())) : undefined)));
  }
}

function listenProblem(error: NodeJS.ErrnoException, where: string): string {
  if (error.code === 'EADDRINUSE') return `${where} is taken by another program: choose another with --port-base or --dir`;
  if (error.code === 'EACCES') return `${where}: permission denied`;
  return `cannot listen on ${where}: ${error.message}`;
}

/** A socket left behind by one that was killed is removed; one that answers belongs to somebody. */
export async function claimSocketPath(path: string): Promise<void> {
  if (Buffer.byteLength(path) > SOCKET_PATH_BYTES_MAX) throw new Error(`${path}: too long for a unix socket (${SOCKET_PATH_BYTES_MAX} bytes at most): choose a shorter --dir`);
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (!there) return;
  if (!there.isSocket()) throw new Error(`${path} exists and is no socket: choose another folder with --dir`);
  const alive = await new Promise<boolean>((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    });
    probe.on('error', () => resolve(false));
  });
  if (alive) throw new Error(`${path} is in use by another skep serve: choose another folder with --dir`);
  unlinkSync(path);
}
