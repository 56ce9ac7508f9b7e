/**
 * The client's own files: `~/.docker/config.json` (default formats, current context, detach keys) and the
 * contexts beside it. Docker names a context's folder by the SHA-256 of its name; here the name does.
 */
import { isFileError, type Process } from '../../os';

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

  constructor(private process: Process, folder?: string) {
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

  private contextFolder(name: string): string {
    return `${this.folder}/contexts/meta/${name}`;
  }

  contextMetaPath(name: string): string {
    return `${this.contextFolder(name)}/meta.json`;
  }

  /** Contexts besides `default`, by name. */
  contexts(): DockerContext[] {
    const names = this.process.machine.files.list(`${this.folder}/contexts/meta`);
    return isFileError(names) ? [] : names.flatMap((name) => this.context(name) ?? []);
  }

  context(name: string): DockerContext | undefined {
    const text = this.process.machine.files.read(this.contextMetaPath(name));
    if (isFileError(text)) return undefined;
    const meta = JSON.parse(text) as { Metadata?: { Description?: string }; Endpoints?: { docker?: { Host?: string } } };
    return { name, description: meta.Metadata?.Description ?? '', host: meta.Endpoints?.docker?.Host ?? '' };
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
