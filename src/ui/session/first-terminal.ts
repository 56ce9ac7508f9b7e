/** The size that a session's first terminal will have, told from the window before anything is drawn. */
import { estimateSize } from '../terminal/screen';
import type { Size } from '../terminal/screen';
import { arrangementFor } from './arrangement';
import { recallZones } from './zone-memory';

/** Bars above the terminal, and the paddings and borders around it. */
const CHROME = { top: 48 + 36 + 10, side: 12, gutter: 7 } as const;

export function firstTerminalSize(lab: string): Size {
  const [width, height] = [window.innerWidth, window.innerHeight];
  const hasGuide = lab !== 'playground';
  const arrangement = arrangementFor(width, hasGuide);
  // Narrow screens show one zone at a time, and their tabs and extra keys below it.
  if (arrangement === 'narrow') return estimateSize(width - CHROME.side, height - CHROME.top - 100);
  const zones = recallZones(lab, arrangement, width, height - 48, hasGuide);
  const guide = hasGuide ? (zones.guideShut === true ? 40 : zones.guide) + CHROME.gutter : 0;
  const cluster = (zones.clusterShut === true ? 40 : zones.cluster) + CHROME.gutter;
  const wide = arrangement === 'wide';
  return estimateSize(width - guide - (wide ? cluster : 0) - CHROME.side, height - CHROME.top - (wide ? 0 : cluster));
}
