/** wrk: many connections for some seconds, and the times of their requests. */
import type { Process } from '../../os';
import type { Program } from '../../sim';
import { print } from './_io';
import { deviation, mean, parseTarget, runLoad } from './_load';
import type { Sample } from './_load';
import { tool } from './_tool';

const USAGE = `Usage: wrk <options> <url>                            
  Options:                                            
    -c, --connections <N>  Connections to keep open   
    -d, --duration    <T>  Duration of test           
    -t, --threads     <N>  Number of threads to use   
                                                      
    -s, --script      <S>  Load Lua script file       
    -H, --header      <H>  Add header to request      
        --latency          Print latency statistics   
        --timeout     <T>  Socket/request timeout     
    -v, --version          Print version details      
                                                      
  Numeric arguments may include a SI unit (1k, 1M, 1G)
  Time arguments may include a time unit (2s, 2m, 2h)
`;

/** Requests a second are measured over such a stretch. */
const SAMPLE_MS = 100;
const REQUESTS_MAX = 2_000_000;

function number(text: string): number {
  const match = /^(\d+)([kMG])?$/.exec(text);
  return match ? Number(match[1]) * { k: 1000, M: 1_000_000, G: 1_000_000_000 }[(match[2] ?? '') as 'k'] || Number(match[1]) : NaN;
}

function duration(text: string): number {
  const match = /^(\d+)(s|m|h)?$/.exec(text);
  return match ? Number(match[1]) * ({ s: 1, m: 60, h: 3600 }[(match[2] ?? 's') as 's'] ?? 1) : NaN;
}

export default tool({
  name: 'wrk',
  package: 'wrk',
  *main(process) {
    const args = process.argv.slice(1);
    let connections = 10;
    let threads = 2;
    let seconds = 10;
    let timeout = 2;
    let latency = false;
    const headers: Record<string, string> = {};
    const urls: string[] = [];
    const misuse = function* (): Program<number> {
      yield* print(process, USAGE);
      return 1;
    };
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] as string;
      const option = /^(?:-([cdtsHT])(.*)|--(connections|duration|threads|script|header|timeout)(?:=(.*))?)$/s.exec(arg);
      if (arg === '--latency' || arg === '-L') latency = true;
      else if (arg === '-v' || arg === '--version') {
        yield* print(process, 'wrk debian/4.1.0-3+b2 [epoll] Copyright (C) 2012 Will Glozer\n');
        return 1;
      } else if (!option) {
        if (arg.startsWith('-')) return yield* misuse();
        urls.push(arg);
      } else {
        const name = option[1] ?? { connections: 'c', duration: 'd', threads: 't', script: 's', header: 'H', timeout: 'T' }[option[3] as 'script'];
        const value = option[2] || option[4] || args[++i];
        if (value === undefined) return yield* misuse();
        if (name === 'c') connections = number(value);
        else if (name === 't') threads = number(value);
        else if (name === 'd') seconds = duration(value);
        else if (name === 'T') timeout = duration(value);
        else if (name === 'H') headers[value.slice(0, value.indexOf(':')).toLowerCase()] = value.slice(value.indexOf(':') + 1).trim();
        else {
          yield* process.stderr.write('wrk: option -s is not supported in this lab\n');
          return 1;
        }
      }
    }
    const url = urls[0];
    if (url === undefined || ![connections, threads, seconds, timeout].every((value) => value > 0)) return yield* misuse();
    const parsed = /^https?:\/\//.test(url) ? parseTarget(url) : undefined;
    if (!parsed) {
      yield* process.stderr.write(`invalid URL: ${url}\n`);
      return yield* misuse();
    }
    if (connections < threads) {
      yield* process.stderr.write('number of connections must be >= threads\n');
      return yield* misuse();
    }
    const { net } = process.machine;
    const { host, port, tls } = parsed.target;
    const resolved = yield* net.resolve(host);
    if (!resolved.ok) {
      yield* process.stderr.write(`unable to resolve ${host}:${tls ? 'https' : port} Name or service not known\n`);
      return 1;
    }
    // One connection is tried before the test.
    const tried = yield* net.openHttp({ host, port, tls }, timeout * 1000);
    if (!tried.ok) {
      const words = tried.error.kind === 'refused' ? 'Connection refused' : tried.error.kind === 'unreachable' ? 'No route to host' : 'Connection timed out';
      yield* process.stderr.write(`unable to connect to ${host}:${port} ${words}\n`);
      return 1;
    }
    tried.value.close();
    yield* print(process, `Running ${timeText(seconds * 1e6, 0)} test @ ${url}\n  ${threads} threads and ${connections} connections\n`);
    return yield* measure(process, { url: parsed, headers, connections, threads, seconds, timeout, latency });
  },
});

interface Test {
  url: NonNullable<ReturnType<typeof parseTarget>>;
  headers: Record<string, string>;
  connections: number;
  threads: number;
  seconds: number;
  timeout: number;
  latency: boolean;
}

function* measure(process: Process, test: Test): Program<number> {
  const samples: Sample[] = [];
  const perStretch: number[] = [];
  const errors = { connect: 0, read: 0, write: 0, timeout: 0 };
  const startMs = process.sim.nowMs;
  const tookMs = yield* runLoad(process, {
    target: test.url.target,
    request: { method: 'GET', path: test.url.path || '/', headers: { host: test.url.authority, ...test.headers }, body: '' },
    clients: test.connections,
    requests: REQUESTS_MAX,
    durationMs: test.seconds * 1000,
    keepAlive: true,
    timeoutMs: test.timeout * 1000,
    onAttempt(attempt) {
      if (attempt.kind === 'failed') {
        if (attempt.error.kind === 'timeout') errors.timeout++;
        else if (attempt.at === 'connect') errors.connect++;
        else errors.read++;
        return true;
      }
      samples.push(attempt.sample);
      const stretch = Math.floor((process.sim.nowMs - startMs) / SAMPLE_MS);
      perStretch[stretch] = (perStretch[stretch] ?? 0) + 1;
      return true;
    },
  });
  const micros = samples.map((sample) => sample.totalMs * 1000).sort((a, b) => a - b);
  const rates = Array.from(perStretch, (count) => ((count ?? 0) * (1000 / SAMPLE_MS)) / test.threads);
  const bytes = samples.reduce((sum, sample) => sum + sample.headerBytes + sample.bodyBytes, 0);
  const lines = ['  Thread Stats   Avg      Stdev     Max   +/- Stdev', statsRow('Latency', micros, (value) => timeText(value)), statsRow('Req/Sec', rates, (value) => metricText(value))];
  if (test.latency) {
    lines.push('  Latency Distribution');
    for (const percent of [50, 75, 90, 99]) lines.push(`    ${String(percent).padStart(3)}% ${padded(timeText(micros[Math.min(micros.length - 1, Math.floor((micros.length * percent) / 100))] ?? 0), 10)}`.trimEnd());
  }
  lines.push(`  ${samples.length} requests in ${timeText(tookMs * 1000)}, ${binaryText(bytes)}B read`);
  const { connect, read, write, timeout } = errors;
  if (connect + read + write + timeout > 0) lines.push(`  Socket errors: connect ${connect}, read ${read}, write ${write}, timeout ${timeout}`);
  const bad = samples.filter(({ status }) => status > 399).length;
  if (bad > 0) lines.push(`  Non-2xx or 3xx responses: ${bad}`);
  const seconds = tookMs / 1000;
  lines.push(`Requests/sec: ${(samples.length / seconds).toFixed(2).padStart(9)}`, `Transfer/sec: ${binaryText(bytes / seconds).padStart(10)}B`);
  yield* print(process, `${lines.join('\n')}\n`);
  return 0;
}

/** Mean, deviation, most, and how many lie within one deviation. */
function statsRow(name: string, values: readonly number[], text: (value: number) => string): string {
  const average = mean(values);
  const spread = deviation(values, average);
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const within = values.length === 0 ? 0 : (values.filter((value) => Math.abs(value - average) <= spread).length * 100) / values.length;
  return `    ${name.padEnd(10)}${padded(text(average), 8)}${padded(text(spread), 10)}${padded(text(most), 9)}${within.toFixed(2).padStart(8)}%`;
}

/** Numbers stand above each other whatever their unit's length. */
function padded(text: string, width: number): string {
  const unit = /[a-zA-Z]*$/.exec(text)?.[0].length ?? 0;
  const pad = Math.max(0, 2 - unit);
  return text.padStart(width - pad) + ' '.repeat(pad);
}

function timeText(micros: number, digits = 2): string {
  if (micros < 1000) return `${micros.toFixed(digits)}us`;
  if (micros < 1_000_000) return `${(micros / 1000).toFixed(digits)}ms`;
  const seconds = micros / 1_000_000;
  if (seconds < 60) return `${seconds.toFixed(digits)}s`;
  return seconds < 3600 ? `${(seconds / 60).toFixed(digits)}m` : `${(seconds / 3600).toFixed(digits)}h`;
}

function metricText(value: number): string {
  return value < 1000 ? value.toFixed(2) : value < 1_000_000 ? `${(value / 1000).toFixed(2)}k` : `${(value / 1_000_000).toFixed(2)}M`;
}

function binaryText(bytes: number): string {
  const units = ['', 'K', 'M', 'G'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(2)}${units[unit]}`;
}
