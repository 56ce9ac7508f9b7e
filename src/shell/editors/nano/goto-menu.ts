/** The keys that go somewhere from the prompt of ^_. */
import type { Key } from '../keys';
import { move } from './moves';
import type { Nano } from './nano';

const MOVES: Readonly<Record<string, Key>> = { '\x17': 'M-(', '\x0f': 'M-)', '\x19': 'M-\\', '\x16': 'M-/' };

export function paragraphMove(nano: Nano, key: Key): void {
  const meant = MOVES[key];
  if (meant !== undefined) move(nano, meant);
}
