/**
 * The Docker Engine API of one machine: method and path find a route; the version in front of the path is checked
 * and taken off (moby api/server/router, middleware/version.go). Routes register by pattern, one file per resource.
 */
import type { HttpHandler, HttpRequest, HttpResponse } from '../os';
import type { Program } from '../sim';
import { sleep } from '../sim';
import type { Daemon } from '../world/daemon';
import { json, Query } from './call';
import type { Route } from './call';
import { archive } from './routes/archive';
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

/** `GET /containers/{name}/json` to its route; `{name:*}` also matches slashes, as image names need. */
export type Routes = Readonly<Record<string, Route>>;

/** What the daemon takes to answer anything, in milliseconds (observed on Docker 28.5: 1 to 4). */
const ANSWER_MS = 1.5;

const RESOURCES: readonly Routes[] = [system, swarm, nodes, services, tasks, containers, archive, execs, images, networks, volumes, secrets, configs, events];

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
  let path = question < 0 ? request.path : request.path.slice(0, question);
  const query = new Query(question < 0 ? '' : request.path.slice(question + 1));
  const versioned = /^\/v(\d+)\.(\d+)(\/.*)$/.exec(path);
  if (versioned) {
    const minor = Number(versioned[2]);
    const version = `${versioned[1]}.${versioned[2]}`;
    if (Number(versioned[1]) !== 1 || minor > 51) return json(400, { message: `client version ${version} is too new. Maximum supported API version is ${API_VERSION}` });
    if (minor < 24) {
      return json(400, { message: `client version ${version} is too old. Minimum supported API version is ${API_VERSION_MIN}, please upgrade your client to a newer version` });
    }
    path = versioned[3] as string;
  }
  let wrongMethod = false;
  for (const { method, pattern, names, route } of TABLE) {
    const match = pattern.exec(path);
    if (!match) continue;
    if (method !== request.method && !(method === 'GET' && request.method === 'HEAD' && path === '/_ping')) {
      wrongMethod = true;
      continue;
    }
    const params: Record<string, string> = {};
    names.forEach((name, i) => (params[name] = decodePart(match[i + 1] as string)));
    return yield* route({ daemon, sim, request, params, query });
  }
  return wrongMethod ? json(405, { message: 'method not allowed' }) : json(404, { message: 'page not found' });
}

function compile(key: string, route: Route): Compiled {
  const [method = '', path = ''] = key.split(' ');
  const names: string[] = [];
  const source = path.replace(/\{(\w+)(:\*)?\}/g, (_whole, name: string, slashes: string | undefined) => {
    names.push(name);
    return slashes ? '(.+)' : '([^/]+)';
  });
  return { method, pattern: new RegExp(`^${source}$`), names, route };
}

function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
