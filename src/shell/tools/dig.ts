/** dig: DNS questions and their full answers. */
import type { Process } from '../../os';
import type { Program } from '../../sim';
import { isAddress, lookup, nameServer, reverseName } from './_dns';
import { print } from './_io';
import { civil, strftime } from './_time';
import { tool } from './_tool';

interface Question {
  name: string;
  type: string;
}

interface Look {
  short: boolean;
  comments: boolean;
  stats: boolean;
  command: boolean;
  question: boolean;
  answer: boolean;
}

const TYPES = new Set(['A', 'AAAA', 'ANY', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT']);
const VERSION = '9.18.39-1~deb12u1-Debian';

export default tool({
  name: 'dig',
  package: 'bind9-dnsutils',
  *main(process) {
    const args = process.argv.slice(1);
    const look: Look = { short: false, comments: true, stats: true, command: true, question: true, answer: true };
    const questions: Question[] = [];
    let server = nameServer(process);
    let serverName: string | undefined;
    let type: string | undefined;
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] as string;
      if (arg.startsWith('@')) serverName = arg.slice(1);
      else if (arg.startsWith('+')) {
        const option = arg.slice(1).split('=')[0] as string;
        const on = !option.startsWith('no');
        const name = on ? option : option.slice(2);
        if (name === 'short') look.short = on;
        else if (name === 'all') look.comments = look.stats = look.command = look.question = look.answer = on;
        else if (name === 'comments') look.comments = on;
        else if (name === 'stats') look.stats = on;
        else if (name === 'cmd') look.command = on;
        else if (name === 'question') look.question = on;
        else if (name === 'answer') look.answer = on;
        else if (!/^(time|timeout|tries|retry|tcp|vc|search|recurse|edns|dnssec|trace|ttlid|authority|additional|multiline|identify)$/.test(name)) {
          yield* process.stderr.write(`Invalid option: ${arg}\n`);
          return 1;
        }
      } else if (arg === '-x') questions.push({ name: reverseName(args[++i] ?? ''), type: 'PTR' });
      else if (arg === '-t') type = (args[++i] ?? 'A').toUpperCase();
      else if (arg === '-p' || arg === '-b' || arg === '-c') i++;
      else if (arg === '-4' || arg === '-6') continue;
      else if (arg === '-v') {
        yield* print(process, `DiG ${VERSION}\n`);
        return 0;
      } else if (arg.startsWith('-')) {
        yield* process.stderr.write(`Invalid option: ${arg}\nUsage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}\n`);
        return 1;
      } else if (TYPES.has(arg.toUpperCase()) && questions.length > 0) (questions[questions.length - 1] as Question).type = arg.toUpperCase();
      else if (TYPES.has(arg.toUpperCase())) type = arg.toUpperCase();
      else if (arg.toUpperCase() === 'IN') continue;
      else questions.push({ name: arg, type: type ?? 'A' });
    }
    if (serverName !== undefined) {
      const found = isAddress(serverName) ? undefined : yield* lookup(process, serverName);
      if (found && !found.ok) {
        yield* process.stderr.write(`dig: couldn't get address for '${serverName}': not found\n`);
        return 10;
      }
      server = found?.ok ? (found.value.addresses[0] ?? serverName) : serverName;
    }
    if (questions.length === 0) questions.push({ name: '.', type: 'NS' });
    let exitCode = 0;
    for (const question of questions) exitCode = (yield* ask(process, question, server, look, args)) || exitCode;
    return exitCode;
  },
});

function* ask(process: Process, question: Question, server: string, look: Look, args: readonly string[]): Program<number> {
  const startMs = process.sim.nowMs;
  const isReverse = question.name.endsWith('.in-addr.arpa');
  let records: { type: string; text: string }[] = [];
  let status = 'NOERROR';
  let ttl = 600;
  if (isReverse) {
    const address = question.name.replace('.in-addr.arpa', '').split('.').reverse().join('.');
    const name = yield* process.machine.net.reverse(address);
    if (name === undefined) status = 'NXDOMAIN';
    else records = [{ type: 'PTR', text: `${name}.` }];
  } else if (question.name !== '.') {
    const answer = yield* lookup(process, question.name);
    if (!answer.ok) {
      if (answer.error.kind !== 'unknown-host' || answer.error.reason === 'no-server') {
        yield* print(
          process,
          look.short ? '' : `\n; <<>> DiG ${VERSION} <<>> ${args.join(' ')}\n;; global options: +cmd\n;; no servers could be reached\n\n`,
        );
        return 9;
      }
      status = 'NXDOMAIN';
    } else {
      ttl = answer.value.ttlSeconds || 600;
      if (question.type === 'A' || question.type === 'ANY') records = answer.value.addresses.map((text) => ({ type: 'A', text }));
    }
  }
  if (look.short) {
    yield* print(process, records.map(({ text }) => `${text}\n`).join(''));
    return 0;
  }
  const name = question.name.endsWith('.') ? question.name : `${question.name}.`;
  let out = '';
  if (look.command) out += `\n; <<>> DiG ${VERSION} <<>> ${args.join(' ')}\n;; global options: +cmd\n`;
  const id = process.sim.random('dig').int(1, 65535);
  if (look.comments) {
    out +=
      `;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${status}, id: ${id}\n` +
      `;; flags: qr rd ra; QUERY: 1, ANSWER: ${records.length}, AUTHORITY: 0, ADDITIONAL: 0\n\n`;
  }
  const padded = (text: string, columns: number): string => text + '\t'.repeat(Math.max(1, Math.ceil((columns - text.length) / 8)));
  if (look.question) out += `${look.comments ? ';; QUESTION SECTION:\n' : ''}${padded(`;${name}`, 32)}IN\t${question.type}\n\n`;
  if (look.answer && records.length > 0) {
    const lines = records.map(({ type, text }) => `${padded(name, 24)}${ttl}\tIN\t${type}\t${text}\n`).join('');
    out += `${look.comments ? ';; ANSWER SECTION:\n' : ''}${lines}\n`;
  }
  if (look.stats) {
    const size = 30 + name.length + records.reduce((sum, { text }) => sum + 12 + Math.max(4, text.length), 0);
    out +=
      `;; Query time: ${Math.round(process.sim.nowMs - startMs)} msec\n;; SERVER: ${server}#53(${server}) (UDP)\n` +
      `;; WHEN: ${strftime('%a %b %d %H:%M:%S UTC %Y', civil(process.sim.nowMs))}\n;; MSG SIZE  rcvd: ${size}\n\n`;
  }
  yield* print(process, out);
  return 0;
}
