/**
 * What every cluster object has. Objects have the very shape and names of the Engine API's JSON, so that the
 * API, the CLI's templates and `inspect` need no translation; what Docker hides is in lower camel case and
 * the API drops it. Instants are virtual milliseconds since the Unix epoch and become RFC 3339 at the API.
 * Durations inside specs are nanoseconds, as in Docker.
 */
export type Instant = number;

export interface Meta {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly CreatedAt: Instant;
  readonly UpdatedAt: Instant;
}

export type Labels = { readonly [key: string]: string };

export const NS_PER_MS = 1_000_000;
export const NS_PER_S = 1_000_000_000;
