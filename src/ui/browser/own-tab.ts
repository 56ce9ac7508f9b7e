/**
 * A site in a tab of its own: a page of this app that shows the site's frame in full size and asks through the tab in
 * which the session is open, since the world is there. The two speak over a broadcast channel of the session.
 *
 * [SITE3] A container's page never becomes a document of its own: in every tab it stays in the sandboxed frame, which
 * has no origin and so hears nothing of the channel.
 */
import type { BrowseAnswer } from '../../session/protocol';
import type { BrowseQuestion, WorldClient } from '../world-client';

/** What a tab of its own shows of the session beside the site. */
export interface Scene {
  title: string;
  /** No answer comes until the clock runs. */
  paused: boolean;
  /** Addresses that answer. */
  places: readonly string[];
}

type FromTab =
  /** Who has the session? Asked at first, and now and then to see that it is still there. */
  | { kind: 'hello' }
  | { kind: 'browse'; to: string; from: string; request: number; asked: BrowseQuestion };

type FromHost =
  | { kind: 'here'; host: string; scene: Scene }
  | { kind: 'browsed'; to: string; request: number; answer: BrowseAnswer }
  | { kind: 'gone'; host: string };

/** How often a tab of its own asks whether the session is there, and after how long without a word it takes it for gone. */
const HELLO_MS = 1_500;
const SILENT_MS = 6_000;

const channelOf = (session: string): BroadcastChannel => new BroadcastChannel(`skep-site-${session}`);
const newName = (): string => Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join('');

/** The session's end: answers for the world as long as the session is open here. */
export class OwnTabHost {
  private readonly name = newName();
  private readonly channel: BroadcastChannel;
  /** Somebody has asked: only then is anything told. */
  private wanted = false;
  private told: Scene | undefined;

  /** `scene` is undefined until there is a world to ask. */
  constructor(
    session: string,
    private readonly client: Pick<WorldClient, 'browse'>,
    private readonly scene: () => Scene | undefined,
  ) {
    this.channel = channelOf(session);
    this.channel.onmessage = ({ data }: MessageEvent<FromTab | FromHost>) => {
      if (data.kind === 'hello') this.greet();
      else if (data.kind === 'browse' && data.to === this.name) void this.browse(data);
    };
  }

  /** The session looks different now. */
  refresh(): void {
    if (!this.wanted) return;
    const scene = this.scene();
    const { told } = this;
    if (scene && (told?.title !== scene.title || told.paused !== scene.paused || told.places.join() !== scene.places.join())) this.greet();
  }

  close(): void {
    this.post({ kind: 'gone', host: this.name });
    this.channel.close();
  }

  private greet(): void {
    this.wanted = true;
    this.told = this.scene();
    if (this.told) this.post({ kind: 'here', host: this.name, scene: this.told });
  }

  private async browse({ from, request, asked }: Extract<FromTab, { kind: 'browse' }>): Promise<void> {
    const answer = await this.client
      .browse(asked)
      .catch((error: unknown): BrowseAnswer => ({ ok: false, url: asked.url, words: error instanceof Error ? error.message : 'The lab has stopped.', hops: [], ms: 0 }));
    this.post({ kind: 'browsed', to: from, request, answer });
  }

  private post(message: FromHost): void {
    this.channel.postMessage(message);
  }
}

export interface OwnTabListener {
  /** The session is there and looks like this; undefined: it is not, or not any more. */
  scene(scene: Scene | undefined): void;
}

/** The end of a tab of its own: asks whoever has the session. */
export class OwnTabLine implements Pick<WorldClient, 'browse'> {
  /** Tells this tab from others in the session's record: cookies and kept connections are its own. */
  readonly name = newName();
  private readonly channel: BroadcastChannel;
  private readonly pending = new Map<number, { resolve(answer: BrowseAnswer): void; reject(reason: Error): void }>();
  private readonly timer: ReturnType<typeof setInterval>;
  private host: string | undefined;
  private heardMs = 0;
  private request = 0;

  constructor(
    session: string,
    private readonly listener: OwnTabListener,
  ) {
    this.channel = channelOf(session);
    this.channel.onmessage = ({ data }: MessageEvent<FromTab | FromHost>) => this.hear(data);
    this.hello();
    this.timer = setInterval(() => {
      if (this.host !== undefined && performance.now() - this.heardMs > SILENT_MS) this.lose();
      this.hello();
    }, HELLO_MS);
  }

  browse(asked: BrowseQuestion): Promise<BrowseAnswer> {
    const { host } = this;
    if (host === undefined) return Promise.reject(new Error(NOT_OPEN));
    const request = ++this.request;
    return new Promise((resolve, reject) => {
      this.pending.set(request, { resolve, reject });
      this.post({ kind: 'browse', to: host, from: this.name, request, asked: { ...asked, tab: `${this.name}-${asked.tab}` } });
    });
  }

  close(): void {
    clearInterval(this.timer);
    this.channel.close();
    this.refuse();
  }

  private hear(data: FromTab | FromHost): void {
    if (data.kind === 'here') {
      // A session that is open twice: the first one that answers is the one that is asked.
      this.host ??= data.host;
      if (data.host !== this.host) return;
      this.heardMs = performance.now();
      this.listener.scene(data.scene);
    } else if (data.kind === 'gone' && data.host === this.host) this.lose();
    else if (data.kind === 'browsed' && data.to === this.name) {
      this.pending.get(data.request)?.resolve(data.answer);
      this.pending.delete(data.request);
    }
  }

  private lose(): void {
    this.host = undefined;
    this.refuse();
    this.listener.scene(undefined);
  }

  private refuse(): void {
    for (const { reject } of this.pending.values()) reject(new Error(NOT_OPEN));
    this.pending.clear();
  }

  private hello(): void {
    this.post({ kind: 'hello' });
  }

  private post(message: FromTab): void {
    this.channel.postMessage(message);
  }
}

const NOT_OPEN = 'The lab that this page belongs to is not open: its machines run in the tab of their session.';
