/**
 * Which of the ten hues a service wears: by a hash of its name, stepping on where another service of the session
 * already wears it, so that up to ten services never share one. A hue once given stays for the session.
 */

export const HUES = 10;

export class HueBook {
  private readonly hues = new Map<string, number>();

  hueOf(service: string): number {
    const known = this.hues.get(service);
    if (known !== undefined) return known;
    const taken = new Set(this.hues.values());
    let hue = hashOf(service) % HUES;
    for (let i = 0; i < HUES && taken.has(hue); i++) hue = (hue + 3) % HUES;
    this.hues.set(service, hue);
    return hue;
  }
}

/** FNV-1a: small, and the same on every machine. */
function hashOf(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return (h ^ (h >>> 15)) >>> 0;
}
