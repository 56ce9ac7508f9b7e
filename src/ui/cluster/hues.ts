/**
 * Which of the ten hues a service wears: the first by a hash of its name, each later one as far as possible from those
 * already worn, so that few services look as different as can be. A hue once given stays for the session.
 */

/** Angles of the tokens `--hue-0` to `--hue-9`, in degrees. */
const ANGLES = [260, 145, 330, 200, 295, 110, 230, 5, 50, 85] as const;
/** The others are close to honey, warnings and failures: worn only when these are all taken. */
const COOL = 7;
export const HUES = ANGLES.length;

export class HueBook {
  private readonly hues = new Map<string, number>();

  /** The turn by six gives `web`, which everybody creates first, the calmest blue. */
  hueOf(service: string): number {
    const known = this.hues.get(service);
    if (known !== undefined) return known;
    const hue = this.farthest((hashOf(service) + 6) % COOL);
    this.hues.set(service, hue);
    return hue;
  }

  /** The hue farthest from all that are worn, looking from a start; the start itself when every one is worn. */
  private farthest(start: number): number {
    const worn = [...new Set(this.hues.values())];
    if (worn.length === 0 || worn.length === HUES) return start;
    const among = worn.filter((hue) => hue < COOL).length < COOL ? COOL : HUES;
    let best = start;
    let bestApart = -1;
    for (let i = 0; i < among; i++) {
      const hue = (start + i) % among;
      const apart = Math.min(...worn.map((other) => apartness(ANGLES[hue] ?? 0, ANGLES[other] ?? 0)));
      if (apart > bestApart) {
        best = hue;
        bestApart = apart;
      }
    }
    return best;
  }
}

function apartness(a: number, b: number): number {
  const turn = Math.abs(a - b) % 360;
  return Math.min(turn, 360 - turn);
}

/** FNV-1a: small, and the same on every machine. */
function hashOf(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return (h ^ (h >>> 15)) >>> 0;
}
