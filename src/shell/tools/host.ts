/** host: short DNS answers. */
import { isAddress, lookup, reverseName } from './_dns';
import { print } from './_io';
import { flag, options, value } from './_options';
import { tool } from './_tool';

const command = {
  usage: '[-aCdilrTvVw] [-t type] {hostname} [server]',
  options: {
    type: value('-t', 'the kind of record'),
    verbose: flag('-v -d -a', 'accepted'),
    ipv4: flag('-4', 'ignored'),
    timeout: value('-W -R', 'ignored'),
  },
  lacks: '-C -c -i -l -m -N -p -r -s -T -U -V -w',
};

export default tool({
  name: 'host',
  package: 'bind9-dnsutils',
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const [name, server] = operands;
    if (name === undefined) {
      yield* process.stderr.write(
        'Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]\n            [-R number] [-m flag] [-p port] hostname [server]\n',
      );
      return 1;
    }
    if (server !== undefined) yield* print(process, `Using domain server:\nName: ${server}\nAddress: ${server}#53\nAliases: \n\n`);
    if (isAddress(name)) {
      const found = yield* process.machine.net.reverse(name);
      yield* print(
        process,
        found === undefined ? `Host ${reverseName(name)} not found: 3(NXDOMAIN)\n` : `${reverseName(name)} domain name pointer ${found}.\n`,
      );
      return found === undefined ? 1 : 0;
    }
    const answer = yield* lookup(process, name);
    if (!answer.ok) {
      const noServer = answer.error.kind === 'unknown-host' && answer.error.reason === 'no-server';
      yield* print(process, noServer ? ';; connection timed out; no servers could be reached\n' : `Host ${name} not found: 3(NXDOMAIN)\n`);
      return 1;
    }
    if (values.type !== undefined && !/^(a|any)$/i.test(values.type)) {
      yield* print(process, `${name} has no ${values.type.toUpperCase()} record\n`);
      return 0;
    }
    yield* print(process, answer.value.addresses.map((address) => `${name} has address ${address}\n`).join(''));
    return 0;
  },
});
