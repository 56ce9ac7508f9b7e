/**
 * Traefik as swarm labs use it: routes by labels on services, which it reads from the engine's socket, forwards in turn to the
 * tasks, and shows what it knows at :8080. No TLS and no providers besides swarm.
 */
import { jsonResponse, textResponse, type HttpHandler, type HttpRequest, type HttpResponse, type Main, type Process } from '../../os';
import type { Program } from '../../sim';
import { escapeHtml, htmlPage } from '../_html';
import { LIGHT, paced } from '../_pace';
import { clfTime, complain, endOn, forever, listen, pathOf, print } from '../_programs';
import { docker, isTrouble } from './socket';
import { readLabels, readOptions, type Balancer, type Options, type Router, type Routing } from './traefik-config';
import type { SwarmService, SwarmTask } from './traefik-swarm';

const API_PORT = 8080;
/** What it knows is at most so old: swarm mode has no events to follow. */
const REFRESH_MS = 15_000;
const TIMEOUT_MS = 30_000;
const CSS =
  'body{padding:24px clamp(16px,5vw,56px)}h1{font-size:26px}h2{margin:26px 0 8px;font-size:18px}.scroll{overflow-x:auto;background:#fff;border:1px solid #d5dce4;border-radius:10px}table{border-collapse:collapse;width:100%;font-size:14px}th,td{text-align:left;padding:9px 14px;border-bottom:1px solid #e6eaef}th{color:#4b5a6a}.error{margin-top:16px;background:#fbe1e3;color:#9a1f2c;border-radius:10px;padding:12px 16px}';

export function traefik(version: string): Main {
  return function* main(process: Process) {
    const old = version.startsWith('1');
    const options = readOptions(process.argv.slice(1), old);
    process.memoryBytes = 60 * 1024 * 1024;
    endOn(process, ['SIGTERM', 'SIGINT'], 0);
    const proxy = new Proxy(process, options, version);
    yield* proxy.say('info', `Traefik version ${version} built on 2025-10-28`, `version=${version}`);
    for (const word of options.beyond) yield* proxy.say('warning', `the option ${word} is not simulated in this lab`);
    for (const [name, port] of options.entryPoints) {
      if (!(yield* listen(process, port, paced(process, LIGHT, proxy.entrance(name))))) return 1;
    }
    if (options.api && !(yield* listen(process, API_PORT, proxy.dashboard()))) return 1;
    if (options.swarm) yield* proxy.refresh();
    return yield* forever();
  };
}

class Proxy {
  private routing: Routing = { routers: [], balancers: new Map(), problems: [] };
  private readAtMs = -Infinity;
  private told = new Set<string>();
  private trouble = '';

  constructor(private readonly process: Process, private readonly options: Options, private readonly version: string) {}

  /** In the words of its generation: `level=info msg=` up to version 2, `INF` since 3. */
  *say(level: 'info' | 'warning' | 'error', words: string, more = ''): Program {
    const time = `${new Date(Math.floor(this.process.sim.nowMs)).toISOString().slice(0, 19)}Z`;
    const tail = more === '' ? '' : ` ${more}`;
    const text = this.version.startsWith('3')
      ? `${time} ${{ info: 'INF', warning: 'WRN', error: 'ERR' }[level]} ${words}${tail}\n`
      : `time="${time}" level=${level} msg="${words.replaceAll('"', '\\"')}"${tail}\n`;
    yield* level === 'info' ? print(this.process, text) : complain(this.process, text);
  }

  /** Asks the engine again, if what is known is old. */
  *refresh(): Program {
    const { process, options } = this;
    if (!options.swarm || process.sim.nowMs - this.readAtMs < REFRESH_MS) return;
    this.readAtMs = process.sim.nowMs;
    const services = yield* docker<SwarmService[]>(process, '/services');
    const tasks = isTrouble(services) ? services : yield* docker<SwarmTask[]>(process, '/tasks');
    if (isTrouble(services) || isTrouble(tasks)) {
      this.trouble = (isTrouble(services) ? services : (tasks as { error: string })).error;
      return yield* this.tell(`Provider connection error ${this.trouble}`);
    }
    this.trouble = '';
    const before = this.routing.balancers;
    this.routing = readLabels(services, tasks, options, this.version.startsWith('1'));
    for (const [name, balancer] of this.routing.balancers) balancer.next = before.get(name)?.next ?? 0;
    for (const problem of this.routing.problems) yield* this.tell(problem);
  }

  /** A problem is told once. */
  private *tell(problem: string): Program {
    if (this.told.has(problem)) return;
    this.told.add(problem);
    yield* this.say('error', problem, 'providerName=docker');
  }

  entrance(entryPoint: string): HttpHandler {
    return (request) => this.enter(entryPoint, request);
  }

  private *enter(entryPoint: string, request: HttpRequest): Program<HttpResponse> {
    yield* this.refresh();
    const router = this.routing.routers.find(({ entryPoints, matches }) => (entryPoints.length === 0 || entryPoints.includes(entryPoint)) && matches(request));
    const response =
      router === undefined
        ? this.options.ping && pathOf(request) === '/ping' ? textResponse(200, 'OK') : textResponse(404, '404 page not found\n')
        : yield* this.forward(entryPoint, router, request);
    if (this.options.accessLog) {
      const name = router === undefined ? '-' : `${router.name}@docker`;
      yield* print(this.process, `${request.remoteAddress ?? '-'} - - [${clfTime(this.process)}] "${request.method} ${request.path} HTTP/1.1" ${response.status} - "-" "-" - "${name}" "-" 0ms\n`);
    }
    return response;
  }

  private *forward(entryPoint: string, router: Router, request: HttpRequest): Program<HttpResponse> {
    const balancer = this.routing.balancers.get(router.service);
    if (!balancer) return textResponse(404, '404 page not found\n');
    const server = balancer.servers[balancer.next++ % Math.max(1, balancer.servers.length)];
    if (!server) return textResponse(503, 'no available server\n');
    const prefix = router.strip.find((each) => request.path.startsWith(each));
    const rest = prefix === undefined ? request.path : request.path.slice(prefix.length);
    const { process } = this;
    const forwarded = {
      'x-forwarded-for': request.remoteAddress ?? '', 'x-forwarded-host': request.headers['host'] ?? '', 'x-forwarded-port': String(this.options.entryPoints.get(entryPoint) ?? 80),
      'x-forwarded-proto': 'http', 'x-forwarded-server': process.machine.hostname, 'x-real-ip': request.remoteAddress ?? '', ...(prefix === undefined ? {} : { 'x-forwarded-prefix': prefix }),
    };
    const answer = yield* process.machine.net.http(server, { ...request, path: rest.startsWith('/') ? rest : `/${rest}`, headers: { ...request.headers, ...forwarded } }, TIMEOUT_MS);
    if (answer.ok) return answer.value;
    return answer.error.kind === 'timeout' ? textResponse(504, 'Gateway Timeout') : textResponse(502, 'Bad Gateway');
  }

  dashboard(): HttpHandler {
    return (request) => this.show(request);
  }

  private *show(request: HttpRequest): Program<HttpResponse> {
    yield* this.refresh();
    const path = pathOf(request).replace(/\/$/, '');
    if (path === '') return { status: 302, headers: { location: '/dashboard/' }, body: '' };
    if (path === '/api/version') return jsonResponse(200, { Version: this.version, Codename: 'skep' });
    if (path === '/ping' && this.options.ping) return textResponse(200, 'OK');
    const routers = this.routing.routers.map(({ name, rule, service, entryPoints, priority }) => ({ entryPoints, service, rule, priority, status: 'enabled', using: entryPoints, name: `${name}@docker`, provider: 'docker' }));
    const services = [...this.routing.balancers.values()].map((balancer) => ({ loadBalancer: { servers: urlsOf(balancer).map((url) => ({ url })), passHostHeader: true }, status: 'enabled', name: `${balancer.name}@docker`, provider: 'docker', type: 'loadbalancer' }));
    if (path === '/api/http/routers') return jsonResponse(200, routers);
    if (path === '/api/http/services') return jsonResponse(200, services);
    if (path === '/api/rawdata') return jsonResponse(200, { routers: Object.fromEntries(routers.map((each) => [each.name, each])), services: Object.fromEntries(services.map((each) => [each.name, each])) });
    return path === '/dashboard' ? this.page() : textResponse(404, '404 page not found\n');
  }

  private page(): HttpResponse {
    const { routers, balancers } = this.routing;
    const problems = [...(this.trouble === '' ? [] : [this.trouble]), ...this.routing.problems];
    return htmlPage({
      title: 'Traefik',
      css: CSS,
      body:
        `<h1>Traefik ${escapeHtml(this.version)}</h1>${problems.map((each) => `<p class="error" role="alert">${escapeHtml(each)}</p>`).join('')}` +
        `<h2>Entry points</h2>${table(['Name', 'Port'], [...this.options.entryPoints].map(([name, port]) => [name, String(port)]))}` +
        `<h2>Routers</h2>${table(['Name', 'Rule', 'Entry points', 'Service'], routers.map(({ name, rule, entryPoints, service }) => [name, rule, entryPoints.join(' ') || 'all', service]))}` +
        `<h2>Services</h2>${table(['Name', 'Servers'], [...balancers.values()].map((each) => [each.name, urlsOf(each).join(' ') || 'none']))}`,
    });
  }
}

function urlsOf({ servers }: Balancer): string[] {
  return servers.map(({ host, port }) => `http://${host}:${port}`);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '<p>None.</p>';
  return `<div class="scroll"><table><tr>${heads.map((each) => `<th>${each}</th>`).join('')}</tr>${rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`).join('')}</table></div>`;
}
