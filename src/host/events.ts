/** The engine's event bus, in Docker's shape (moby api/types/events, daemon/events). Keeps the last 256, as Docker does. */
import type { Sim, Wait } from '../sim';

export type EventType = 'container' | 'image' | 'volume' | 'network' | 'daemon' | 'service' | 'node' | 'secret' | 'config' | 'plugin' | 'builder';

export interface EngineEvent {
  Type: EventType;
  Action: string;
  Actor: { ID: string; Attributes: Record<string, string> };
  scope: 'local' | 'swarm';
  readonly atMs: number;
}

const KEPT = 256;
const SLACK = 64;

export class EventBus {
  private recent: EngineEvent[] = [];
  private listeners = new Set<(event: EngineEvent) => void>();

  constructor(private readonly sim: Sim) {}

  emit(type: EventType, action: string, id: string, attributes: Record<string, string>, scope: 'local' | 'swarm' = 'local'): void {
    const event: EngineEvent = { Type: type, Action: action, Actor: { ID: id, Attributes: attributes }, scope, atMs: this.sim.nowMs };
    this.recent.push(event);
    if (this.recent.length > KEPT + SLACK) this.recent = this.recent.slice(-KEPT);
    for (const listener of [...this.listeners]) listener(event);
  }

  /** Calls back for every event from now on; returns how to stop. */
  subscribe(listener: (event: EngineEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** What is remembered of the span, oldest first. */
  since(sinceMs: number, untilMs = Infinity): EngineEvent[] {
    return this.recent.slice(-KEPT).filter((event) => event.atMs >= sinceMs && event.atMs <= untilMs);
  }

  /** Waits for the next event that fits. */
  next(fits: (event: EngineEvent) => boolean): Wait<EngineEvent> {
    return (wake) => {
      const stop = this.subscribe((event) => {
        if (!fits(event)) return;
        stop();
        wake(event);
      });
      return stop;
    };
  }
}
