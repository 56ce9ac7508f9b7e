/** The sizes of the zones that a person dragged, per lab and arrangement, in pixels. */
import { recallJson, remember } from '../kit/remember';
import type { Arrangement, ZoneSizes } from './arrangement';
import { defaultSizes } from './arrangement';

export interface KeptZones extends ZoneSizes {
  guideShut?: boolean;
  clusterShut?: boolean;
  /** Height of the editor above the terminals. */
  editor?: number;
}

const nameOf = (lab: string, arrangement: Arrangement): string => `zones.${lab}.${arrangement}`;

/** What somebody chose, and for the rest what nobody has dragged yet in a window of this size. */
export function recallZones(lab: string, arrangement: Arrangement, width: number, height: number, hasGuide: boolean): KeptZones {
  return { ...defaultSizes(arrangement, width, height, hasGuide), ...chosen(lab, arrangement) };
}

export function rememberZones(lab: string, arrangement: Arrangement, change: Partial<KeptZones>): void {
  remember(nameOf(lab, arrangement), JSON.stringify({ ...chosen(lab, arrangement), ...change }));
}

const chosen = (lab: string, arrangement: Arrangement): Partial<KeptZones> => recallJson<Partial<KeptZones>>(nameOf(lab, arrangement), isChosen, {});

function isChosen(value: unknown): value is Partial<KeptZones> {
  if (typeof value !== 'object' || value === null) return false;
  const { guide, cluster, editor, guideShut, clusterShut } = value as Record<string, unknown>;
  return [guide, cluster, editor].every((size) => size === undefined || typeof size === 'number') && [guideShut, clusterShut].every((shut) => shut === undefined || typeof shut === 'boolean');
}
