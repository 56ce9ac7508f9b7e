/**
 * One form of HTTP for everything: `curl` towards a container, the docker CLI towards its engine, a real client
 * through `skep serve`. A handler is a program; whoever asks runs it, so a caller that gives up cancels it.
 */
import type { Program } from '../sim';
import type { Source } from './stream';

export interface HttpRequest {
  method: string;
  /** Path and query as sent: `/v1.51/services?status=true`. */
  path: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Text, or a stream. */
  body: string | Source;
  /** What the client sends once the connection is upgraded (`Upgrade: tcp`): stdin of an exec or attach, after the body. */
  upgrade?: Source;
  /** The client's address as the server sees it; empty over a unix socket. */
  remoteAddress?: string;
}

export interface HttpResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Text, or a stream that ends when the server is done; close it to hang up. */
  body: string | Source;
}

export type HttpHandler = (request: HttpRequest) => Program<HttpResponse>;

export function textResponse(status: number, body: string, contentType = 'text/plain; charset=utf-8'): HttpResponse {
  return { status, headers: { 'content-type': contentType }, body };
}

export function jsonResponse(status: number, value: unknown): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(value)}\n` };
}
