/** Query parameters that several routes share. */
import type { Refusal } from '../model';
import { refuse } from '../model';
import type { ApiCall } from './call';

/** An instant as seconds with a fraction, in milliseconds; undefined where absent or zero (moby api/types/time ParseTimestamps). */
export function instantParameter(call: ApiCall, name: string): number | undefined | Refusal {
  const text = call.query.get(name);
  if (text === '') return undefined;
  const [seconds = '', fraction] = text.split('.');
  const bad = !/^-?\d+$/.test(seconds) ? seconds : fraction !== undefined && !/^\d+$/.test(fraction) ? fraction : undefined;
  if (bad !== undefined) return refuse(500, `strconv.ParseInt: parsing ${JSON.stringify(bad)}: invalid syntax`);
  return Number(text) === 0 ? undefined : Number(text) * 1000;
}

/** A whole number; undefined where absent. */
export function integerParameter(call: ApiCall, name: string): number | undefined | Refusal {
  const text = call.query.get(name);
  if (text === '') return undefined;
  return /^[+-]?\d{1,15}$/.test(text) ? Number(text) : refuse(500, `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
}

/** `h` and `w` of a terminal (moby api/server/httputils Uint32Value). */
export function terminalSize(call: ApiCall): { columns: number; rows: number } | Refusal {
  const sizes: number[] = [];
  for (const [name, noun] of [['h', 'height'], ['w', 'width']] as const) {
    const text = call.query.get(name);
    if (!/^\d{1,9}$/.test(text)) return refuse(400, `invalid resize ${noun} ${JSON.stringify(text)}: invalid syntax`);
    sizes.push(Number(text));
  }
  return { rows: sizes[0] as number, columns: sizes[1] as number };
}
