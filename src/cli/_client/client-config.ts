/**
 * The client's own files: `~/.docker/config.json` (default formats, current context, detach keys) and the
 * contexts beside it, each in a folder named by the SHA-256 of its name (docker/cli context/store).
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeUtf8, isFileError, type Process } from '../../os';

export interface DockerContext {
  name: string;
  description: string;
  /** `unix:///var/run/docker.sock`, `tcp://192.168.0.12:2375`. */
  host: string;
}

export const DEFAULT_HOST = 'unix:///var/run/docker.sock';

export class ClientConfig {
  readonly folder: string;
  private values: Record<string, unknown> = {};

  constructor(
    private process: Process,
    folder?: string,
  ) {
    this.folder = folder ?? process.env.get('DOCKER_CONFIG') ?? `${process.env.get('HOME') ?? '/root'}/.docker`;
    const text = process.machine.files.read(`${this.folder}/config.json`);
    if (isFileError(text)) return;
    try {
      this.values = JSON.parse(text) as Record<string, unknown>;
    } catch {
      // A broken file counts as none; the real client warns and goes on as well.
      this.values = {};
    }
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
    if (isFileError(text)) return undefined;
    const meta = JSON.parse(text) as { Name: string; Metadata?: { Description?: string }; Endpoints?: { docker?: { Host?: string } } };
    return { name: meta.Name, description: meta.Metadata?.Description ?? '', host: meta.Endpoints?.docker?.Host ?? '' };
  }

  saveContext(context: DockerContext): void {
    const meta = {
      Name: context.name,
      Metadata: context.description ? { Description: context.description } : {},
      Endpoints: { docker: { Host: context.host, SkipTLSVerify: false } },
    };
    this.process.machine.files.mkdir(this.contextFolder(context.name), { parents: true, mode: 0o755 });
    this.process.machine.files.write(this.contextMetaPath(context.name), JSON.stringify(meta), { mode: 0o644 });
  }

  removeContext(name: string): void {
    this.process.machine.files.remove(this.contextFolder(name), { recursive: true });
  }
}
