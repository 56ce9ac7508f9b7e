/**
 * The client's own files: `~/.docker/config.json` (default formats, current context, detach keys) and the
 * contexts beside it, each in a folder named by the SHA-256 of its name (docker/cli context/store).
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { goErrno } from './local-files';
import { encodeUtf8, environmentValue, isFileError, type Process, type TlsClient } from '../../os';

export interface DockerContext {
  name: string;
  description: string;
  /** `unix:///var/run/docker.sock`, `tcp://192.168.0.12:2375`. */
  host: string;
}

interface Meta {
  Name?: string;
  Metadata?: { Description?: string };
  Endpoints?: { docker?: { Host?: string; SkipTLSVerify?: boolean } };
}

export const DEFAULT_HOST = 'unix:///var/run/docker.sock';

export const PIPE_HOST = 'npipe:////./pipe/docker_engine';

/** Whether this client is docker.exe. Completion and lint look at a machine's files without one. */
export const onWindows = (process: Pick<Process, 'machine'>): boolean => process.machine.platform?.os === 'windows';

const ownFolder = (process: Process): string =>
  onWindows(process) ? `${environmentValue(process.env, 'USERPROFILE') ?? 'C:\\Users\\Administrator'}\\.docker` : `${process.env.get('HOME') ?? '/root'}/.docker`;

export class ClientConfig {
  readonly folder: string;
  /** Why the file could not be read, for a warning: the client goes on as if there were none. */
  readonly problem: string | undefined;
  private values: Record<string, unknown> = {};

  constructor(
    private process: Process,
    folder?: string,
  ) {
    this.folder = folder ?? (process.env.get('DOCKER_CONFIG') || ownFolder(process));
    const path = `${this.folder}${onWindows(process) ? '\\' : '/'}config.json`;
    const text = process.machine.files.read(path);
    if (isFileError(text)) {
      if (text.errno !== 'ENOENT') this.problem = `open ${path}: ${goErrno(text)}`;
      return;
    }
    const values = parseObject(text);
    if (values) this.values = values;
    else this.problem = `parsing ${path}: invalid character`;
  }

  /** A text setting such as `psFormat` or `detachKeys`; empty when unset. */
  text(key: string): string {
    const value = this.values[key];
    return typeof value === 'string' ? value : '';
  }

  texts(key: string): string[] {
    const value = this.values[key];
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
  }

  set(key: string, value: string | undefined): void {
    if (value === undefined) delete this.values[key];
    else this.values[key] = value;
    this.process.machine.files.mkdir(this.folder, { parents: true, mode: 0o700 });
    this.process.machine.files.write(`${this.folder}/config.json`, JSON.stringify(this.values, null, '\t'), { mode: 0o600 });
  }

  /** Where a context's `meta` or `tls` files lie. */
  contextFolder(name: string, part: 'meta' | 'tls' = 'meta'): string {
    const digest = [...sha256(encodeUtf8(name))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return `${this.folder}/contexts/${part}/${digest}`;
  }

  contextMetaPath(name: string): string {
    return `${this.contextFolder(name)}/meta.json`;
  }

  /** Contexts besides `default`, by name. */
  contexts(): DockerContext[] {
    const folder = `${this.folder}/contexts/meta`;
    const names = this.process.machine.files.list(folder);
    return isFileError(names) ? [] : names.flatMap((name) => this.readContext(`${folder}/${name}/meta.json`) ?? []);
  }

  context(name: string): DockerContext | undefined {
    return this.readContext(this.contextMetaPath(name));
  }

  private readContext(path: string): DockerContext | undefined {
    const text = this.process.machine.files.read(path);
    return isFileError(text) ? undefined : this.parseMeta(text);
  }

  /** A context's `meta.json`; undefined when it is none. */
  parseMeta(text: string): DockerContext | undefined {
    const meta = parseObject(text) as Meta | undefined;
    if (typeof meta?.Name !== 'string') return undefined;
    return { name: meta.Name, description: meta.Metadata?.Description ?? '', host: meta.Endpoints?.docker?.Host ?? '' };
  }

  contextMeta({ name, description, host }: DockerContext): string {
    const meta: Meta = { Name: name, Metadata: description ? { Description: description } : {}, Endpoints: { docker: { Host: host, SkipTLSVerify: false } } };
    return JSON.stringify(meta);
  }

  saveContext(context: DockerContext): void {
    this.process.machine.files.mkdir(this.contextFolder(context.name), { parents: true, mode: 0o755 });
    this.process.machine.files.write(this.contextMetaPath(context.name), this.contextMeta(context), { mode: 0o644 });
  }

  /** The files that a context brings for TLS, under `ca`, `cert` and `key`. */
  saveContextTls(name: string, files: Readonly<Record<string, string>>): void {
    const folder = `${this.contextFolder(name, 'tls')}/docker`;
    for (const [key, content] of Object.entries(files)) {
      this.process.machine.files.mkdir(folder, { parents: true, mode: 0o755 });
      this.process.machine.files.write(`${folder}/${key}.pem`, content, { mode: 0o600 });
    }
  }

  contextTls(name: string): TlsClient | undefined {
    const read = (key: string): string | undefined => {
      const content = this.process.machine.files.read(`${this.contextFolder(name, 'tls')}/docker/${key}.pem`);
      return isFileError(content) ? undefined : content;
    };
    const [authority, certificate] = [read('ca'), read('cert')];
    return authority === undefined && certificate === undefined ? undefined : { ...(authority === undefined ? {} : { authority }), ...(certificate === undefined ? {} : { certificate }) };
  }

  removeContext(name: string): void {
    this.process.machine.files.remove(this.contextFolder(name, 'tls'), { recursive: true });
    this.process.machine.files.remove(this.contextFolder(name), { recursive: true });
  }
}

/** The text as a JSON object, or undefined where it is none. */
function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
