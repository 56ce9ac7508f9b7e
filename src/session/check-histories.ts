/**
 * The histories of a lab's expectations, fed from the world: what the leader commits, machines that come and go, requests
 * that are over. Watching leaves no mark in the world, so a session with checks and one without are the same.
 */
import type { CheckBlock } from '../lab/guide-model';
import { isRequestClaim } from '../lab/expect/claim';
import { History, type Verdict } from '../lab/expect/history';
import type { World } from '../world';
import { worldFacts } from './world-facts';

export class CheckHistories {
  /** Of each check that is written in sentences. */
  private readonly checks = new Map<string, History[]>();
  /** Those that need to be shown every change. */
  private readonly watching: History[];

  /** `changed` is called after each change, for checks that wait. */
  constructor(private readonly world: World, checks: readonly CheckBlock[], private readonly changed: () => void) {
    for (const check of checks) if (check.expectations) this.checks.set(check.id, check.expectations.map((one) => new History(one)));
    const all = [...this.checks.values()].flat();
    this.watching = all.filter(({ expectation: { when, claim } }) => when.kind !== 'now' || isRequestClaim(claim));
    if (all.length === 0) return;
    world.watchCommits(() => this.observe());
    world.links.onChange(() => this.observe());
    const counting = all.filter(({ expectation }) => isRequestClaim(expectation.claim));
    if (counting.length > 0) world.wire.requests.watch((record) => counting.forEach((history) => history.request(record)));
  }

  /** A command block of the guide is run. */
  step(id: string): void {
    for (const history of this.watching) history.step(id, this.world.sim.nowMs);
  }

  /** Where a check stands; undefined when it is a script. The first sentence that does not hold decides. */
  verdict(checkId: string): Verdict | undefined {
    const histories = this.checks.get(checkId);
    if (!histories) return undefined;
    if (histories.length === 0) return { state: 'failed', words: 'This check has a sentence that is not understood: its author has to mend it.' };
    const { nowMs } = this.world.sim;
    const facts = worldFacts(this.world);
    const verdicts = histories.map((history) => history.verdict(nowMs, facts));
    const failed = verdicts.find((one) => one.state === 'failed');
    if (failed) return failed;
    const waiting = verdicts.filter((one) => one.state === 'waiting');
    if (waiting.length === 0) return verdicts.at(-1);
    return { ...(waiting[0] as Verdict), untilMs: Math.min(...waiting.map((one) => one.untilMs ?? nowMs)) };
  }

  private observe(): void {
    if (this.watching.length > 0) {
      const facts = worldFacts(this.world);
      for (const history of this.watching) history.observe(this.world.sim.nowMs, facts);
    }
    this.changed();
  }
}
