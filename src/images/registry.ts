/** registry: holds what is pushed to it, by name and tag, below /var/lib/registry; content itself is known by digest. */
import { isFileError, jsonResponse, type Files, type HttpHandler, type Process } from '../os';
import { image } from './_image';
import { bodyOf, endOn, entrypoint, forever, listen, pathOf, print } from './_programs';

const ROOT = '/var/lib/registry/docker/registry/v2/repositories';
const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';

/** Every repository below the root: a directory with `_manifests` in it. */
function repositories(files: Files, path = ROOT): string[] {
  const names = files.list(path);
  if (isFileError(names)) return [];
  if (names.includes('_manifests')) return [path.slice(ROOT.length + 1)];
  return names.flatMap((name) => repositories(files, `${path}/${name}`));
}

function errorOf(code: string, message: string): object {
  return { errors: [{ code, message }] };
}

function handler(process: Process): HttpHandler {
  const { files } = process.machine;
  return function* registry(request) {
    const path = pathOf(request);
    const v2 = { 'docker-distribution-api-version': 'registry/2.0' };
    const json = (status: number, value: object) => {
      const response = jsonResponse(status, value);
      return { ...response, headers: { ...response.headers, ...v2 } };
    };
    if (path === '/v2/' || path === '/v2') return json(200, {});
    if (path === '/v2/_catalog') return json(200, { repositories: repositories(files) });
    const tags = /^\/v2\/(.+)\/tags\/list$/.exec(path);
    if (tags) {
      const names = files.list(`${ROOT}/${tags[1]}/_manifests/tags`);
      return isFileError(names)
        ? json(404, errorOf('NAME_UNKNOWN', 'repository name not known to registry'))
        : json(200, { name: tags[1], tags: names });
    }
    const manifest = /^\/v2\/(.+)\/manifests\/([^/]+)$/.exec(path);
    if (!manifest) return json(404, errorOf('UNSUPPORTED', 'not found'));
    const [, name = '', tag = ''] = manifest;
    const digestDirectory = `${ROOT}/${name}/_manifests/revisions`;
    if (request.method === 'PUT') {
      const body = yield* bodyOf(request);
      const digest = /"digest":\s*"(sha256:[0-9a-f]{64})"/.exec(body)?.[1];
      if (digest === undefined) return json(400, errorOf('MANIFEST_INVALID', 'manifest invalid'));
      files.put(`${ROOT}/${name}/_manifests/tags/${tag}/current/link`, { content: digest });
      files.put(`${digestDirectory}/${digest.slice(7)}/link`, { content: body });
      return { status: 201, headers: { ...v2, 'docker-content-digest': digest, location: `/v2/${name}/manifests/${digest}` }, body: '' };
    }
    const link = tag.startsWith('sha256:') ? tag : files.read(`${ROOT}/${name}/_manifests/tags/${tag}/current/link`);
    const content = typeof link === 'string' ? files.read(`${digestDirectory}/${link.slice(7)}/link`) : link;
    if (typeof content !== 'string' || typeof link !== 'string') return json(404, errorOf('MANIFEST_UNKNOWN', 'manifest unknown'));
    if (request.method === 'DELETE') {
      files.remove(`${digestDirectory}/${link.slice(7)}`, { recursive: true });
      return { status: 202, headers: v2, body: '' };
    }
    return {
      status: 200,
      headers: { ...v2, 'content-type': MANIFEST, 'docker-content-digest': link },
      body: request.method === 'HEAD' ? '' : content,
    };
  };
}

export default image({
  name: 'registry',
  about: 'Port 5000: a registry of your own; push to 127.0.0.1:5000/name.',
  tags: { latest: '3.0.0', '3': '3.0.0', '2': '2.8.3', '2.8': '2.8.3', '2.7': '2.7.1', '2.6': '2.6.2' },
  build: ({ version }) => ({
    base: 'alpine',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'OTEL_TRACES_EXPORTER=none'],
      Entrypoint: ['/entrypoint.sh'],
      Cmd: ['/etc/distribution/config.yml'],
      ExposedPorts: ['5000/tcp'],
      Volumes: ['/var/lib/registry'],
    },
    layers: [
      [`COPY registry ${version} /bin/registry # buildkit`, 18_000_000],
      ['COPY docker-entrypoint.sh /entrypoint.sh # buildkit', 155],
    ],
    files: { '/etc/distribution/config.yml': 'version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: /var/lib/registry\nhttp:\n  addr: :5000\n' },
    programs: {
      '/entrypoint.sh': entrypoint('/entrypoint.sh', 12, function* prepare(_process, argv) {
        return argv[0]?.endsWith('.yml') || argv[0] === 'serve' ? ['registry', 'serve', argv.at(-1) ?? ''] : argv;
      }),
      '/bin/registry': function* registry(process) {
        process.memoryBytes = 20 * 1024 * 1024;
        endOn(process, ['SIGTERM', 'SIGINT'], 2);
        if (!(yield* listen(process, 5000, handler(process)))) return 1;
        yield* print(
          process,
          `time="${new Date(Math.floor(process.sim.nowMs)).toISOString().slice(0, 19)}Z" level=info msg="listening on ` +
            `[::]:5000" go.version=go1.23.7 version=${version}\n`,
        );
        return yield* forever();
      },
    },
  }),
});
