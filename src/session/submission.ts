/**
 * What a learner hands in: which lab, whose, and everything that came from outside, each with its instant. The world is
 * not in it: the grader makes it again from the lab and lets the inputs act. `claims` is what the page showed; a grader
 * believes its own replay, and tells when the two differ.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { ENGINE_VERSION } from './engine-version';
import type { CheckView, TimedInput } from './protocol';
import type { Session } from './session';
import { packedIn, unpacked } from './submission-link';

export interface Claim {
  id: string;
  passed: boolean;
}

export interface Submission {
  format: 'skep-submission-1';
  lab: string;
  /** SHA-256 of the guide it was done with. */
  labHash: string;
  /** Version of the simulation. */
  engine: string;
  seed: number;
  /** Who did it, as they said when they began. */
  learner?: string;
  /** What they want to be called; anybody may write anything there. */
  name?: string;
  /** The section to which the lab's own solution led them. */
  skippedTo?: string;
  inputs: TimedInput[];
  /** Where the clock stood: virtual milliseconds since the Unix epoch. */
  nowMs: number;
  claims: Claim[];
  /** The world's trace at `nowMs`. */
  fingerprint: string;
  /** SHA-256 of everything above. */
  digest: string;
}

/** More than a course of many hours; a file beyond it is refused unread. */
export const SUBMISSION_CHARS_MAX = 8_000_000;
const INPUTS_MAX = 200_000;
/** Longest span of simulated time, in milliseconds: two days. */
export const SPAN_MS_MAX = 172_800_000;

export function submissionOf(session: Session, name?: string): Submission {
  const { start } = session;
  const saved = session.save('', 0);
  return signed({
    format: 'skep-submission-1', lab: start.lab, labHash: start.labHash ?? '', engine: ENGINE_VERSION, seed: start.seed,
    ...(start.learner === undefined ? {} : { learner: start.learner }), ...(name === undefined || name === '' ? {} : { name }),
    ...(start.skippedTo === undefined ? {} : { skippedTo: start.skippedTo }),
    inputs: saved.inputs, nowMs: saved.nowMs, claims: claimsOf(session.view(1).lab?.checks ?? []), fingerprint: saved.fingerprint ?? '',
  });
}

/** With the digest that fits its content. It guards against damage, not against intent: that is what the replay is for. */
export function signed(unsigned: Omit<Submission, 'digest'>): Submission {
  return { ...unsigned, digest: digestOf(unsigned) };
}

export function claimsOf(checks: readonly CheckView[]): Claim[] {
  return checks.map(({ id, state }) => ({ id, passed: state === 'passed' }));
}

/** Compact, with keys in the order of the alphabet: the same value always gives the same text. */
export function writeSubmission(submission: Submission): string {
  return `${canonical(submission)}\n`;
}

/** Reads a file from anybody, or one with a link to a submission. Answers what is wrong with it in words, with the place in it. */
export function readSubmission(file: string): Submission | { problem: string } {
  if (file.length > SUBMISSION_CHARS_MAX) return { problem: `larger than ${SUBMISSION_CHARS_MAX / 1_000_000} MB: no session is that long` };
  const packed = packedIn(file);
  const text = packed === undefined ? file : unpacked(packed, SUBMISSION_CHARS_MAX);
  if (text === undefined) return { problem: 'the link is cut short or was changed' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (!isRecord(value)) return { problem: 'not a submission: a JSON object was expected' };
  if (value['format'] !== 'skep-submission-1') {
    return { problem: typeof value['format'] === 'string' ? `its format is "${value['format'].slice(0, 60)}", not "skep-submission-1"` : 'not a submission: it has no format' };
  }
  const wrong = FIELDS.find(([name, fits]) => !fits(value[name]));
  if (wrong) return { problem: `${wrong[0]} ${wrong[2]}` };
  const bad = (value['inputs'] as unknown[]).findIndex((input) => !isInput(input));
  if (bad >= 0) return { problem: `inputs[${bad}] is no timed input` };
  return value as unknown as Submission;
}

/** Whether the file is as it was written. */
export function isIntact(submission: Submission): boolean {
  const { digest, ...unsigned } = submission;
  return digestOf(unsigned) === digest;
}

/** SHA-256 of what was done and when. */
export function workOf({ inputs }: Submission): string {
  return bytesToHex(sha256(utf8ToBytes(canonical(inputs))));
}

function digestOf(unsigned: Omit<Submission, 'digest'>): string {
  return bytesToHex(sha256(utf8ToBytes(canonical(unsigned))));
}

type Field = readonly [name: string, fits: (value: unknown) => boolean, otherwise: string];

const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= 500;

const FIELDS: readonly Field[] = [
  ['lab', isText, 'is not the name of a lab'],
  ['labHash', isText, 'is not text'],
  ['engine', isText, 'is not a version'],
  ['seed', Number.isSafeInteger, 'is not a whole number'],
  ['learner', (value) => value === undefined || isText(value), 'is not text'],
  ['name', (value) => value === undefined || isText(value), 'is not text'],
  ['skippedTo', (value) => value === undefined || isText(value), 'is not text'],
  ['nowMs', (value) => typeof value === 'number' && Number.isFinite(value), 'is not an instant'],
  ['fingerprint', isText, 'is not text'],
  ['digest', isText, 'is not text'],
  ['inputs', (value) => Array.isArray(value) && value.length <= INPUTS_MAX, `is not a list of at most ${INPUTS_MAX} inputs`],
  ['claims', (value) => Array.isArray(value) && value.every((one) => isRecord(one) && isText(one['id']) && typeof one['passed'] === 'boolean'), 'is not a list of checks'],
];

function isInput(value: unknown): boolean {
  return isRecord(value) && typeof value['atMs'] === 'number' && Number.isFinite(value['atMs']) && isRecord(value['intent']) && typeof value['intent']['kind'] === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const keys = Object.keys(value).filter((key) => value[key] !== undefined).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}
