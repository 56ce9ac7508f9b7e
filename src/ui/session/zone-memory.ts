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

/** What was kept, else what nobody has dragged yet. */
export function recallZones(lab: string, arrangement: Arrangement, width: number, height: number, hasGuide: boolean): KeptZones {
  return recallJson(nameOf(lab, arrangement), isKept, undefined as KeptZones | undefined) ?? defaultSizes(arrangement, width, height, hasGuide);
}

export function rememberZones(lab: string, arrangement: Arrangement, zones: KeptZones): void {
  remember(nameOf(lab, arrangement), JSON.stringify(zones));
}

function isKept(value: unknown): value is KeptZones | undefined {
  const { guide, cluster } = (value ?? {}) as Record<string, unknown>;
  return typeof guide === 'number' && typeof cluster === 'number';
}
