/** hello-world: prints its letter and ends. */
import { image } from './_image';
import { print } from './_programs';

const LETTER = `
Hello from Docker!
This message shows that your installation appears to be working correctly.

To generate this message, Docker took the following steps:
 1. The Docker client contacted the Docker daemon.
 2. The Docker daemon pulled the "hello-world" image from the Docker Hub.
    (amd64)
 3. The Docker daemon created a new container from that image which runs the
    executable that produces the output you are currently reading.
 4. The Docker daemon streamed that output to the Docker client, which sent it
    to your terminal.

To try something more ambitious, you can run an Ubuntu container with:
 $ docker run -it ubuntu bash

Share images, automate workflows, and more with a free Docker ID:
 https://hub.docker.com/

For more examples and ideas, visit:
 https://docs.docker.com/get-started/

`;

/** The same letter where Docker runs Windows' containers. */
const WINDOWS_LETTER = LETTER.replace('    (amd64)\n', '    (windows-amd64, nanoserver-ltsc2022)\n')
  .replace('run an Ubuntu container with:\n $ docker run -it ubuntu bash', 'run a Windows Server container with:\n PS C:\\> docker run -it mcr.microsoft.com/windows/servercore:ltsc2022 powershell')
  .replaceAll('\n', '\r\n');

export default image({
  name: 'hello-world',
  about: 'Prints a greeting and ends.',
  tags: { latest: '1', linux: '1', 'nanoserver-ltsc2022': '1' },
  build: ({ tag }) => {
    const windows = {
      base: 'windows-nanoserver' as const,
      config: { Cmd: ['cmd', '/C', 'type C:\\hello.txt'] },
      layers: [['COPY hello.txt C: # buildkit', 2_048] as const],
      files: { '/hello.txt': WINDOWS_LETTER },
    };
    if (tag.startsWith('nanoserver')) return windows;
    return {
      base: 'scratch',
      config: { Cmd: ['/hello'] },
      layers: [['COPY hello / # buildkit', 10_072]],
      programs: {
        '/hello': function* hello(process) {
          yield* print(process, LETTER);
          return 0;
        },
      },
      // The tag `linux` is for Linux alone.
      ...(tag === 'latest' && { windows }),
    };
  },
});
