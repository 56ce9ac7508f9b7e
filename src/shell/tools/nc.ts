/** nc: raw TCP: ports probed (-z), text carried both ways, one connection listened for (-l). */
import { pump } from '../../os';
import type { NetError, OpenFile, Process } from '../../os';
import { race, Signal, spawn, timer, wait } from '../../sim';
import type { Outcome, Program } from '../../sim';
import { fail, isBusybox } from './_io';
import { count, flag, options, value } from './_options';
import { tool } from './_tool';

const command = {
  usage: '[-hklnvz] [-p source_port] [-w timeout] [destination] [port]',
  options: {
    listen: flag('-l', 'listen for a connection'),
    keep: flag('-k', 'go on listening'),
    numeric: flag('-n', 'addresses only'),
    port: value('-p', 'local port'),
    verbose: count('-v', 'say what happens'),
    timeout: value('-w', 'give up after ARG seconds'),
    zero: flag('-z', 'only probe'),
    noStdin: flag('-d', 'do not read from stdin'),
    closeAfter: value('-q', 'quit ARG seconds after the end of stdin'),
    shutdown: flag('-N', 'shut the connection down at the end of stdin'),
    ipv4: flag('-4', 'IPv4'),
    delay: value('-i', 'ignored'),
    udp: flag('-u', 'UDP'),
    execute: value('-e', 'program to run'),
  },
  lacks: '-6 -b -C -c -D -F -h -I -M -m -O -P -r -S -s -T -t -U -V -W -X -x -Z',
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
  2377: '*',
};

export default tool({
  name: 'nc',
  aliases: ['netcat', 'ncat'],
  package: 'netcat-openbsd',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (values.udp) return yield* fail(process, 'option -u is not supported in this lab');
    if (values.execute !== undefined) return yield* fail(process, 'option -e is not supported in this lab');
    const timeoutMs = values.timeout === undefined ? undefined : Number(values.timeout) * 1000;
    if (values.timeout !== undefined && !(timeoutMs !== undefined && timeoutMs > 0))
      return yield* fail(process, `timeout invalid: ${values.timeout}`);
    if (values.listen) return yield* listen(process, Number(values.port ?? operands[operands.length - 1] ?? 0), values.keep, values.verbose > 0);
    const [host, portText] = operands;
    if (host === undefined || portText === undefined) {
      if (host !== undefined && !isBusybox(process)) return yield* fail(process, 'missing port number');
      yield* process.stderr.write(`usage: nc ${command.usage}\n`);
      return 1;
    }
    const range = /^(\d+)(?:-(\d+))?$/.exec(portText);
    if (!range || Number(range[1]) > 65535)
      return yield* fail(process, isBusybox(process) ? `bad port '${portText}'` : `port number invalid: ${portText}`);
    const last = Number(range[2] ?? range[1]);
    let exitCode = 1;
    for (let port = Number(range[1]); port <= Math.min(65535, last); port++) {
      const connected = yield* process.machine.net.connect(host, port, timeoutMs);
      if (!connected.ok) {
        if (connected.error.kind === 'unknown-host')
          return yield* fail(
            process,
            isBusybox(process) ? `bad address '${host}'` : `getaddrinfo for host "${host}" port ${port}: Name or service not known`,
          );
        const words = failureText(connected.error);
        if (values.verbose > 0 || (!values.zero && isBusybox(process))) {
          const address = yield* addressOf(process, host);
          yield* process.stderr.write(
            isBusybox(process)
              ? `nc: ${host} (${address}:${port}): ${words}\n`
              : `nc: connect to ${host}${address === host ? '' : ` (${address})`} port ${port} (tcp) ` +
                  `${words === 'Operation now in progress' ? 'timed out: Operation now in progress' : `failed: ${words}`}\n`,
          );
        }
        continue;
      }
      exitCode = 0;
      if (values.verbose > 0) {
        const address = yield* addressOf(process, host);
        yield* process.stderr.write(
          isBusybox(process)
            ? `${host} (${address}:${port}) open\n`
            : `Connection to ${host}${address === host ? '' : ` (${address})`} ${port} port [tcp/${SERVICES[port] ?? '*'}] succeeded!\n`,
        );
      }
      if (values.zero) {
        connected.value.close();
        continue;
      }
      return yield* talk(process, connected.value, {
        reads: !values.noStdin,
        idleMs: timeoutMs,
        endMs: values.closeAfter === undefined ? undefined : Number(values.closeAfter) * 1000,
        shutdown: values.shutdown,
      });
    }
    return exitCode;
  },
});

function failureText(error: NetError): string {
  switch (error.kind) {
    case 'refused':
      return 'Connection refused';
    case 'timeout':
      return 'Operation now in progress';
    case 'unreachable':
      return 'No route to host';
    default:
      return 'Connection reset by peer';
  }
}

function* addressOf(process: Process, host: string): Program<string> {
  const found = yield* process.machine.net.resolve(host);
  return found.ok ? (found.value.addresses[0] ?? host) : host;
}

/** Both directions at once, until the other side closes. */
export function* talk(
  process: Process,
  connection: OpenFile,
  how: { reads: boolean; idleMs?: number; endMs?: number; shutdown?: boolean },
): Program<number> {
  const parent = process.fiber as Parameters<typeof spawn>[3];
  const incoming = spawn(process.sim, 'nc in', pump(connection, process.stdout), parent);
  const outgoing = how.reads ? spawn(process.sim, 'nc out', pump(process.stdin, connection), parent) : undefined;
  if (outgoing) {
    const first = yield* race<Outcome<boolean>>(incoming.ended, outgoing.ended);
    if (first.index === 1) {
      // Input is over: openbsd's nc waits for the other side, unless told to quit. Half a connection cannot be closed
      // here, so -N gives the answer a moment and then closes all of it.
      const limitMs = how.endMs ?? (how.shutdown ? 1000 : how.idleMs);
      if (limitMs === undefined) yield* wait(incoming.ended);
      else yield* race<Outcome<boolean> | void>(incoming.ended, timer(process.sim, limitMs));
    }
  } else yield* wait(incoming.ended);
  incoming.cancel();
  outgoing?.cancel();
  connection.close();
  return 0;
}

function* listen(process: Process, port: number, keeps: boolean, verbose: boolean): Program<number> {
  if (!(port > 0 && port < 65536)) return yield* fail(process, 'missing port with option -l');
  const arrived = new Signal();
  const queue: { connection: OpenFile; over: Signal }[] = [];
  const listener = process.machine.net.listenTcp(port, function* (connection) {
    const over = new Signal();
    queue.push({ connection: connection.dup(), over });
    arrived.fire();
    yield* wait(over.wait);
  });
  if (!listener.ok) return yield* fail(process, isBusybox(process) ? 'bind: Address already in use' : 'Address already in use');
  if (verbose) yield* process.stderr.write(isBusybox(process) ? `listening on 0.0.0.0:${port} ...\n` : `Listening on 0.0.0.0 ${port}\n`);
  try {
    do {
      while (queue.length === 0) yield* wait(arrived.wait);
      const { connection, over } = queue.shift() as (typeof queue)[number];
      yield* talk(process, connection, { reads: true });
      over.fire();
    } while (keeps);
    return 0;
  } finally {
    listener.value.close();
  }
}
