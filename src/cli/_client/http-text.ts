/**
 * HTTP/1.1 as text on a byte stream: what the client and `docker system dial-stdio` say to each other through ssh. One
 * exchange a connection; a body's length is counted in characters, since both ends are of this world.
 */
import type { HttpRequest, HttpResponse } from '../../os';
import type { Sink, Source } from '../../os/stream';
import type { Program } from '../../sim';

const HEAD_END = '\r\n\r\n';

export function requestText({ method, path, headers }: HttpRequest, body: string): string {
  return `${method} ${path} HTTP/1.1\r\n${headerLines({ ...headers, 'content-length': String(body.length) })}\r\n${body}`;
}

export function responseHead({ status, headers }: HttpResponse): string {
  return `HTTP/1.1 ${status} ${status < 400 ? 'OK' : 'Error'}\r\n${headerLines({ ...headers, connection: 'close' })}\r\n`;
}

function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('');
}

/** A stream of which some has been read ahead. */
export class Ahead implements Source {
  constructor(private readonly from: Source, private pending = '') {}

  *read(maxChars = Infinity): Program<string | undefined> {
    if (this.pending === '') return yield* this.from.read(maxChars);
    const chunk = this.pending.slice(0, maxChars);
    this.pending = this.pending.slice(chunk.length);
    return chunk;
  }

  /** The first line and the headers, names in lower case; undefined when the stream ended before. */
  *head(): Program<{ first: string; headers: Record<string, string> } | undefined> {
    while (!this.pending.includes(HEAD_END)) {
      const chunk = yield* this.from.read();
      if (chunk === undefined) return undefined;
      this.pending += chunk;
    }
    const end = this.pending.indexOf(HEAD_END);
    const [first = '', ...lines] = this.pending.slice(0, end).split('\r\n');
    this.pending = this.pending.slice(end + HEAD_END.length);
    const headers: Record<string, string> = {};
    for (const line of lines) {
      const colon = line.indexOf(':');
      headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    return { first, headers };
  }

  /** So many characters, or fewer at the end. */
  *take(chars: number): Program<string> {
    let text = '';
    while (text.length < chars) {
      const chunk = yield* this.read(chars - text.length);
      if (chunk === undefined) break;
      text += chunk;
    }
    return text;
  }

  close(): void {
    this.from.close();
  }
}

/** Copies until the source ends or nobody reads any more. */
export function* copyAll(from: Source, to: Sink): Program {
  for (let chunk = yield* from.read(); chunk !== undefined; chunk = yield* from.read()) if (!(yield* to.write(chunk))) break;
}
