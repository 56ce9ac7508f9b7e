/** sixeyed/atsea-db: the shop's SQL Server, on Windows as the hybrid workshop has it and on Linux; clients only need its port. */
import type { Main } from '../os';
import { sleep } from '../sim';
import { image, type ImageBuild } from './_image';
import { endOn, forever, print } from './_programs';

const PORT = 1433;

/** What a SQL Server says while it starts is of no use to anybody but the time it takes. */
function sqlServer(starting: readonly string[], startMs: number): Main {
  return function* sqlservr(process) {
    process.memoryBytes = 680 * 1024 * 1024;
    endOn(process, ['SIGTERM', 'SIGINT'], 0);
    for (const line of starting) {
      yield* print(process, `${line}\n`);
      yield* sleep(process.sim, startMs / starting.length);
    }
    process.machine.net.listenTcp(PORT, function* accept(connection) {
      while ((yield* connection.read()) !== undefined);
    });
    return yield* forever();
  };
}

export default image({
  name: 'sixeyed/atsea-db',
  also: ['dockersamples/atsea_db'],
  about: 'Port 1433: the database of the AtSea shop. The tag mssql is for Windows nodes.',
  tags: { latest: '1', mssql: '1', 'mssql-linux': '1' },
  build: ({ tag }): ImageBuild => {
    if (tag === 'mssql') {
      return {
        base: 'windows-servercore',
        config: {
          Env: ['ACCEPT_EULA=Y', 'DATA_PATH=C:\\data', 'sa_password=_'],
          Entrypoint: ['C:\\sqlservr.exe'],
          ExposedPorts: [`${PORT}/tcp`],
          WorkingDir: 'C:\\init',
        },
        layers: [['RUN powershell Install SQL Server Express', 3_100_000_000], ['COPY Initialize-Database.ps1 init.sql C:\\init\\', 24_000]],
        files: { '/init/Initialize-Database.ps1': "# Attaches the shop's database, or makes a new one.\r\nparam([string]$sa_password, [string]$data_path)\r\n" },
        programs: {
          '/sqlservr.exe': sqlServer(['VERBOSE: Starting SQL Server', 'VERBOSE: Changing SA login credentials', 'VERBOSE: No existing data files - will create new database', 'Changed database context to \'AtSeaShop\'.', 'VERBOSE: Deployed AtSeaShop database'], 9_000),
        },
      };
    }
    return {
      base: 'ubuntu-old',
      config: { Cmd: ['/opt/mssql/bin/sqlservr'], ExposedPorts: [`${PORT}/tcp`] },
      layers: [['RUN /bin/sh -c apt-get install -y mssql-server # buildkit', 1_200_000_000], ['COPY init.sql / # buildkit', 24_000]],
      programs: { '/opt/mssql/bin/sqlservr': sqlServer(['SQL Server is now ready for client connections.'], 0) },
    };
  },
});
