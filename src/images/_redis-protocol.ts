/** The redis protocol in both its forms, for the server and for those who ask it. */
import type { OpenFile, Process } from '../os';
import type { Program } from '../sim';

export type Reply = string | number | null | Reply[] | { error: string } | { status: string };

/** The first complete command in a buffer: `*2\r\n$4\r\n...` or a plain line. */
export function parseCommand(buffer: string): { words: string[]; length: number } | undefined {
  const end = buffer.indexOf('\n');
  if (end < 0) return undefined;
  const line = buffer.slice(0, end).replace(/\r$/, '');
  if (!line.startsWith('*')) return { words: splitWords(line), length: end + 1 };
  const words: string[] = [];
  let at = end + 1;
  for (let left = Number(line.slice(1)); left > 0; left--) {
    const head = buffer.indexOf('\n', at);
    if (head < 0) return undefined;
    const size = Number(buffer.slice(at + 1, head).trim());
    if (buffer.length < head + 1 + size + 2) return undefined;
    words.push(buffer.slice(head + 1, head + 1 + size));
    at = head + 1 + size + 2;
  }
  return { words, length: at };
}

/** Words of a line, quotes respected: what redis-cli and inline commands read. */
export function splitWords(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) =>
    double !== undefined ? double.replace(/\\(.)/g, '$1') : (single ?? plain ?? ''),
  );
}

export function encodeReply(reply: Reply): string {
  if (reply === null) return '$-1\r\n';
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (typeof reply === 'string') return `$${reply.length}\r\n${reply}\r\n`;
  if (Array.isArray(reply)) return `*${reply.length}\r\n${reply.map(encodeReply).join('')}`;
  return 'error' in reply ? `-${reply.error}\r\n` : `+${reply.status}\r\n`;
}

function parseReply(buffer: string, from: number): { reply: Reply; next: number } | undefined {
  const end = buffer.indexOf('\r\n', from);
  if (end < 0) return undefined;
  const text = buffer.slice(from + 1, end);
  const next = end + 2;
  switch (buffer[from]) {
    case '+':
      return { reply: { status: text }, next };
    case '-':
      return { reply: { error: text }, next };
    case ':':
      return { reply: Number(text), next };
    case '$': {
      const size = Number(text);
      if (size < 0) return { reply: null, next };
      return buffer.length < next + size + 2 ? undefined : { reply: buffer.slice(next, next + size), next: next + size + 2 };
    }
    default: {
      const items: Reply[] = [];
      let at = next;
      for (let left = Number(text); left > 0; left--) {
        const item = parseReply(buffer, at);
        if (!item) return undefined;
        items.push(item.reply);
        at = item.next;
      }
      return { reply: items, next: at };
    }
  }
}

/** Sends one command on an open connection and waits for its answer; undefined when the other side hung up. */
export function* ask(connection: OpenFile, words: readonly string[]): Program<Reply | undefined> {
  const sent = yield* connection.write(`*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`);
  if (!sent) return undefined;
  let buffer = '';
  for (;;) {
    const chunk = yield* connection.read();
    if (chunk === undefined) return undefined;
    buffer += chunk;
    const parsed = parseReply(buffer, 0);
    if (parsed) return parsed.reply;
  }
}

/** One command to a redis by name: for the applications that use one. */
export function* redisCommand(process: Process, host: string, words: readonly string[], port = 6379): Program<Reply | undefined> {
  const connection = yield* process.machine.net.connect(host, port, 3_000);
  if (!connection.ok) return undefined;
  const reply = yield* ask(connection.value, words);
  connection.value.close();
  return reply;
}

/** A reply as redis-cli shows it on a terminal. */
export function showReply(reply: Reply, raw: boolean, indent = ''): string {
  if (reply === null) return raw ? '' : '(nil)';
  if (typeof reply === 'number') return raw ? String(reply) : `(integer) ${reply}`;
  if (typeof reply === 'string') return raw || reply.includes('\r\n') ? reply : JSON.stringify(reply);
  if (!Array.isArray(reply)) return 'error' in reply ? (raw ? reply.error : `(error) ${reply.error}`) : reply.status;
  if (reply.length === 0) return raw ? '' : '(empty array)';
  if (raw) return reply.map((item) => showReply(item, true)).join('\n');
  const width = String(reply.length).length;
  return reply
    .map(
      (item, index) =>
        `${index === 0 ? '' : indent}${String(index + 1).padStart(width)}) ${showReply(item, false, `${indent}${' '.repeat(width + 2)}`)}`,
    )
    .join('\n');
}
