/**
 * An image that a lab describes in a few lines instead of in code. `lab/` reads and checks the description, `images/`
 * makes an image of it; neither knows the other. Everything is plain data, filled in: no optional means "the default".
 */
export interface DeclaredImage {
  /** Repository as people write it: `acme/shop`, `registry.example.com/shop`. */
  readonly name: string;
  readonly about: string;
  /** At least one. */
  readonly tags: readonly DeclaredTag[];
}

/** When something happens, whichever comes first. */
export interface DeclaredMoment {
  /** Milliseconds after it began to serve. */
  readonly afterMs?: number;
  /** With the nth request. */
  readonly requests?: number;
  /** With the first request for this path. */
  readonly path?: string;
}

/** Texts may hold `{{hostname}}` and the like (`PLACEHOLDERS`), filled in when they are sent. */
export interface DeclaredAnswer {
  readonly path: string;
  readonly status: number;
  /** Content type; that of the text when absent: HTML where it begins with `<`. */
  readonly type?: string;
  readonly body: string;
}

export interface DeclaredTag {
  readonly tag: string;
  readonly version: string;
  readonly platforms: readonly ('linux' | 'windows')[];
  readonly ports: readonly number[];
  /** As Docker shows it; one that a file in the image has the name of. */
  readonly command: readonly string[];
  /** `NAME=value`. */
  readonly env: readonly string[];
  readonly volumes: readonly string[];
  readonly colour?: string;
  /** For every path without an answer of its own. */
  readonly page?: string;
  readonly answers: readonly DeclaredAnswer[];
  readonly health?: { readonly path: string; readonly intervalMs: number; readonly timeoutMs: number; readonly startPeriodMs: number; readonly retries: number };
  readonly startDelayMs: number;
  /** From SIGTERM to its end. */
  readonly stopDelayMs: number;
  /** It serves nothing and ends with this after `startDelayMs`. */
  readonly exitCode?: number;
  readonly crash?: DeclaredMoment & { readonly code: number; readonly message?: string };
  /** From then on every answer is an error. */
  readonly breaks?: DeclaredMoment;
  /** Computing and waiting for each request, and how many are served at once; absent = as many as come. */
  readonly cpuMs: number;
  readonly waitMs: number;
  readonly threads?: number;
  readonly logs: { readonly start: readonly string[]; readonly every?: { readonly intervalMs: number; readonly line: string }; readonly request?: string };
  readonly memoryBytes: number;
  /** Of its own layer: what a pull downloads besides the base. */
  readonly sizeBytes: number;
}

/** What may stand between `{{` and `}}`; besides these `env.NAME`. */
export const PLACEHOLDERS = ['hostname', 'version', 'tag', 'name', 'colour', 'ip', 'remote', 'method', 'path', 'requests', 'time'] as const;

/** Calls back for each `{{...}}` of a text; what it answers takes the place, undefined leaves it. */
export function fillPlaceholders(text: string, valueOf: (name: string) => string | undefined): string {
  return text.replace(/\{\{ ?([A-Za-z_][\w.]*) ?\}\}/g, (whole, name: string) => valueOf(name) ?? whole);
}
