/** `adjective_surname` for what nobody named; the words are ours, the form is Docker's. */
import type { Sim } from '../sim';

const ADJECTIVES = [
  'amber', 'brave', 'brisk', 'calm', 'clever', 'cosy', 'eager', 'fleet', 'gentle', 'golden', 'happy', 'hardy', 'humble', 'keen', 'kind', 'lively', 'lucid',
  'mellow', 'merry', 'mild', 'nimble', 'noble', 'patient', 'placid', 'quick', 'quiet', 'ready', 'sage', 'serene', 'sharp', 'sunny', 'tidy', 'vivid', 'warm', 'wise',
] as const;
const SURNAMES = [
  'babbage', 'bell', 'bohr', 'boole', 'curie', 'darwin', 'dijkstra', 'euler', 'fermat', 'franklin', 'galileo', 'gauss', 'goodall', 'hamilton', 'hopper',
  'johnson', 'kepler', 'knuth', 'lamport', 'lovelace', 'maxwell', 'meitner', 'mendel', 'newton', 'noether', 'pasteur', 'perlman', 'ritchie', 'shannon', 'tesla', 'thompson', 'turing', 'wing', 'wu',
] as const;

export function randomName(sim: Sim): string {
  const random = sim.random('names');
  return `${random.pick(ADJECTIVES)}_${random.pick(SURNAMES)}`;
}
