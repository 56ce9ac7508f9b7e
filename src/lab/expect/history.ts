/**
 * What an expectation has seen so far. It is shown the cluster after each change and each request when it is over, and
 * keeps just what its verdict needs: the first instant at which it was broken, since when it holds, what was counted.
 * The verdict is the same however often it is asked for, and names the instant at which things went wrong.
 */
import type { Service } from '../../model';
import type { Claim, Expectation, RequestClaim } from './claim';
import { isRequestClaim } from './claim';
import type { Facts, RequestFact } from './facts';
import { judge, type Judgement } from './judge';
import { byName } from './subjects';

export interface Verdict {
  /** `waiting`: not decided before `untilMs`. */
  state: 'passed' | 'failed' | 'waiting';
  words: string;
  /** When it went wrong, or when it was reached: a virtual instant. */
  atMs?: number;
  untilMs?: number;
}

interface Broken {
  atMs: number;
  words: string;
}

const UPDATING = new Set(['updating', 'rollback_started']);
/** What counts as an answer; a server's own error does not. */
const STATUS_FAILED = 500;

export class History {
  /** When the step was first run; undefined while it was not. */
  private stepAtMs: number | undefined;
  private heldSinceMs: number | undefined;
  private firstHeldMs: number | undefined;
  private broken: Broken | undefined;
  private updating = false;
  private updates = 0;
  private failed = 0;
  private firstFailure: Broken | undefined;
  private readonly answeredBy = new Set<string>();
  private requests = 0;
  /** The ports that the service publishes, as last seen: a refused request names no service. */
  private ports: ReadonlySet<number> = new Set();

  constructor(readonly expectation: Expectation) {}

  /** A command block of the guide is run. */
  step(id: string, atMs: number): void {
    const { when } = this.expectation;
    const wanted = when.kind === 'within' ? when.ofStep : 'sinceStep' in when ? when.sinceStep : undefined;
    if (wanted === id && this.stepAtMs === undefined) this.stepAtMs = atMs;
  }

  /** The cluster as it is after a change. */
  observe(atMs: number, facts: Facts): void {
    const { when, claim } = this.expectation;
    if (isRequestClaim(claim)) this.followService(claim.service, facts);
    if (when.kind === 'during') this.followUpdate(when.service, facts);
    if (isRequestClaim(claim) || when.kind === 'now' || !this.counts()) return;
    if (when.kind === 'during' && !this.updating) return;
    this.note(atMs, judge(claim, facts));
  }

  request(fact: RequestFact): void {
    const { claim, when } = this.expectation;
    if (!isRequestClaim(claim) || !this.counts() || (when.kind === 'during' && !this.updating) || !this.isFor(claim, fact)) return;
    this.requests++;
    const ok = fact.outcome === 'answered' && (fact.status ?? 0) < STATUS_FAILED;
    if (ok) {
      if (fact.route?.task !== undefined) this.answeredBy.add(fact.route.task);
      return;
    }
    this.failed++;
    if (this.failed > (claim.kind === 'failed-at-most' ? claim.count : Infinity)) {
      this.firstFailure ??= { atMs: fact.endMs, words: `a request to ${fact.target} ${fact.outcome === 'answered' ? `got status ${fact.status}` : `was ${fact.outcome}`}` };
    }
  }

  /** Where the expectation stands now. */
  verdict(nowMs: number, facts: Facts): Verdict {
    const { claim } = this.expectation;
    const found = isRequestClaim(claim) ? this.requestVerdict(claim) : this.claimVerdict(claim, nowMs, facts);
    return found.state === 'passed' || this.expectation.words === undefined ? found : { ...found, words: this.expectation.words };
  }

  private claimVerdict(claim: Claim, nowMs: number, facts: Facts): Verdict {
    const { when } = this.expectation;
    const now = judge(claim, facts);
    switch (when.kind) {
      case 'now':
        return { state: now.holds ? 'passed' : 'failed', words: now.words, atMs: nowMs };
      case 'within':
        return this.within(when.ms, when.ofStep !== undefined, nowMs, now);
      case 'once':
        if (this.firstHeldMs !== undefined) return { state: 'passed', words: now.words, atMs: this.firstHeldMs };
        return now.holds && this.counts() ? { state: 'passed', words: now.words, atMs: nowMs } : this.notYet(now.words);
      case 'for': {
        const heldMs = now.holds && this.heldSinceMs !== undefined ? nowMs - this.heldSinceMs : 0;
        if (heldMs >= when.ms) return { state: 'passed', words: now.words, atMs: nowMs };
        return { state: 'failed', words: now.holds ? `${now.words}, for ${seconds(heldMs)} of ${seconds(when.ms)} so far` : now.words };
      }
      case 'always':
        if (this.broken) return this.wentWrong(this.broken);
        if (!this.counts() || (this.firstHeldMs === undefined && !now.holds)) return this.notYet(now.words);
        return now.holds ? { state: 'passed', words: now.words } : { state: 'failed', words: now.words, atMs: nowMs };
      case 'never':
        if (this.firstHeldMs !== undefined) return { state: 'failed', words: `${now.holds ? now.words : this.expectation.text.replace(/^[^:]*: /, '')}`, atMs: this.firstHeldMs };
        return now.holds && this.counts() ? { state: 'failed', words: now.words, atMs: nowMs } : this.counts() ? { state: 'passed', words: now.words } : this.notYet(now.words);
      case 'during':
        if (this.broken) return this.wentWrong(this.broken);
        return this.updates === 0 ? { state: 'failed', words: `service ${when.service} has not been updated yet` } : { state: 'passed', words: now.words };
    }
  }

  private within(ms: number, ofStep: boolean, nowMs: number, now: Judgement): Verdict {
    if (ofStep) {
      if (this.stepAtMs === undefined) return this.notYet(now.words);
      const untilMs = this.stepAtMs + ms;
      if (this.firstHeldMs !== undefined && this.firstHeldMs <= untilMs) return { state: 'passed', words: now.words, atMs: this.firstHeldMs };
      if (now.holds && nowMs <= untilMs) return { state: 'passed', words: now.words, atMs: nowMs };
      return nowMs < untilMs ? { state: 'waiting', words: now.words, untilMs } : { state: 'failed', words: `${now.words}, ${seconds(ms)} after the step`, atMs: untilMs };
    }
    return now.holds ? { state: 'passed', words: now.words, atMs: nowMs } : { state: 'waiting', words: now.words, untilMs: nowMs + ms };
  }

  private requestVerdict(claim: RequestClaim): Verdict {
    const { when } = this.expectation;
    if (when.kind === 'during' && this.updates === 0) return { state: 'failed', words: `service ${when.service} has not been updated yet` };
    if (this.requests === 0) return { state: 'failed', words: `no request went to ${claim.service}${when.kind === 'during' ? ' during the update' : ''}` };
    if (claim.kind === 'answered-by') {
      const { size } = this.answeredBy;
      return { state: size >= claim.tasks ? 'passed' : 'failed', words: `${size} ${size === 1 ? 'task' : 'tasks'} of ${claim.service} answered` };
    }
    const words = `${this.failed} of ${this.requests} requests to ${claim.service} failed`;
    if (this.failed <= claim.count) return { state: 'passed', words };
    const first = this.firstFailure as Broken;
    return { state: 'failed', words: `${words}: ${first.words}`, atMs: first.atMs };
  }

  private note(atMs: number, { holds, words }: Judgement): void {
    const { when } = this.expectation;
    if (holds) {
      this.heldSinceMs ??= atMs;
      this.firstHeldMs ??= atMs;
      return;
    }
    this.heldSinceMs = undefined;
    // Without a step, `always` counts from the first instant at which it held: nothing holds before it is built.
    const begun = when.kind === 'during' || (when.kind === 'always' && (when.sinceStep !== undefined || this.firstHeldMs !== undefined));
    if (begun) this.broken ??= { atMs, words };
  }

  private followUpdate(service: string, facts: Facts): void {
    const found = this.find(service, facts);
    const updating = UPDATING.has(found?.UpdateStatus?.State ?? '');
    if (updating && !this.updating) this.updates++;
    this.updating = updating;
  }

  private followService(name: string, facts: Facts): void {
    const found = this.find(name, facts);
    if (!found) return;
    this.ports = new Set((found.Endpoint?.Ports ?? []).flatMap((port) => (port.PublishedPort === undefined ? [] : [port.PublishedPort])));
  }

  private find(name: string, facts: Facts): Service | undefined {
    return facts.cluster && byName(facts.cluster.services(), name);
  }

  private isFor(claim: RequestClaim, { route, target }: RequestFact): boolean {
    if (route?.service !== undefined) return route.service === claim.service;
    const colon = target.lastIndexOf(':');
    const host = target.slice(0, colon);
    return host === claim.service || host === `tasks.${claim.service}` || this.ports.has(Number(target.slice(colon + 1)));
  }

  /** Whether what happens now counts: the step it waits for has been run. */
  private counts(): boolean {
    const { when } = this.expectation;
    const waits = when.kind === 'within' ? when.ofStep !== undefined : 'sinceStep' in when && when.sinceStep !== undefined;
    return !waits || this.stepAtMs !== undefined;
  }

  private notYet(words: string): Verdict {
    return { state: 'failed', words: this.counts() ? words : `step ${stepOf(this.expectation)} has not been run yet` };
  }

  private wentWrong({ atMs, words }: Broken): Verdict {
    return { state: 'failed', words, atMs };
  }
}

function stepOf({ when }: Expectation): string {
  return (when.kind === 'within' ? when.ofStep : 'sinceStep' in when ? when.sinceStep : undefined) ?? '';
}

function seconds(ms: number): string {
  return `${Math.floor(ms / 1000)} s`;
}
