/** sixeyed/atsea-db: the shop's SQL Server; clients only need its port. */
import { image } from './_image';
import { endOn, forever, print } from './_programs';

export default image({
  name: 'sixeyed/atsea-db',
  also: ['dockersamples/atsea_db'],
  about: 'Port 1433: the database of the AtSea shop.',
  tags: { latest: '1', mssql: '1', 'mssql-linux': '1' },
  build: () => ({
    base: 'ubuntu-old',
    config: { Cmd: ['/opt/mssql/bin/sqlservr'], ExposedPorts: ['1433/tcp'] },
    layers: [['RUN /bin/sh -c apt-get install -y mssql-server # buildkit', 1_200_000_000], ['COPY init.sql / # buildkit', 24_000]],
    programs: {
      '/opt/mssql/bin/sqlservr': function* sqlservr(process) {
        process.memoryBytes = 680 * 1024 * 1024;
        endOn(process, ['SIGTERM', 'SIGINT'], 0);
        yield* print(process, 'SQL Server is now ready for client connections.\n');
        process.machine.net.listenTcp(1433, function* accept(connection) {
          while ((yield* connection.read()) !== undefined);
        });
        return yield* forever();
      },
    },
  }),
});
