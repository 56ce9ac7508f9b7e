import { describe, expect, test } from 'vitest';
import type { Entry } from './entry';
import type { Message } from './message';
import type { Peer } from './peer';
import { storm } from './storm';
import type { StormOptions, StormReport } from './storm';

const BLOCK = 25;
const BLOCKS = 12;

/** Seeds that once broke a law, in the weather of their day; what they showed has unit tests of its own as well. */
const pinned = [29, 248, 1_100, 5_846, 12_561, 20_642, 129_991, 173_747];

function say({ seed, violation }: StormReport): string {
  return violation ? `seed ${seed}: ${violation.checker} at step ${violation.step}: ${violation.complaint}` : '';
}

function seeds(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}

describe('storms keep every law of agreement', () => {
  for (let block = 0; block < BLOCKS; block++) {
    const from = 1 + block * BLOCK;
    test(`seeds ${from} to ${from + BLOCK - 1}`, () => {
      expect(seeds(from, BLOCK).map((seed) => say(storm(seed))).filter(Boolean)).toEqual([]);
    });
  }

  test.each(pinned)('seed %i, pinned', (seed) => {
    expect(say(storm(seed))).toBe('');
  });
});

describe('a storm is its seed', () => {
  test.each(seeds(1, 20))('seed %i gives the same trace twice', (seed) => {
    const [first, second] = [storm(seed, { record: true }), storm(seed, { record: true })];
    expect(second.lines).toEqual(first.lines);
    expect(second).toEqual(first);
  });

  test('recording changes nothing', () => {
    for (const seed of seeds(1, 20)) expect(storm(seed, { record: true }).trace).toBe(storm(seed).trace);
  });

  test('different seeds give different storms', () => {
    expect(new Set(seeds(1, 100).map((seed) => storm(seed).trace)).size).toBe(100);
  });
});

test('three hundred storms see everything that is to be seen', () => {
  const counts: Record<string, number> = {};
  for (const seed of seeds(1, 300)) for (const [what, count] of Object.entries(storm(seed).counts)) counts[what] = (counts[what] ?? 0) + count;
  const rare = ['transfer', 'timeout-now', 'snapshot', 'restore', 'change-add', 'change-remove', 'applied-remove', 'stopped-for-good', 'pre-vote'];
  for (const what of rare) expect.soft(counts[what] ?? 0, what).toBeGreaterThan(40);
  for (const what of ['elected', 'crash', 'start', 'propose', 'agreed', 'compact']) expect.soft(counts[what] ?? 0, what).toBeGreaterThan(500);
});

/** A peer with one law broken; the checkers must find it within so many storms. */
interface Mutant extends StormOptions {
  readonly name: string;
  readonly foundBy: readonly string[];
  readonly within: number;
}

/** Sets something the machine keeps to itself. */
function fix(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { get: () => value, set() {} });
}

function beforeEachStep({ machine }: Peer, tamper: (message: Message) => void): void {
  const step = machine.step.bind(machine);
  machine.step = (message) => {
    tamper(message);
    return step(message);
  };
}

const mutants: Mutant[] = [
  {
    name: 'votes twice in a term',
    foundBy: ['terms-only-grow', 'election-safety', 'assertion'],
    within: 100,
    tamper: (peer) => beforeEachStep(peer, ({ type, term }) => {
      if (type === 'vote' && term === peer.term && peer.role === 'follower') peer.machine.vote = undefined;
    }),
  },
  {
    name: 'forgets its vote in a crash',
    foundBy: ['terms-only-grow'],
    within: 50,
    forget: (disk) => { disk.hardState = { ...disk.hardState, vote: undefined }; },
  },
  {
    name: 'forgets its last entry in a crash',
    foundBy: ['assertion', 'leader-completeness', 'progress'],
    within: 200,
    forget: ({ entries, hardState }) => { if ((entries.at(-1)?.index ?? 0) > hardState.commit) entries.pop(); },
  },
  {
    name: 'commits entries of an earlier term by counting (figure 8)',
    foundBy: ['leader-completeness', 'state-machine-safety'],
    within: 2_000,
    tamper: ({ machine }) => { machine.mayCommit = () => true; },
  },
  {
    name: 'votes for whoever asks, however old their log',
    foundBy: ['leader-completeness', 'committed-never-lost', 'state-machine-safety'],
    within: 100,
    tamper: ({ machine }) => { machine.log.isUpToDate = () => true; },
  },
  {
    name: 'appends without looking at what comes before',
    foundBy: ['log-matching'],
    within: 200,
    tamper: ({ machine: { log } }) => {
      const append = log.maybeAppend.bind(log);
      log.maybeAppend = (prevIndex: number, _prevTerm: number, entries: readonly Entry[]) =>
        prevIndex <= log.lastIndex ? append(prevIndex, log.termAt(prevIndex) as number, entries) : undefined;
    },
  },
  {
    name: 'changes the membership while another change is under way',
    foundBy: ['election-safety', 'leader-completeness', 'progress', 'assertion'],
    within: 500,
    tamper: ({ machine }) => fix(machine, 'pendingChangeIndex', 0),
  },
  {
    name: 'accepts proposals behind its own removal',
    foundBy: ['progress'],
    within: 3_000,
    tamper: ({ machine }) => fix(machine, 'leavingIndex', 0),
  },
  {
    name: 'takes a snapshot as written before it is',
    foundBy: ['disk-holds-log', 'assertion'],
    within: 100,
    tamper: ({ machine: { log } }) => fix(log, 'snapshotTaken', false),
  },
  {
    name: 'skips a committed entry now and then',
    foundBy: ['progress', 'state-machine-safety', 'assertion'],
    within: 100,
    tamper: ({ machine: { log } }) => {
      const from = log.from.bind(log);
      let skipped = 0;
      log.from = (index, countMax) => (countMax === 1 && ++skipped % 7 === 0 ? [] : from(index, countMax));
    },
  },
];

describe('the checkers find a peer that', () => {
  test.each(mutants)('$name', ({ foundBy, within, ...options }) => {
    let found: string | undefined;
    for (let seed = 1; seed <= within && found === undefined; seed++) found = storm(seed, options).violation?.checker;
    expect(foundBy).toContain(found);
  });
});
