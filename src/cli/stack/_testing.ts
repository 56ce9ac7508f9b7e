/** A canned engine for deployments, the same one that stood in for an engine when the real client was recorded. */
import { Answer, type Asked, type Route, type Routes, runDocker } from '../_testing';

export interface DeployCase {
  name: string;
  /** Below the folder of the case. */
  files?: Record<string, string>;
  args: string[];
  env?: Record<string, string>;
  stdin?: string;
  /** Answers by `GET /path`, before the engine's own. */
  state?: Record<string, unknown>;
}

export interface Request {
  method: string;
  path: string;
  /** Absent where there is none. */
  query?: Record<string, string>;
  body?: unknown;
  /** Credentials for the registry, as sent. */
  auth?: string;
}

export const FOLDER = '/tmp/lab';

interface Refused {
  __status: number;
  message: string;
}

const isRefused = (value: unknown): value is Refused => typeof value === 'object' && value !== null && '__status' in value;

function answerTo(asked: Asked, state: Record<string, unknown>): unknown {
  const { method, path } = asked;
  const known = state[`${method} ${path}`];
  if (known !== undefined) return isRefused(known) ? new Answer(known.__status, { message: known.message }) : known;
  if (path === '/info') return { Swarm: { ControlAvailable: true, LocalNodeState: 'active', NodeID: 'n1' }, ServerVersion: '28.5.2' };
  if (method === 'POST' && path.endsWith('/create')) {
    const { Name = '' } = asked.body as { Name?: string };
    return new Answer(201, { ID: `id-${Name}`, Id: `id-${Name}` });
  }
  if (method === 'POST' && path.endsWith('/update')) return { Warnings: null };
  if (method === 'DELETE') return null;
  if (['/services', '/networks', '/secrets', '/configs', '/tasks', '/nodes'].includes(path)) {
    const names = Object.keys((JSON.parse(asked.query.filters ?? '{}') as { name?: object }).name ?? {});
    return /secrets|configs/.test(path) ? names.sort().map((name) => ({ ID: `id-${name}`, Spec: { Name: name } })) : [];
  }
  if (path.startsWith('/distribution/')) {
    const Platforms = [
      { architecture: 'amd64', os: 'linux' },
      { architecture: 'arm', os: 'linux', variant: 'v7' },
    ];
    return { Descriptor: { mediaType: 'm', digest: `sha256:${'a'.repeat(64)}`, size: 1 }, Platforms };
  }
  const [, noun = '', ...rest] = path.split('/');
  return new Answer(404, { message: `no such ${noun.replace(/s$/, '')}: ${rest[rest.length - 1]}` });
}

/** Runs the case; answers exit code, stdout, stderr and what the engine was asked. */
export function playDeployment({ files = {}, args, env, stdin, state = {} }: DeployCase): [number, string, string, Request[]] {
  const route: Route = (asked: Asked) => answerTo(asked, state);
  const routes = new Proxy<Routes>({}, { get: () => route, has: () => true });
  const placed = Object.fromEntries(Object.entries(files).map(([path, content]) => [`${FOLDER}/${path}`, content]));
  const { code, stdout, stderr, asked } = runDocker(args, routes, { files: placed, cwd: FOLDER, env: { HOME: '/root', ...env }, stdin });
  const requests = asked.map((one): Request => {
    const auth = one.headers['x-registry-auth'];
    return { method: one.method, path: one.path, query: one.query, ...(one.body === '' ? {} : { body: one.body }), ...(auth ? { auth } : {}) };
  });
  return [code, stdout, stderr.replace(/time="[^"]*"/g, 'time="<time>"'), requests];
}
