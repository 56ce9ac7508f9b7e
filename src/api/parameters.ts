/** Query parameters that several routes share. */
import { parseInstant } from '../model';
import type { ApiCall } from './call';

/** An instant: seconds with a fraction, or RFC 3339. Undefined where absent, zero or malformed. */
export function instantParameter(call: ApiCall, name: string): number | undefined {
  const text = call.query.get(name);
  if (text === '' || text === '0') return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  return parseInstant(text);
}
