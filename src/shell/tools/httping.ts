/** httping: asks a web server again and again and tells how long each answer took, as ping does (httping 2.5). */
import type { NetError, Process } from '../../os';
import { race, Signal, timer, type Program } from '../../sim';
import { print } from './_io';
import { reasonOf, shownHeaders } from './_http-client';
import { tool } from './_tool';

const USAGE = `httping [options] URL
-g URL  the address to ask
-c X    how many times
-i X    seconds from one to the next (1)
-t X    seconds to wait for an answer (30)
-G      GET instead of HEAD
-s      show the status
-S      split the time into connecting and answering
-Y      colours; this one prints without
-q      no output, only the exit code
`;

const WITH_VALUE = new Set('gcit');
const FLAGS = new Set('GsSYqf');

export default tool({
  name: 'httping',
  package: 'httping',
  *main(process) {
    const flags = new Set<string>();
    const values = new Map<string, string>();
    let url: string | undefined;
    const args = process.argv.slice(1);
    for (let i = 0; i < args.length; i++) {
      const word = args[i] as string;
      if (word === '--help' || word === '-h') return yield* said(process, USAGE, 0);
      if (!word.startsWith('-')) url = word;
      else {
        for (let at = 1; at < word.length; at++) {
          const letter = word[at] as string;
          if (FLAGS.has(letter)) flags.add(letter);
          else if (WITH_VALUE.has(letter)) {
            values.set(letter, word.slice(at + 1) || (args[++i] ?? ''));
            break;
          } else return yield* said(process, `httping: invalid option -- '${letter}'\n${USAGE}`, 127);
        }
      }
    }
    const [, host = '', port = '80', path = '/'] = /^(?:http:\/\/)?([^/:]+)(?::(\d{1,5}))?(\/.*)?$/.exec(values.get('g') ?? url ?? '') ?? [];
    const count = Number(values.get('c') ?? Infinity);
    const intervalMs = Number(values.get('i') ?? 1) * 1_000;
    const limitMs = Number(values.get('t') ?? 30) * 1_000;
    if (host === '' || !(count > 0) || !(intervalMs >= 0) || !(limitMs > 0)) return yield* said(process, host === '' ? `No hostname/getaddrinfo() failed\n${USAGE}` : USAGE, 127);
    return yield* ping(process, { host, port: Number(port), path, count, intervalMs: Math.max(1, intervalMs), limitMs, get: flags.has('G'), status: flags.has('s'), split: flags.has('S'), quiet: flags.has('q') });
  },
});

interface Pings {
  host: string;
  port: number;
  path: string;
  count: number;
  intervalMs: number;
  limitMs: number;
  get: boolean;
  status: boolean;
  split: boolean;
  quiet: boolean;
}

function* ping(process: Process, asked: Pings): Program<number> {
  const { host, port, path } = asked;
  const { sim } = process;
  const say = function* say(text: string): Program {
    if (!asked.quiet) yield* print(process, text);
  };
  const times: number[] = [];
  let sent = 0;
  const startedMs = sim.nowMs;
  const summary = function* summary(): Program<number> {
    const failed = sent - times.length;
    yield* say(`--- http://${host}${port === 80 ? '' : `:${port}`}${path} ping statistics ---\n${sent} connects, ${times.length} ok, ${((failed * 100) / Math.max(1, sent)).toFixed(2)}% failed, time ${Math.round(sim.nowMs - startedMs)}ms\n`);
    if (times.length > 0) yield* say(`round-trip min/avg/max = ${Math.min(...times).toFixed(1)}/${(times.reduce((a, b) => a + b, 0) / times.length).toFixed(1)}/${Math.max(...times).toFixed(1)} ms\n`);
    return times.length > 0 ? 0 : 127;
  };
  // Ctrl-C ends the asking, not the report.
  let stopped = false;
  const enough = new Signal();
  process.onSignal('SIGINT', () => {
    stopped = true;
    enough.fire();
  });
  yield* say(`PING ${host}:${port} (${path}):\n`);
  while (sent < asked.count && !stopped) {
    const askedMs = sim.nowMs;
    const opened = yield* process.machine.net.openHttp({ host, port }, asked.limitMs);
    const connectedMs = sim.nowMs;
    const result = opened.ok ? yield* opened.value.request({ method: asked.get ? 'GET' : 'HEAD', path, headers: { host, 'user-agent': 'HTTPing v2.5' }, body: '' }, asked.limitMs) : opened;
    if (opened.ok) opened.value.close();
    const seq = sent++;
    if (!result.ok) yield* say(`${failureOf(result.error, host)}\n`);
    else {
      const { status } = result.value;
      const ms = sim.nowMs - askedMs;
      times.push(ms);
      const bytes = shownHeaders(result.value).reduce((sum, [name, value]) => sum + name.length + value.length + 4, 17 + reasonOf(status).length);
      const time = asked.split ? `${(connectedMs - askedMs).toFixed(2)}+${(sim.nowMs - connectedMs).toFixed(2)}=${ms.toFixed(2)}` : ms.toFixed(2).padStart(6);
      yield* say(`connected to ${opened.ok ? opened.value.address : host}:${port} (${bytes} bytes), seq=${seq} time=${time} ms ${asked.status ? `${status} ${reasonOf(status)}` : ''}\n`);
    }
    if (sent < asked.count && !stopped) yield* race<void>(enough.wait, timer(sim, asked.intervalMs));
  }
  return yield* summary();
}

const FAILURES: Readonly<Record<NetError['kind'], string>> = {
  refused: 'Connection refused', timeout: 'Connection timed out', unreachable: 'No route to host', reset: 'Connection reset by peer', 'in-use': 'Address already in use', 'unknown-host': 'Name does not resolve',
};

function failureOf(error: NetError, host: string): string {
  if (error.kind === 'unknown-host') return `error resolving '${host}'`;
  return `problem connecting to host: ${FAILURES[error.kind]}`;
}

function* said(process: Process, text: string, code: number): Program<number> {
  yield* print(process, text);
  return code;
}
