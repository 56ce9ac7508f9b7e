/** What docker-machine keeps in ~/.docker/machine: a folder for each machine with its configuration and certificates. */
import { isFileError, type Process, type TlsClient } from '../../../os';
import type { Program } from '../../../sim';
import { hypervisorOf, type Hypervisor } from '../../tools/_hypervisor';
import { Refused } from './refused';

export const TLS_PORT = 2376;
export const SSH_USER = { name: 'docker', uid: 1000, home: '/home/docker' };

/** The parts of a machine's config.json that are used again. */
export interface MachineConfig {
  Name: string;
  DriverName: string;
  Driver: { IPAddress: string; CPU: number; Memory: number };
}

export type State = 'Running' | 'Stopped' | 'Error';

export class Store {
  readonly folder: string;
  readonly hypervisor: Hypervisor;

  constructor(readonly process: Process) {
    this.folder = process.env.get('MACHINE_STORAGE_PATH') || `${process.env.get('HOME') ?? '/root'}/.docker/machine`;
    const hypervisor = hypervisorOf(process.machine);
    if (!hypervisor) throw new Refused('VBoxManage not found. Make sure VirtualBox is installed and VBoxManage is in the path');
    this.hypervisor = hypervisor;
  }

  pathOf(name: string, file = ''): string {
    return `${this.folder}/machines/${name}${file === '' ? '' : `/${file}`}`;
  }

  read(path: string): string | undefined {
    const content = this.process.machine.files.read(path);
    return isFileError(content) ? undefined : content;
  }

  write(path: string, content: string, mode = 0o600): void {
    this.process.machine.files.put(path, { content, mode });
  }

  /** In natural order, as `ls` has them: m2 before m10. */
  names(): string[] {
    const names = this.process.machine.files.list(`${this.folder}/machines`);
    return isFileError(names) ? [] : names.filter((name) => this.configText(name) !== undefined).sort(naturally);
  }

  configText(name: string): string | undefined {
    return this.read(this.pathOf(name, 'config.json'));
  }

  exists(name: string): boolean {
    return this.configText(name) !== undefined;
  }

  load(name: string): MachineConfig {
    const text = this.configText(name);
    if (text === undefined) throw new Refused(`Docker machine "${name}" does not exist. Use "docker-machine ls" to list machines. Use "docker-machine create" to add a new one.`);
    try {
      return JSON.parse(text) as MachineConfig;
    } catch {
      throw new Refused(`Error loading machine "${name}": its config.json is not JSON any more`);
    }
  }

  remove(name: string): void {
    this.process.machine.files.remove(this.pathOf(name), { recursive: true });
  }

  state(name: string): State {
    const state = this.hypervisor.state(name);
    return state === undefined ? 'Error' : state === 'running' ? 'Running' : 'Stopped';
  }

  /** The machine's address, while it runs. */
  address(name: string): string {
    const { Driver } = this.load(name);
    const state = this.state(name);
    if (state === 'Error') throw new Refused('machine does not exist');
    if (state !== 'Running') throw new Refused('Host is not running');
    return Driver.IPAddress;
  }

  url(name: string): string {
    return `tcp://${this.address(name)}:${TLS_PORT}`;
  }

  /** What the client shows and believes when it talks to this machine's engine. */
  tls(name: string): TlsClient {
    return { authority: this.read(this.pathOf(name, 'ca.pem')) ?? '', certificate: this.read(this.pathOf(name, 'cert.pem')) ?? '' };
  }

  /** The version of its engine, or why it does not tell. */
  *dockerVersion(name: string, timeoutMs: number): Program<{ version: string } | { why: string }> {
    const host = this.address(name);
    const request = { method: 'GET', path: '/version', headers: { host: `${host}:${TLS_PORT}` }, body: '' };
    const result = yield* this.process.machine.net.http({ host, port: TLS_PORT, tls: this.tls(name) }, request, timeoutMs);
    if (!result.ok) return { why: `Unable to query docker version: Get "https://${host}:${TLS_PORT}/v1.15/version": ${reason(result.error, host)}` };
    try {
      return { version: (JSON.parse(String(result.value.body)) as { Version: string }).Version };
    } catch {
      return { why: 'Unable to query docker version: the answer is not JSON' };
    }
  }
}

function reason(error: { kind: string; tls?: string }, host: string): string {
  const dial = `dial tcp ${host}:${TLS_PORT}: `;
  if (error.kind === 'refused') return `${dial}connect: connection refused`;
  if (error.kind === 'unreachable') return `${dial}connect: no route to host`;
  if (error.kind === 'timeout') return `${dial}i/o timeout`;
  return error.tls === 'unknown-authority' ? 'x509: certificate signed by unknown authority' : error.tls ? 'remote error: tls: bad certificate' : 'EOF';
}

export function naturally(a: string, b: string): number {
  const parts = (text: string) => text.toLowerCase().match(/\d+|\D+/g) ?? [];
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i] as string, right[i] as string];
    if (x === y) continue;
    return /^\d/.test(x) && /^\d/.test(y) && Number(x) !== Number(y) ? Number(x) - Number(y) : x < y ? -1 : 1;
  }
  return left.length - right.length;
}
