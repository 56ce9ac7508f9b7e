/** curl: HTTP by hand. Messages and exit codes are those of curl 7.88. */
import { dirName, errnoText, isFileError, openText } from '../../os';
import type { HttpRequest, HttpResponse, NetError, OpenFile, Process, Source } from '../../os';
import { byteLength, encodeUtf8 } from '../../os/utf8';
import { sleep } from '../../sim';
import type { Program } from '../../sim';
import { encodeBase } from './base64';
import { METER_HEAD, meterRow } from './_curl-meter';
import { expandUrl, parseCurl } from './_curl-options';
import type { CurlOptions } from './_curl-options';
import { exchange, isRedirect, methodAfter, readWithin, reasonOf, shownHeaders } from './_http-client';
import type { Endpoint } from './_http-client';
import { openOutput, print, readFile } from './_io';
import { absolutePath } from './_paths';
import { tool } from './_tool';
import { hostHeader, parseUrl, resolveUrl, urlText } from './_url';
import type { Url } from './_url';

const HINT = "curl: try 'curl --help' or 'curl --manual' for more information\n";
const VERSION =
  'curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 OpenSSL/3.0.17 zlib/1.2.13\n' +
  'Release-Date: 2023-02-20, security patched: 7.88.1-10+deb12u14\nProtocols: http https\nFeatures: IPv6 SSL UnixSockets\n';
const HELP = `Usage: curl [options...] <url>
 -d, --data <data>          HTTP POST data
 -f, --fail                 Fail fast with no output on HTTP errors
 -G, --get                  Put the post data in the URL
 -H, --header <header>      Pass a custom header
 -I, --head                 Show document info only
 -i, --include              Include response headers in the output
 -k, --insecure             Do not check certificates
 -L, --location             Follow redirects
 -m, --max-time <seconds>   Maximum time for the transfer
 -o, --output <file>        Write to a file
 -O, --remote-name          Write to a file named as the remote one
 -s, --silent               No progress meter, no error messages
 -S, --show-error           Error messages even with -s
 -T, --upload-file <file>   Transfer a file to the server
 -u, --user <user:password> Server user and password
 -A, --user-agent <name>    Send this User-Agent
 -v, --verbose              Show the exchange
 -w, --write-out <format>   Print this after the transfer
 -X, --request <method>     Request method
     --connect-timeout <s>  Maximum time for the connection
     --unix-socket <path>   Connect through this socket
`;
/** Ports where TLS is to be expected; elsewhere a plain server answers the handshake with nonsense. */
const TLS_PORTS = new Set([443, 2376, 2377, 6443, 8443, 9443]);

interface Failure {
  code: number;
  message: string;
  /** Worth another try with --retry. */
  transient?: boolean;
}

interface Report {
  status: number;
  url: string;
  contentType: string;
  downBytes: number;
  headerBytes: number;
  requestBytes: number;
  upBytes: number;
  lookupMs: number;
  connectMs: number;
  firstByteMs: number;
  totalMs: number;
  redirectMs: number;
  redirects: number;
  redirectUrl: string;
  remoteAddress: string;
  remotePort: number;
  method: string;
  scheme: string;
  fileName: string;
}

export default tool({
  name: 'curl',
  package: 'curl',
  *main(process) {
    const parsed = parseCurl(process.argv.slice(1));
    if (!parsed.ok) {
      if ('help' in parsed) {
        yield* print(process, parsed.help === 'help' ? HELP : VERSION);
        return 0;
      }
      yield* process.stderr.write(`curl: ${parsed.message}\n${parsed.exitCode === 2 ? HINT : ''}`);
      return parsed.exitCode;
    }
    const { options } = parsed;
    if (options.urls.length === 0) {
      yield* process.stderr.write(process.argv.length > 1 ? `curl: no URL specified!\n${HINT}` : HINT);
      return 2;
    }
    const body = yield* requestBody(process, options);
    if (typeof body === 'object' && 'code' in body) return yield* complainOf(process, options, body);
    let exitCode = 0;
    let place = 0;
    for (const given of options.urls) {
      const output = options.outputs[place++];
      for (const text of options.globOff ? [given] : expandUrl(given)) {
        let failure = yield* transfer(process, options, text, body, output);
        for (let tries = 0; failure?.transient && tries < options.retries; tries++) {
          const delayMs = options.retryDelayMs ?? Math.min(600_000, 1000 * (1 << Math.min(tries, 20)));
          if (!options.silent || options.showError) yield* process.stderr.write(retryWarning(failure, delayMs, options.retries - tries));
          yield* sleep(process.sim, delayMs);
          failure = yield* transfer(process, options, text, body, output);
        }
        if (!failure || failure.code === 0) {
          exitCode = 0;
          continue;
        }
        exitCode = yield* complainOf(process, options, failure);
        if (options.failEarly) return exitCode;
      }
    }
    return exitCode;
  },
});

function retryWarning({ code }: Failure, delayMs: number, left: number): string {
  const why = code === 0 || code === 22 ? 'HTTP error' : code === 7 ? 'connection refused' : code === 28 ? 'timeout' : '(retrying all errors)';
  const text = `Problem : ${why}. Will retry in ${Math.round(delayMs / 1000)} seconds. ${left} ${left === 1 ? 'retry' : 'retries'} left.`;
  if (text.length <= 70) return `Warning: ${text}\n`;
  // Warnings are folded at 79 columns.
  const cut = text.lastIndexOf(' ', 70) + 1;
  return `Warning: ${text.slice(0, cut)}\nWarning: ${text.slice(cut)}\n`;
}

function* complainOf(process: Process, options: CurlOptions, { code, message }: Failure): Program<number> {
  if (!options.silent || options.showError) yield* process.stderr.write(`curl: (${code}) ${message}\n`);
  return code;
}

interface Body {
  text: string;
  contentType?: string;
}

/** -d, --data-*, -F and -T put together; files are read now. */
function* requestBody(process: Process, options: CurlOptions): Program<Body | undefined | Failure> {
  if (options.upload !== undefined) {
    const text = yield* readFile(process, options.upload);
    if (isFileError(text)) return { code: 26, message: 'Failed to open/read local data from file/application' };
    return { text };
  }
  if (options.forms.length > 0) {
    const boundary = `------------------------${process.sim.random('curl').hex(16)}`;
    let text = '';
    for (const form of options.forms) {
      const [name = '', value = ''] = form.split(/=(.*)/s);
      const isFile = value.startsWith('@') || value.startsWith('<');
      const path = isFile ? (value.slice(1).split(';')[0] as string) : '';
      const content = isFile ? yield* readFile(process, path) : value;
      if (isFileError(content)) return { code: 26, message: 'Failed to open/read local data from file/application' };
      const file = value.startsWith('@') ? `; filename="${path.replace(/.*\//, '')}"\r\nContent-Type: application/octet-stream` : '';
      text += `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${content}\r\n`;
    }
    return { text: `${text}--${boundary}--\r\n`, contentType: `multipart/form-data; boundary=${boundary}` };
  }
  if (options.data.length === 0) return undefined;
  const pieces: string[] = [];
  for (const [i, given] of options.data.entries()) {
    const kind = options.dataKinds[i];
    let text = given;
    if (kind === 'urlencode') {
      const match = /^([^=@]*)([=@]?)(.*)$/s.exec(given) as RegExpExecArray;
      const content = match[2] === '@' ? yield* readFile(process, match[3] as string) : match[2] === '=' ? (match[3] as string) : given;
      if (isFileError(content)) return { code: 26, message: `Failed to open ${match[3]}` };
      text = match[2] !== '' && match[1] !== '' ? `${match[1]}=${percentEncode(content)}` : percentEncode(content);
    } else if (kind !== 'raw' && given.startsWith('@')) {
      const content = yield* readFile(process, given.slice(1));
      if (isFileError(content)) return { code: 26, message: `Failed to open ${given.slice(1)}` };
      text = kind === 'data' ? content.replace(/[\r\n]/g, '') : content;
    }
    pieces.push(text);
  }
  const isJson = options.dataKinds.includes('json');
  return { text: pieces.join(isJson ? '' : '&'), contentType: isJson ? 'application/json' : 'application/x-www-form-urlencoded' };
}

function percentEncode(text: string): string {
  return Array.from(encodeUtf8(text), (byte) => {
    const char = String.fromCharCode(byte);
    return /[A-Za-z0-9._~-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

function withQuery(url: Url, query: string): Url {
  return { ...url, path: `${url.path}${url.path.includes('?') ? '&' : '?'}${query}` };
}

/** One URL to its end; undefined when all went well. */
function* transfer(
  process: Process,
  options: CurlOptions,
  text: string,
  body: Body | undefined,
  output: CurlOptions['outputs'][number] | undefined,
): Program<Failure | undefined> {
  const startMs = process.sim.nowMs;
  let url = parseUrl(text);
  if (!url) return { code: 3, message: 'URL using bad/illegal format or missing URL' };
  if (url.scheme !== 'http' && url.scheme !== 'https') return { code: 1, message: `Protocol "${url.scheme}" not supported or disabled in libcurl` };
  if (options.get && body) url = withQuery(url, body.text);
  const sink = new Sink(process, options, output, url);
  const early = sink.open();
  if (early) return early;
  const report: Report = {
    status: 0,
    url: urlText(url),
    contentType: '',
    downBytes: 0,
    headerBytes: 0,
    requestBytes: 0,
    upBytes: 0,
    lookupMs: 0,
    connectMs: 0,
    firstByteMs: 0,
    totalMs: 0,
    redirectMs: 0,
    redirects: 0,
    redirectUrl: '',
    remoteAddress: '',
    remotePort: 0,
    method: 'GET',
    scheme: url.scheme.toUpperCase(),
    fileName: sink.fileName,
  };
  const meter = new Meter(process, options, sink.showsPage);
  yield* meter.begin();
  const failure = yield* follow(process, options, url, options.get ? undefined : body, sink, report, meter, startMs);
  report.totalMs = process.sim.nowMs - startMs;
  yield* meter.end(report, failure);
  sink.close();
  if (options.verbose)
    yield* process.stderr.write(
      failure && failure.code !== 22 && failure.code !== 0 ? '* Closing connection 0\n' : `* Connection #0 to host ${url.host} left intact\n`,
    );
  if (options.writeOut !== undefined) yield* writeOut(process, options.writeOut, report, failure);
  return failure;
}

function* follow(
  process: Process,
  options: CurlOptions,
  first: Url,
  body: Body | undefined,
  sink: Sink,
  report: Report,
  meter: Meter,
  startMs: number,
): Program<Failure | undefined> {
  let url = first;
  let payload = body;
  let method = options.method ?? (options.head ? 'HEAD' : options.upload !== undefined ? 'PUT' : body ? 'POST' : 'GET');
  for (;;) {
    report.method = method;
    const leftMs = options.maxTimeMs - (process.sim.nowMs - startMs);
    const answer = yield* request(process, options, url, method, payload, report, startMs, leftMs, meter);
    if ('code' in answer) return answer;
    const { response, headText } = answer;
    report.status = response.status;
    report.url = urlText(url);
    report.contentType = response.headers['content-type'] ?? '';
    const location = response.headers['location'];
    const target = location !== undefined && isRedirect(response.status) ? resolveUrl(url, location) : undefined;
    report.redirectUrl = target ? urlText(target) : '';
    const goesOn = options.location && target !== undefined;
    const isFailure = response.status >= 400 && (options.fail || options.failWithBody);
    if ((options.include || options.head) && !(isFailure && options.fail)) if (!(yield* sink.write(headText))) return sink.failure;
    if (isFailure && options.fail) {
      if (typeof response.body !== 'string') response.body.close();
      return {
        code: 22,
        message: `The requested URL returned error: ${response.status}`,
        transient: response.status >= 500 || response.status === 408 || response.status === 429,
      };
    }
    if (goesOn) {
      if (typeof response.body !== 'string') response.body.close();
      if (++report.redirects > options.redirectsMax) return { code: 47, message: `Maximum (${options.redirectsMax}) redirects followed` };
      const next = methodAfter(response.status, method);
      if (next !== method) payload = undefined;
      method = options.method ?? next;
      url = target;
      report.redirectMs = process.sim.nowMs - startMs;
      if (options.verbose)
        yield* process.stderr.write(`* Connection #0 to host ${url.host} left intact\n* Issue another request to this URL: '${urlText(url)}'\n`);
      continue;
    }
    if (method !== 'HEAD') {
      const failed = yield* download(process, options, response, sink, report, meter, startMs);
      if (failed) return failed;
    } else if (typeof response.body !== 'string') response.body.close();
    if (isFailure) return { code: 22, message: `The requested URL returned error: ${response.status}`, transient: response.status >= 500 };
    // --retry counts these as worth another try even without -f; they are no failure otherwise.
    if ([408, 429, 500, 502, 503, 504].includes(response.status)) return { code: 0, message: '', transient: true };
    return undefined;
  }
}

type Answer = { response: HttpResponse; headText: string } | Failure;

function* request(
  process: Process,
  options: CurlOptions,
  url: Url,
  method: string,
  body: Body | undefined,
  report: Report,
  startMs: number,
  leftMs: number,
  meter: Meter,
): Program<Answer> {
  const { net, files } = process.machine;
  const say = function* (line: string): Program {
    if (options.verbose) yield* process.stderr.write(`${line}\n`);
  };
  const headers = requestHeaders(options, url, body);
  const endpoint: Endpoint = {
    host: url.host,
    port: url.port,
    tls: url.scheme === 'https',
    unixSocket: options.unixSocket === undefined ? undefined : absolutePath(process, options.unixSocket),
  };
  const redirected = options.resolve
    .map((text) => text.split(':'))
    .find(([host, port]) => host === url.host && (port === String(url.port) || port === '' || port === '*'));
  if (redirected?.[2]) endpoint.host = redirected[2];
  let address = endpoint.host;
  if (endpoint.unixSocket === undefined) {
    const found = yield* net.resolve(endpoint.host);
    if (!found.ok) {
      yield* say(`* Could not resolve host: ${url.host}`);
      return { code: 6, message: `Could not resolve host: ${url.host}`, transient: options.retryAllErrors };
    }
    address = found.value.addresses[0] ?? endpoint.host;
    report.lookupMs = process.sim.nowMs - startMs;
    yield* say(`*   Trying ${address}:${url.port}...`);
  } else {
    yield* say(`*   Trying ${options.unixSocket}:0...`);
    if (isFileError(files.stat(endpoint.unixSocket)))
      return {
        code: 7,
        message: `Failed to connect to ${url.host} port ${url.port} after 0 ms: Couldn't connect to server`,
        transient: options.retryAllErrors,
      };
  }
  report.remoteAddress = address;
  report.remotePort = url.port;
  report.upBytes = body ? byteLength(body.text) : 0;
  const sent: HttpRequest = {
    method,
    path: url.path,
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    body: body?.text ?? '',
  };
  const requestHead = `${method} ${url.path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  report.requestBytes += byteLength(requestHead);
  const beforeMs = process.sim.nowMs;
  // The name was looked up above: from here on the address is asked, so that one lookup serves one transfer.
  const outcome = yield* exchange(process, { ...endpoint, host: address }, sent, options.connectTimeoutMs, leftMs);
  const spentMs = Math.round(process.sim.nowMs - startMs);
  if (outcome === 'late') {
    return { code: 28, message: `Operation timed out after ${spentMs} milliseconds with 0 bytes received`, transient: true };
  }
  if (!outcome.ok) {
    const failure = failureOf(outcome.error, url, Math.round(process.sim.nowMs - beforeMs), options, spentMs);
    if (failure.code === 7) {
      yield* say(
        `* connect to ${address} port ${url.port} failed: ${outcome.error.kind === 'refused' ? 'Connection refused' : 'No route to host'}`,
      );
      yield* say(`* ${failure.message}`);
    } else if (failure.code === 52 || failure.code === 56)
      yield* say(`* Connected to ${url.host} (${address}) port ${url.port} (#0)\n${arrows(requestHead)}\n* ${failure.message}`);
    return failure;
  }
  const response = outcome.value;
  report.connectMs = beforeMs - startMs + (process.sim.nowMs - beforeMs) / 3;
  report.firstByteMs = process.sim.nowMs - startMs;
  yield* say(
    endpoint.unixSocket === undefined
      ? `* Connected to ${url.host} (${address}) port ${url.port} (#0)`
      : `* Connected to ${url.host} (${options.unixSocket}) port ${url.port} (#0)`,
  );
  if (endpoint.tls && !TLS_PORTS.has(url.port)) return { code: 35, message: 'error:0A00010B:SSL routines::wrong version number' };
  yield* say(arrows(requestHead));
  if (body && (meter.shows || !process.stdout.tty)) yield* say(`} [${byteLength(body.text)} bytes data]`);
  const reason = reasonOf(response.status);
  const rows = shownHeaders(response);
  const headText =
    `HTTP/1.1 ${response.status}${reason === '' ? ' ' : ` ${reason}`}\r\n` + `${rows.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  report.headerBytes += byteLength(headText);
  if (options.verbose)
    yield* process.stderr.write(
      headText
        .trimEnd()
        .split('\r\n')
        .map((line) => `< ${line}\n`)
        .join('') + '< \n',
    );
  if (options.dumpHeader !== undefined) {
    const target = options.dumpHeader === '-' ? process.stdout.dup() : openOutput(process, options.dumpHeader);
    if (isFileError(target)) return { code: 23, message: `Failed to open the file ${options.dumpHeader}: ${errnoText(target.errno)}` };
    yield* target.write(headText);
    target.close();
  }
  return { response, headText };
}

function arrows(head: string): string {
  return `${head
    .trimEnd()
    .split('\r\n')
    .map((line) => `> ${line}`)
    .join('\n')}\n> `;
}

function requestHeaders(options: CurlOptions, url: Url, body: Body | undefined): [string, string][] {
  const own: [string, string][] = options.headers.map((text) => {
    const colon = text.search(/[:;]/);
    return colon < 0 ? [text.trim(), ''] : [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
  });
  const isGiven = (name: string): boolean => own.some(([given]) => given.toLowerCase() === name.toLowerCase());
  const rows: [string, string][] = [];
  const add = (name: string, value: string): void => {
    if (!isGiven(name)) rows.push([name, value]);
  };
  const ownHost = own.find(([name]) => name.toLowerCase() === 'host');
  rows.push(ownHost && ownHost[1] !== '' ? ['Host', ownHost[1]] : ['Host', hostHeader(url)]);
  const credentials = options.user ?? (url.user === undefined ? undefined : `${url.user}:${url.password ?? ''}`);
  if (credentials !== undefined)
    add('Authorization', `Basic ${encodeBase(encodeUtf8(credentials.includes(':') ? credentials : `${credentials}:`))}`);
  if (options.userAgent !== '') add('User-Agent', options.userAgent);
  add('Accept', options.dataKinds.includes('json') ? 'application/json' : '*/*');
  if (options.referer !== undefined) add('Referer', options.referer);
  if (options.cookie !== undefined) add('Cookie', options.cookie);
  // A header with nothing behind the colon takes the built-in one away.
  rows.push(...own.filter(([name, value]) => name.toLowerCase() !== 'host' && value !== ''));
  if (body) {
    add('Content-Length', String(byteLength(body.text)));
    if (body.contentType !== undefined) add('Content-Type', body.contentType);
  }
  return rows;
}

function failureOf(error: NetError, url: Url, connectMs: number, options: CurlOptions, spentMs: number): Failure {
  switch (error.kind) {
    case 'unknown-host':
      return { code: 6, message: `Could not resolve host: ${url.host}`, transient: options.retryAllErrors };
    case 'timeout':
      if (options.connectTimeoutMs !== undefined || options.maxTimeMs !== Infinity)
        return { code: 28, message: `Connection timed out after ${spentMs} milliseconds`, transient: true };
      return {
        code: 28,
        message: `Failed to connect to ${url.host} port ${url.port} after ${connectMs} ms: Couldn't connect to server`,
        transient: true,
      };
    case 'reset':
      return { code: 52, message: 'Empty reply from server', transient: options.retryAllErrors };
    case 'unreachable':
    case 'refused':
    case 'in-use':
      return {
        code: 7,
        message: `Failed to connect to ${url.host} port ${url.port} after ${connectMs} ms: Couldn't connect to server`,
        transient: options.retryRefused || options.retryAllErrors,
      };
  }
}

/** The page, piece by piece; an endless stream (events, logs) flows on as it comes. */
function* download(
  process: Process,
  options: CurlOptions,
  response: HttpResponse,
  sink: Sink,
  report: Report,
  meter: Meter,
  startMs: number,
): Program<Failure | undefined> {
  const source: Source = typeof response.body === 'string' ? openText(response.body) : response.body;
  const length = response.headers['content-length'];
  report.downBytes = 0;
  meter.total = length === undefined ? (typeof response.body === 'string' ? byteLength(response.body) : undefined) : Number(length);
  let saidData = false;
  for (;;) {
    const chunk = yield* readWithin(process, source, options.maxTimeMs - (process.sim.nowMs - startMs));
    if (chunk === undefined) break;
    if (chunk === 'late') {
      source.close();
      const spentMs = Math.round(process.sim.nowMs - startMs);
      return {
        code: 28,
        message:
          `Operation timed out after ${spentMs} milliseconds with ${report.downBytes}` +
          `${meter.total === undefined ? '' : ` out of ${meter.total}`} bytes received`,
        transient: true,
      };
    }
    report.downBytes += byteLength(chunk);
    if (options.verbose && !saidData && !(sink.showsPage && process.stdout.tty))
      yield* process.stderr.write(`{ [${byteLength(chunk)} bytes data]\n`);
    saidData = true;
    if (!(yield* sink.write(chunk))) {
      source.close();
      return sink.failure;
    }
    yield* process.busy(0);
  }
  source.close();
  return undefined;
}

/** Where the page goes: standard output, a file, or a file named like the page. */
class Sink {
  fileName = '';
  failure: Failure | undefined = { code: 23, message: 'Failure writing output to destination' };
  private file: OpenFile | undefined;

  constructor(
    private process: Process,
    private options: CurlOptions,
    private output: CurlOptions['outputs'][number] | undefined,
    private url: Url,
  ) {}

  /** The page is shown on standard output. */
  get showsPage(): boolean {
    return this.output === undefined || (this.output.kind === 'file' && this.output.name === '-');
  }

  open(): Failure | undefined {
    if (this.showsPage) return undefined;
    const name = this.output?.kind === 'file' ? this.output.name : this.url.path.replace(/\?.*$/, '').replace(/.*\//, '');
    if (name === '') return { code: 23, message: 'Failed writing received data to disk/application' };
    this.fileName = name;
    return undefined;
  }

  *write(text: string): Program<boolean> {
    if (this.showsPage) return yield* print(this.process, text);
    if (!this.file) {
      if (this.options.createDirs) this.process.machine.files.mkdir(absolutePath(this.process, dirName(this.fileName)), { parents: true });
      const opened = openOutput(this.process, this.fileName);
      if (isFileError(opened)) {
        yield* this.process.stderr.write(`Warning: Failed to open the file ${this.fileName}: ${errnoText(opened.errno)}\n`);
        return false;
      }
      this.file = opened;
    }
    return yield* this.file.write(text);
  }

  close(): void {
    // A page without content still makes its file.
    if (!this.showsPage && !this.file) this.process.machine.files.write(absolutePath(this.process, this.fileName), '');
    this.file?.close();
  }
}

/** The progress meter of one transfer. */
class Meter {
  total: number | undefined;
  readonly shows: boolean;

  constructor(
    private process: Process,
    options: CurlOptions,
    showsPage: boolean,
  ) {
    this.shows = !options.silent && !options.noProgress && !(showsPage && process.stdout.tty !== undefined);
  }

  *begin(): Program {
    if (this.shows) yield* this.process.stderr.write(METER_HEAD + meterRow({ totalBytes: 0, downBytes: 0, upBytes: 0, spentMs: 0 }));
  }

  *end(report: Report, failure: Failure | undefined): Program {
    if (!this.shows || failure?.code === 6) return;
    yield* this.process.stderr.write(
      `${meterRow({ totalBytes: this.total, downBytes: report.downBytes, upBytes: report.upBytes, spentMs: report.totalMs })}\n`,
    );
  }
}

function* writeOut(process: Process, format: string, report: Report, failure: Failure | undefined): Program {
  const text = format.startsWith('@') ? yield* readFile(process, format.slice(1)) : format;
  if (isFileError(text)) return;
  const seconds = (ms: number): string => (ms / 1000).toFixed(6);
  const speed = (bytes: number): string => String(report.totalMs > 0 ? Math.floor((bytes * 1000) / report.totalMs) : 0);
  const local =
    process.machine.net
      .interfaces()
      .find(({ name }) => name === (report.remoteAddress.startsWith('127.') ? 'lo' : 'eth0'))
      ?.addresses[0]?.split('/')[0] ?? '';
  const values: Record<string, string> = {
    http_code: String(report.status).padStart(3, '0'),
    response_code: String(report.status).padStart(3, '0'),
    http_connect: '000',
    http_version: report.status > 0 ? '1.1' : '0',
    time_total: seconds(report.totalMs),
    time_connect: seconds(report.connectMs),
    time_namelookup: seconds(report.lookupMs),
    time_starttransfer: seconds(report.firstByteMs),
    time_pretransfer: seconds(report.connectMs),
    time_appconnect: seconds(0),
    time_redirect: seconds(report.redirectMs),
    size_download: String(report.downBytes),
    size_upload: String(report.upBytes),
    size_header: String(report.headerBytes),
    size_request: String(report.requestBytes),
    speed_download: speed(report.downBytes),
    speed_upload: speed(report.upBytes),
    url: report.url,
    url_effective: report.url,
    remote_ip: report.remoteAddress,
    remote_port: String(report.remotePort),
    local_ip: local,
    local_port: '40000',
    num_redirects: String(report.redirects),
    num_connects: '1',
    content_type: report.contentType,
    method: report.method,
    scheme: report.scheme,
    exitcode: String(failure?.code ?? 0),
    errormsg: failure?.message ?? '',
    filename_effective: report.fileName,
    redirect_url: report.redirectUrl,
    ssl_verify_result: '0',
    urlnum: '0',
    num_headers: '0',
    onerror: '',
    ftp_entry_path: '',
    proxy_ssl_verify_result: '0',
  };
  let out = '';
  let errors = '';
  let toError = false;
  for (const piece of text.match(/%%|%\{[^}]*\}|%header\{[^}]*\}|\\[rnt]|[\s\S]/gu) ?? []) {
    let shown = piece;
    if (piece === '%%') shown = '%';
    else if (piece === '\\n') shown = '\n';
    else if (piece === '\\r') shown = '\r';
    else if (piece === '\\t') shown = '\t';
    else if (piece.startsWith('%{')) {
      const name = piece.slice(2, -1);
      if (name === 'stderr' || name === 'stdout') {
        toError = name === 'stderr';
        continue;
      }
      if (values[name] === undefined) {
        yield* process.stderr.write(`curl: unknown --write-out variable: '${name}'\n`);
        continue;
      }
      shown = values[name];
    }
    if (toError) errors += shown;
    else out += shown;
  }
  yield* print(process, out);
  if (errors !== '') yield* process.stderr.write(errors);
}
