/** Where compose files come from: their folder, the client's environment, and the files they name. */
import type { Files } from '../../../os';
import { joinPath } from '../../../os';
import type { Lookup } from './variables';

/** What of a process the loader looks at; who only wants to know what it would say needs no process. */
export interface Reader {
  readonly cwd: string;
  readonly env: { get(name: string): string | undefined };
  readonly machine: { readonly files: Files };
}

export interface Source {
  /** Of the first file; `3.13` where it names none. */
  version: string;
  /** Absolute: the folder of the first file, which all relative paths start from. */
  folder: string;
  process: Reader;
  lookup: Lookup;
  /** A warning of the client's logger. */
  warn(text: string): void;
  /** A relative path from the folder; an absolute one as it is. */
  absolute(path: string): string;
}

export function sourceOf(process: Reader, folder: string, version: string, warn: (text: string) => void): Source {
  return {
    version,
    folder,
    process,
    lookup: (name) => process.env.get(name),
    warn,
    absolute: (path) => (path.startsWith('/') ? path : joinPath(folder, path)),
  };
}
