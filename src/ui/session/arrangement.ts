/**
 * How the three zones share a window. Lengths are CSS pixels, because the terminal is: 80 columns need so many and no
 * fewer. What a person dragged is remembered per lab in pixels, too, so that another window size keeps its sense.
 */

export type Arrangement = 'wide' | 'medium' | 'narrow';

export const TERMINAL_80_PX = 672;
const GUIDE_PX = 380;
const CLUSTER_PX = 396;

/** Wide: three columns. Medium: the cluster below the terminals. Narrow: one zone at a time. */
export function arrangementFor(width: number, hasGuide: boolean): Arrangement {
  if (width < 860) return 'narrow';
  const columns = TERMINAL_80_PX + 300 + (hasGuide ? 330 : 0);
  return width >= columns ? 'wide' : 'medium';
}

/** Below this height of their column, editor, terminals and cluster are too many: the cluster steps aside. */
export const CROWDED_PX = 800;

/** How much of its column the editor takes: a little more than the terminals, which keep a screenful. */
export function editorHeight(height: number, clusterPx: number): number {
  return Math.max(160, Math.min((height - clusterPx) * 0.56, height - clusterPx - 200));
}

export interface ZoneSizes {
  guide: number;
  cluster: number;
}

/** What nobody has dragged yet: side zones as wide as they like to be, as long as 80 columns remain. */
export function defaultSizes(arrangement: Arrangement, width: number, height: number, hasGuide: boolean): ZoneSizes {
  if (arrangement === 'wide') {
    const free = width - TERMINAL_80_PX;
    const guide = hasGuide ? Math.min(GUIDE_PX + Math.max(0, width - 1700) * 0.2, free * 0.49) : 0;
    const cluster = hasGuide
      ? Math.min(CLUSTER_PX + Math.max(0, width - 1480) * 0.45, free - guide)
      : Math.min(free, Math.max(CLUSTER_PX, width * 0.42));
    return { guide, cluster };
  }
  return { guide: hasGuide ? Math.min(GUIDE_PX, width - TERMINAL_80_PX) : 0, cluster: Math.max(180, height * 0.46) };
}
