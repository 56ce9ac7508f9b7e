/** swarmgs/nodewebstress: a server whose /critical route ends it. */
import { textResponse, type HttpHandler, type Process } from '../os';
import { image } from './_image';
import { pathOf } from './_programs';
import { nodeApp } from './_swarmgs';

function handler(process: Process): HttpHandler {
  return function* stress(request) {
    if (pathOf(request).startsWith('/critical')) {
      process.sim.after(50, 'nodewebstress.critical', () => process.exit(0));
      return textResponse(500, 'critical\n');
    }
    return textResponse(200, 'ok\n');
  };
}

export default image({
  name: 'swarmgs/nodewebstress',
  about: 'Port 3000: /critical ends the process.',
  tags: { latest: '1' },
  build: ({ version }) => nodeApp(version, handler, (process) => `CUSTOMER_API = http://${process.env.get('CUSTOMER_API') ?? 'localhost:3000'}\n`),
});
