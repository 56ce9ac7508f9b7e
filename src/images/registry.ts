/** registry: a registry of one's own; `_registry-server.ts` is what answers in it. */
import { image } from './_image';
import { endOn, entrypoint, forever, listen, print } from './_programs';
import { registryHandler } from './_registry-server';

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
        if (!(yield* listen(process, 5000, registryHandler(process, version)))) return 1;
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
