/** What Traefik is told: options on its command line, and labels on services. */
import { bareName, type SwarmService, type SwarmTask } from './traefik-swarm';
import { parseOldRule, parseRule, type Rule } from './traefik-rules';

export interface Options {
  /** Name to port. */
  entryPoints: Map<string, number>;
  swarm: boolean;
  exposedByDefault: boolean;
  network: string | undefined;
  api: boolean;
  accessLog: boolean;
  ping: boolean;
  domain: string;
  /** Given, and not simulated. */
  beyond: string[];
}

export interface Router {
  name: string;
  rule: string;
  matches: Rule;
  entryPoints: string[];
  priority: number;
  service: string;
  strip: string[];
}

export interface Balancer {
  name: string;
  servers: { host: string; port: number }[];
  next: number;
}

export interface Routing {
  routers: Router[];
  balancers: Map<string, Balancer>;
  problems: string[];
}

const QUIET = /^(log|accesslog|metrics|tracing|global|certificatesresolvers|serverstransport|pilot|hub|loglevel|entrypoints\.\w+\.(http\.tls|forwardedheaders|transport)|providers\.(docker|swarm)\.(endpoint|watch|constraints|swarmmoderefreshseconds|refreshseconds|usebindportip|httpclienttimeout)|docker\.(endpoint|watch|swarmmode)|docker|web|api\.(dashboard|debug)|providers\.docker)(\.|$)/;

/** Options are known in any mixture of capitals. */
export function readOptions(args: readonly string[], old: boolean): Options {
  const options: Options = { entryPoints: new Map(), swarm: false, exposedByDefault: true, network: undefined, api: false, accessLog: false, ping: false, domain: '', beyond: [] };
  for (const word of args) {
    const [, given = '', value = 'true'] = /^--?([\w.[\]-]+)(?:=(.*))?$/s.exec(word) ?? [];
    const name = given.toLowerCase();
    const on = value !== 'false';
    const entry = /^entrypoints\.([\w-]+)\.address$/.exec(name)?.[1];
    if (entry !== undefined) options.entryPoints.set(entry, Number(/:(\d{1,5})/.exec(value)?.[1] ?? 80));
    else if (name === 'providers.docker.swarmmode' || name === 'docker.swarmmode') options.swarm = on;
    else if (name === 'providers.swarm' || name.startsWith('providers.swarm.endpoint')) options.swarm = true;
    else if (/^(providers\.(docker|swarm)|docker)\.exposedbydefault$/.test(name)) options.exposedByDefault = on;
    else if (/^(providers\.(docker|swarm)|docker)\.network$/.test(name)) options.network = value;
    else if (name === 'docker.domain') options.domain = value;
    else if (name === 'api.insecure' || (old && (name === 'api' || name === 'web'))) options.api = on;
    else if (name === 'accesslog') options.accessLog = on;
    else if (name === 'ping') options.ping = on;
    else if (name !== 'api' && !QUIET.test(name)) options.beyond.push(word);
  }
  if (options.entryPoints.size === 0) options.entryPoints.set('http', 80);
  return options;
}

/** Routers and balancers of all services; what cannot be used is told. */
export function readLabels(services: readonly SwarmService[], tasks: readonly SwarmTask[], options: Options, old: boolean): Routing {
  const routing: Routing = { routers: [], balancers: new Map(), problems: [] };
  for (const service of services) {
    const labels = new Map(Object.entries(service.Spec.Labels ?? {}).map(([key, value]) => [key.toLowerCase(), value]));
    if ((labels.get('traefik.enable') ?? String(options.exposedByDefault)) !== 'true') continue;
    const wanted = labels.get('traefik.docker.network') ?? labels.get('traefik.swarm.network') ?? options.network;
    const byVip = [labels.get('traefik.docker.lbswarm'), labels.get('traefik.swarm.lbswarm'), labels.get('traefik.backend.loadbalancer.swarm')].includes('true');
    const servers = (port: number) => addressesOf(service, tasks, wanted, byVip).map((host) => ({ host, port }));
    if (old) readOld(service, labels, servers, options, routing);
    else readNew(service, labels, servers, options, routing);
  }
  routing.routers.sort((a, b) => b.priority - a.priority || (a.name < b.name ? -1 : 1));
  return routing;
}

type Servers = (port: number) => Balancer['servers'];

function readNew(service: SwarmService, labels: Map<string, string>, servers: Servers, options: Options, routing: Routing): void {
  const { Name } = service.Spec;
  const named = (kind: string) => [...new Set([...labels.keys()].flatMap((key) => new RegExp(`^traefik\\.http\\.${kind}\\.([^.]+)\\.`).exec(key)?.[1] ?? []))];
  const own = named('services');
  for (const name of own.length > 0 ? own : [bareName(Name)]) {
    const port = Number(labels.get(`traefik.http.services.${name}.loadbalancer.server.port`));
    if (!(port > 0)) {
      if (options.exposedByDefault || labels.has('traefik.enable')) routing.problems.push(`service "${Name}" error: port is missing`);
      return;
    }
    routing.balancers.set(name, { name, servers: servers(port), next: 0 });
  }
  const routers = named('routers');
  for (const name of routers.length > 0 ? routers : [bareName(Name)]) {
    const label = (key: string) => labels.get(`traefik.http.routers.${name}.${key}`);
    const text = label('rule') ?? `Host(\`${bareName(Name)}\`)`;
    const rule = parseRule(text);
    if (typeof rule === 'string') {
      routing.problems.push(`error while adding rule ${text}: ${rule} routerName=${name}@docker`);
      continue;
    }
    const strip = list(label('middlewares')).flatMap((each) => list(labels.get(`traefik.http.middlewares.${each.replace(/@.*/, '').toLowerCase()}.stripprefix.prefixes`)));
    routing.routers.push({
      name, rule: text, matches: rule, strip, entryPoints: list(label('entrypoints')), priority: Number(label('priority')) || text.length,
      service: (label('service')?.toLowerCase() ?? own[0] ?? bareName(Name)).replace(/@.*/, ''),
    });
  }
}

function readOld(service: SwarmService, labels: Map<string, string>, servers: Servers, options: Options, routing: Routing): void {
  const name = bareName(service.Spec.Name);
  const port = Number(labels.get('traefik.port'));
  if (!(port > 0)) return;
  const text = labels.get('traefik.frontend.rule') ?? `Host:${name}${options.domain === '' ? '' : `.${options.domain}`}`;
  const read = parseOldRule(text);
  if (typeof read === 'string') {
    routing.problems.push(`Error parsing rule for frontend ${name}: ${read}`);
    return;
  }
  const backend = labels.get('traefik.backend') ?? name;
  routing.balancers.set(backend, { name: backend, servers: servers(port), next: 0 });
  routing.routers.push({ name, rule: text, matches: read.rule, strip: read.strip, entryPoints: list(labels.get('traefik.frontend.entrypoints')), priority: Number(labels.get('traefik.frontend.priority')) || text.length, service: backend });
}

/** The running tasks on the network that was named, or on the first that is not the mesh; or the service's virtual address. */
function addressesOf(service: SwarmService, tasks: readonly SwarmTask[], network: string | undefined, byVip: boolean): string[] {
  if (byVip) {
    const known = tasks.flatMap((task) => task.NetworksAttachments ?? []).find(({ Network }) => Network.Spec.Name === network)?.Network.ID;
    const vips = service.Endpoint?.VirtualIPs ?? [];
    return [vips.find(({ NetworkID }) => NetworkID === known) ?? vips.at(-1)].flatMap((vip) => vip?.Addr.split('/')[0] ?? []);
  }
  return tasks
    .filter((task) => task.ServiceID === service.ID && task.Status.State === 'running' && task.DesiredState === 'running')
    .flatMap((task) => {
      const attached = (task.NetworksAttachments ?? []).filter(({ Network }) => !Network.Spec.Ingress);
      return (attached.find(({ Network }) => Network.Spec.Name === network) ?? attached[0])?.Addresses?.[0]?.split('/')[0] ?? [];
    });
}

function list(text: string | undefined): string[] {
  return (text ?? '').split(',').map((each) => each.trim()).filter(Boolean);
}
