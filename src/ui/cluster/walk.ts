/** Walking the map with the arrow keys: to the nearest stop that lies in that direction. */

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export interface Spot {
  x: number;
  y: number;
}

/** The index of the nearest spot in a direction, or -1. Sideways distance counts more than the way ahead. */
export function nearest(from: Spot, spots: readonly Spot[], direction: readonly [number, number]): number {
  let best = -1;
  let bestCost = Infinity;
  spots.forEach((spot, i) => {
    const dx = spot.x - from.x;
    const dy = spot.y - from.y;
    const ahead = dx * direction[0] + dy * direction[1];
    if (ahead < 2) return;
    const aside = Math.abs(dx * direction[1]) + Math.abs(dy * direction[0]);
    const cost = ahead + 3 * aside;
    if (cost < bestCost) {
      bestCost = cost;
      best = i;
    }
  });
  return best;
}

/** The stop that an arrow key leads to from the one in focus; Home and End lead to the first and the last. */
export function stepFrom(root: HTMLElement, event: KeyboardEvent): HTMLElement | undefined {
  if (event.altKey || event.ctrlKey || event.metaKey) return undefined;
  const from = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-stop]') : null;
  if (!from) return undefined;
  const stops = [...root.querySelectorAll<HTMLElement>('[data-stop]')];
  if (event.key === 'Home') return stops[0];
  if (event.key === 'End') return stops[stops.length - 1];
  const direction = STEPS[event.key];
  if (!direction) return undefined;
  const middle = (element: HTMLElement): Spot => {
    const box = element.getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  };
  const others = stops.filter((stop) => stop !== from);
  return others[nearest(middle(from), others.map(middle), direction)];
}
