/**
 * The wire of a storm: it loses, repeats and withholds messages, delivers them out of order, and lets only some hosts
 * reach some others. Once `calm` it is a perfect one.
 */
import type { Random } from '../sim';
import type { PeerId } from './entry';
import type { Message } from './message';
import type { Weather } from './weather';

/** Messages under way beyond this number push out the oldest. */
const MESSAGES_MAX = 80;
const GHOSTS_MAX = 40;

interface Socket {
  /** Hosts of different groups do not hear each other. */
  group: number;
  mute: boolean;
  deaf: boolean;
}

export class StormWire {
  calm = false;
  private messages: Message[] = [];
  /** Copies that may come back at any time. */
  private readonly ghosts: Message[] = [];
  private readonly sockets = new Map<PeerId, Socket>();

  constructor(private readonly random: Random, private readonly weather: Weather) {}

  add(id: PeerId): void {
    this.sockets.set(id, { group: 0, mute: false, deaf: false });
  }

  post(message: Message): void {
    const { random, weather, messages, ghosts } = this;
    if (!this.calm) {
      if (random.chance(weather.loss)) return;
      if (random.chance(weather.repeat)) messages.push(message);
      if (random.chance(weather.ghost)) ghosts[ghosts.length < GHOSTS_MAX ? ghosts.length : random.int(0, GHOSTS_MAX - 1)] = message;
      if (messages.length >= MESSAGES_MAX) messages.shift();
    }
    messages.push(message);
  }

  /** The message that arrives next: mostly the oldest. */
  next(): Message | undefined {
    const { random, messages } = this;
    const at = random.chance(this.weather.overtake) && messages.length > 0 ? random.int(0, messages.length - 1) : 0;
    return messages.splice(at, 1)[0];
  }

  nextTo(id: PeerId): Message | undefined {
    const at = this.messages.findIndex(({ to }) => to === id);
    return at < 0 ? undefined : this.messages.splice(at, 1)[0];
  }

  /** A message from some time ago. */
  ghost(): Message | undefined {
    return this.ghosts.length > 0 ? this.random.pick(this.ghosts) : undefined;
  }

  /** Everything under way, in order. */
  takeAll(): readonly Message[] {
    const { messages } = this;
    this.messages = [];
    return messages;
  }

  reaches({ from, to }: Message): boolean {
    const source = this.sockets.get(from);
    const target = this.sockets.get(to);
    return source !== undefined && target !== undefined && source.group === target.group && !source.mute && !target.deaf;
  }

  /** Parts the hosts into two or three groups, or makes one of them mute or deaf. Answers what it did. */
  cut(): string {
    const { random } = this;
    if (random.chance(0.3)) {
      const [id, socket] = random.pick([...this.sockets]);
      const way = random.chance(0.5) ? 'mute' : 'deaf';
      socket[way] = true;
      return `${id} ${way}`;
    }
    const groups = random.int(2, 3);
    for (const socket of this.sockets.values()) socket.group = random.int(1, groups);
    return [...this.sockets].map(([id, { group }]) => `${id}:${group}`).join(' ');
  }

  heal(): void {
    for (const id of this.sockets.keys()) this.add(id);
  }
}
