/** ab: ApacheBench 2.3, its options and its report to the letter. */
import { errnoText, isFileError } from '../../os';
import type { NetError, Process } from '../../os';
import { encodeUtf8 } from '../../os/utf8';
import { spawn } from '../../sim';
import type { Fiber, Program } from '../../sim';
import { print, readFile } from './_io';
import { deviation, parseTarget, runLoad } from './_load';
import type { Attempt, LoadPlan, LoadTarget, Sample } from './_load';
import { tool } from './_tool';
import { encodeBase } from './base64';

const BANNER = `This is ApacheBench, Version 2.3 <$Revision$>
Copyright 1996 Adam Twiss, Zeus Technology Ltd, http://www.zeustech.net/
Licensed to The Apache Software Foundation, http://www.apache.org/

`;

const USAGE = `Usage: ab [options] [http[s]://]hostname[:port]/path
Options are:
    -n requests     Number of requests to perform
    -c concurrency  Number of multiple requests to make at a time
    -t timelimit    Seconds to max. to spend on benchmarking
                    This implies -n 50000
    -s timeout      Seconds to max. wait for each response
                    Default is 30 seconds
    -p postfile     File containing data to POST. Remember also to set -T
    -u putfile      File containing data to PUT. Remember also to set -T
    -T content-type Content-type header to use for POST/PUT data
    -v verbosity    Accepted
    -i              Use HEAD instead of GET
    -C attribute    Add cookie, eg. 'Apache=1234'. (repeatable)
    -H attribute    Add Arbitrary header line (repeatable)
    -A attribute    Add Basic WWW Authentication, username:password
    -V              Print version number and exit
    -k              Use HTTP KeepAlive feature
    -d              Do not show percentiles served table.
    -S              Do not show confidence estimators and warnings.
    -q              Do not show progress when doing more than 150 requests
    -l              Accept variable document length (use this for dynamic pages)
    -r              Don't exit on socket receive errors.
    -m method       Method name
    -h              Display usage information (this message)
`;

const WITH_VALUE = 'nctspuTvCHAmbBPXygezxEZf';
const LACKED = 'wgeXPxyzBZEf';
/** What -t implies, and more than which ab does not count. */
const TIMED_REQUESTS = 50_000;
const CONCURRENCY_MAX = 20_000;

interface Settings {
  requests: number;
  concurrency: number;
  durationMs: number | undefined;
  timeoutMs: number;
  method: string;
  headers: Record<string, string>;
  body: string;
  keepAlive: boolean;
  quiet: boolean;
  percentiles: boolean;
  confidence: boolean;
  variable: boolean;
  goesOn: boolean;
}

export default tool({
  name: 'ab',
  package: 'apache2-utils',
  *main(process) {
    const settings: Settings = {
      requests: 1,
      concurrency: 1,
      durationMs: undefined,
      timeoutMs: 30_000,
      method: 'GET',
      headers: {},
      body: '',
      keepAlive: false,
      quiet: false,
      percentiles: true,
      confidence: true,
      variable: false,
      goesOn: false,
    };
    const misuse = function* (message: string): Program<number> {
      yield* process.stderr.write(`${message}${USAGE}`);
      return 22;
    };
    const urls: string[] = [];
    const args = process.argv.slice(1);
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] as string;
      if (!/^-./.test(arg)) {
        urls.push(...args.slice(i));
        break;
      }
      for (let at = 1; at < arg.length; at++) {
        const letter = arg[at] as string;
        let value = '';
        const takes = WITH_VALUE.includes(letter);
        if (takes) {
          const given = arg.slice(at + 1) || args[++i];
          if (given === undefined) return yield* misuse(`ab: option requires an argument -- ${letter}\n`);
          value = given;
        }
        if (LACKED.includes(letter)) {
          yield* process.stderr.write(`ab: option -${letter} is not supported in this lab\n`);
          return 1;
        }
        switch (letter) {
          case 'n':
            settings.requests = parseInt(value, 10);
            if (!(settings.requests > 0)) return yield* misuse('ab: Invalid number of requests\n');
            break;
          case 'c':
            settings.concurrency = parseInt(value, 10) || 0;
            break;
          case 't':
            settings.durationMs = (parseInt(value, 10) || 0) * 1000;
            settings.requests = TIMED_REQUESTS;
            break;
          case 's':
            settings.timeoutMs = (parseInt(value, 10) || 30) * 1000;
            break;
          case 'p':
          case 'u': {
            const body = yield* readFile(process, value);
            if (isFileError(body)) {
              yield* process.stderr.write(`ab: Could not open POST data file (${value}): ${errnoText(body.errno)}\n`);
              return 2;
            }
            settings.body = body;
            settings.method = letter === 'p' ? 'POST' : 'PUT';
            settings.headers['content-type'] ??= 'text/plain';
            break;
          }
          case 'T':
            settings.headers['content-type'] = value;
            break;
          case 'C':
            settings.headers['cookie'] = settings.headers['cookie'] === undefined ? value : `${settings.headers['cookie']}; ${value}`;
            break;
          case 'H': {
            const colon = value.indexOf(':');
            if (colon > 0) settings.headers[value.slice(0, colon).toLowerCase()] = value.slice(colon + 1).trim();
            break;
          }
          case 'A':
            settings.headers['authorization'] = `Basic ${encodeBase(encodeUtf8(value))}`;
            break;
          case 'm':
            settings.method = value;
            break;
          case 'i':
            settings.method = 'HEAD';
            break;
          case 'k':
            settings.keepAlive = true;
            break;
          case 'q':
            settings.quiet = true;
            break;
          case 'd':
            settings.percentiles = false;
            break;
          case 'S':
            settings.confidence = false;
            break;
          case 'l':
            settings.variable = true;
            break;
          case 'r':
            settings.goesOn = true;
            break;
          case 'v':
          case 'b':
          case 'I':
            break;
          case 'V':
            yield* print(process, BANNER);
            return 0;
          case 'h':
            yield* process.stderr.write(USAGE);
            return 22;
          default:
            return yield* misuse(`ab: unknown option -- ${letter}\n`);
        }
        if (takes) break;
      }
    }
    if (urls.length !== 1) return yield* misuse('ab: wrong number of arguments\n');
    const parsed = parseTarget(urls[0] as string);
    // ab wants a path, if only a slash.
    if (!parsed || parsed.path === '') return yield* misuse('ab: invalid URL\n');
    if (settings.concurrency < 1 || settings.concurrency > CONCURRENCY_MAX) return yield* misuse(`ab: Invalid Concurrency [Range 0..${CONCURRENCY_MAX}]\n`);
    if (settings.concurrency > settings.requests) return yield* misuse('ab: Cannot use concurrency level greater than total number of requests\n');
    return yield* new Bench(process, settings, parsed.target, parsed.path, parsed.authority).run();
  },
});

class Bench {
  private samples: Sample[] = [];
  private failed = { connect: 0, receive: 0, length: 0, exceptions: 0 };
  private bad = 0;
  private non2xx = 0;
  private keptAlive = 0;
  private length: number | undefined;
  private server = '';
  private broken: { error: NetError } | undefined;
  private progress: Fiber<boolean> | undefined;

  constructor(
    private readonly process: Process,
    private readonly settings: Settings,
    private readonly target: LoadTarget,
    private readonly path: string,
    private readonly authority: string,
  ) {}

  *run(): Program<number> {
    const { process, settings, target } = this;
    const every = settings.quiet || settings.requests <= 150 ? 0 : Math.max(100, Math.floor(settings.requests / 10));
    yield* print(process, `${BANNER}Benchmarking ${target.host} (be patient)${every > 0 ? '\n' : '...'}`);
    const resolved = yield* process.machine.net.resolve(target.host);
    if (!resolved.ok) {
      yield* process.stderr.write(`apr_sockaddr_info_get() for ${target.host}: Name or service not known (670002)\n`);
      return 50;
    }
    const plan: LoadPlan = {
      target,
      request: {
        method: settings.method,
        path: this.path,
        headers: { host: this.authority, 'user-agent': 'ApacheBench/2.3', accept: '*/*', ...(settings.keepAlive ? { connection: 'Keep-Alive' } : {}), ...settings.headers },
        body: settings.body,
      },
      clients: settings.concurrency,
      requests: settings.requests,
      keepAlive: settings.keepAlive,
      timeoutMs: settings.timeoutMs,
      ...(settings.durationMs === undefined ? {} : { durationMs: settings.durationMs }),
      onAttempt: (attempt) => this.note(attempt, every),
    };
    const tookMs = yield* runLoad(process, plan);
    if (this.progress) yield* this.progress.join();
    if (this.broken) return yield* this.breakOff(this.broken.error);
    if (every > 0) yield* process.stderr.write(`Finished ${this.done} requests\n`);
    else yield* print(process, '..done\n');
    yield* print(process, this.report(tookMs));
    return 0;
  }

  private get done(): number {
    return this.samples.length + (this.settings.goesOn ? this.failed.connect + this.failed.receive : 0);
  }

  private note(attempt: Attempt, every: number): boolean {
    const { settings } = this;
    if (attempt.kind === 'failed') {
      if (!settings.goesOn) {
        this.broken ??= { error: attempt.error };
        return false;
      }
      this.failed.receive++;
      this.bad++;
    } else {
      const { sample } = attempt;
      this.samples.push(sample);
      if (this.server === '') this.server = sample.server;
      if (sample.kept || (settings.keepAlive && sample.status > 0)) this.keptAlive++;
      if (sample.status < 200 || sample.status > 299) this.non2xx++;
      this.length ??= sample.bodyBytes;
      if (sample.bodyBytes !== this.length && !settings.variable) {
        this.failed.length++;
        this.bad++;
      }
    }
    // Told beside the clients, whose time it must not take.
    const { process } = this;
    if (every > 0 && this.done % every === 0) this.progress = spawn(process.sim, 'ab progress', process.stderr.write(`Completed ${this.done} requests\n`), process.fiber as Fiber);
    return true;
  }

  /** The words and the numbers of the Apache runtime, and how many were done till then. */
  private *breakOff(error: NetError): Program<number> {
    const [where, words, number] =
      error.kind === 'refused'
        ? ['apr_socket_recv', 'Connection refused', 111]
        : error.kind === 'reset'
          ? ['apr_socket_recv', 'Connection reset by peer', 104]
          : error.kind === 'unreachable'
            ? ['apr_socket_recv', 'No route to host', 113]
            : ['apr_pollset_poll', 'The timeout specified has expired', 70007];
    yield* this.process.stderr.write(`${where}: ${words} (${number})\n`);
    if (this.samples.length > 0) yield* print(this.process, `Total of ${this.samples.length} requests completed\n`);
    return (number as number) & 255;
  }

  private report(tookMs: number): string {
    const { settings, samples, target } = this;
    const seconds = tookMs / 1000;
    const body = samples.reduce((sum, sample) => sum + sample.bodyBytes, 0);
    const total = samples.reduce((sum, sample) => sum + sample.bodyBytes + sample.headerBytes, 0);
    const lines = [
      '',
      '',
      `Server Software:        ${this.server}`,
      `Server Hostname:        ${target.host}`,
      `Server Port:            ${target.port}`,
      ...(target.tls ? ['SSL/TLS Protocol:       TLSv1.3,TLS_AES_256_GCM_SHA384,2048,256', `TLS Server Name:        ${target.host}`] : []),
      '',
      `Document Path:          ${this.path}`,
      settings.variable ? 'Document Length:        Variable' : `Document Length:        ${this.length ?? 0} bytes`,
      '',
      `Concurrency Level:      ${settings.concurrency}`,
      `Time taken for tests:   ${seconds.toFixed(3)} seconds`,
      `Complete requests:      ${this.done}`,
      `Failed requests:        ${this.bad}`,
    ];
    const { connect, receive, length, exceptions } = this.failed;
    if (this.bad > 0) lines.push(`   (Connect: ${connect}, Receive: ${receive}, Length: ${length}, Exceptions: ${exceptions})`);
    if (this.non2xx > 0) lines.push(`Non-2xx responses:      ${this.non2xx}`);
    if (settings.keepAlive) lines.push(`Keep-Alive requests:    ${this.keptAlive}`);
    lines.push(`Total transferred:      ${total} bytes`);
    const sends = settings.method === 'POST' || settings.method === 'PUT';
    const sent = sends ? samples.length * (encodeUtf8(settings.body).length + 150) : 0;
    if (sends) lines.push(`Total body sent:        ${sent}`);
    lines.push(`HTML transferred:       ${body} bytes`);
    if (this.done === 0 || seconds === 0) return `${lines.join('\n')}\n`;
    lines.push(
      `Requests per second:    ${(this.done / seconds).toFixed(2)} [#/sec] (mean)`,
      `Time per request:       ${((settings.concurrency * tookMs) / this.done).toFixed(3)} [ms] (mean)`,
      `Time per request:       ${(tookMs / this.done).toFixed(3)} [ms] (mean, across all concurrent requests)`,
      `Transfer rate:          ${(total / 1024 / seconds).toFixed(2)} [Kbytes/sec] received`,
    );
    if (sends) {
      lines.push(`                        ${(sent / 1024 / seconds).toFixed(2)} kb/s sent`, `                        ${((total + sent) / 1024 / seconds).toFixed(2)} kb/s total`);
    }
    if (samples.length > 0) lines.push(...this.times());
    return `${lines.join('\n')}\n`;
  }

  /** The table of times, in whole milliseconds; computed in microseconds as the real one does. */
  private times(): string[] {
    const { samples, settings } = this;
    const micro = (ms: number): number => Math.round(ms * 1000);
    const columns = {
      Connect: samples.map((sample) => micro(sample.connectMs)),
      Processing: samples.map((sample) => micro(sample.totalMs) - micro(sample.connectMs)),
      Waiting: samples.map((sample) => micro(sample.waitMs)),
      Total: samples.map((sample) => micro(sample.totalMs)),
    };
    const rounded = (value: number): number => Math.floor((value + 500) / 1000);
    const rows: string[] = [];
    const doubts: string[] = [];
    const words = { Connect: 'the initial connection time', Processing: 'the processing time', Waiting: 'the waiting time', Total: 'the total time' };
    for (const [name, values] of Object.entries(columns)) {
      const sorted = [...values].sort((a, b) => a - b);
      const count = sorted.length;
      const middle = Math.floor(count / 2);
      const at = (i: number): number => sorted[Math.min(i, count - 1)] as number;
      const median = count > 1 && count % 2 === 0 ? Math.floor((at(middle) + at(middle + 1)) / 2) : at(middle);
      const average = Math.floor(values.reduce((sum, value) => sum + value, 0) / count);
      const spread = deviation(values, average);
      const cell = (value: number, width: number): string => String(rounded(value)).padStart(width);
      rows.push(
        settings.confidence
          ? `${`${name}:`.padEnd(12)}${cell(at(0), 5)} ${cell(average, 4)} ${(spread / 1000).toFixed(1).padStart(5)} ${cell(median, 6)} ${cell(at(count - 1), 7)}`
          : `${`${name}:`.padEnd(12)}${cell(at(0), 5)} ${cell(average, 5)}${cell(at(count - 1), 6)}`,
      );
      const distance = Math.abs(average - median);
      const what = words[name as keyof typeof words];
      if (distance > 2 * spread) doubts.push(`ERROR: The median and mean for ${what} are more than twice the standard\n       deviation apart. These results are NOT reliable.`);
      else if (distance > spread) doubts.push(`WARNING: The median and mean for ${what} are not within a normal deviation\n        These results are probably not that reliable.`);
    }
    const lines = ['', 'Connection Times (ms)', settings.confidence ? '              min  mean[+/-sd] median   max' : '              min   avg   max', ...rows];
    if (settings.confidence) lines.push(...doubts);
    if (settings.percentiles && samples.length > 1) {
      const sorted = [...columns.Total].sort((a, b) => a - b);
      lines.push('', 'Percentage of the requests served within a certain time (ms)');
      for (const percent of [50, 66, 75, 80, 90, 95, 98, 99, 100]) {
        const value = sorted[percent === 100 ? sorted.length - 1 : Math.floor((sorted.length * percent) / 100)] as number;
        lines.push(percent === 100 ? ` 100%  ${String(rounded(value)).padStart(5)} (longest request)` : `  ${percent}%  ${String(rounded(value)).padStart(5)}`);
      }
    }
    return lines;
  }
}
