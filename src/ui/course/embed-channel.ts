/** Tells the page that embeds this one how far the lab is. `public/embed.js` is the other side. */
import type { CourseChannel } from './course-channel';
import type { CourseScore } from './course-score';

/** What goes to the embedding page, and nothing else. */
export interface EmbedMessage {
  skep: 1;
  kind: 'ready' | 'progress';
  lab: string;
  points?: number;
  of?: number;
  passed?: string[];
  done?: boolean;
}

/** The origin that `?embed=` names; nothing is told to a page that has none. */
export function embedderOf(search: string): string | undefined {
  const value = new URLSearchParams(search).get('embed') ?? '';
  try {
    const { origin } = new URL(value);
    return origin === value && /^https?:/.test(origin) ? origin : undefined;
  } catch {
    return undefined;
  }
}

export class EmbedChannel implements CourseChannel {
  /** The browser's own storage keeps an embedded lab. */
  readonly memory = undefined;
  readonly memoryMax = 0;

  constructor(
    private readonly parent: Window,
    private readonly origin: string,
    private readonly lab: string,
  ) {
    this.tell({ skep: 1, kind: 'ready', lab });
  }

  report({ points, of, passed, percent }: CourseScore): void {
    this.tell({ skep: 1, kind: 'progress', lab: this.lab, points, of, passed, done: percent === 100 });
  }

  keep(): void {}

  leave(): void {}

  /** The browser delivers it only to a page of that origin. */
  private tell(message: EmbedMessage): void {
    this.parent.postMessage(message, this.origin);
  }
}
