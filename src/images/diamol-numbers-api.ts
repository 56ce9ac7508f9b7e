/** diamol/ch08-numbers-api: Port 80: /rng answers a number. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'diamol/ch08-numbers-api',
  about: 'Port 80: /rng answers a number.',
  tags: { latest: '1', v2: '2', v3: '3' },
  command: ['dotnet', 'Numbers.Api.dll'],
  ports: [80],
  body: (process) => `${process.sim.random('image.numbers').int(0, 99)}`,
  contentType: 'text/plain; charset=utf-8',
  megabytes: 120,
  memoryMegabytes: 50,
});
