/** ip: addresses, links, routes and neighbours, as far as the machine's interfaces tell; nothing can be changed. */
import { isBusybox, print } from './_io';
import { interfaceIndex, linkLocal, networkOf, routes } from './_addresses';
import type { NetInterface, Process } from '../../os';
import type { Program } from '../../sim';
import { tool } from './_tool';

const USAGE = `Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
where  OBJECT := { address | link | neighbour | route | netns }
       OPTIONS := { -4 | -6 | -br[ief] | -d[etails] | -j[son] | -o[neline] | -V[ersion] | -c[olor] }
`;
const OBJECTS = ['address', 'link', 'route', 'neighbour', 'neighbor', 'netns', 'rule', 'maddress', 'tunnel', 'monitor'];

interface Look {
  brief: boolean;
  oneline: boolean;
  json: boolean;
  v4: boolean;
  v6: boolean;
  statistics: boolean;
}

export default tool({
  name: 'ip',
  package: 'iproute2',
  busybox: true,
  sbin: true,
  *main(process) {
    const args = process.argv.slice(1);
    const look: Look = { brief: false, oneline: false, json: false, v4: false, v6: false, statistics: false };
    while (args[0]?.startsWith('-')) {
      const option = args.shift() as string;
      if (option === '-4') look.v4 = true;
      else if (option === '-6') look.v6 = true;
      else if (/^-br(ief)?$/.test(option)) look.brief = true;
      else if (/^-o(neline)?$/.test(option)) look.oneline = true;
      else if (/^-j(son)?$/.test(option)) look.json = true;
      else if (/^-(s|stats|statistics)$/.test(option)) look.statistics = true;
      else if (/^-(V|Version)$/.test(option)) {
        yield* print(process, 'ip utility, iproute2-6.1.0, libbpf 1.1.2\n');
        return 0;
      } else if (!/^-(d|details|c|color|color=\w+|p|pretty|f|family|n|r|resolve|h|human)$/.test(option)) {
        yield* process.stderr.write(`Option "${option}" is unknown, try "ip -help".\n`);
        return 255;
      } else if (option === '-f' || option === '-family' || option === '-n') args.shift();
    }
    const word = args.shift();
    if (word === undefined || word === 'help') {
      yield* process.stderr.write(isBusybox(process) ? 'Usage: ip [OPTIONS] address|route|link|neigh|rule [ARGS]\n' : USAGE);
      return word === undefined ? (isBusybox(process) ? 1 : 255) : 0;
    }
    const object = OBJECTS.find((name) => name.startsWith(word));
    const verb = args[0] ?? 'show';
    if (!object) {
      yield* process.stderr.write(`Object "${word}" is unknown, try "ip help".\n`);
      return 1;
    }
    const isShow = ['show', 'list', 'lst', 'get'].some((name) => name.startsWith(verb)) || args[0] === undefined || args[0] === 'dev';
    if (!isShow) {
      if (['add', 'change', 'replace', 'delete', 'flush', 'set', 'append', 'del'].some((name) => name.startsWith(verb))) {
        yield* process.stderr.write(
          process.machine.kind === 'container'
            ? 'RTNETLINK answers: Operation not permitted\n'
            : `ip ${object} ${verb} is not supported in this lab; cut and heal wires from the map instead\n`,
        );
        return 2;
      }
      yield* process.stderr.write(`Command "${verb}" is unknown, try "ip ${object} help".\n`);
      return 255;
    }
    const rest = args.filter((arg, i) => !(i === 0 && arg !== 'dev'));
    const device = rest[0] === 'dev' ? rest[1] : rest.find((arg) => !['up', 'scope', 'global', 'type', 'dev', 'to'].includes(arg));
    if (object === 'address' || object === 'link') return yield* showLinks(process, object === 'address', device, look);
    if (object === 'route') return yield* showRoutes(process, verb.startsWith('g') ? args[1] : undefined, look);
    return 0;
  },
});

function isVeth(process: Process, name: string): boolean {
  return process.machine.kind === 'container' && name !== 'lo';
}

function flagsOf({ name, up }: NetInterface): string {
  return name === 'lo' ? 'LOOPBACK,UP,LOWER_UP' : `BROADCAST,MULTICAST${up ? ',UP,LOWER_UP' : ''}`;
}

function* showLinks(process: Process, withAddresses: boolean, device: string | undefined, look: Look): Program<number> {
  const all = process.machine.net.interfaces();
  const shown = device === undefined ? all : all.filter(({ name }) => name === device);
  if (shown.length === 0 && device !== undefined) {
    yield* process.stderr.write(isBusybox(process) ? `ip: can't find device '${device}'\n` : `Device "${device}" does not exist.\n`);
    return 1;
  }
  if (look.json) {
    const value = shown.map((each) => ({
      ifindex: interfaceIndex(process, each.name),
      ifname: each.name,
      flags: flagsOf(each).split(','),
      mtu: each.mtu,
      operstate: each.name === 'lo' ? 'UNKNOWN' : each.up ? 'UP' : 'DOWN',
      address: each.mac,
      ...(withAddresses
        ? { addr_info: each.addresses.map((cidr) => ({ family: 'inet', local: cidr.split('/')[0], prefixlen: Number(cidr.split('/')[1]) })) }
        : {}),
    }));
    yield* print(process, `${JSON.stringify(value)}\n`);
    return 0;
  }
  let out = '';
  for (const each of shown) {
    const { name, mac, addresses, up, mtu } = each;
    const index = interfaceIndex(process, name);
    const label = isVeth(process, name) ? `${name}@if${index + 1}` : name;
    const state = name === 'lo' ? 'UNKNOWN' : up ? 'UP' : 'DOWN';
    const inet6 = name === 'lo' ? '::1/128' : undefined;
    if (look.brief) {
      const details = withAddresses
        ? [...(look.v6 ? [] : addresses), ...(inet6 !== undefined && !look.v4 ? [inet6] : [])].map((cidr) => `${cidr} `).join('')
        : `${mac} <${flagsOf(each)}> `;
      out += `${label.padEnd(16)} ${state.padEnd(14)} ${details}\n`;
      continue;
    }
    const queue = name === 'lo' || isVeth(process, name) ? 'noqueue' : 'fq_codel';
    const tail = `${isBusybox(process) ? '' : 'group default '}${isVeth(process, name) ? '' : 'qlen 1000'}`;
    const lines = [`${index}: ${label}: <${flagsOf(each)}> mtu ${mtu} qdisc ${queue} state ${state} ${tail}`];
    const netns = isVeth(process, name) && !isBusybox(process) ? ' link-netnsid 0' : '';
    lines.push(`    link/${name === 'lo' ? 'loopback' : 'ether'} ${mac} brd ${name === 'lo' ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'}${netns}`);
    if (withAddresses) {
      for (const cidr of look.v6 ? [] : addresses) {
        const broadcast = name === 'lo' || cidr.endsWith('/32') ? '' : ` brd ${networkOf(cidr).broadcast}`;
        lines.push(
          `    inet ${cidr}${broadcast} scope ${name === 'lo' ? 'host' : 'global'} ${name}`,
          '       valid_lft forever preferred_lft forever',
        );
      }
      if (inet6 !== undefined && !look.v4) lines.push(`    inet6 ${inet6} scope host `, '       valid_lft forever preferred_lft forever');
      else if (process.machine.kind === 'host' && !look.v4 && up)
        lines.push(`    inet6 ${linkLocal(mac)}/64 scope link `, '       valid_lft forever preferred_lft forever');
    }
    out += look.oneline
      ? oneLine(lines, withAddresses ? `${index}: ${name}` : undefined)
      : `${lines.join('\n')}\n`;
  }
  yield* print(process, out);
  return 0;
}

/** `-o`: what belongs together on one line, its own line ends shown as backslashes; with addresses each of them is such a line. */
function oneLine(lines: readonly string[], label: string | undefined): string {
  if (label === undefined) return `${lines.join('\\')}\n`;
  return lines
    .flatMap((line, i) => (line.startsWith('    inet') ? [`${label}${line}\\${lines[i + 1] ?? ''}\n`] : []))
    .join('');
}

function* showRoutes(process: Process, target: string | undefined, look: Look): Program<number> {
  const all = routes(process);
  if (look.v6) return 0;
  const { kind } = process.machine;
  if (target !== undefined) {
    const found = yield* process.machine.net.resolve(target);
    const address = found.ok ? (found.value.addresses[0] ?? target) : target;
    const best =
      all.filter(({ to }) => to !== 'default').find(({ to }) => networkOf(`${address}/${to.split('/')[1]}`).network === to.split('/')[0]) ??
      all.find(({ to }) => to === 'default');
    if (!best) {
      yield* process.stderr.write('RTNETLINK answers: Network is unreachable\n');
      return 2;
    }
    const source =
      best.source ??
      process.machine.net
        .interfaces()
        .find(({ name }) => name === best.device)
        ?.addresses[0]?.split('/')[0];
    yield* print(process, `${address}${best.via === undefined ? '' : ` via ${best.via}`} dev ${best.device} src ${source} uid 0 \n    cache \n`);
    return 0;
  }
  if (look.json) {
    yield* print(
      process,
      `${JSON.stringify(all.map(({ to, via, device, source }) => ({ dst: to, gateway: via, dev: device, prefsrc: source, flags: [] })))}\n`,
    );
    return 0;
  }
  yield* print(
    process,
    all
      .map(({ to, via, device, source }) =>
        to === 'default'
          ? `default via ${via} dev ${device} ${kind === 'host' ? 'proto static ' : ''}\n`
          : `${to} dev ${device} ${isBusybox(process) ? 'scope link  src' : 'proto kernel scope link src'} ${source} \n`,
      )
      .join(''),
  );
  return 0;
}
