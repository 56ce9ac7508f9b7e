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

export default image({
  name: 'hello-world',
  about: 'Prints a greeting and ends.',
  tags: { latest: '1', linux: '1', 'nanoserver-ltsc2022': '1' },
  build: ({ tag }) => ({
    base: tag.startsWith('nanoserver') ? 'windows-nanoserver' : 'scratch',
    config: { Cmd: ['/hello'] },
    layers: [['COPY hello / # buildkit', 10_072]],
    programs: {
      '/hello': function* hello(process) {
        yield* print(process, LETTER);
        return 0;
      },
    },
  }),
});
