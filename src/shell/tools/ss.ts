/** ss and netstat: the sockets that are listened on. Connections here last as long as their exchange, so few are ever seen. */
import { maskOf, routes } from './_addresses';
import { isBusybox, Output, programName } from './_io';
import { flag, options, value } from './_options';
import { tool } from './_tool';
import type { Process } from '../../os';

const command = {
  usage: '[ OPTIONS ] [ FILTER ]',
  version: 'utility, iproute2-6.1.0',
  misuse: 255,
  options: {
    all: flag('-a --all', 'all sockets'),
    listening: flag('-l --listening', 'listening sockets'),
    numeric: flag('-n --numeric', 'numbers, no names'),
    processes: flag('-p --processes --programs', 'the process using the socket'),
    tcp: flag('-t --tcp', 'TCP sockets'),
    udp: flag('-u --udp', 'UDP sockets'),
    unix: flag('-x --unix', 'Unix domain sockets'),
    ipv4: flag('-4 --ipv4', 'IPv4'),
    ipv6: flag('-6 --ipv6', 'IPv6'),
    extended: flag('-e --extended', 'accepted'),
    noHeader: flag('-H --no-header', 'no header'),
    summary: flag('-s --summary --statistics', 'a summary'),
    routes: flag('-r --route --resolve', 'netstat: the routing table'),
    interfaces: flag('-i --interfaces --info', 'netstat: the interfaces'),
    family: value('-f --family', 'accepted'),
    oneline: flag('-O --oneline', 'accepted'),
    wide: flag('-W --wide', 'accepted'),
    continuous: flag('-c', 'ignored'),
  },
  lacks:
    '-o --timers -m --memory -b --bpf -Z --context -N --net -K --kill -w --raw -0 --packet -d --dccp -S --sctp -g -D --diag -F --filter ' +
    '-M --mptcp -E --events',
};

const SERVICES: Readonly<Record<number, string>> = {
  22: 'ssh',
  53: 'domain',
  80: 'http',
  443: 'https',
  3306: 'mysql',
  5432: 'postgresql',
  6379: 'redis',
  8080: 'http-alt',
};

interface Socket {
  protocol: string;
  address: string;
  port: number;
  program: string;
}

function sockets(process: Process): Socket[] {
  return process.machine.net.listening().map(({ port, protocol, program }) => {
    // The swarm's management port and published ones are open on every address, the local DNS on its own.
    const address = program === 'systemd-resolved' ? '127.0.0.53%lo' : '0.0.0.0';
    return { protocol, address, port, program };
  });
}

function pidOf(process: Process, program: string): number {
  return process.machine.processes.list().find((each) => each.title.includes(program))?.pid ?? 1;
}

export default tool({
  name: 'ss',
  aliases: ['netstat'],
  package: 'iproute2',
  busybox: true,
  *main(process) {
    const isNetstat = programName(process) === 'netstat';
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values } = parsed;
    const out = new Output(process);
    const any = values.tcp || values.udp || values.unix;
    const shown = sockets(process).filter(({ protocol }) => !any || (protocol === 'tcp' ? values.tcp : values.udp));
    const portText = (port: number): string => (values.numeric ? String(port) : (SERVICES[port] ?? String(port)));
    if (isNetstat && values.routes) {
      out.line('Kernel IP routing table');
      out.line('Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface');
      for (const { to, via, device } of routes(process)) {
        const [network = '', prefix = '0'] = to === 'default' ? ['0.0.0.0', '0'] : to.split('/');
        out.line(
          `${network.padEnd(15)} ${(via ?? '0.0.0.0').padEnd(15)} ${maskOf(Number(prefix)).padEnd(15)} ` +
            `${(via === undefined ? 'U' : 'UG').padEnd(5)}     0 0          0 ${device}`,
        );
      }
      yield* out.flush();
      return 0;
    }
    if (isNetstat && values.interfaces) {
      out.line('Kernel Interface table');
      out.line('Iface      MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg');
      for (const { name, mtu } of process.machine.net.interfaces())
        out.line(
          `${name.padEnd(9)} ${String(mtu).padStart(5)}        0      0      0 0             0      0      0      0 ` +
            `${name === 'lo' ? 'LRU' : 'BMRU'}`,
        );
      yield* out.flush();
      return 0;
    }
    if (values.summary) {
      out.line(`Total: ${shown.length}\nTCP:   ${shown.length} (estab 0, closed 0, orphaned 0, timewait 0)`);
      yield* out.flush();
      return 0;
    }
    const listens = values.all || values.listening;
    if (isNetstat) {
      const word = values.all ? '(servers and established)' : values.listening ? '(only servers)' : '(w/o servers)';
      out.line(`Active Internet connections ${word}`);
      out.line(`Proto Recv-Q Send-Q Local Address           Foreign Address         State       ${values.processes ? 'PID/Program name    ' : ''}`);
      if (listens) {
        for (const { protocol, address, port, program } of shown) {
          const owner = !values.processes ? '' : program === '' ? '-                   ' : `${pidOf(process, program)}/${program}`.padEnd(20);
          const local = `${address.replace('%lo', '')}:${portText(port)}`.padEnd(23);
          const state = (protocol === 'tcp' ? 'LISTEN' : '').padEnd(11);
          const line = `${protocol.padEnd(5)}      0      0 ${local} ${'0.0.0.0:*'.padEnd(23)} ${state} ${owner}`;
          out.line(line.replace(/ +$/, ' '.repeat(isBusybox(process) ? 1 : 5)));
        }
      }
      yield* out.flush();
      return 0;
    }
    if (!values.noHeader) {
      const net = values.tcp !== values.udp && any ? '' : 'Netid ';
      out.line(`${net}State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess`);
    }
    if (listens) {
      for (const { protocol, address, port, program } of shown) {
        const net = values.tcp !== values.udp && any ? '' : `${protocol.padEnd(5)} `;
        const owner = values.processes && program !== '' ? `users:(("${program}",pid=${pidOf(process, program)},fd=3))` : '';
        const queues = protocol === 'tcp' ? 'LISTEN 0      4096  ' : 'UNCONN 0      0     ';
        const local = `${address}:${portText(port)}`.padStart(18);
        out.line(`${net}${queues} ${local}  ${'0.0.0.0:*'.padStart(17)}${owner}`.trimEnd());
      }
    }
    yield* out.flush();
    return 0;
  },
});
