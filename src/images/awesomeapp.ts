/** solarwinds/awesomeapp: the web front end of the Linux workshop, on 8000; 2.0 fails a second after its start. */
import { image } from './_image';
import { late } from './_late';

export default image({
  name: 'solarwinds/awesomeapp',
  about: 'Port 8000: the front end of the Linux workshop; 2.0 is broken on purpose.',
  tags: { latest: '3.0', '1.0': '1.0', '2.0': '2.0', '3.0': '3.0' },
  build: ({ version }) => ({
    base: 'alpine-old',
    config: { Entrypoint: ['java', '-jar', '/app/awesomeapp.jar'], ExposedPorts: ['8000/tcp'], WorkingDir: '/app' },
    layers: [
      ['RUN /bin/sh -c apk add --no-cache openjdk8-jre # buildkit', 78_000_000],
      [`COPY awesomeapp.jar /app # ${version}`, 48_000_000],
    ],
    programs: { '/usr/bin/java': late('shop', 'Awesome App', version, 8000) },
  }),
});
