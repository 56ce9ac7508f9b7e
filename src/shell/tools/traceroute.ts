/** traceroute, tracepath: one hop, since the lab's wires join machines directly. */
import { fail, isBusybox, print, programName } from './_io';
import { flag, options, value } from './_options';
import { tool } from './_tool';

const command = {
  usage: '[ -n ] [ -m max_ttl ] [ -q nqueries ] [ -w wait ] host [ packetlen ]',
  misuse: 2,
  options: {
    numeric: flag('-n', 'no names'),
    hops: value('-m --max-hops', 'at most that many hops'),
    queries: value('-q --queries', 'probes per hop'),
    wait: value('-w --wait', 'seconds to wait'),
    icmp: flag('-I --icmp', 'accepted'),
    tcp: flag('-T --tcp', 'accepted'),
    ipv4: flag('-4', 'IPv4'),
    first: value('-f --first', 'first hop'),
  },
  lacks: '-6 -A -b -d -D -e -F -g -i -l -M -N -O -p -P -r -s -S -t -U -v -V -z',
};

export default tool({
  name: 'traceroute',
  aliases: ['tracepath'],
  package: 'traceroute',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const target = operands[0];
    if (target === undefined) {
      yield* process.stderr.write(
        isBusybox(process)
          ? 'Usage: traceroute [-46nFIlrv] HOST [BYTES]\n'
          : 'Usage:\n  traceroute [ -46dFITnreAUDV ] [ -f first_ttl ] [ -g gate,... ] [ -i device ] [ -m max_ttl ] [ -N squeries ] [ -p ' +
              'port ] host [ packetlen ]\n',
      );
      return 2;
    }
    const found = yield* process.machine.net.resolve(target);
    const address = found.ok ? found.value.addresses[0] : undefined;
    if (address === undefined) {
      if (isBusybox(process)) return yield* fail(process, `bad address '${target}'`);
      yield* process.stderr.write(
        `${target}: Name or service not known\nCannot handle "host" cmdline arg \`${target}' on position 1 (argc ${process.argv.length - 1})\n`,
      );
      return 2;
    }
    const hopsMax = Number(values.hops ?? 30);
    const probes = Number(values.queries ?? 3);
    const isPath = programName(process) === 'tracepath';
    if (!isPath)
      yield* print(
        process,
        isBusybox(process)
          ? `traceroute to ${target} (${address}), ${hopsMax} hops max, 46 byte packets\n`
          : `traceroute to ${target} (${address}), ${hopsMax} hops max, 60 byte packets\n`,
      );
    for (let hop = 1; hop <= hopsMax; hop++) {
      let line = `${String(hop).padStart(2)} `;
      let answered = false;
      for (let probe = 0; probe < probes; probe++) {
        const reply = yield* process.machine.net.ping(address, Number(values.wait ?? 5) * 1000);
        if (reply.kind !== 'reply') {
          line += ' *';
          continue;
        }
        if (!answered) {
          const name = values.numeric ? undefined : ((yield* process.machine.net.reverse(address)) ?? address);
          line += name === undefined ? ` ${address}` : ` ${name} (${address})`;
        }
        answered = true;
        line += `  ${reply.ms.toFixed(3)} ms`;
      }
      if (!(yield* print(process, `${line}\n`))) return 1;
      if (answered) return 0;
    }
    return 0;
  },
});
