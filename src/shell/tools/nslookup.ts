/** nslookup: bind's form, and busybox' in its images. */
import type { Process } from '../../os';
import type { Program } from '../../sim';
import { isAddress, lookup, nameServer, reverseName } from './_dns';
import { isBusybox, print } from './_io';
import { tool } from './_tool';

export default tool({
  name: 'nslookup',
  package: 'bind9-dnsutils',
  busybox: true,
  *main(process) {
    const args = process.argv.slice(1);
    const words = args.filter((arg) => !arg.startsWith('-'));
    const bad = args.find(
      (arg) =>
        arg.startsWith('-') &&
        !/^-(debug|nodebug|vc|timeout=\d+|retry=\d+|port=\d+|type=\w+|query=\w+|querytype=\w+|class=\w+|norecurse)$/i.test(arg),
    );
    if (bad !== undefined) {
      if (isBusybox(process)) {
        yield* process.stderr.write(`nslookup: unrecognized option: ${bad.replace(/^-+/, '')}\n`);
        return 1;
      }
      yield* print(process, `*** Invalid option: ${bad.slice(1)}\n`);
    }
    const type = (args.map((arg) => /^-(?:type|query|querytype)=(\w+)$/i.exec(arg)?.[1]).find((found) => found !== undefined) ?? 'a').toLowerCase();
    const [name, given] = words;
    if (name === undefined) {
      yield* process.stderr.write(
        isBusybox(process)
          ? 'Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n'
          : 'nslookup: the interactive mode is not supported in this lab; give a name\n',
      );
      return 1;
    }
    const server = given ?? nameServer(process);
    if (given !== undefined && !isAddress(given)) {
      const found = yield* lookup(process, given);
      if (!found.ok) {
        yield* (isBusybox(process) ? process.stderr : process.stdout).write(
          isBusybox(process) ? `nslookup: bad address '${given}'\n` : `nslookup: couldn't get address for '${given}': not found\n`,
        );
        return 1;
      }
    }
    return isBusybox(process) ? yield* busybox(process, name, server, type) : yield* bind(process, name, server, type);
  },
});

function* bind(process: Process, name: string, server: string, type: string): Program<number> {
  let out = `Server:\t\t${server}\nAddress:\t${server}#53\n\n`;
  if (isAddress(name)) {
    const found = yield* process.machine.net.reverse(name);
    if (found === undefined) {
      yield* print(process, `** server can't find ${reverseName(name)}: NXDOMAIN\n\n`);
      return 1;
    }
    yield* print(process, `${reverseName(name)}\tname = ${found}.\n\n`);
    return 0;
  }
  const answer = yield* lookup(process, name);
  if (!answer.ok) {
    if (answer.error.kind === 'unknown-host' && answer.error.reason === 'no-server') {
      yield* print(process, `;; connection timed out; no servers could be reached\n\n`);
      return 1;
    }
    yield* print(process, `${out}** server can't find ${name}: NXDOMAIN\n\n`);
    return 1;
  }
  if (type !== 'a' && type !== 'any') {
    yield* print(process, `${out}*** Can't find ${name}: No answer\n\n`);
    return 0;
  }
  out += 'Non-authoritative answer:\n';
  for (const address of answer.value.addresses) out += `Name:\t${name.replace(/\.$/, '')}\nAddress: ${address}\n`;
  yield* print(process, `${out}\n`);
  return 0;
}

function* busybox(process: Process, name: string, server: string, type: string): Program<number> {
  const head = `Server:\t\t${server}\nAddress:\t${server}:53\n\n`;
  if (isAddress(name)) {
    const found = yield* process.machine.net.reverse(name);
    if (found === undefined) {
      yield* print(process, `${head}** server can't find ${reverseName(name)}: NXDOMAIN\n\n`);
      return 1;
    }
    yield* print(process, `${head}Non-authoritative answer:\n${reverseName(name)}\tname = ${found}\n\n`);
    return 0;
  }
  const answer = yield* lookup(process, name);
  if (!answer.ok) {
    if (answer.error.kind === 'unknown-host' && answer.error.reason === 'no-server') {
      yield* print(process, ';; connection timed out; no servers could be reached\n\n');
      return 1;
    }
    // One complaint for each of the two questions, A and AAAA.
    const one = `** server can't find ${name}: NXDOMAIN\n\n`;
    yield* print(process, head + one + (type === 'a' && !process.argv.some((arg) => /^-(type|query)/i.test(arg)) ? one : ''));
    return 1;
  }
  const records = answer.value.addresses.map((address) => `Name:\t${name}\nAddress: ${address}\n`).join('');
  // A first, then the AAAA question that has no answer (seen with alpine 3.22 on an overlay).
  yield* print(process, `${head}Non-authoritative answer:\n${records}\nNon-authoritative answer:\n\n`);
  return 0;
}
