/**
 * Reads an `expect` block: one expectation a line, `#` begins a comment, ` -- words` at the end of a line says what the
 * learner is told when it does not hold. What is not understood becomes a problem with its line and the sentence that
 * comes nearest; such a block never passes.
 */
import type { Claim, Expectation, RequestClaim, When } from './claim';
import { isRequestClaim } from './claim';
import { CLAIMS, REQUEST_CLAIMS } from './sentences';

export interface ExpectProblem {
  /** 1-based, within the block. */
  line: number;
  message: string;
}

/** A lab may come from a stranger: more than this is refused. */
const LINES_MAX = 100;
const LINE_CHARS_MAX = 500;
/** Longest span that `within` and `for` may name, in milliseconds of simulated time. */
const SPAN_MS_MAX = 3_600_000;

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

export function readExpectations(text: string): { expectations: Expectation[]; problems: ExpectProblem[] } {
  const expectations: Expectation[] = [];
  const problems: ExpectProblem[] = [];
  const lines = text.split('\n');
  if (lines.length > LINES_MAX) problems.push({ line: LINES_MAX + 1, message: `an expect block has at most ${LINES_MAX} lines` });
  lines.slice(0, LINES_MAX).forEach((raw, i) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const read = line.length > LINE_CHARS_MAX ? `a line has at most ${LINE_CHARS_MAX} characters` : readLine(line);
    if (typeof read === 'string') problems.push({ line: i + 1, message: read });
    else expectations.push({ ...read, line: i + 1 });
  });
  if (expectations.length === 0 && problems.length === 0) problems.push({ line: 1, message: 'an expect block needs at least one sentence' });
  return { expectations, problems };
}

function readLine(line: string): Omit<Expectation, 'line'> | string {
  const dashes = line.indexOf(' -- ');
  const text = (dashes < 0 ? line : line.slice(0, dashes)).trim();
  const words = dashes < 0 ? '' : line.slice(dashes + 4).trim();
  const read = readWhen(text);
  if (typeof read === 'string') return read;
  const { when, rest } = read;
  const claim = readClaim(rest, when);
  if (typeof claim === 'string') return claim;
  const wrong = isRequestClaim(claim) ? requestProblem(claim, when) : patternProblem(claim);
  return wrong ?? { when, claim, text, ...(words === '' ? {} : { words }) };
}

/** What stands before the colon says when; a colon inside a name (`nginx:1.27`) is followed by no space. */
function readWhen(text: string): { when: When; rest: string } | string {
  const colon = /^([a-z][\w .-]*): (.+)$/.exec(text);
  if (!colon) return { when: { kind: 'now' }, rest: text };
  const [, before = '', rest = ''] = colon;
  const since = /^(always|never|once)(?: since step ([\w-]+))?$/.exec(before);
  if (since) return { when: { kind: since[1] as 'always', ...(since[2] === undefined ? {} : { sinceStep: since[2] }) }, rest };
  const span = /^(within|for) (\d+)(ms|s|m)(?: of step ([\w-]+))?$/.exec(before);
  if (span) {
    const ms = Number(span[2]) * (UNITS_MS[span[3] as string] as number);
    if (ms > SPAN_MS_MAX) return `${span[2]}${span[3]} is too long: at most 60m`;
    if (span[1] === 'for') return span[4] === undefined ? { when: { kind: 'for', ms }, rest } : '`for` counts back from now: leave out `of step`';
    return { when: { kind: 'within', ms, ...(span[4] === undefined ? {} : { ofStep: span[4] }) }, rest };
  }
  const during = /^during (?:the |an )?update of (\S+)$/.exec(before);
  if (during) return { when: { kind: 'during', service: during[1] as string }, rest };
  return `"${before}:" says no time. There are: within 30s, within 30s of step ID, once, for 20s, always, never (each also "since step ID"), during update of SERVICE`;
}

function readClaim(text: string, when: When): Claim | RequestClaim | string {
  for (const form of CLAIMS) {
    const match = form.pattern.exec(text);
    if (match) return form.read(match.groups ?? {});
  }
  for (const form of REQUEST_CLAIMS) {
    const match = form.pattern.exec(text);
    if (!match) continue;
    const claim = form.read(match.groups ?? {});
    return claim.service === '' && when.kind === 'during' ? { ...claim, service: when.service } : claim;
  }
  return `"${text}" is not understood. ${nearest(text)}`;
}

function requestProblem(claim: RequestClaim, when: When): string | undefined {
  if (claim.service === '') return 'name the service: every request to web answered';
  if (when.kind === 'now' || when.kind === 'during' || when.kind === 'always') return undefined;
  return `requests are counted over a time: begin with "during update of ${claim.service}:" or "always since step ID:"`;
}

function patternProblem(claim: Claim): string | undefined {
  if (claim.kind !== 'file' || !('matches' in claim.test)) return undefined;
  try {
    new RegExp(claim.test.matches, 'm');
    return undefined;
  } catch {
    return `/${claim.test.matches}/ is not a regular expression`;
  }
}

/** The example that shares most words with what was written. */
function nearest(text: string): string {
  const words = new Set(text.split(/\s+/));
  let best = '';
  let most = 0;
  for (const { example } of [...CLAIMS, ...REQUEST_CLAIMS]) {
    const shared = example.split(' ').filter((word) => words.has(word)).length;
    if (shared > most) {
      most = shared;
      best = example;
    }
  }
  return best === '' ? 'Sentences look like "service web has 5 running replicas".' : `Is it "${best}"?`;
}
