/** wget: a page into a file; GNU's messages, or busybox' in its images. */
import { errnoText, isFileError, openText } from '../../os';
import type { HttpResponse, NetError, OpenFile, Process, Source } from '../../os';
import { byteLength, encodeUtf8 } from '../../os/utf8';
import { sleep } from '../../sim';
import type { Program } from '../../sim';
import { encodeBase } from './base64';
import { exchange, isRedirect, readWithin, reasonOf, shownHeaders } from './_http-client';
import { complain, fail, isBusybox, openOutput, readFile } from './_io';
import { flag, list, options, value } from './_options';
import type { Values } from './_options';
import { absolutePath, joinTyped } from './_paths';
import { civil, strftime } from './_time';
import { tool } from './_tool';
import { hostHeader, parseUrl, resolveUrl, urlText } from './_url';
import type { Url } from './_url';

const command = {
  usage: '[OPTION]... [URL]...',
  summary: 'Retrieve files from the web.',
  version: 'GNU Wget 1.21.3 built on linux-gnu.',
  misuse: 2,
  hint: (program: string) => `Usage: ${program} [OPTION]... [URL]...\n\nTry \`${program} --help' for more options.\n`,
  options: {
    document: value('-O --output-document', 'write documents to FILE'),
    quiet: flag('-q --quiet', 'no output'),
    verbose: flag('-v --verbose', 'be verbose (the default)'),
    noVerbose: flag('--no-verbose', 'not verbose, without being quiet'),
    serverResponse: flag('-S --server-response', 'print server response'),
    spider: flag('--spider', 'do not download anything'),
    tries: value('-t --tries', 'number of retries'),
    timeout: value('-T --timeout', 'all timeouts, in seconds'),
    connectTimeout: value('--connect-timeout', 'connect timeout, in seconds'),
    readTimeout: value('--read-timeout --dns-timeout', 'read timeout, in seconds'),
    headers: list('--header', 'send this header'),
    agent: value('-U --user-agent', 'identify as ARG'),
    prefix: value('-P --directory-prefix', 'save files below this directory'),
    post: value('--post-data', 'POST this'),
    postFile: value('--post-file', 'POST the content of a file'),
    method: value('--method', 'HTTP method'),
    bodyData: value('--body-data', 'send this as data'),
    user: value('--user --http-user', 'user name'),
    password: value('--password --http-password', 'password'),
    continueAt: flag('-c --continue', 'resume a download'),
    noClobber: flag('--no-clobber', 'skip downloads to existing files'),
    noCheck: flag('--no-check-certificate', 'do not check the certificate'),
    noProxy: flag('--no-proxy', 'ignored'),
    ipv4: flag('-4 --inet4-only', 'ignored'),
    contentOnError: flag('--content-on-error', 'output the page of an error too'),
    maxRedirect: value('--max-redirect', 'how many redirects to follow'),
    progress: value('--progress', 'ignored'),
    showProgress: flag('--show-progress', 'show the progress bar'),
    retryRefused: flag('--retry-connrefused', 'retry even if the connection is refused'),
    waitRetry: value('--waitretry', 'wait 1..SECONDS between retries'),
    logFile: value('-o --output-file', 'log messages to FILE'),
    timestamping: flag('-N --timestamping', 'ignored'),
    background: flag('-b --background', 'ignored'),
  },
  lacks:
    '-r --recursive -l --level -p --page-requisites -k --convert-links -m --mirror -i --input-file -a --append-output -e --execute -x ' +
    '--force-directories -nH -nd -A --accept -R --reject -D --domains -H --span-hosts -L --relative -np --no-parent -Q --quota -w --wait ' +
    '--limit-rate --load-cookies --save-cookies --content-disposition --trust-server-names --ca-certificate --certificate --private-key ' +
    '--start-pos --restrict-file-names',
};

type Settings = Values<typeof command.options>;

export default tool({
  name: 'wget',
  package: 'wget',
  busybox: true,
  *main(process) {
    const args = process.argv.slice(1).map((arg) => (arg === '-nv' ? '--no-verbose' : arg === '-nc' ? '--no-clobber' : arg));
    const parsed = yield* options(process, command, args);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length === 0) {
      if (isBusybox(process)) return yield* fail(process, 'missing URL');
      yield* process.stderr.write(`wget: missing URL\n${command.hint('wget')}`);
      return 1;
    }
    let exitCode = 0;
    for (const text of operands) exitCode = (yield* new Fetch(process, values).run(text)) || exitCode;
    return exitCode;
  },
});

/** How one request ended. */
type Turn = { kind: 'done'; exitCode: number } | { kind: 'redirect'; to: Url } | { kind: 'again'; exitCode: number };

class Fetch {
  private busybox: boolean;
  private logFile: OpenFile | undefined;

  constructor(
    private process: Process,
    private values: Settings,
  ) {
    this.busybox = isBusybox(process);
    if (values.logFile !== undefined) {
      const opened = openOutput(process, values.logFile);
      if (!isFileError(opened)) this.logFile = opened;
    }
  }

  /** -q says nothing, -nv little. */
  private *say(text: string): Program {
    if (this.values.quiet || (this.values.noVerbose && !this.busybox)) return;
    yield* (this.logFile ?? this.process.stderr).write(text);
  }

  private get stamp(): string {
    return strftime('%F %H:%M:%S', civil(this.process.sim.nowMs));
  }

  *run(text: string): Program<number> {
    const { values, process } = this;
    const first = parseUrl(text);
    if (!first || (first.scheme !== 'http' && first.scheme !== 'https')) {
      return yield* fail(
        process,
        first && first.scheme !== 'http'
          ? this.busybox
            ? `not an http or ftp url: ${text}`
            : `${text}: Unsupported scheme \u2018${first.scheme}\u2019.`
          : `${text}: Invalid host name.`,
      );
    }
    const triesMax = Math.min(this.busybox ? 1 : 20, Number(values.tries ?? 20) || 20);
    if (values.spider && !this.busybox) yield* this.say('Spider mode enabled. Check if remote file exists.\n');
    let url: Url = first;
    let redirects = 0;
    for (let tries = 1; ;) {
      const outcome: Turn = yield* this.once(url, tries);
      if (outcome.kind === 'done') return outcome.exitCode;
      if (outcome.kind === 'redirect') {
        if (++redirects > Number(values.maxRedirect ?? 20))
          return yield* fail(
            process,
            this.busybox ? 'too many redirections' : `${values.maxRedirect ?? 20} redirections exceeded.`,
            this.busybox ? 1 : 8,
          );
        url = outcome.to;
        continue;
      }
      if (tries >= triesMax) {
        if (!this.busybox) yield* this.say('Giving up.\n\n');
        return outcome.exitCode;
      }
      if (!this.busybox) yield* this.say('Retrying.\n\n');
      yield* sleep(process.sim, Math.min(tries, Number(values.waitRetry ?? 10)) * 1000);
      tries++;
    }
  }

  private *once(url: Url, tries: number): Program<Turn> {
    const { values, process, busybox } = this;
    const done = (exitCode: number): { kind: 'done'; exitCode: number } => ({ kind: 'done', exitCode });
    const startMs = process.sim.nowMs;
    const limitMs = values.timeout === undefined ? (busybox ? 900_000 : undefined) : Number(values.timeout) * 1000 || undefined;
    const connectMs = values.connectTimeout === undefined ? limitMs : Number(values.connectTimeout) * 1000 || undefined;
    if (!busybox)
      yield* this.say(`${tries > 1 ? `--${this.stamp}--  (try:${String(tries).padStart(2)})  ` : `--${this.stamp}--  `}${urlText(url)}\n`);
    const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(url.host);
    if (!isAddress && !busybox) yield* this.say(`Resolving ${url.host} (${url.host})... `);
    const found = yield* process.machine.net.resolve(url.host);
    if (!found.ok) {
      if (busybox) return done(yield* fail(process, `bad address '${url.host}'`));
      yield* this.say('failed: Name or service not known.\n');
      if (!values.quiet) yield* complain(process, `unable to resolve host address \u2018${url.host}\u2019`);
      return done(4);
    }
    const address = found.value.addresses[0] ?? url.host;
    if (busybox) yield* this.say(`Connecting to ${url.host}${url.hasPort ? `:${url.port}` : ''} (${address}:${url.port})\n`);
    else {
      if (!isAddress) yield* this.say(`${found.value.addresses.slice(0, 3).join(', ')}\n`);
      yield* this.say(`Connecting to ${isAddress ? `${url.host}:${url.port}` : `${url.host} (${url.host})|${address}|:${url.port}`}... `);
    }
    const postText = values.postFile === undefined ? (values.post ?? values.bodyData) : yield* readFile(process, values.postFile);
    if (isFileError(postText)) return done(yield* fail(process, `${values.postFile}: ${errnoText(postText.errno)}`));
    const method = values.method?.toUpperCase() ?? (postText !== undefined ? 'POST' : values.spider && !busybox ? 'HEAD' : 'GET');
    const outcome = yield* exchange(
      process,
      { host: address, port: url.port, tls: url.scheme === 'https' },
      { method, path: url.path, headers: this.requestHeaders(url, postText), body: postText ?? '' },
      connectMs,
      Infinity,
    );
    if (outcome === 'late') return done(4);
    if (!outcome.ok) return yield* this.refused(outcome.error, address);
    const response = outcome.value;
    const reason = reasonOf(response.status);
    if (!busybox) {
      yield* this.say('connected.\nHTTP request sent, awaiting response... ');
      if (values.serverResponse) yield* this.headers(response);
      else yield* this.say(`${response.status} ${reason}\n`);
    } else if (values.serverResponse) yield* this.headers(response);
    const location = response.headers['location'];
    if (isRedirect(response.status) && location !== undefined) {
      const to = resolveUrl(url, location);
      if (typeof response.body !== 'string') response.body.close();
      if (!to) return done(yield* fail(process, `${location}: Invalid URL`, 8));
      yield* this.say(busybox ? '' : `Location: ${location} [following]\n`);
      return { kind: 'redirect', to };
    }
    if (response.status >= 400 && !values.contentOnError) {
      if (typeof response.body !== 'string') response.body.close();
      if (busybox) return done(yield* fail(process, `server returned error: HTTP/1.1 ${response.status} ${reason}`));
      if (values.spider) yield* this.say('Remote file does not exist -- broken link!!!\n\n');
      else if (values.noVerbose && !values.quiet)
        yield* process.stderr.write(`${urlText(url)}:\n${this.stamp} ERROR ${response.status}: ${reason}.\n`);
      else yield* this.say(`${this.stamp} ERROR ${response.status}: ${reason}.\n\n`);
      return done(response.status === 401 || response.status === 407 ? 6 : 8);
    }
    if (values.spider) {
      if (typeof response.body !== 'string') response.body.close();
      if (busybox) yield* this.say('remote file exists\n');
      else {
        yield* this.length(response);
        const isPage = (response.headers['content-type'] ?? '').startsWith('text/html');
        yield* this.say(
          isPage
            ? 'Remote file exists and could contain further links,\nbut recursion is disabled -- not retrieving.\n\n'
            : 'Remote file exists.\n\n',
        );
      }
      return done(0);
    }
    return done(yield* this.save(url, response, startMs, limitMs));
  }

  private *headers(response: HttpResponse): Program {
    const rows = shownHeaders(response)
      .map(([name, text]) => `  ${name}: ${text}\n`)
      .join('');
    yield* this.say(`${this.busybox ? '' : '\n'}  HTTP/1.1 ${response.status} ${reasonOf(response.status)}\n${rows}${this.busybox ? '  \n' : ''}`);
  }

  private requestHeaders(url: Url, body: string | undefined): Record<string, string> {
    const { values } = this;
    const headers: Record<string, string> = {
      host: hostHeader(url),
      'user-agent': values.agent ?? (this.busybox ? 'Wget' : 'Wget/1.21.3'),
      accept: '*/*',
      connection: this.busybox ? 'close' : 'Keep-Alive',
    };
    if (body !== undefined) {
      headers['content-type'] = 'application/x-www-form-urlencoded';
      headers['content-length'] = String(byteLength(body));
    }
    const user = values.user ?? url.user;
    if (user !== undefined) headers['authorization'] = `Basic ${encodeBase(encodeUtf8(`${user}:${values.password ?? url.password ?? ''}`))}`;
    for (const text of values.headers) {
      const colon = text.indexOf(':');
      if (colon > 0) headers[text.slice(0, colon).trim().toLowerCase()] = text.slice(colon + 1).trim();
    }
    return headers;
  }

  private *refused(error: NetError, address: string): Program<{ kind: 'done'; exitCode: number } | { kind: 'again'; exitCode: number }> {
    const { values, process } = this;
    const words =
      error.kind === 'refused'
        ? 'Connection refused'
        : error.kind === 'timeout'
          ? 'Connection timed out'
          : error.kind === 'unreachable'
            ? 'No route to host'
            : 'Connection reset by peer';
    if (this.busybox) {
      if (error.kind === 'timeout')
        return {
          kind: 'done',
          exitCode: yield* fail(
            process,
            values.timeout === undefined ? `can't connect to remote host (${address}): Operation timed out` : 'download timed out',
          ),
        };
      if (error.kind === 'reset') return { kind: 'done', exitCode: yield* fail(process, 'error getting response') };
      return {
        kind: 'done',
        exitCode: yield* fail(
          process,
          `can't connect to remote host (${address}): ${error.kind === 'unreachable' ? 'Host is unreachable' : words}`,
        ),
      };
    }
    if (error.kind === 'reset') {
      yield* this.say('connected.\nHTTP request sent, awaiting response... No data received.\n');
      return { kind: 'again', exitCode: 4 };
    }
    yield* this.say(`failed: ${words}.\n`);
    // GNU wget gives up at once on a refusal, and tries again on a silence.
    return error.kind === 'timeout' || (error.kind === 'refused' && values.retryRefused)
      ? { kind: 'again', exitCode: 4 }
      : { kind: 'done', exitCode: 4 };
  }

  private *length(response: HttpResponse): Program<number | undefined> {
    const given = response.headers['content-length'];
    const bytes = given !== undefined ? Number(given) : typeof response.body === 'string' ? byteLength(response.body) : undefined;
    const type = response.headers['content-type']?.split(';')[0];
    const human = bytes !== undefined && bytes >= 1024 ? ` (${short(bytes)})` : '';
    yield* this.say(`Length: ${bytes === undefined ? 'unspecified' : `${bytes}${human}`}${type ? ` [${type}]` : ''}\n`);
    return bytes;
  }

  private *save(url: Url, response: HttpResponse, startMs: number, limitMs: number | undefined): Program<number> {
    const { values, process, busybox } = this;
    const { files } = process.machine;
    const toStdout = values.document === '-';
    let name = values.document ?? (url.path.replace(/\?.*$/, '').replace(/.*\//, '') || 'index.html');
    if (values.document === undefined) {
      if (url.path.includes('?')) name += url.path.slice(url.path.indexOf('?'));
      if (values.prefix !== undefined) {
        name = joinTyped(values.prefix, name);
        files.mkdir(absolutePath(process, values.prefix), { parents: true });
      }
      const taken = (candidate: string): boolean => !isFileError(files.stat(absolutePath(process, candidate)));
      if (taken(name) && !values.continueAt) {
        if (busybox) return yield* fail(process, `can't open '${name}': File exists`);
        if (values.noClobber) {
          yield* this.say(`File \u2018${name}\u2019 already there; not retrieving.\n\n`);
          return 1;
        }
        let number = 1;
        while (taken(`${name}.${number}`)) number++;
        name = `${name}.${number}`;
      }
    }
    const total = busybox ? this.totalOf(response) : yield* this.length(response);
    if (busybox) yield* this.say(toStdout ? 'writing to stdout\n' : `saving to '${name}'\n`);
    else yield* this.say(`Saving to: \u2018${toStdout ? 'STDOUT' : name}\u2019\n`);
    const target = toStdout ? process.stdout.dup() : openOutput(process, name);
    if (isFileError(target))
      return yield* fail(
        process,
        busybox ? `can't open '${name}': ${errnoText(target.errno)}` : `${name}: ${errnoText(target.errno)}`,
        busybox ? 1 : 3,
      );
    const source: Source = typeof response.body === 'string' ? openText(response.body) : response.body;
    let bytes = 0;
    let late = false;
    for (;;) {
      const chunk = yield* readWithin(process, source, limitMs ?? Infinity);
      if (chunk === undefined) break;
      if (chunk === 'late') {
        late = true;
        break;
      }
      bytes += byteLength(chunk);
      if (!(yield* target.write(chunk))) break;
      yield* process.busy(0);
    }
    source.close();
    target.close();
    if (late) return yield* fail(process, busybox ? 'download timed out' : 'Read error (Connection timed out) in headers.', busybox ? 1 : 4);
    const seconds = Math.max(0, (process.sim.nowMs - startMs) / 1000);
    if (busybox) {
      const shown = (toStdout ? '-' : name.replace(/.*\//, '')).slice(0, 20).padEnd(20);
      yield* this.say(`${shown} 100% |${'*'.repeat(32)}| ${busyboxSize(bytes).padStart(5)}  0:00:00 ETA\n`);
      yield* this.say(toStdout ? 'written to stdout\n' : `'${name}' saved\n`);
      return 0;
    }
    const rate = seconds > 0 ? `${rateText(bytes / seconds)}/s` : '--.-KB/s';
    if (values.noVerbose) {
      if (!values.quiet)
        yield* process.stderr.write(
          `${this.stamp} URL:${urlText(url)} [${bytes}${total === undefined ? '' : `/${total}`}] -> "${toStdout ? '-' : name}" [1]\n`,
        );
      return 0;
    }
    if (process.stderr.tty && !this.logFile) {
      const bar = `100%[${'='.repeat(19)}>]`;
      const label = (toStdout ? '-' : name.replace(/.*\//, '')).slice(0, 19).padEnd(19);
      yield* this.say(`\r${label} ${bar} ${short(bytes).padStart(7)}  --.-KB/s    in ${timeText(seconds)}\n\n`);
    } else
      yield* this.say(
        `\n     0K ${dots(bytes)} ${total === undefined ? '    ' : '100%'} ${columnRate(seconds > 0 ? bytes / seconds : 0)}=${timeText(seconds)}\n\n`,
      );
    yield* this.say(
      `${this.stamp} (${rate}) - ${toStdout ? 'written to stdout' : `\u2018${name}\u2019 saved`} [${bytes}` +
        `${total === undefined ? '' : `/${total}`}]\n\n`,
    );
    return 0;
  }

  private totalOf(response: HttpResponse): number | undefined {
    const given = response.headers['content-length'];
    return given === undefined ? undefined : Number(given);
  }
}

function short(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  if (bytes < 1048576) return `${(bytes / 1024).toFixed(bytes < 10240 ? 1 : 0)}K`;
  return `${(bytes / 1048576).toFixed(bytes < 10485760 ? 1 : 0)}M`;
}

function rateText(perSecond: number): string {
  if (perSecond < 1024) return `${Math.round(perSecond)} B`;
  if (perSecond < 1048576) return `${digits3(perSecond / 1024)} KB`;
  return perSecond < 1073741824 ? `${digits3(perSecond / 1048576)} MB` : `${digits3(perSecond / 1073741824)} GB`;
}

/** Four digits and a unit: ` 147 `, `57.9K`, `1.22M`. */
function columnRate(perSecond: number): string {
  const [number = '', unit = ''] = rateText(perSecond).split(' ');
  return `${number.padStart(4)}${unit === 'B' ? ' ' : unit.charAt(0)}`;
}

function digits3(value: number): string {
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);
}

function timeText(seconds: number): string {
  if (seconds < 0.005) return '0s';
  return seconds < 10 ? `${seconds.toFixed(seconds < 1 ? 2 : 1)}s` : `${Math.round(seconds)}s`;
}

/** One dot per KiB, in groups of ten. */
function dots(bytes: number): string {
  const count = Math.min(50, Math.floor(bytes / 1024));
  let text = '';
  for (let i = 0; i < 50; i++) text += (i > 0 && i % 10 === 0 ? ' ' : '') + (i < count ? '.' : ' ');
  return text;
}

function busyboxSize(bytes: number): string {
  return bytes < 100_000 ? String(bytes) : bytes < 1048576 * 10 ? `${Math.floor(bytes / 1024)}k` : `${Math.floor(bytes / 1048576)}M`;
}
