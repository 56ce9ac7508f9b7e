/** drill: DNS questions, in the form of ldns. */
import { isAddress, lookup, nameServer, reverseName } from './_dns';
import { fail, print } from './_io';
import { civil, strftime } from './_time';
import { tool } from './_tool';

export default tool({
  name: 'drill',
  package: 'ldnsutils',
  *main(process) {
    const startMs = process.sim.nowMs;
    let server = nameServer(process);
    let quiet = false;
    let reverse = false;
    const words: string[] = [];
    for (const arg of process.argv.slice(1)) {
      if (arg.startsWith('@')) server = arg.slice(1);
      else if (arg === '-Q') quiet = true;
      else if (arg === '-x') reverse = true;
      else if (arg.startsWith('-')) return yield* fail(process, `option ${arg} is not supported in this lab`);
      else words.push(arg);
    }
    const given = words[0];
    if (given === undefined) {
      yield* process.stderr.write('  Usage: drill name [@server] [type] [class]\n');
      return 1;
    }
    const type = (words[1] ?? (reverse ? 'PTR' : 'A')).toUpperCase();
    const name = reverse && isAddress(given) ? reverseName(given) : given;
    let records: string[] = [];
    let code = 'NOERROR';
    let ttl = 600;
    if (reverse) {
      const found = yield* process.machine.net.reverse(given);
      if (found === undefined) code = 'NXDOMAIN';
      else records = [`${found}.`];
    } else {
      const answer = yield* lookup(process, name);
      if (!answer.ok) {
        if (answer.error.kind === 'unknown-host' && answer.error.reason === 'no-server')
          return yield* fail(process, 'Error: error sending query: Could not send or receive, because of network error');
        code = 'NXDOMAIN';
      } else if (type === 'A' || type === 'ANY') {
        records = answer.value.addresses;
        ttl = answer.value.ttlSeconds || 600;
      }
    }
    if (quiet) {
      yield* print(process, records.map((record) => `${record}\n`).join(''));
      return 0;
    }
    const id = process.sim.random('dig').int(1, 65535);
    const lines = records.map((record) => `${name}.\t${ttl}\tIN\t${type}\t${record}\n`).join('');
    yield* print(
      process,
      `;; ->>HEADER<<- opcode: QUERY, rcode: ${code}, id: ${id}\n` +
        `;; flags: qr rd ra ; QUERY: 1, ANSWER: ${records.length}, AUTHORITY: 0, ADDITIONAL: 0 \n;; QUESTION SECTION:\n` +
        `;; ${name}.\tIN\t${type}\n\n;; ANSWER SECTION:\n${lines}\n;; AUTHORITY SECTION:\n\n;; ADDITIONAL SECTION:\n\n` +
        `;; Query time: ${Math.round(process.sim.nowMs - startMs)} msec\n;; SERVER: ${server}\n` +
        `;; WHEN: ${strftime('%a %b %e %H:%M:%S %Y', civil(process.sim.nowMs))}\n;; MSG SIZE  rcvd: ${33 + records.length * 16}\n`,
    );
    return 0;
  },
});
