/**
 * The Docker Engine API of one machine: method and path find a route; the version in front of the path is checked
 * and taken off (moby api/server/router, middleware/version.go). Routes register by pattern, one file per resource.
 */
import { type HttpHandler, type HttpRequest, type HttpResponse, percentDecode } from '../os';
import type { Program } from '../sim';
import { sleep } from '../sim';
import type { Daemon } from '../world/daemon';
import { empty, json, Query } from './call';
import type { Route } from './call';
import { archive } from './routes/archive';
import { build } from './routes/build';
import { configs } from './routes/configs';
import { containers } from './routes/containers';
import { events } from './routes/events';
import { execs } from './routes/execs';
import { images } from './routes/images';
import { networks } from './routes/networks';
import { nodes } from './routes/nodes';
import { secrets } from './routes/secrets';
import { services } from './routes/services';
import { swarm } from './routes/swarm';
import { system } from './routes/system';
import { tasks } from './routes/tasks';
import { volumes } from './routes/volumes';

export const API_VERSION = '1.51';
export const API_VERSION_MIN = '1.24';

/** `GET /containers/{name}/json` to its route; `{name:*}` also matches slashes, as image names need, and so do the names of a machine's own things. */
export type Routes = Readonly<Record<string, Route>>;

/** What the daemon takes to answer anything, in milliseconds (observed on Docker 28.5: 1 to 4). */
const ANSWER_MS = 1.5;

const RESOURCES: readonly Routes[] = [system, swarm, nodes, services, tasks, containers, archive, execs, images, build, networks, volumes, secrets, configs, events];

interface Compiled {
  method: string;
  pattern: RegExp;
  names: string[];
  route: Route;
}

const TABLE: readonly Compiled[] = RESOURCES.flatMap((routes) => Object.entries(routes).map(([key, route]) => compile(key, route)));

export function createEngineApi(daemon: Daemon): HttpHandler {
  return (request) => handle(daemon, request);
}

function* handle(daemon: Daemon, request: HttpRequest): Program<HttpResponse> {
  const { sim } = daemon.machine;
  yield* sleep(sim, ANSWER_MS);
  const question = request.path.indexOf('?');
  const asked = question < 0 ? request.path : request.path.slice(0, question);
  const clean = cleanPath(asked);
  if (clean !== asked) return { status: 301, headers: { location: clean + request.path.slice(asked.length) }, body: '' };
  const versioned = /^\/v(\d+\.\d+)(\/.*)$/.exec(asked);
  const path = versioned?.[2] ?? asked;
  if (request.method === 'OPTIONS') return withVersions(daemon, empty(200));
  const found = findRoute(request.method, path);
  if (!found) return json(404, { message: 'page not found' });
  const refusal = versionRefusal(versioned?.[1]);
  if (refusal) return withVersions(daemon, refusal, false);
  const query = new Query(question < 0 ? '' : request.path.slice(question + 1));
  const apiMinor = Number((versioned?.[1] ?? API_VERSION).split('.')[1]);
  return withVersions(daemon, yield* found.route({ daemon, sim, request, params: found.params, query, apiMinor }));
}

function findRoute(wanted: string, path: string): { route: Route; params: Record<string, string> } | undefined {
  for (const { method, pattern, names, route } of TABLE) {
    const match = method === wanted ? pattern.exec(path) : null;
    if (!match) continue;
    return { route, params: Object.fromEntries(names.map((name, i) => [name, decodePart(match[i + 1] as string)])) };
  }
  return undefined;
}

/** moby api/server/middleware/version.go; clients as old as that are answered in plain text. */
function versionRefusal(version: string | undefined): HttpResponse | undefined {
  const [major = 1, minor = 0] = (version ?? API_VERSION).split('.').map(Number);
  if (major > 1 || minor > 51) return json(400, { message: `client version ${version} is too new. Maximum supported API version is ${API_VERSION}` });
  if (major === 1 && minor >= 24) return undefined;
  const message = `client version ${version} is too old. Minimum supported API version is ${API_VERSION_MIN}, please upgrade your client to a newer version`;
  return { status: 400, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${message}\n` };
}

/** What every answer of a route says of the server; the router's own refusals do not. */
function withVersions({ engine, machine }: Daemon, response: HttpResponse, experimental = true): HttpResponse {
  const { os } = machine.platform;
  const server = `Docker/${engine.version} (${os})`;
  return { ...response, headers: { 'api-version': API_VERSION, ...(experimental ? { 'docker-experimental': 'false' } : {}), ostype: os, server, ...response.headers } };
}

/** gorilla/mux sends clients away from paths with empty, `.` and `..` parts. */
function cleanPath(path: string): string {
  if (!/\/\/|\/\.{1,2}(\/|$)/.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}${path.endsWith('/') && parts.length > 0 ? '/' : ''}`;
}

function compile(key: string, route: Route): Compiled {
  const [method = '', path = ''] = key.split(' ');
  const names: string[] = [];
  const greedy = /^\/(containers|networks|volumes)\//.test(path);
  const source = path.replace(/\{(\w+)(:\*)?\}/g, (_whole, name: string, slashes: string | undefined) => {
    names.push(name);
    return slashes || greedy ? '(.+)' : '([^/]+)';
  });
  return { method, pattern: new RegExp(`^${source}$`), names, route };
}

const decodePart = (text: string): string => percentDecode(text) ?? text;
