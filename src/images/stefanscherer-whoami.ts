/** stefanscherer/whoami: tells which container answers, on Linux and on Windows. */
import { image } from './_image';
import { page, server } from './_programs';

const whoami = server({
  port: 8080,
  banner: 'Listening on :8080\n',
  handler: page((process) => `I'm ${process.machine.hostname} running on ${process.machine.platform.os}/amd64\n`, 'text/plain; charset=utf-8'),
});

export default image({
  name: 'stefanscherer/whoami',
  about: "Port 8080: I'm <hostname> running on <platform>; for Linux and Windows nodes.",
  tags: { latest: '2.0.1', '2.0.1': '2.0.1' },
  build: () => ({
    base: 'scratch',
    config: { Entrypoint: ['/http'], ExposedPorts: ['8080/tcp'] },
    layers: [['COPY http / # buildkit', 5_400_000]],
    programs: { '/http': whoami },
    windows: {
      base: 'windows-nanoserver',
      config: { Entrypoint: ['C:\\http.exe'], ExposedPorts: ['8080/tcp'] },
      layers: [['COPY http.exe C: # buildkit', 5_400_000]],
      programs: { '/http.exe': whoami },
    },
  }),
});
