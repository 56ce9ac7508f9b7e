/** A line of a log as the API writes it: timestamp and details in front where they were asked for (moby httputils/write_log_stream.go). */
import { formatInstantNano } from '../model';
import { queryEscape } from '../os';
import type { ApiCall } from './call';

type Pairs = Readonly<Record<string, string>>;

/** How this call wants its lines. */
export function logLine(call: ApiCall): (chunk: { readonly text: string; readonly atMs: number }, attributes: Pairs) => string {
  const details = call.query.bool('details');
  const timestamps = call.query.bool('timestamps');
  return ({ text, atMs }, attributes) =>
    `${timestamps ? `${formatInstantNano(atMs)} ` : ''}${details ? `${writeAttributes(attributes)} ` : ''}${text}`;
}

/** `k=v,k=v`, sorted by name. */
function writeAttributes(pairs: Pairs): string {
  const names = Object.keys(pairs).sort();
  return names.map((name) => `${queryEscape(name)}=${queryEscape(pairs[name] as string)}`).join(',');
}
