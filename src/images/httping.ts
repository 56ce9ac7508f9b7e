/** bretfisher/httping: asks a web server again and again, to watch an update while it runs. */
import { image } from './_image';

export default image({
  name: 'bretfisher/httping',
  about: 'docker run --rm bretfisher/httping -i .1 -GsY node1:8080/healthz watches a service while it is updated.',
  tags: { latest: '2.5', '2.5': '2.5' },
  build: () => ({
    base: 'alpine',
    config: { Entrypoint: ['httping'], Cmd: ['--help'] },
    packages: ['httping'],
    layers: [['COPY /usr/local/bin/httping /usr/local/bin/httping # buildkit', 2_600_000]],
  }),
});
