/**
 * The Engine API over HTTP, as docker's client speaks it: versioned paths, JSON bodies, errors turned into the
 * lines that people see. Programs `yield*` these; a refusal is thrown as a Failure (see failure.ts).
 */
import { type HttpResponse, type NetError, type Process, queryEscape, type TlsFailure } from '../../os';
import type { Source } from '../../os/stream';
import type { Program } from '../../sim';
import { ApiFailure, ConnectFailure } from '../_framework/failure';
import { asGo, checkGo } from './as-go';
import type { Endpoint } from './endpoint';
import { requestOverSsh } from './ssh-way';

/** What client 28.2 speaks; DOCKER_API_VERSION pins another. */
export const API_VERSION = '1.50';
export const CLIENT_VERSION = '28.2.2';
export const CLIENT_COMMIT = 'e6534b4';

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface RequestOptions {
  query?: Query;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  body?: string;
  contentType?: string;
  headers?: Record<string, string>;
  /** What is sent after the connection was upgraded: keys for an attached process. */
  upgrade?: Source;
}

/** `?a=b&c=d` with names in order, as Go's url.Values encodes; undefined entries are left out. */
export function encodeQuery(query: Query): string {
  const pairs: string[] = [];
  for (const name of Object.keys(query).sort()) {
    const value = query[name];
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [String(value)]) pairs.push(`${queryEscape(name)}=${queryEscape(one)}`);
  }
  return pairs.length ? `?${pairs.join('&')}` : '';
}

export class Client {
  readonly version: string;
  private resolved: Endpoint | undefined;

  /** `resolve` is called when the endpoint is first needed: help and usage errors never ask which daemon there is. */
  constructor(
    private process: Process,
    private resolve: () => Endpoint,
    /** The context in force. */
    readonly contextName = 'default',
  ) {
    this.version = process.env.get('DOCKER_API_VERSION') || API_VERSION;
  }

  get endpoint(): Endpoint {
    return (this.resolved ??= this.resolve());
  }

  /** Ends the client when no daemon can be named. For those that go on to ask in fibers of their own, where nobody catches it. */
  checkEndpoint(): void {
    this.resolved ??= this.resolve();
  }

  *get<T>(path: string, query?: Query): Program<T> {
    return yield* this.json<T>('GET', path, { query });
  }

  /** One thing by its name, which must be what this Go type can hold. */
  *getAs<T>(typeName: string, path: string, query?: Query): Program<T> {
    return asGo<T>(typeName, yield* this.get<unknown>(path, query));
  }

  /** The same, to be printed as the daemon wrote it. */
  *getRaw<T>(typeName: string, path: string, query?: Query): Program<T> {
    return checkGo<T>(typeName, yield* this.get<unknown>(path, query));
  }

  *post<T = undefined>(path: string, options: RequestOptions = {}): Program<T> {
    return yield* this.json<T>('POST', path, options);
  }

  *delete<T = undefined>(path: string, query?: Query): Program<T> {
    return yield* this.json<T>('DELETE', path, { query });
  }

  /** The answer's JSON; undefined for an empty one. */
  *json<T>(method: string, path: string, options: RequestOptions = {}): Program<T> {
    const text = yield* this.text(method, path, options);
    return (text.trim() === '' ? undefined : JSON.parse(text)) as T;
  }

  *text(method: string, path: string, options: RequestOptions = {}): Program<string> {
    const response = yield* this.send(method, path, options);
    return yield* readBody(response);
  }

  /** The answer as a stream, for logs, events, pulls and attached processes. */
  *stream(method: string, path: string, options: RequestOptions = {}): Program<{ body: Source; headers: Record<string, string> }> {
    const response = yield* this.send(method, path, options);
    return { body: typeof response.body === 'string' ? textSource(response.body) : response.body, headers: response.headers };
  }

  /** The headers of `/_ping`, or undefined when nobody answers. */
  *ping(): Program<Record<string, string> | undefined> {
    try {
      const response = yield* this.exchange('HEAD', '/_ping', {});
      yield* readBody(response);
      return response.headers;
    } catch (error) {
      if (error instanceof ConnectFailure) return undefined;
      throw error;
    }
  }

  private *send(method: string, path: string, options: RequestOptions): Program<HttpResponse> {
    const response = yield* this.exchange(method, `/v${this.version}${path}${encodeQuery(options.query ?? {})}`, options);
    if (response.status >= 400) throw new ApiFailure(response.status, errorMessage(response.status, yield* readBody(response)));
    return response;
  }

  private *exchange(method: string, path: string, options: RequestOptions): Program<HttpResponse> {
    const { address } = this.endpoint;
    const headers: Record<string, string> = {
      host: address.kind === 'unix' ? 'api.moby.localhost' : address.kind === 'ssh' ? SSH_HOST : `${address.host}:${address.port}`,
      'user-agent': `Docker-Client/${CLIENT_VERSION} (${this.process.machine.platform.os})`,
    };
    let body = options.body ?? '';
    if (options.json !== undefined) {
      headers['content-type'] = 'application/json';
      body = `${JSON.stringify(options.json)}\n`;
    }
    if (options.contentType) headers['content-type'] = options.contentType;
    Object.assign(headers, options.headers);
    const request = { method, path, headers, body, ...(options.upgrade ? { upgrade: options.upgrade } : {}) };
    const { net } = this.process.machine;
    if (address.kind === 'ssh') {
      const answer = yield* requestOverSsh(this.process, address, request);
      if (!('why' in answer)) return answer;
      throw new ConnectFailure(`${this.during(method, path)}: ${answer.why}`);
    }
    const result = yield* address.kind === 'unix'
      ? net.httpUnix(address.path, request)
      : net.http({ host: address.host, port: address.port, ...(this.endpoint.tls ? { tls: this.endpoint.tls } : {}) }, request);
    if (result?.ok) return result.value;
    throw new ConnectFailure(this.connectProblem(method, path, result?.error));
  }

  /** `error during connect: Get "http://…"`, as Go's client begins its complaints. */
  private during(method: string, path: string): string {
    return `error during connect: ${asked(method)} "${this.endpoint.tls ? 'https' : 'http'}://${hostOf(this.endpoint)}${path}"`;
  }

  private connectProblem(method: string, path: string, error: NetError | undefined): string {
    const { host, address } = this.endpoint;
    const during = this.during(method, path);
    if (error?.kind === 'reset' && error.tls) return tlsProblem(error.tls, during, this.endpoint.tls?.certificate !== undefined);
    if (error?.kind === 'unknown-host' && address.kind === 'tcp') return `${during}: dial tcp: lookup ${address.host}: no such host`;
    if (error?.kind === 'reset') return `${during}: EOF`;
    // A named pipe that nobody serves is a file that is not there (client/request.go).
    if (address.kind === 'unix' && address.path.startsWith('//./pipe/')) return `error during connect: this error may indicate that the docker daemon is not running: ${during.slice('error during connect: '.length)}: open ${address.path}: The system cannot find the file specified.`;
    return `Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`;
  }
}

/** What stands for the host in requests that go through ssh. */
const SSH_HOST = 'docker.example.com';

const asked = (method: string) => `${method[0]}${method.slice(1).toLowerCase()}`;

function hostOf({ address }: Endpoint): string {
  if (address.kind === 'ssh') return SSH_HOST;
  return address.kind === 'tcp' ? `${address.host}:${address.port}` : address.path.replaceAll('/', '%2F');
}

/** What broke the handshake off (client/request.go, crypto/tls). */
function tlsProblem(failure: TlsFailure, during: string, showedCertificate: boolean): string {
  if (failure === 'plain-peer') return `${during}: http: server gave HTTP response to HTTPS client`;
  if (failure === 'unknown-authority') return `${during}: tls: failed to verify certificate: x509: certificate signed by unknown authority`;
  if (!showedCertificate) return `${during}: remote error: tls: certificate required`;
  const request = during.slice('error during connect: '.length);
  return `error during connect: the server probably has client authentication (--tlsverify) enabled; check your TLS client certification settings: ${request}: remote error: tls: bad certificate`;
}

function errorMessage(status: number, body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: string };
    if (message) return message.trim();
  } catch {
    // Not JSON: the text itself is the message.
  }
  return body.trim() || `request returned ${status} for API route and version, check if the server supports the requested API version`;
}

export function* readBody(response: HttpResponse): Program<string> {
  return typeof response.body === 'string' ? response.body : yield* readAll(response.body);
}

export function* readAll(source: Source): Program<string> {
  const parts: string[] = [];
  for (let chunk = yield* source.read(); chunk !== undefined; chunk = yield* source.read()) parts.push(chunk);
  return parts.join('');
}

function textSource(text: string): Source {
  let left: string | undefined = text || undefined;
  return {
    *read() {
      const chunk = left;
      left = undefined;
      return chunk;
    },
    close() {
      left = undefined;
    },
  };
}
