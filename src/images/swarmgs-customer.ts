/** swarmgs/customer: a customer API on 3000; asking for one says which container answered. */
import { jsonResponse, textResponse, type HttpHandler, type Process } from '../os';
import { image } from './_image';
import { pathOf } from './_programs';
import { nodeApp } from './_swarmgs';

const NAMES = ['Wes', 'Ada', 'Grace', 'Linus', 'Barbara', 'Ken', 'Radia', 'Edsger', 'Margaret', 'Dennis'];

function handler(process: Process): HttpHandler {
  return function* customer(request) {
    const id = /^\/customers?\/(\d+)/.exec(pathOf(request))?.[1];
    if (id === undefined && pathOf(request) !== '/') return textResponse(404, `Cannot ${request.method} ${pathOf(request)}\n`);
    if (id === undefined) return jsonResponse(200, { message: 'Customer API', servedBy: process.machine.hostname });
    return jsonResponse(200, { id: Number(id), name: NAMES[Number(id) % NAMES.length], servedBy: process.machine.hostname });
  };
}

export default image({
  name: 'swarmgs/customer',
  about: 'Port 3000: /customer/1 tells a name and who served it.',
  tags: { latest: '1' },
  build: ({ version }) => nodeApp(version, handler, (process) => `CUSTOMER_API = http://${process.env.get('CUSTOMER_API') ?? 'localhost:3000'}\n`),
});
