/**
 * The body of a request that asks for an upgrade. Node hands such a connection over right after the head, so the body
 * (which for an exec says how to start) is still in the stream, and what follows it is the upgraded protocol's.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

export interface UpgradeBody {
  body: Buffer;
  /** The first bytes after it. */
  rest: Buffer;
}

const CHUNK_HEAD_MAX = 64;

/** Undefined when the client goes away first, sends more than `bytesMax`, or something that is no body. */
export async function readUpgradeBody(request: IncomingMessage, socket: Duplex, head: Buffer, bytesMax: number): Promise<UpgradeBody | undefined> {
  let have = head;
  const take = /\bchunked\b/i.test(String(request.headers['transfer-encoding'] ?? '')) ? takeChunks : takeLength(Number(request.headers['content-length'] ?? 0));
  for (;;) {
    const taken = take(have);
    if (taken !== 'more') return taken === 'bad' || taken.body.length > bytesMax ? undefined : taken;
    if (have.length > bytesMax) return undefined;
    const next = await nextBytes(socket);
    if (!next) return undefined;
    have = Buffer.concat([have, next]);
  }
}

type Taken = UpgradeBody | 'more' | 'bad';

function takeLength(length: number): (have: Buffer) => Taken {
  if (!Number.isSafeInteger(length) || length < 0) return () => 'bad';
  return (have) => (have.length < length ? 'more' : { body: have.subarray(0, length), rest: have.subarray(length) });
}

/** Chunked coding (RFC 9112, 7.1); trailers are dropped. */
function takeChunks(have: Buffer): Taken {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = have.indexOf('\r\n', at);
    if (lineEnd < 0) return have.length - at > CHUNK_HEAD_MAX ? 'bad' : 'more';
    const size = /^([0-9a-fA-F]{1,8})(?:;.*)?$/.exec(have.toString('latin1', at, lineEnd))?.[1];
    if (size === undefined) return 'bad';
    const length = parseInt(size, 16);
    const start = lineEnd + 2;
    if (length === 0) {
      const end = have.indexOf('\r\n', start) === start ? start : have.indexOf('\r\n\r\n', start) + 2;
      if (end < start) return 'more';
      return { body: Buffer.concat(parts), rest: have.subarray(end + 2) };
    }
    if (have.length < start + length + 2) return 'more';
    parts.push(have.subarray(start, start + length));
    at = start + length + 2;
  }
}

function nextBytes(socket: Duplex): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const settle = (bytes: Buffer | undefined) => {
      socket.pause();
      socket.off('data', settle);
      socket.off('end', gone);
      socket.off('close', gone);
      resolve(bytes);
    };
    const gone = () => settle(undefined);
    socket.on('data', settle);
    socket.on('end', gone);
    socket.on('close', gone);
    socket.resume();
  });
}
