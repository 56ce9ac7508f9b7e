/**
 * What one storm is like, drawn from its seed: how many machines, how much happens, which kinds of things happen
 * more often than others, how long people wait in between. Extremes are drawn on purpose.
 */
import type { Random } from '../../src/sim';
import { ACTIONS } from './plan/actions';

export interface Weather {
  readonly managers: number;
  readonly workers: number;
  /** One of the workers runs Windows: Linux images find no place there. */
  readonly windows: boolean;
  /** How many things happen before the weather clears. */
  readonly actions: number;
  /** By kind of action; 0 = never in this storm. */
  readonly weights: Readonly<Record<string, number>>;
  /** Faults keep to a minority of the managers, so that the swarm mostly answers. */
  readonly mild: boolean;
  /** Shares of waits: none, seconds, up to a minute. */
  readonly pace: 'hasty' | 'brisk' | 'slow';
}

const MANAGERS = [1, 1, 1, 2, 3, 3, 3, 3, 4, 5, 5];

export function drawWeather(random: Random): Weather {
  const managers = random.pick(MANAGERS);
  const workers = random.int(0, 5);
  const weights: Record<string, number> = {};
  for (const [name, { weight }] of Object.entries(ACTIONS)) {
    // A third of the kinds stay away, some come in crowds: every storm has a character.
    const taste = random.pick([0, 0, 0.5, 1, 1, 1, 3]);
    weights[name] = weight * taste;
  }
  return {
    managers,
    workers,
    windows: workers > 1 && random.chance(0.15),
    actions: random.int(8, 28),
    weights,
    mild: random.chance(0.7),
    pace: random.pick(['hasty', 'brisk', 'brisk', 'slow']),
  };
}

/** Seconds until the next thing happens. */
export function drawWait(random: Random, pace: Weather['pace']): number {
  const kind = random.fraction();
  const [none, short] = { hasty: [0.6, 0.95], brisk: [0.35, 0.85], slow: [0.15, 0.6] }[pace] as [number, number];
  if (kind < none) return 0;
  if (kind < short) return random.int(1, 80) / 10;
  return random.int(8, 45);
}
