/** hey: a load generator whose report has a histogram. */
import type { NetError, Process } from '../../os';
import { errnoText, isFileError } from '../../os';
import { encodeUtf8 } from '../../os/utf8';
import type { Program } from '../../sim';
import { print, readFile } from './_io';
import { mean, parseTarget, runLoad } from './_load';
import type { LoadTarget, Sample } from './_load';
import { tool } from './_tool';
import { encodeBase } from './base64';

const USAGE = `Usage: hey [options...] <url>

Options:
  -n  Number of requests to run. Default is 200.
  -c  Number of workers to run concurrently. Total number of requests cannot
      be smaller than the concurrency level. Default is 50.
  -q  Rate limit, in queries per second (QPS) per worker. Default is no rate limit.
  -z  Duration of application to send requests. When duration is reached,
      application stops and exits. If duration is specified, n is ignored.
      Examples: -z 10s -z 3m.
  -m  HTTP method, one of GET, POST, PUT, DELETE, HEAD, OPTIONS.
  -H  Custom HTTP header. You can specify as many as needed by repeating the flag.
  -t  Timeout for each request in seconds. Default is 20, use 0 for infinite.
  -A  HTTP Accept header.
  -d  HTTP request body.
  -D  HTTP request body from file.
  -T  Content-type, defaults to "text/html".
  -a  Basic authentication, username:password.

  -host	HTTP Host header.

  -disable-compression  Disable compression.
  -disable-keepalive    Disable keep-alive, prevents re-use of TCP
                        connections between different HTTP requests.
  -disable-redirects    Disable following of HTTP redirects
  -cpus                 Number of used cpu cores.
`;

const WITH_VALUE = new Set(['n', 'c', 'q', 'z', 'm', 'H', 't', 'A', 'd', 'D', 'T', 'a', 'host', 'cpus', 'o', 'x']);
const FLAGS = new Set(['disable-compression', 'disable-keepalive', 'disable-redirects', 'h2', 'h']);
/** Results are gathered up to this many. */
const RESULTS_MAX = 1_000_000;

function seconds(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * { ms: 0.001, s: 1, m: 60, h: 3600 }[match[2] as 'ms' | 's' | 'm' | 'h'];
}

export default tool({
  name: 'hey',
  package: 'hey',
  *main(process) {
    const values = new Map<string, string>();
    const headers: Record<string, string> = {};
    const flags = new Set<string>();
    const urls: string[] = [];
    const args = process.argv.slice(1);
    const misuse = function* (message: string): Program<number> {
      yield* process.stderr.write(`${message === '' ? '' : `${message}\n\n`}${USAGE}\n`);
      return 1;
    };
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] as string;
      const option = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(arg);
      if (!option) {
        urls.push(...args.slice(i));
        break;
      }
      const name = option[1] as string;
      if (FLAGS.has(name)) {
        flags.add(name);
        continue;
      }
      if (!WITH_VALUE.has(name)) {
        yield* process.stderr.write(`flag provided but not defined: -${name}\n${USAGE}\n`);
        return 2;
      }
      const value = option[2] ?? args[++i];
      if (value === undefined) {
        yield* process.stderr.write(`flag needs an argument: -${name}\n${USAGE}\n`);
        return 2;
      }
      if (name === 'H') {
        const header = /^([\w-]+):\s*(.+)/.exec(value);
        if (!header) return yield* misuse(`could not parse the provided input; input = ${value}`);
        headers[(header[1] as string).toLowerCase()] = header[2] as string;
      } else values.set(name, value);
    }
    if (flags.has('h') || urls.length < 1) return yield* misuse('');
    for (const lacked of ['o', 'x']) {
      if (!values.has(lacked)) continue;
      yield* process.stderr.write(`hey: option -${lacked} is not supported in this lab\n`);
      return 1;
    }
    const requests = Number(values.get('n') ?? 200);
    const workers = Number(values.get('c') ?? 50);
    const duration = values.has('z') ? seconds(values.get('z') as string) : undefined;
    if (values.has('z') && duration === undefined) return yield* misuse(`invalid value "${values.get('z')}" for flag -z: parse error`);
    if (duration === undefined) {
      if (!(requests > 0) || !(workers > 0)) return yield* misuse('-n and -c cannot be smaller than 1.');
      if (requests < workers) return yield* misuse('-n cannot be less than -c.');
    } else if (!(workers > 0)) return yield* misuse('-c cannot be smaller than 1.');
    const url = urls[0] as string;
    const parsed = /^https?:\/\//.test(url) ? parseTarget(url) : undefined;
    if (!parsed) {
      yield* process.stderr.write(`parse "${url}": invalid URI for request\n`);
      return 1;
    }
    let body = values.get('d') ?? '';
    if (values.has('D')) {
      const read = yield* readFile(process, values.get('D') as string);
      if (isFileError(read)) {
        yield* process.stderr.write(`open ${values.get('D')}: ${errnoText(read.errno).toLowerCase()}\n`);
        return 1;
      }
      body = read;
    }
    if (values.has('A')) headers['accept'] = values.get('A') as string;
    if (values.has('a')) headers['authorization'] = `Basic ${encodeBase(encodeUtf8(values.get('a') as string))}`;
    const rate = Number(values.get('q') ?? 0);
    const timeout = Number(values.get('t') ?? 20);
    const path = parsed.path === '' ? '/' : parsed.path;
    const samples: Sample[] = [];
    const errors = new Map<string, number>();
    const method = (values.get('m') ?? 'GET').toUpperCase();
    const tookMs = yield* runLoad(process, {
      target: parsed.target,
      request: {
        method,
        path,
        headers: { host: values.get('host') ?? parsed.authority, 'user-agent': 'hey/0.0.1', 'content-type': values.get('T') ?? 'text/html', 'accept-encoding': 'gzip', ...headers },
        body,
      },
      clients: workers,
      requests: duration === undefined ? Math.floor(requests / workers) * workers : RESULTS_MAX,
      ...(duration === undefined ? { each: Math.floor(requests / workers) } : { durationMs: duration * 1000 }),
      keepAlive: !flags.has('disable-keepalive'),
      timeoutMs: timeout === 0 ? 3_600_000 : timeout * 1000,
      ...(rate > 0 ? { paceMs: 1000 / rate } : {}),
      onAttempt(attempt) {
        if (attempt.kind === 'answered') samples.push(attempt.sample);
        else {
          const words = `${goMethod(method)} "${url}": ${goError(attempt.error, parsed.target)}`;
          errors.set(words, (errors.get(words) ?? 0) + 1);
        }
        return true;
      },
    });
    yield* print(process, report(process, samples, errors, tookMs / 1000));
    return 0;
  },
});

function goMethod(method: string): string {
  return method.charAt(0) + method.slice(1).toLowerCase();
}

/** A connection that failed, in Go's words. */
function goError(error: NetError, { host, port }: LoadTarget): string {
  switch (error.kind) {
    case 'refused':
      return `dial tcp ${host}:${port}: connect: connection refused`;
    case 'unreachable':
      return `dial tcp ${host}:${port}: connect: no route to host`;
    case 'unknown-host':
      return `dial tcp: lookup ${host}: no such host`;
    case 'timeout':
      return 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
    default:
      return 'EOF';
  }
}

const BUCKETS = 10;
const BAR = 40;

function report(_process: Process, samples: readonly Sample[], errors: ReadonlyMap<string, number>, total: number): string {
  const four = (value: number): string => (Number.isNaN(value) ? ' NaN' : value.toFixed(4));
  const times = samples.map((sample) => sample.totalMs / 1000).sort((a, b) => a - b);
  const fastest = times[0] ?? 0;
  const slowest = times[times.length - 1] ?? 0;
  const average = times.length === 0 ? NaN : mean(times);
  const count = samples.length + [...errors.values()].reduce((sum, each) => sum + each, 0);
  const bytes = samples.reduce((sum, sample) => sum + sample.bodyBytes, 0);
  const lines = [
    '',
    'Summary:',
    `  Total:\t${four(total)} secs`,
    `  Slowest:\t${four(slowest)} secs`,
    `  Fastest:\t${four(fastest)} secs`,
    `  Average:\t${four(average)} secs`,
    `  Requests/sec:\t${four(total === 0 ? 0 : count / total)}`,
    '  ',
  ];
  if (bytes > 0) lines.push(`  Total data:\t${bytes} bytes`, `  Size/request:\t${Math.floor(bytes / samples.length)} bytes`);
  lines.push('', 'Response time histogram:', ...histogram(times, fastest, slowest), '', '', 'Latency distribution:', ...percentiles(times, four));
  const row = (name: string, pick: (sample: Sample) => number, overall = false): string => {
    const all = samples.map((sample) => pick(sample) / 1000);
    const average = all.length === 0 ? NaN : mean(all);
    const least = overall ? fastest : all.length === 0 ? 0 : all.reduce((a, b) => Math.min(a, b));
    const most = overall ? slowest : all.length === 0 ? 0 : all.reduce((a, b) => Math.max(a, b));
    return `  ${name}:\t${four(average)} secs, ${four(least)} secs, ${four(most)} secs`;
  };
  lines.push(
    '',
    'Details (average, fastest, slowest):',
    row('DNS+dialup', (sample) => sample.connectMs, true),
    row('DNS-lookup', () => 0),
    row('req write', () => 0),
    row('resp wait', (sample) => sample.waitMs),
    row('resp read', (sample) => sample.totalMs - sample.connectMs - sample.waitMs),
    '',
    'Status code distribution:',
  );
  const statuses = new Map<number, number>();
  for (const { status } of samples) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  for (const [status, times_] of statuses) lines.push(`  [${status}]\t${times_} responses`);
  lines.push('');
  if (errors.size > 0) {
    lines.push('Error distribution:');
    for (const [words, times_] of errors) lines.push(`  [${times_}]\t${words}`);
    lines.push('');
  } else lines.push('', '');
  return `${lines.join('\n')}\n`;
}

function histogram(times: readonly number[], fastest: number, slowest: number): string[] {
  if (times.length === 0) return [];
  const step = (slowest - fastest) / BUCKETS;
  const edges = Array.from({ length: BUCKETS + 1 }, (_none, i) => (i === BUCKETS ? slowest : fastest + step * i));
  const counts = new Array<number>(BUCKETS + 1).fill(0);
  let bucket = 0;
  for (let i = 0; i < times.length;) {
    if ((times[i] as number) <= (edges[bucket] as number) || bucket === BUCKETS) {
      counts[bucket] = (counts[bucket] as number) + 1;
      i++;
    } else bucket++;
  }
  const most = Math.max(...counts);
  return edges.map((edge, i) => `  ${edge.toFixed(3)} [${counts[i]}]\t|${'■'.repeat(Math.floor(((counts[i] as number) * BAR + Math.floor(most / 2)) / most))}`);
}

function percentiles(times: readonly number[], four: (value: number) => string): string[] {
  const wanted = [10, 25, 50, 75, 90, 95, 99];
  const found: (number | undefined)[] = [];
  for (let i = 0; i < times.length && found.length < wanted.length; i++) {
    if (Math.floor((i * 100) / times.length) >= (wanted[found.length] as number)) found.push(times[i]);
  }
  if (times.length === 0) return [];
  // Where there are too few results the real one prints zeros.
  return wanted.map((percent, i) => (found[i] === undefined ? '  0% in 0.0000 secs' : `  ${percent}% in ${four(found[i])} secs`));
}
