/** docker: the client as an image; with the socket mounted it talks to the host's engine. */
import { image } from './_image';
import { exec } from './_programs';

export default image({
  name: 'docker',
  about: 'The docker client; mount /var/run/docker.sock to use it.',
  tags: {
    latest: '28.5.2',
    '28': '28.5.2',
    cli: '28.5.2',
    '28-cli': '28.5.2',
    '27': '27.5.1',
    '24': '24.0.9',
    '20.10': '20.10.24',
    '18.09': '18.09.9',
    '17.12': '17.12.1',
  },
  build: ({ version }) => ({
    base: 'alpine',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', `DOCKER_VERSION=${version}`],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['sh'],
    },
    packages: ['docker'],
    layers: [[`RUN /bin/sh -c set -eux; install docker ${version} # buildkit`, 170_000_000]],
    files: { '/usr/local/bin/docker': { program: 'docker' } },
    programs: {
      '/usr/local/bin/docker-entrypoint.sh': function* entry(process) {
        const words = process.argv.slice(1);
        const first = words[0] ?? 'sh';
        const isCommand = !first.startsWith('-') && process.machine.processes.which(first, process.env.get('PATH') ?? '') !== undefined;
        return (yield* exec(process, isCommand ? words : ['docker', ...words])) ?? 127;
      },
    },
  }),
});
