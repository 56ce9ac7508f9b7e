/**
 * nginx: serves files, proxies, answers as its configuration says, and logs. SIGHUP reads the configuration anew,
 * SIGQUIT and SIGTERM end it. `hello` of nginxdemos is the same server with another page.
 */
import { type Program } from '../sim';
import { isFileError, textResponse, type HttpHandler, type HttpRequest, type HttpResponse, type Listener, type Main, type Process } from '../os';
import { LIGHT, paced } from './_pace';
import { contentTypeOf } from './_static-files';
import { readConfig, type Directive, type Location, type NginxConfig, type Server, type Upstream } from './_nginx-config';
import { byteCount, clfTime, complain, endOn, forever, httpDate, logTime, pathOf, print } from './_programs';

const CONFIG = '/etc/nginx/nginx.conf';

/** The program `nginx` of a given version. */
export function nginxProgram(version: string): Main {
  return function* nginx(process) {
    const args = process.argv.slice(1);
    if (args.includes('-v') || args.includes('-V')) {
      yield* complain(process, `nginx version: nginx/${version}\n`);
      return 0;
    }
    const at = args.indexOf('-c');
    const path = at >= 0 ? (args[at + 1] ?? CONFIG) : CONFIG;
    const signal = args.indexOf('-s');
    if (signal >= 0) return yield* signalMaster(process, args[signal + 1] ?? '');
    const config = yield* loadConfig(process, path);
    if (!config) {
      if (args.includes('-t')) yield* complain(process, `nginx: configuration file ${path} test failed\n`);
      return 1;
    }
    if (args.includes('-t') || args.includes('-T')) {
      yield* complain(process, `nginx: the configuration file ${path} syntax is ok\nnginx: configuration file ${path} test is successful\n`);
      return 0;
    }
    return yield* new Nginx(process, version, path, config).run();
  };
}

function* loadConfig(process: Process, path: string): Program<NginxConfig | undefined> {
  const config = readConfig(process.machine.files, path);
  if ('emerg' in config) {
    yield* complain(process, `${logTime(process)} [emerg] ${process.pid}#${process.pid}: ${config.emerg}\nnginx: [emerg] ${config.emerg}\n`);
    return undefined;
  }
  for (const { host, shown, file, line } of config.upstreamHosts) {
    const answer = yield* process.machine.net.resolve(host);
    if (answer.ok) continue;
    const words = `host not found in upstream "${shown}" in ${file}:${line}`;
    yield* complain(process, `${logTime(process)} [emerg] ${process.pid}#${process.pid}: ${words}\nnginx: [emerg] ${words}\n`);
    return undefined;
  }
  return config;
}

function* signalMaster(process: Process, name: string): Program<number> {
  const signals = { stop: 'SIGTERM', quit: 'SIGQUIT', reload: 'SIGHUP', reopen: 'SIGUSR1' } as const;
  if (!(name in signals)) {
    yield* complain(process, `nginx: invalid option: "-s ${name}"\n`);
    return 1;
  }
  yield* complain(process, `${logTime(process)} [notice] ${process.pid}#${process.pid}: signal process started\n`);
  const master = process.machine.processes.list().find((each) => each.pid !== process.pid && each.title.startsWith('nginx: master'));
  if (!master) {
    yield* complain(
      process,
      `${logTime(process)} [error] ${process.pid}#${process.pid}: open() "/run/nginx.pid" failed (2: No such file or ` +
        `directory)\nnginx: [error] open() "/run/nginx.pid" failed (2: No such file or directory)\n`,
    );
    return 1;
  }
  master.signal(signals[name as keyof typeof signals]);
  return 0;
}

let lastNotice = { key: '', text: '' };

/** What the master says when it is up; containers that start in the same second share the text. */
function startNotice(version: string, time: string): string {
  const key = `${version} ${time}`;
  if (lastNotice.key !== key) {
    const lines = [
      'using the "epoll" event method',
      `nginx/${version}`,
      'OS: Linux 6.8.0-48-generic',
      'getrlimit(RLIMIT_NOFILE): 1048576:1048576',
      'start worker processes',
      'start worker process 29',
      'start worker process 30',
      '',
    ];
    lastNotice = {
      key,
      text: lines.join(`\n${time} [notice] 1#1: `).replace(/^/, `${time} [notice] 1#1: `).slice(0, -`${time} [notice] 1#1: `.length),
    };
  }
  return lastNotice.text;
}

class Nginx {
  private listeners = new Map<number, Listener>();
  private turns: Map<string, number> | undefined;

  constructor(
    private readonly process: Process,
    private readonly version: string,
    private readonly path: string,
    private config: NginxConfig,
  ) {}

  *run(): Program<number> {
    const { process } = this;
    process.title = 'nginx: master process nginx -g daemon off;';
    process.memoryBytes = 9 * 1024 * 1024;
    endOn(process, ['SIGTERM', 'SIGINT', 'SIGQUIT']);
    process.onSignal('SIGUSR1', 'ignore');
    process.onSignal('SIGHUP', () => this.reload());
    yield* complain(process, startNotice(this.version, logTime(process)));
    for (const port of portsOf(this.config)) {
      const listener = process.machine.net.listenHttp(port, this.handler(port));
      if (!listener.ok) {
        const words = `bind() to 0.0.0.0:${port} failed (98: Address already in use)`;
        yield* complain(process, `${logTime(process)} [emerg] 1#1: ${words}\nnginx: [emerg] ${words}\n`);
        return 1;
      }
      this.listeners.set(port, listener.value);
    }
    return yield* forever();
  }

  /** A broken new configuration leaves the old one in place. */
  private reload(): void {
    const config = readConfig(this.process.machine.files, this.path);
    if ('emerg' in config) return;
    this.config = config;
    const ports = new Set(portsOf(config));
    for (const [port, listener] of this.listeners) {
      if (ports.has(port)) continue;
      listener.close();
      this.listeners.delete(port);
    }
    for (const port of ports) {
      if (this.listeners.has(port)) continue;
      const listener = this.process.machine.net.listenHttp(port, this.handler(port));
      if (listener.ok) this.listeners.set(port, listener.value);
    }
  }

  private handler(port: number): HttpHandler {
    return paced(this.process, LIGHT, (request) => this.answer(port, request));
  }

  private *answer(port: number, request: HttpRequest): Program<HttpResponse> {
    const server = chooseServer(this.config, port, request.headers['host'] ?? '');
    const response = server ? yield* this.serve(server, request, pathOf(request), 0) : this.errorPage(404);
    response.headers = { server: `nginx/${this.version}`, date: httpDate(this.process.sim.nowMs), ...response.headers };
    if (this.config.accessLog) {
      const { headers } = request;
      yield* print(
        this.process,
        `${request.remoteAddress ?? '127.0.0.1'} - - [${clfTime(this.process)}] "${request.method} ${request.path} ` +
          `HTTP/1.1" ${response.status} ${byteCount(response.body)} "${headers['referer'] ?? '-'}" ` +
          `"${headers['user-agent'] ?? '-'}" "${headers['x-forwarded-for'] ?? '-'}"\n`,
      );
    }
    return request.method === 'HEAD' ? { ...response, body: '' } : response;
  }

  private *serve(server: Server, request: HttpRequest, path: string, depth: number): Program<HttpResponse> {
    const location = chooseLocation(server, path);
    const own = location?.directives ?? [];
    const scope = [...own, ...server.directives, ...this.config.http];
    const find = (name: string) => scope.find((each) => each.name === name);
    const expand = (text: string) => this.expand(text, request, path, server);
    const extra: Record<string, string> = {};
    for (const header of scope.filter((each) => each.name === 'add_header'))
      extra[(header.args[0] ?? '').toLowerCase()] = expand(header.args[1] ?? '');
    const returns = own.find((each) => each.name === 'return') ?? server.directives.find((each) => each.name === 'return');
    if (returns) return withHeaders(this.returned(returns, expand, find('default_type')), extra);
    if (own.some((each) => each.name === 'deny' && each.args[0] === 'all')) return this.errorPage(403);
    if (own.some((each) => each.name === 'stub_status'))
      return textResponse(200, 'Active connections: 1 \nserver accepts handled requests\n 1 1 1 \nReading: 0 Writing: 1 Waiting: 0 \n', 'text/plain');
    const proxied = own.find((each) => each.name === 'proxy_pass');
    if (proxied) return withHeaders(yield* this.proxy(proxied, location as Location, request, path, scope, expand), extra);
    const alias = own.find((each) => each.name === 'alias');
    const root = expand(find('root')?.args[0] ?? '/etc/nginx/html');
    const fileOf = (uri: string) => (alias ? (alias.args[0] ?? '') + uri.slice((location as Location).pattern.length) : root + uri);
    const tries = find('try_files');
    if (tries && depth < 10) {
      const candidates = tries.args.slice(0, -1);
      const last = tries.args.at(-1) ?? '';
      const hit = candidates.map(expand).find((uri) => this.exists(fileOf(uri)));
      if (hit !== undefined) return withHeaders(this.file(fileOf(hit), hit, request, find), extra);
      if (/^=\d+$/.test(last)) return this.errorPage(Number(last.slice(1)));
      const named = server.locations.find((each) => each.kind === 'named' && each.pattern === last);
      if (named) return yield* this.serve({ ...server, locations: [{ ...named, kind: 'prefix', pattern: '/' }] }, request, path, depth + 1);
      return yield* this.serve(server, request, expand(last), depth + 1);
    }
    return withHeaders(this.file(fileOf(path), path, request, find), extra);
  }

  private returned(directive: Directive, expand: (text: string) => string, type: Directive | undefined): HttpResponse {
    const [code = '200', text] = directive.args;
    if (!/^\d+$/.test(code)) return { status: 302, headers: { location: expand(code), 'content-type': 'text/html' }, body: this.errorPage(302).body };
    const status = Number(code);
    if (text === undefined) return status >= 300 ? this.errorPage(status) : { status, headers: {}, body: '' };
    if (status === 301 || status === 302 || status === 307 || status === 308)
      return { status, headers: { location: expand(text), 'content-type': 'text/html' }, body: this.errorPage(status).body };
    return textResponse(status, expand(text), type?.args[0] ?? 'application/octet-stream');
  }

  private exists(path: string): boolean {
    const stat = this.process.machine.files.stat(path.replace(/\/$/, '') || '/');
    return !isFileError(stat) && (path.endsWith('/') ? stat.kind === 'directory' : stat.kind === 'file');
  }

  private file(path: string, uri: string, request: HttpRequest, find: (name: string) => Directive | undefined): HttpResponse {
    const { files } = this.process.machine;
    if (request.method !== 'GET' && request.method !== 'HEAD') return this.errorPage(405);
    const stat = files.stat(path.replace(/\/$/, '') || '/');
    if (isFileError(stat) || uri.includes('/../')) return this.errorPage(404);
    if (stat.kind === 'directory') {
      if (!uri.endsWith('/'))
        return {
          status: 301,
          headers: { location: `http://${request.headers['host'] ?? 'localhost'}${uri}/`, 'content-type': 'text/html' },
          body: this.errorPage(301).body,
        };
      for (const name of find('index')?.args ?? ['index.html']) {
        const index = files.read(`${path}${name}`);
        if (!isFileError(index)) return { status: 200, headers: { 'content-type': contentTypeOf(name) }, body: index };
      }
      if (find('autoindex')?.args[0] !== 'on') return this.errorPage(403);
      const names = files.list(path.replace(/\/$/, '') || '/');
      const rows = isFileError(names) ? '' : names.map((name) => `<a href="${name}">${name}</a>\n`).join('');
      return textResponse(
        200,
        `<html>\r\n<head><title>Index of ${uri}</title></head>\r\n<body>\r\n` +
          `<h1>Index of ${uri}</h1><hr><pre><a href="../">../</a>\n${rows}</pre><hr></body>\r\n</html>\r\n`,
        'text/html',
      );
    }
    const content = files.read(path);
    if (isFileError(content)) return this.errorPage(content.errno === 'EACCES' ? 403 : 404);
    return {
      status: 200,
      headers: {
        'content-type': contentTypeOf(path, find('default_type')?.args[0] ?? 'application/octet-stream'),
        'last-modified': httpDate(stat.modifiedMs),
      },
      body: content,
    };
  }

  private *proxy(
    directive: Directive,
    location: Location,
    request: HttpRequest,
    path: string,
    scope: readonly Directive[],
    expand: (text: string) => string,
  ): Program<HttpResponse> {
    const match = /^(https?):\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(expand(directive.args[0] ?? ''));
    if (!match) return this.errorPage(500);
    const [, scheme, name = '', port, uri] = match;
    const query = request.path.slice(pathOf(request).length);
    const target =
      (uri !== undefined && location.kind !== 'regex' && location.kind !== 'regex-nocase' ? uri + path.slice(location.pattern.length) : path) + query;
    const upstream = this.config.upstreams.get(name);
    const own = { host: name, port: Number(port ?? (scheme === 'https' ? 443 : 80)) };
    const servers = upstream ? this.inTurn(upstream) : [own];
    const headers: Record<string, string> = { ...request.headers, host: port === undefined ? name : `${name}:${port}`, connection: 'close' };
    for (const header of scope.filter((each) => each.name === 'proxy_set_header'))
      headers[(header.args[0] ?? '').toLowerCase()] = expand(header.args[1] ?? '');
    let timedOut = false;
    for (const each of servers) {
      const answer = yield* this.process.machine.net.http(
        { ...each, tls: scheme === 'https' },
        { method: request.method, path: target, headers, body: request.body },
        60_000,
      );
      if (answer.ok) return { status: answer.value.status, headers: { ...answer.value.headers }, body: answer.value.body };
      timedOut = answer.error.kind === 'timeout';
      const reason = timedOut
        ? 'upstream timed out (110: Connection timed out)'
        : answer.error.kind === 'unreachable'
          ? 'connect() failed (113: No route to host)'
          : 'connect() failed (111: Connection refused)';
      yield* complain(
        this.process,
        `${logTime(this.process)} [error] 29#29: *1 ${reason} while connecting to upstream, client: ` +
          `${request.remoteAddress ?? '127.0.0.1'}, server: , request: "${request.method} ${request.path} HTTP/1.1", ` +
          `upstream: "${scheme}://${each.host}:${each.port}${target}", host: "${request.headers['host'] ?? ''}"\n`,
      );
    }
    return this.errorPage(timedOut ? 504 : 502);
  }

  /** The servers of an upstream, beginning with the one whose turn it is. */
  private inTurn({ name, servers }: Upstream): { host: string; port: number }[] {
    const turn = this.turns?.get(name) ?? 0;
    (this.turns ??= new Map()).set(name, turn + 1);
    return servers.map((_, index) => servers[(turn + index) % servers.length] as { host: string; port: number });
  }

  private expand(text: string, request: HttpRequest, path: string, server: Server): string {
    if (!text.includes('$')) return text;
    return text.replace(/\$\{?([a-z_0-9]+)\}?/g, (whole, name: string) => {
      if (name.startsWith('http_')) return request.headers[name.slice(5).replaceAll('_', '-')] ?? '';
      if (name.startsWith('arg_')) return new RegExp(`[?&]${name.slice(4)}=([^&]*)`).exec(request.path)?.[1] ?? '';
      switch (name) {
        case 'hostname':
          return this.process.machine.hostname;
        case 'host':
          return (request.headers['host'] ?? '').split(':')[0] ?? '';
        case 'remote_addr':
        case 'proxy_add_x_forwarded_for':
          return request.remoteAddress ?? '127.0.0.1';
        case 'remote_port':
          return '40000';
        case 'uri':
        case 'document_uri':
          return path;
        case 'request_uri':
          return request.path;
        case 'args':
        case 'query_string':
          return request.path.slice(pathOf(request).length + 1);
        case 'is_args':
          return request.path.includes('?') ? '?' : '';
        case 'request_method':
          return request.method;
        case 'scheme':
          return 'http';
        case 'server_name':
          return server.names[0] ?? '';
        case 'server_port':
          return String(server.listens[0]?.port ?? 80);
        case 'server_addr':
          return (
            this.process.machine.net
              .interfaces()
              .find((each) => each.name !== 'lo')
              ?.addresses[0]?.split('/')[0] ?? '127.0.0.1'
          );
        case 'server_protocol':
          return 'HTTP/1.1';
        case 'nginx_version':
          return this.version;
        case 'time_local':
          return clfTime(this.process);
        case 'time_iso8601':
          return new Date(Math.floor(this.process.sim.nowMs)).toISOString().replace(/\.\d+Z/, '+00:00');
        case 'request_id':
          return this.process.sim.random('image.nginx').hex(32);
        case 'pid':
          return '29';
        default:
          return whole;
      }
    });
  }

  private errorPage(status: number): HttpResponse {
    const title = `${status} ${REASONS[status] ?? ''}`.trim();
    return textResponse(
      status,
      `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n` +
        `<hr><center>nginx/${this.version}</center>\r\n</body>\r\n</html>\r\n`,
      'text/html',
    );
  }
}

const REASONS: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Authorization Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

function withHeaders(response: HttpResponse, extra: Record<string, string>): HttpResponse {
  return Object.keys(extra).length === 0 ? response : { ...response, headers: { ...response.headers, ...extra } };
}

function portsOf(config: NginxConfig): number[] {
  return [...new Set(config.servers.flatMap((server) => server.listens.map((listen) => listen.port)))];
}

function chooseServer(config: NginxConfig, port: number, host: string): Server | undefined {
  const here = config.servers.filter((server) => server.listens.some((listen) => listen.port === port));
  const name = host.split(':')[0]?.toLowerCase() ?? '';
  return (
    here.find((server) => server.names.includes(name)) ??
    here.find((server) => server.names.some((each) => each.startsWith('*.') && name.endsWith(each.slice(1)))) ??
    here.find((server) => server.listens.some((listen) => listen.port === port && listen.isDefault)) ??
    here[0]
  );
}

function chooseLocation(server: Server, path: string): Location | undefined {
  const exact = server.locations.find((each) => each.kind === 'exact' && each.pattern === path);
  if (exact) return exact;
  let best: Location | undefined;
  for (const each of server.locations) {
    if (
      (each.kind === 'prefix' || each.kind === 'prefix-final') &&
      path.startsWith(each.pattern) &&
      (!best || each.pattern.length > best.pattern.length)
    )
      best = each;
  }
  if (best?.kind === 'prefix-final') return best;
  for (const each of server.locations) {
    if (each.kind !== 'regex' && each.kind !== 'regex-nocase') continue;
    try {
      if (new RegExp(each.pattern, each.kind === 'regex' ? '' : 'i').test(path)) return each;
    } catch {
      // A pattern in a dialect that JavaScript does not read: it matches nothing.
    }
  }
  return best;
}
