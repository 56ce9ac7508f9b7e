/** HTTP spoken by hand over a byte stream. */
import type { HttpHandler, OpenFile } from '../os';
import type { Program } from '../sim';

/** How much of a request is looked at before the server loses patience. */
const HEAD_CHARS_MAX = 65_536;

/** `nc` or `telnet` typed a request by hand at an HTTP server: one exchange, then the connection closes. */
export function* rawHttp(connection: OpenFile, handler: HttpHandler, from: string): Program {
  let text = '';
  while (!/\r?\n\r?\n/.test(text) && text.length < HEAD_CHARS_MAX) {
    const chunk = yield* connection.read();
    if (chunk === undefined) break;
    text += chunk;
  }
  const [head = '', ...rest] = text.split(/\r?\n\r?\n/);
  const [first = '', ...lines] = head.split(/\r?\n/);
  const [method = '', path = '', version = ''] = first.trim().split(/\s+/);
  if (!/^[A-Z]+$/.test(method) || !path.startsWith('/') || !/^HTTP\//.test(version)) {
    yield* connection.write('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    return;
  }
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  const response = yield* handler({ method, path, headers, body: rest.join('\r\n\r\n'), remoteAddress: from });
  const head2 = Object.entries(response.headers).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  yield* connection.write(`HTTP/1.1 ${response.status} ${response.status < 400 ? 'OK' : 'Error'}\r\n${head2}connection: close\r\n\r\n`);
  if (typeof response.body === 'string') {
    yield* connection.write(response.body);
    return;
  }
  for (;;) {
    const chunk = yield* response.body.read();
    if (chunk === undefined || !(yield* connection.write(chunk))) break;
  }
  response.body.close();
}
