/** swarmgs/balance: a balance API on 3000 that asks the customer API behind CUSTOMER_API for the name. */
import { jsonResponse, textResponse, type HttpHandler, type Process } from '../os';
import { image } from './_image';
import { bodyOf, complain, pathOf } from './_programs';
import { nodeApp } from './_swarmgs';

/** As Node.js says it. */
const REASONS: Readonly<Record<string, string>> = { refused: 'connect ECONNREFUSED', timeout: 'connect ETIMEDOUT', unreachable: 'connect EHOSTUNREACH', reset: 'read ECONNRESET', 'unknown-host': 'getaddrinfo ENOTFOUND' };

function handler(process: Process): HttpHandler {
  const api = process.env.get('CUSTOMER_API') ?? 'localhost:3000';
  const [host = 'localhost', port = '3000'] = api.split(':');
  return function* balance(request) {
    const id = /^\/balances?\/(\d+)/.exec(pathOf(request))?.[1];
    if (id === undefined && pathOf(request) !== '/') return textResponse(404, `Cannot ${request.method} ${pathOf(request)}\n`);
    if (id === undefined) return jsonResponse(200, { message: 'Balance API', customerApi: `http://${api}`, servedBy: process.machine.hostname });
    const answer = yield* process.machine.net.http(
      { host, port: Number(port) || 80 },
      { method: 'GET', path: `/customer/${id}`, headers: { host: api }, body: '' },
      5000,
    );
    if (!answer.ok || answer.value.status !== 200) {
      const why = answer.ok ? `it answers ${answer.value.status}` : (REASONS[answer.error.kind] ?? answer.error.kind);
      yield* complain(process, `Error: customer API at http://${api}: ${why}\n`);
      return jsonResponse(500, { error: `cannot reach the customer API at http://${api}: ${why}` });
    }
    const text = yield* bodyOf({ ...request, body: answer.value.body });
    return jsonResponse(200, {
      id: Number(id),
      balance: 100 + Number(id) * 7,
      servedBy: process.machine.hostname,
      customer: JSON.parse(text) as object,
    });
  };
}

export default image({
  name: 'swarmgs/balance',
  about: 'Port 3000: /balance/1 asks the customer API in CUSTOMER_API.',
  tags: { latest: '1' },
  build: ({ version }) => nodeApp(version, handler, (process) => `CUSTOMER_API = http://${process.env.get('CUSTOMER_API') ?? 'localhost:3000'}\n`),
});
