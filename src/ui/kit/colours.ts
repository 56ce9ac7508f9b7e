/** Tokens as the browser computes them: for canvas and xterm, which know no custom properties. */

/** Reads colour tokens by name, without the dashes; the answers are `rgb(…)`, `oklch(…)` and the like. */
export function readColours<K extends string>(names: readonly K[]): Record<K, string> {
  const probe = document.createElement('span');
  probe.style.display = 'none';
  document.body.append(probe);
  const out = {} as Record<K, string>;
  for (const name of names) {
    probe.style.color = `var(--${name})`;
    out[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return out;
}
