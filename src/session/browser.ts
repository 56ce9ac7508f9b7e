/**
 * The learner's own web browser: a computer on the lab's network, outside the cluster, that asks published ports as
 * anybody out there would. It follows redirects, keeps cookies for each tab, and keeps connections alive when told to.
 * What it asks acts in the world (a vote counts), so asking is an input and is replayed; what comes back is only shown.
 */
import type { HttpConnection, HttpRequest, HttpResponse, NetError, NetResult } from '../os';
import { race, sleep, spawn, timer, type Program } from '../sim';
import type { World } from '../world';
import type { RequestRecord } from '../wire';
import type { BrowseAnswer, BrowseHop, BrowseMethod } from './protocol';

export interface BrowseRequest {
  tab: string;
  url: string;
  method: BrowseMethod;
  /** Form data of a POST, or what a script of the page sends. */
  body?: string;
  contentType?: string;
  /** Goes on with the connection of the tab's last request to the same address. */
  keepAlive: boolean;
}

/** What it is called on the network, and where it is. */
export const VISITOR = { name: 'your-computer', address: '192.168.0.2' };
const TIMEOUT_MS = 20_000;
const BODY_LIMIT_MS = 10_000;
const BODY_CHARS_MAX = 2_000_000;
const REDIRECTS_MAX = 20;
const TABS_MAX = 32;
const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';

interface Tab {
  /** `host` to its cookies. */
  cookies: Map<string, Map<string, string>>;
  kept: { key: string; connection: HttpConnection } | undefined;
}

export class Browser {
  private readonly tabs = new Map<string, Tab>();
  private net: ReturnType<World['wire']['attachHost']> | undefined;
  private lastRecord: RequestRecord | undefined;

  constructor(private readonly world: World) {}

  ask(request: BrowseRequest, answer: (answer: BrowseAnswer) => void): void {
    const started = this.world.sim.nowMs;
    const asked = spawn(this.world.sim, 'browser.ask', this.load(request));
    asked.ended((outcome) => {
      const value: Loaded = outcome.kind === 'returned' ? outcome.value : { ok: false, url: request.url, words: 'The request was given up.', hops: [] };
      answer({ ...value, ms: this.world.sim.nowMs - started });
    });
  }

  private *load(request: BrowseRequest): Program<Loaded> {
    const hops: BrowseHop[] = [];
    let { url, method, body } = request;
    for (let redirects = 0; ; redirects++) {
      const target = parseUrl(url);
      if (typeof target === 'string') return { ok: false, url, words: target, hops };
      const result = yield* this.exchange(this.tab(request.tab), target, { ...request, url, method, ...(body === undefined ? {} : { body }) });
      hops.push(hopOf(url, this.lastRecord, result));
      if (!result.ok) return { ok: false, url, words: wordsOf(result.error, target.host), hops };
      const { status, headers } = result.value;
      const location = headers['location'];
      if (status < 300 || status >= 400 || location === undefined) return yield* this.page(url, result.value, hops);
      if (redirects >= REDIRECTS_MAX) return { ok: false, url, words: `${target.host} redirected too many times.`, hops };
      url = resolveUrl(target, location);
      if (status !== 307 && status !== 308) {
        method = 'GET';
        body = undefined;
      }
    }
  }

  private *exchange(tab: Tab, target: Target, request: BrowseRequest): Program<NetResult<HttpResponse>> {
    const { host, port, path } = target;
    const key = `${host}:${port}`;
    const cookies = tab.cookies.get(host);
    const cookie = cookies && [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const sent: HttpRequest = {
      method: request.method, path, body: request.body ?? '',
      headers: {
        host: port === 80 ? host : key, 'user-agent': USER_AGENT, accept: 'text/html,application/xhtml+xml,*/*;q=0.8', connection: request.keepAlive ? 'keep-alive' : 'close',
        ...(cookie ? { cookie } : {}), ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/x-www-form-urlencoded', 'content-length': String(request.body.length) }),
      },
    };
    this.lastRecord = undefined;
    let connection = request.keepAlive && tab.kept?.key === key && tab.kept.connection.open ? tab.kept.connection : undefined;
    if (!connection) {
      tab.kept?.connection.close();
      tab.kept = undefined;
      const opened = yield* this.stack().openHttp({ host, port }, TIMEOUT_MS);
      if (!opened.ok) return opened;
      connection = opened.value;
    }
    const result = yield* connection.request(sent, TIMEOUT_MS);
    if (request.keepAlive && connection.open) tab.kept = { key, connection };
    else connection.close();
    const set = result.ok ? result.value.headers['set-cookie'] : undefined;
    if (set !== undefined) keepCookie(tab, host, set);
    return result;
  }

  private *page(url: string, { status, headers, body }: HttpResponse, hops: BrowseHop[]): Program<Loaded> {
    if (typeof body === 'string') return { ok: true, url, status, headers, body: body.slice(0, BODY_CHARS_MAX), cut: body.length > BODY_CHARS_MAX, hops };
    let text = '';
    let ended = false;
    const reading = spawn(this.world.sim, 'browser.body', (function* read(): Program {
      for (;;) {
        const chunk = yield* body.read();
        if (chunk === undefined) break;
        text += chunk;
        if (text.length > BODY_CHARS_MAX) return;
      }
      ended = true;
    })());
    yield* race<unknown>(reading.ended, timer(this.world.sim, BODY_LIMIT_MS));
    reading.cancel('read enough');
    body.close();
    yield* sleep(this.world.sim, 0);
    return { ok: true, url, status, headers, body: text.slice(0, BODY_CHARS_MAX), cut: !ended, hops };
  }

  private tab(id: string): Tab {
    let tab = this.tabs.get(id);
    if (!tab) {
      if (this.tabs.size >= TABS_MAX) this.tabs.clear();
      this.tabs.set(id, (tab = { cookies: new Map(), kept: undefined }));
    }
    return tab;
  }

  /** Plugged in at the first use: a session without a browser has no such computer. */
  private stack() {
    if (!this.net) {
      this.net = this.world.wire.attachHost({ ...VISITOR, powered: true });
      this.world.wire.requests.watch((record) => {
        if (record.from.machine === VISITOR.name) this.lastRecord = record;
      });
    }
    return this.net;
  }
}

type Loaded = Omit<Extract<BrowseAnswer, { ok: true }>, 'ms'> | Omit<Extract<BrowseAnswer, { ok: false }>, 'ms'>;

interface Target {
  host: string;
  port: number;
  path: string;
}

/** Only http on the lab's network; words for what it cannot open. */
function parseUrl(text: string): Target | string {
  const match = /^(?:(https?):\/\/)?([\w.-]+)(?::(\d+))?(\/[^#]*)?(?:#.*)?$/.exec(text.trim());
  if (!match) return `"${text.slice(0, 100)}" is no address: it looks like http://node1:8080/`;
  const [, scheme = 'http', host = '', port, path = '/'] = match;
  const number = port === undefined ? (scheme === 'https' ? 443 : 80) : Number(port);
  if (number < 1 || number > 65_535) return `There is no port ${port}: ports go from 1 to 65535.`;
  return { host: host.toLowerCase(), port: number, path };
}

function resolveUrl({ host, port, path }: Target, location: string): string {
  if (/^https?:\/\//.test(location)) return location;
  const base = `http://${host}:${port}`;
  if (location.startsWith('/')) return base + location;
  return base + path.replace(/\?.*$/, '').replace(/[^/]*$/, '') + location;
}

function keepCookie(tab: Tab, host: string, header: string): void {
  const [pair = ''] = header.split(';');
  const equals = pair.indexOf('=');
  if (equals <= 0) return;
  const jar = tab.cookies.get(host) ?? new Map<string, string>();
  tab.cookies.set(host, jar);
  if (jar.size < 50) jar.set(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
}

function hopOf(url: string, record: RequestRecord | undefined, result: NetResult<HttpResponse>): BrowseHop {
  return { url, ...(record?.route ? { route: record.route } : {}), ...(result.ok ? { status: result.value.status } : {}) };
}

/** As a browser says it. */
function wordsOf(error: NetError, host: string): string {
  switch (error.kind) {
    case 'refused':
    case 'in-use':
      return `${host} refused to connect: nothing listens on that port there.`;
    case 'timeout':
      return `${host} took too long to respond.`;
    case 'unreachable':
      return `${host} cannot be reached: it is off, or a cable is out.`;
    case 'reset':
      return `The connection to ${host} was reset while it was answering.`;
    case 'unknown-host':
      return `There is no machine called ${host} on this network.`;
  }
}
