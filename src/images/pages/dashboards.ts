/**
 * Portainer, its agent, Swarmpit and cAdvisor as far as one can look: what is there comes from the engine behind the socket
 * (or, for Portainer, behind its agents); nothing can be changed, and the pages say so.
 */
import { isFileError, jsonResponse, textResponse, type HttpHandler, type HttpRequest, type HttpResponse, type Main, type Process } from '../../os';
import type { Program } from '../../sim';
import { cookieOf, escapeHtml, fieldOf, htmlPage } from '../_html';
import { bodyOf, endOn, forever, listen, pathOf, print } from '../_programs';
import { docker, isTrouble, shortImage, SOCKET, type NodeInfo, type ServiceInfo, type TaskInfo } from './socket';

const CSS =
  'body{display:grid;grid-template-columns:200px 1fr;min-height:100vh;background:#f2f4f7}nav{background:#0f2b46;color:#cfe0ee;padding:18px 0}nav b{display:block;padding:0 18px 14px;font-size:18px;color:#fff}nav a{display:block;padding:9px 18px;color:inherit;text-decoration:none}nav a[aria-current]{background:#1b4468;color:#fff;font-weight:600}nav a:focus-visible{outline:2px solid #fff;outline-offset:-3px}' +
  'main{padding:24px;min-width:0}h1{font-size:24px;margin-bottom:16px}.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:14px}.cards a{background:#fff;border:1px solid #d5dce4;border-radius:10px;padding:16px;color:inherit;text-decoration:none}.cards strong{display:block;font-size:30px;line-height:1.1}' +
  '.scroll{overflow-x:auto;background:#fff;border:1px solid #d5dce4;border-radius:10px}table{border-collapse:collapse;width:100%;font-size:14px}th,td{text-align:left;padding:9px 14px;border-bottom:1px solid #e6eaef;white-space:nowrap}th{color:#4b5a6a;font-weight:600}.pill{display:inline-block;border-radius:99px;padding:0 10px;font-weight:600;background:#dcf3e6;color:#14653f}.pill.off{background:#fbe1e3;color:#9a1f2c}.pill.mid{background:#fff0d1;color:#7a4e00}' +
  '.note{color:#5d6670;margin-top:16px}.error{background:#fbe1e3;color:#9a1f2c;border-radius:10px;padding:12px 16px;margin-bottom:14px}@media (max-width:640px){body{grid-template-columns:1fr}nav{padding:10px 0}nav a{display:inline-block}}';
const LOGIN_CSS =
  'body{min-height:100vh;display:grid;place-items:center;background:#0f2b46;padding:20px}form{background:#fff;border-radius:14px;padding:28px;width:min(400px,100%);display:grid;gap:12px}h1{font-size:22px}label{display:grid;gap:4px;font-weight:600}input,button{padding:10px;border-radius:8px;border:1px solid #a9b4c0}button{background:#0b6bcb;border:0;color:#fff;font-weight:600;cursor:pointer}.error{color:#9a1f2c}p{color:#5d6670}';

type Cell = string | { text: string; pill: 'on' | 'off' | 'mid' };
type Ask = <T>(path: string) => Program<T | { error: string }>;

interface View {
  path: string;
  title: string;
  heads: string[];
  rows(ask: Ask): Program<Cell[][] | { error: string }>;
}

const state = (text: string): Cell => ({ text, pill: ['running', 'ready', 'active', 'healthy'].includes(text) ? 'on' : ['failed', 'down', 'rejected', 'exited', 'shutdown'].includes(text) ? 'off' : 'mid' });

const VIEWS: readonly View[] = [
  {
    path: 'services', title: 'Services', heads: ['Name', 'Image', 'Scheduling', 'Running', 'Published ports'],
    *rows(ask) {
      const services = yield* ask<ServiceInfo[]>('/services');
      if (isTrouble(services)) return services;
      const tasks = yield* ask<TaskInfo[]>('/tasks');
      if (isTrouble(tasks)) return tasks;
      return services.map((service) => {
        const running = tasks.filter((task) => task.ServiceID === service.ID && task.Status.State === 'running' && task.DesiredState === 'running').length;
        const wanted = service.Spec.Mode.Replicated ? service.Spec.Mode.Replicated.Replicas : tasks.filter((task) => task.ServiceID === service.ID && task.DesiredState === 'running').length;
        const ports = (service.Endpoint?.Ports ?? []).map((port) => `${port.PublishedPort}:${port.TargetPort}`).join(' ');
        return [service.Spec.Name, shortImage(service.Spec.TaskTemplate.ContainerSpec?.Image), service.Spec.Mode.Replicated ? 'replicated' : 'global', { text: `${running} / ${wanted}`, pill: running === wanted ? 'on' : 'mid' }, ports || '-'];
      });
    },
  },
  {
    path: 'tasks', title: 'Tasks', heads: ['Task', 'Service', 'Node', 'State', 'Wanted', 'Container', 'Message'],
    *rows(ask) {
      const tasks = yield* ask<TaskInfo[]>('/tasks');
      const services = yield* ask<ServiceInfo[]>('/services');
      const nodes = yield* ask<NodeInfo[]>('/nodes');
      if (isTrouble(tasks)) return tasks;
      const serviceName = (id: string): string => (isTrouble(services) ? id : (services.find((each) => each.ID === id)?.Spec.Name ?? id));
      const nodeName = (id: string): string => (isTrouble(nodes) ? id : (nodes.find((each) => each.ID === id)?.Description.Hostname ?? id));
      return tasks.map((task) => [task.ID.slice(0, 12), `${serviceName(task.ServiceID)}${task.Slot ? `.${task.Slot}` : ''}`, nodeName(task.NodeID ?? ''), state(task.Status.State), task.DesiredState, (task.Status.ContainerStatus?.ContainerID ?? '').slice(0, 12), task.Status.Err ?? task.Status.Message ?? '']);
    },
  },
  {
    path: 'nodes', title: 'Nodes', heads: ['Name', 'Role', 'State', 'Availability', 'CPU', 'Memory', 'Engine', 'Address'],
    *rows(ask) {
      const nodes = yield* ask<NodeInfo[]>('/nodes');
      if (isTrouble(nodes)) return nodes;
      return nodes.map((node) => [
        node.Description.Hostname, node.ManagerStatus?.Leader ? 'manager (leader)' : node.Spec.Role, state(node.Status.State), state(node.Spec.Availability), String((node.Description.Resources?.NanoCPUs ?? 0) / 1e9),
        size(node.Description.Resources?.MemoryBytes ?? 0), node.Description.Engine?.EngineVersion ?? '', node.Status.Addr ?? '',
      ]);
    },
  },
  {
    path: 'containers', title: 'Containers', heads: ['Name', 'Image', 'State', 'Status', 'Command'],
    *rows(ask) {
      const containers = yield* ask<ContainerInfo[]>('/containers/json?all=1');
      return isTrouble(containers) ? containers : containers.map((each) => [(each.Names[0] ?? '').replace(/^\//, ''), shortImage(each.Image), state(each.State), each.Status, each.Command]);
    },
  },
  {
    path: 'networks', title: 'Networks', heads: ['Name', 'Driver', 'Scope', 'Subnet', 'ID'],
    *rows(ask) {
      const networks = yield* ask<{ Name: string; Driver: string; Scope: string; Id: string; IPAM?: { Config?: { Subnet?: string }[] | null } }[]>('/networks');
      return isTrouble(networks) ? networks : networks.map((each) => [each.Name, each.Driver, each.Scope, each.IPAM?.Config?.[0]?.Subnet ?? '-', each.Id.slice(0, 12)]);
    },
  },
  {
    path: 'volumes', title: 'Volumes', heads: ['Name', 'Driver', 'Mount point'],
    *rows(ask) {
      const volumes = yield* ask<{ Volumes: { Name: string; Driver: string; Mountpoint: string }[] | null }>('/volumes');
      return isTrouble(volumes) ? volumes : (volumes.Volumes ?? []).map((each) => [each.Name, each.Driver, each.Mountpoint]);
    },
  },
];

interface ContainerInfo {
  Id: string;
  Names: string[];
  Image: string;
  State: string;
  Status: string;
  Command: string;
}

function size(bytes: number): string {
  return bytes >= 1_073_741_824 ? `${(bytes / 1_073_741_824).toFixed(1)} GB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

function cell(value: Cell): string {
  return typeof value === 'string' ? escapeHtml(value) : `<span class="pill${value.pill === 'on' ? '' : ` ${value.pill}`}">${escapeHtml(value.text)}</span>`;
}

function frame(product: string, path: string, title: string, inner: string): HttpResponse {
  const links = [{ path: '', title: 'Dashboard' }, ...VIEWS].map((view) => `<a href="/${view.path}"${view.path === path ? ' aria-current="page"' : ''}>${view.title}</a>`).join('');
  return htmlPage({
    title: `${product} | ${title}`,
    css: CSS,
    body: `<nav aria-label="Views"><b>${product}</b>${links}</nav><main><h1>${title}</h1><div id="view">${inner}</div><p class="note">A look at this swarm, newly asked with every page; nothing can be changed from here. <a href="/${path}">Refresh</a></p></main>`,
  });
}

/** The dashboard and one table for each kind of thing. */
function* lookAround(product: string, path: string, ask: Ask): Program<HttpResponse> {
  if (path === '') {
    const cards: string[] = [];
    let trouble = '';
    for (const view of VIEWS) {
      const rows = yield* view.rows(ask);
      if (isTrouble(rows)) trouble ||= rows.error;
      cards.push(`<a href="/${view.path}"><strong>${isTrouble(rows) ? '-' : rows.length}</strong>${view.title}</a>`);
    }
    return frame(product, '', 'Dashboard', `${trouble === '' ? '' : `<p class="error" role="alert">${escapeHtml(trouble)}</p>`}<div class="cards">${cards.join('')}</div>`);
  }
  const view = VIEWS.find((each) => each.path === path);
  if (!view) return frame(product, path, 'Not found', '<p>There is no such page.</p>');
  const rows = yield* view.rows(ask);
  if (isTrouble(rows)) return frame(product, path, view.title, `<p class="error" role="alert">${escapeHtml(rows.error)}</p>`);
  const body = rows.map((row) => `<tr>${row.map((value) => `<td>${cell(value)}</td>`).join('')}</tr>`).join('');
  return frame(product, path, view.title, `<div class="scroll"><table><thead><tr>${view.heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${body}</tbody></table></div>`);
}

const ADMIN = '/data/portainer.db';
const PASSWORD_MIN = 12;

function loginPage(first: boolean, trouble?: string): HttpResponse {
  return htmlPage({
    title: 'Portainer',
    css: LOGIN_CSS,
    body:
      `<form method="post" action="/"><h1>Portainer</h1><p>${first ? 'New installation: please create the initial administrator user.' : 'Log in to your account'}</p>${trouble === undefined ? '' : `<p class="error" role="alert">${trouble}</p>`}` +
      `<label>Username <input name="username" value="admin"></label><label>Password <input name="password" type="password" autocomplete="off"></label><button type="submit">${first ? 'Create user' : 'Login'}</button></form>`,
  });
}

/** Asks an agent of the swarm when there is one, else the socket of this node. */
function portainerAsk(process: Process): Ask {
  return function* ask<T>(path: string): Program<T | { error: string }> {
    const found = yield* process.machine.net.resolve('tasks.agent');
    let refused: string | undefined;
    // A worker's agent knows nothing of services: the next one may sit on a manager.
    for (const address of found.ok ? [...found.value.addresses].sort() : []) {
      const request = { method: 'GET', path: `/docker${path}`, headers: { host: address, 'x-portaineragent-target': 'any' }, body: '' };
      const answer = yield* process.machine.net.http({ host: address, port: 9001 }, request, 5_000);
      if (!answer.ok) continue;
      const value = JSON.parse(yield* bodyOf({ ...request, body: answer.value.body })) as T & { message?: string };
      if (answer.value.status < 400) return value;
      refused = value.message ?? `The agent answers ${answer.value.status}.`;
    }
    if (refused !== undefined && isFileError(process.machine.files.stat(SOCKET))) return { error: refused };
    const here = yield* docker<T>(process, path);
    return isTrouble(here) && here.error.includes('not mounted') ? { error: `No environment: no agent answers under tasks.agent:9001, and ${SOCKET} is not mounted.` } : here;
  };
}

function portainerHandler(process: Process): HttpHandler {
  const { files } = process.machine;
  const sessions = new Set<string>();
  return function* portainer(request: HttpRequest) {
    const path = pathOf(request).slice(1);
    if (path === 'api/status' || path === 'api/system/status') return jsonResponse(200, { Version: process.env.get('PORTAINER_VERSION') ?? '2.33.3', InstanceID: process.machine.hostname });
    const stored = files.read(ADMIN);
    const first = isFileError(stored);
    if (request.method === 'POST') {
      const body = yield* bodyOf(request);
      const user = fieldOf(body, 'username') ?? '';
      const password = fieldOf(body, 'password') ?? '';
      if (first && password.length < PASSWORD_MIN) return loginPage(true, `The password must be at least ${PASSWORD_MIN} characters long.`);
      if (first) files.put(ADMIN, { content: JSON.stringify({ user, password }) });
      else if (stored !== JSON.stringify({ user, password })) return loginPage(false, 'Invalid credentials');
      const token = process.sim.random('image.portainer').hex(24);
      sessions.add(token);
      return { status: 302, headers: { location: '/', 'set-cookie': `portainer=${token}; Path=/` }, body: '' };
    }
    if (!sessions.has(cookieOf(request, 'portainer') ?? '')) return loginPage(first);
    return yield* lookAround('Portainer', path, portainerAsk(process));
  };
}

export function portainer(ports: readonly number[]): Main {
  return function* main(process) {
    process.memoryBytes = 40 * 1024 * 1024;
    endOn(process, ['SIGTERM', 'SIGINT'], 0);
    const answer = portainerHandler(process);
    for (const port of ports) if (!(yield* listen(process, port, answer))) return 1;
    yield* print(process, `${new Date(Math.floor(process.sim.nowMs)).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ')} INF github.com/portainer/portainer/api/http/server.go > starting HTTP server | bind_address=:9000\n`);
    return yield* forever();
  };
}

/** The agent passes on what Portainer asks to the engine of its own node. */
export function portainerAgent(): Main {
  return function* agent(process) {
    process.memoryBytes = 18 * 1024 * 1024;
    endOn(process, ['SIGTERM', 'SIGINT'], 0);
    const handler: HttpHandler = function* answer(request) {
      if (pathOf(request) === '/ping') return { status: 204, headers: {}, body: '' };
      if (!request.path.startsWith('/docker/') || request.headers['x-portaineragent-target'] === undefined) return jsonResponse(403, { message: 'Missing request signature headers' });
      const value = yield* docker<object>(process, request.path.slice(7));
      return isTrouble(value) ? jsonResponse(503, { message: value.error }) : jsonResponse(200, value);
    };
    if (!(yield* listen(process, 9001, handler))) return 1;
    yield* print(process, 'INF agent/cmd/agent/main.go > starting Agent API server | api_version=2.33.3 server_addr=0.0.0.0 server_port=9001\n');
    return yield* forever();
  };
}

export function swarmpit(): Main {
  return function* main(process) {
    process.memoryBytes = 260 * 1024 * 1024;
    endOn(process, ['SIGTERM', 'SIGINT'], 143);
    const handler: HttpHandler = function* answer(request) {
      const path = pathOf(request).slice(1);
      return path === 'version' ? jsonResponse(200, { name: 'swarmpit', version: '1.9' }) : yield* lookAround('Swarmpit', path, (asked) => docker(process, asked));
    };
    if (!(yield* listen(process, 8080, handler))) return 1;
    yield* print(process, `${new Date(Math.floor(process.sim.nowMs)).toISOString()} INFO [swarmpit.server] - Swarmpit is running on port 8080\n`);
    return yield* forever();
  };
}

interface Stats {
  cpu_stats?: { cpu_usage?: { total_usage?: number }; system_cpu_usage?: number; online_cpus?: number };
  precpu_stats?: { cpu_usage?: { total_usage?: number }; system_cpu_usage?: number };
  memory_stats?: { usage?: number; limit?: number };
}

const CADVISOR_CSS =
  'body{padding:24px;max-width:960px;margin:0 auto}h1{font-size:26px;margin-bottom:4px}p{color:#5d6670}.scroll{overflow-x:auto;margin-top:18px;border:1px solid #e3ddd2;border-radius:10px;background:#fff}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:9px 14px;border-bottom:1px solid #efeae1;white-space:nowrap}td.n{text-align:right;font-variant-numeric:tabular-nums}' +
  '.bar{display:inline-block;width:140px;height:10px;background:#efeae1;border-radius:5px;overflow:hidden;vertical-align:middle;margin-left:10px}.bar i{display:block;height:100%;background:#2462c4}';
const CADVISOR_SCRIPT =
  "function cell(r,x,c){var d=document.createElement('td');d.textContent=x;if(c)d.className=c;r.appendChild(d);return d}function bar(d,p){var b=document.createElement('span');b.className='bar';var i=document.createElement('i');i.style.width=Math.min(100,p)+'%';b.appendChild(i);d.appendChild(b)}" +
  "function poll(){fetch('/state').then(function(r){return r.json()}).then(function(s){document.getElementById('note').textContent=s.error||s.containers.length+' containers on '+s.name;document.getElementById('list').hidden=!!s.error;if(s.error)return;var t=document.getElementById('rows');t.textContent='';s.containers.forEach(function(c){var r=document.createElement('tr');cell(r,c.name);cell(r,c.image);bar(cell(r,c.cpu.toFixed(1)+' %','n'),c.cpu);bar(cell(r,c.memory+' MiB','n'),c.share);t.appendChild(r)})}).catch(function(){document.getElementById('note').textContent='cAdvisor does not answer.'}).then(function(){setTimeout(poll,3000)})}poll();";

/** The containers of this node with what they use. */
function* usage(process: Process): Program<object> {
  const info = yield* docker<{ Name: string; MemTotal: number }>(process, '/info');
  if (isTrouble(info)) return { error: info.error.replace(/: add --mount.*/, ': mount /var/run of the node, as --mount type=bind,source=/var/run,target=/var/run') };
  const containers = yield* docker<ContainerInfo[]>(process, '/containers/json');
  if (isTrouble(containers)) return containers;
  const rows: object[] = [];
  for (const container of containers) {
    const stats = yield* docker<Stats>(process, `/containers/${container.Id}/stats?stream=0&one-shot=0`);
    if (isTrouble(stats)) continue;
    const used = (stats.cpu_stats?.cpu_usage?.total_usage ?? 0) - (stats.precpu_stats?.cpu_usage?.total_usage ?? 0);
    const whole = (stats.cpu_stats?.system_cpu_usage ?? 0) - (stats.precpu_stats?.system_cpu_usage ?? 0);
    const memory = stats.memory_stats?.usage ?? 0;
    rows.push({
      name: (container.Names[0] ?? '').replace(/^\//, ''), image: shortImage(container.Image), cpu: whole > 0 ? (used / whole) * (stats.cpu_stats?.online_cpus ?? 1) * 100 : 0,
      memory: (memory / 1_048_576).toFixed(1), share: (memory / (stats.memory_stats?.limit || info.MemTotal || 1)) * 100,
    });
  }
  return { name: info.Name, containers: rows };
}

export function cadvisor(): Main {
  return function* main(process) {
    process.memoryBytes = 30 * 1024 * 1024;
    endOn(process, ['SIGTERM', 'SIGINT'], 0);
    const handler: HttpHandler = function* answer(request) {
      const path = pathOf(request);
      if (path === '/healthz') return textResponse(200, 'ok');
      if (path === '/state') return jsonResponse(200, yield* usage(process));
      if (path === '/') return { status: 307, headers: { location: '/containers/' }, body: '' };
      if (path === '/metrics') return textResponse(200, '# HELP cadvisor_version_info A metric with a constant 1 value.\n# TYPE cadvisor_version_info gauge\ncadvisor_version_info 1\n');
      return htmlPage({
        title: 'cAdvisor - /', css: CADVISOR_CSS, script: CADVISOR_SCRIPT,
        body: '<h1>cAdvisor</h1><p id="note" role="status">Asking the engine of this node.</p><div class="scroll" id="list" hidden><table><thead><tr><th scope="col">Container</th><th scope="col">Image</th><th scope="col">CPU</th><th scope="col">Memory</th></tr></thead><tbody id="rows"></tbody></table></div>',
      });
    };
    if (!(yield* listen(process, 8080, handler))) return 1;
    return yield* forever();
  };
}
