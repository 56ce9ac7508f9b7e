/** jetbrains/teamcity-server: Port 8111: a build server. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'jetbrains/teamcity-server',
  about: 'Port 8111: a build server.',
  tags: { latest: '2025.07' },
  base: 'ubuntu',
  command: ['/run-services.sh'],
  ports: [8111],
  body: `<!DOCTYPE html>\n<html>\n<head><title>TeamCity</title></head>\n<body>\n<h1>TeamCity First Start</h1>\n</body>\n</html>\n`,
  megabytes: 1500,
  memoryMegabytes: 900,
  exitCode: 143,
});
