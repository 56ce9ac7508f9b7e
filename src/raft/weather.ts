/**
 * What a storm is like: everything that is drawn from its seed before it begins. Drawing how likely each thing is,
 * not only whether it happens, makes storms differ in kind: some lose everything, some only ever hand over.
 */
import type { Random } from '../sim';
import type { Tuning } from './machine';

export const actions = [
  'deliver', 'tick', 'propose', 'change', 'transfer', 'crash', 'restart', 'cut', 'heal', 'compact', 'unreachable', 'campaign', 'haunt',
] as const;
export type Action = (typeof actions)[number];

export interface Weather {
  readonly founders: number;
  readonly membersMax: number;
  readonly steps: number;
  readonly tuning: Tuning;
  /** Chances, per message: that it is lost, arrives twice, overtakes others. */
  readonly loss: number;
  readonly repeat: number;
  readonly overtake: number;
  /** The chance that a copy of a message is kept, to come back any time later (`haunt`). */
  readonly ghost: number;
  /** The chance that a host puts off a Ready, so that several events fall into one. */
  readonly putOff: number;
  /** The chance that a disk is slow: messages and ticks reach the peer while a Ready is being performed. */
  readonly slowDisk: number;
  /** The chance that a host crashes in the middle of a Ready. */
  readonly crashInReady: number;
  /** Whether a removed peer's host stops it when a member says so, as SwarmKit's does. */
  readonly tellsRemoved: boolean;
  /** Relative frequencies, in the order of `actions`. */
  readonly weights: readonly number[];
}

export function drawWeather(random: Random): Weather {
  const weather = drawAny(random);
  return random.chance(0.2) ? contested(weather) : weather;
}

/**
 * A wire that works, entries that travel one by one, and three peers that snatch leadership from each other and crash:
 * here old entries get half copied again and again, as in figure 8 of the paper, which other weather seldom shows.
 */
function contested(weather: Weather): Weather {
  return {
    ...weather,
    founders: 3,
    tuning: { ...weather.tuning, preVote: false, checkQuorum: false, entriesPerMessageMax: 1, inflightMessagesMax: 1 },
    loss: 0,
    overtake: 0,
    weights: [60, 5, 20, 0, 0, 4, 8, 2, 4, 0, 0, 10, 2],
  };
}

function drawAny(random: Random): Weather {
  const pick = <T>(...items: T[]): T => random.pick(items);
  const electionTicks = random.int(2, 6);
  return {
    founders: pick(1, 2, 3, 3, 3, 4, 5, 5, 5),
    membersMax: random.int(5, 7),
    steps: random.int(300, 1_000),
    tuning: {
      electionTicks,
      heartbeatTicks: 1,
      preVote: random.chance(0.5),
      checkQuorum: random.chance(0.7),
      entriesPerMessageMax: pick(1, 1, 2, 4, 64),
      inflightMessagesMax: pick(1, 2, 4, 256),
      keepEntries: pick(0, 0, 1, 3, 10),
    },
    loss: pick(0, 0, 0.02, 0.1, 0.3),
    repeat: pick(0, 0, 0.05, 0.2),
    overtake: pick(0, 0.1, 0.5, 1),
    ghost: pick(0, 0, 0.02, 0.1),
    slowDisk: pick(0, 0, 0.1, 0.4),
    putOff: pick(0, 0, 0.3, 0.6),
    crashInReady: pick(0, 0, 0.005, 0.02),
    tellsRemoved: random.chance(0.5),
    weights: [
      random.int(40, 120), // deliver
      random.int(8, 40), // tick
      random.int(2, 20), // propose
      pick(0, 1, 4, 12), // change
      pick(0, 0, 1, 3), // transfer
      pick(0, 0.5, 2, 4), // crash
      random.int(3, 10), // restart
      pick(0, 0.5, 2), // cut
      random.int(1, 8), // heal
      pick(0, 0.5, 2, 5), // compact
      pick(0, 0, 1), // unreachable
      pick(0, 0, 1, 4, 12), // campaign
      pick(0, 2, 8), // haunt
    ],
  };
}
