/** diamol/ch08-numbers-web: Port 80: a page that asks the numbers API. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'diamol/ch08-numbers-web',
  about: 'Port 80: a page that asks the numbers API.',
  tags: { latest: '1', v2: '2', v3: '3' },
  command: ['dotnet', 'Numbers.Web.dll'],
  ports: [80],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Random Number Generator</title></head>\n<body>\n<h1>Random Number Generator</h1>\n</body>\n</html>\n`,
  megabytes: 120,
  memoryMegabytes: 55,
});
