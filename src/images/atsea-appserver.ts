/** mikegcoleman/atsea_appserver: the shop of the hybrid labs. 1.0 and 3.0 serve on 8080; 2.0 fails a second after its start. */
import { image } from './_image';
import { late } from './_late';

export default image({
  name: 'mikegcoleman/atsea_appserver',
  also: ['dockersamples/atsea_app'],
  about: 'Port 8080: the AtSea shop; 2.0 is broken on purpose.',
  tags: { latest: '3.0', '1.0': '1.0', '2.0': '2.0', '3.0': '3.0' },
  build: ({ version }) => ({
    base: 'alpine-old',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/jvm/java-1.8-openjdk/bin', 'JAVA_VERSION=8u131'],
      Entrypoint: ['java', '-jar', '/app/AtSea-0.0.1-SNAPSHOT.jar'],
      Cmd: ['--spring.profiles.active=postgres'],
      ExposedPorts: ['8080/tcp'],
      WorkingDir: '/app',
    },
    layers: [
      ['RUN /bin/sh -c apk add --no-cache openjdk8-jre # buildkit', 78_000_000],
      [`COPY AtSea-0.0.1-SNAPSHOT.jar /app # ${version}`, 52_000_000],
    ],
    programs: { '/usr/bin/java': late('shop', 'AtSea', version, 8080) },
  }),
});
