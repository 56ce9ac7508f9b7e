/**
 * Which container belonged to which service, and when it was fit to answer: running, and healthy where it has a health
 * check. Kept from what the engines tell, so that an answer can be judged by the instants that it took.
 */
import type { Container } from '../../../src/host/container';
import type { World } from '../../../src/world';

interface Span {
  fromMs: number;
  /** Open: it still is. */
  untilMs: number;
}

interface Member {
  readonly id: string;
  readonly service: string;
  readonly machine: string;
  readonly fit: Span[];
}

export class Members {
  private readonly byId = new Map<string, Member>();
  private readonly byShortId = new Map<string, Member>();

  constructor(
    private readonly world: World,
    private readonly beganMs: number,
  ) {
    for (const machine of world.hostNames()) {
      const { core } = world.host(machine).engine;
      for (const container of core.containers.values()) this.hear(machine, container, 'started');
      core.listeners.add((container, what) => this.hear(machine, container, what));
    }
  }

  /** By a whole id, or by the twelve characters that a container has as its host name. */
  find(id: string): Member | undefined {
    return this.byId.get(id) ?? this.byShortId.get(id);
  }

  /** Whether it was fit at some instant between the two. */
  wasFit(member: Member, fromMs: number, untilMs: number): boolean {
    return member.fit.some((span) => span.fromMs <= untilMs && span.untilMs >= fromMs);
  }

  /** When it was fit, in seconds since the world began. */
  spansOf(member: Member): string {
    const inSeconds = (ms: number): string => (ms === Infinity ? '' : ((ms - this.beganMs) / 1000).toFixed(3));
    return member.fit.map(({ fromMs, untilMs }) => `${inSeconds(fromMs)}-${inSeconds(untilMs)}`).join(', ') || 'never';
  }

  /** Those of a service that are fit now. */
  fitNow(service: string): Member[] {
    return [...this.byId.values()].filter((one) => one.service === service && one.fit.at(-1)?.untilMs === Infinity);
  }

  private hear(machine: string, container: Container, what: 'started' | 'died' | 'health' | 'removed'): void {
    const member = this.memberOf(machine, container);
    const nowMs = this.world.sim.nowMs;
    const fit = what !== 'died' && what !== 'removed' && container.running && (container.health === undefined || container.health.status === 'healthy');
    const last = member.fit.at(-1);
    const isOpen = last?.untilMs === Infinity;
    if (fit && !isOpen) member.fit.push({ fromMs: nowMs, untilMs: Infinity });
    if (!fit && last && isOpen) last.untilMs = nowMs;
  }

  private memberOf(machine: string, container: Container): Member {
    const known = this.byId.get(container.id);
    if (known) return known;
    const service = container.config.Labels?.['com.docker.swarm.service.name'] ?? '';
    const member: Member = { id: container.id, service, machine, fit: [] };
    this.byId.set(container.id, member);
    this.byShortId.set(container.shortId, member);
    return member;
  }
}
