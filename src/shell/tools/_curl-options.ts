/** curl's command line: its own rules and complaints, and what this lab lacks of its two hundred options. */
export interface CurlOptions {
  urls: string[];
  /** One per URL, in order; undefined is standard output. */
  outputs: ({ kind: 'file'; name: string } | { kind: 'remote' })[];
  headers: string[];
  data: string[];
  /** How `data` pieces came: already read, or to be read from a file. */
  dataKinds: ('data' | 'raw' | 'binary' | 'urlencode' | 'json')[];
  forms: string[];
  method?: string;
  silent: boolean;
  showError: boolean;
  include: boolean;
  head: boolean;
  verbose: boolean;
  fail: boolean;
  failWithBody: boolean;
  location: boolean;
  redirectsMax: number;
  insecure: boolean;
  maxTimeMs: number;
  connectTimeoutMs?: number;
  unixSocket?: string;
  user?: string;
  userAgent: string;
  referer?: string;
  cookie?: string;
  get: boolean;
  writeOut?: string;
  upload?: string;
  noProgress: boolean;
  retries: number;
  retryDelayMs?: number;
  retryAllErrors: boolean;
  retryRefused: boolean;
  createDirs: boolean;
  dumpHeader?: string;
  globOff: boolean;
  resolve: string[];
  failEarly: boolean;
}

export type CurlParse =
  { ok: true; options: CurlOptions } | { ok: false; message: string; exitCode: number } | { ok: false; help: 'help' | 'version' };

type Setter = (options: CurlOptions, value: string) => string | void;

const seconds = (value: string): number | undefined => (/^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : undefined);
const badNumber = (name: string): string => `option ${name}: expected a proper numerical parameter`;

/** Flags: short, long, effect. */
const FLAGS: readonly [string, string, (options: CurlOptions, on: boolean) => void][] = [
  ['s', 'silent', (o, on) => (o.silent = on)],
  ['S', 'show-error', (o, on) => (o.showError = on)],
  ['i', 'include', (o, on) => (o.include = on)],
  ['I', 'head', (o, on) => (o.head = on)],
  ['v', 'verbose', (o, on) => (o.verbose = on)],
  ['f', 'fail', (o, on) => (o.fail = on)],
  ['', 'fail-with-body', (o, on) => (o.failWithBody = on)],
  ['', 'fail-early', (o, on) => (o.failEarly = on)],
  ['L', 'location', (o, on) => (o.location = on)],
  ['', 'location-trusted', (o, on) => (o.location = on)],
  ['k', 'insecure', (o, on) => (o.insecure = on)],
  ['G', 'get', (o, on) => (o.get = on)],
  ['g', 'globoff', (o, on) => (o.globOff = on)],
  ['#', 'progress-bar', () => undefined],
  ['', 'progress-meter', (o, on) => (o.noProgress = !on)],
  ['', 'retry-connrefused', (o, on) => (o.retryRefused = on)],
  ['', 'retry-all-errors', (o, on) => (o.retryAllErrors = on)],
  ['', 'create-dirs', (o, on) => (o.createDirs = on)],
  ['N', 'no-buffer', () => undefined],
  ['4', 'ipv4', () => undefined],
  ['6', 'ipv6', () => undefined],
  ['0', 'http1.0', () => undefined],
  ['', 'http1.1', () => undefined],
  ['', 'http2', () => undefined],
  ['', 'http2-prior-knowledge', () => undefined],
  ['', 'compressed', () => undefined],
  ['q', 'disable', () => undefined],
  ['n', 'netrc', () => undefined],
  ['', 'path-as-is', () => undefined],
  ['', 'tcp-nodelay', () => undefined],
  ['', 'keepalive', () => undefined],
  ['1', 'tlsv1', () => undefined],
  ['', 'tlsv1.2', () => undefined],
  ['', 'tlsv1.3', () => undefined],
  ['', 'basic', () => undefined],
  ['', 'post301', () => undefined],
  ['', 'post302', () => undefined],
  ['j', 'junk-session-cookies', () => undefined],
];

const VALUES: readonly [string, string, Setter][] = [
  ['o', 'output', (o, v) => void o.outputs.push({ kind: 'file', name: v })],
  ['X', 'request', (o, v) => void (o.method = v)],
  ['d', 'data', (o, v) => void (o.data.push(v), o.dataKinds.push('data'))],
  ['', 'data-ascii', (o, v) => void (o.data.push(v), o.dataKinds.push('data'))],
  ['', 'data-raw', (o, v) => void (o.data.push(v), o.dataKinds.push('raw'))],
  ['', 'data-binary', (o, v) => void (o.data.push(v), o.dataKinds.push('binary'))],
  ['', 'data-urlencode', (o, v) => void (o.data.push(v), o.dataKinds.push('urlencode'))],
  ['', 'json', (o, v) => void (o.data.push(v), o.dataKinds.push('json'))],
  ['F', 'form', (o, v) => void o.forms.push(v)],
  ['H', 'header', (o, v) => void o.headers.push(v)],
  ['w', 'write-out', (o, v) => void (o.writeOut = v)],
  ['A', 'user-agent', (o, v) => void (o.userAgent = v)],
  ['e', 'referer', (o, v) => void (o.referer = v)],
  ['b', 'cookie', (o, v) => void (o.cookie = v)],
  ['u', 'user', (o, v) => void (o.user = v)],
  ['T', 'upload-file', (o, v) => void (o.upload = v)],
  ['D', 'dump-header', (o, v) => void (o.dumpHeader = v)],
  ['', 'url', (o, v) => void o.urls.push(v)],
  ['', 'unix-socket', (o, v) => void (o.unixSocket = v)],
  ['', 'resolve', (o, v) => void o.resolve.push(v)],
  ['', 'connect-to', (o, v) => void o.resolve.push(v)],
  ['', 'oauth2-bearer', (o, v) => void o.headers.push(`Authorization: Bearer ${v}`)],
  ['', 'cacert', () => undefined],
  ['', 'capath', () => undefined],
  ['E', 'cert', () => undefined],
  ['', 'key', () => undefined],
  ['', 'max-redirs', (o, v) => (/^-?\d+$/.test(v) ? void (o.redirectsMax = Number(v) < 0 ? Infinity : Number(v)) : badNumber('--max-redirs'))],
  ['', 'retry', (o, v) => (/^\d+$/.test(v) ? void (o.retries = Number(v)) : badNumber('--retry'))],
  ['', 'retry-delay', (o, v) => (seconds(v) === undefined ? badNumber('--retry-delay') : void (o.retryDelayMs = seconds(v)))],
  ['', 'retry-max-time', () => undefined],
  ['m', 'max-time', (o, v) => (seconds(v) === undefined ? badNumber('-m') : void (o.maxTimeMs = seconds(v) || Infinity))],
  [
    '',
    'connect-timeout',
    (o, v) => (seconds(v) === undefined ? badNumber('--connect-timeout') : void (o.connectTimeoutMs = seconds(v) || undefined)),
  ],
];

/** Known to the real curl, not to this lab. */
const LACKING = new Set(
  (
    '-x --proxy -K --config -c --cookie-jar -C --continue-at -r --range -z --time-cond -Z --parallel -J --remote-header-name -a ' +
    '--append -B --use-ascii -l --list-only -P --ftp-port -Q --quote -R --remote-time -t --telnet-option -U --proxy-user -y ' +
    '--speed-time -Y --speed-limit --interface --limit-rate --trace --trace-ascii --trace-time --stderr --socks5 ' +
    '--socks5-hostname --noproxy --dns-servers --ciphers --digest --ntlm --negotiate --aws-sigv4 --abstract-unix-socket --doh-url ' +
    '--http3 --local-port --proto --proto-default --rate --variable --libcurl --remove-on-error --remote-name-all --next -: ' +
    '--output-dir --etag-save --etag-compare'
  ).split(' '),
);

export function parseCurl(args: readonly string[]): CurlParse {
  const options: CurlOptions = {
    urls: [],
    outputs: [],
    headers: [],
    data: [],
    dataKinds: [],
    forms: [],
    silent: false,
    showError: false,
    include: false,
    head: false,
    verbose: false,
    fail: false,
    failWithBody: false,
    location: false,
    redirectsMax: 50,
    insecure: false,
    maxTimeMs: Infinity,
    userAgent: 'curl/7.88.1',
    get: false,
    noProgress: false,
    retries: 0,
    retryAllErrors: false,
    retryRefused: false,
    createDirs: false,
    globOff: false,
    resolve: [],
    failEarly: false,
  };
  const refuse = (message: string, exitCode = 2): CurlParse => ({ ok: false, message, exitCode });
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (!arg.startsWith('-') || arg === '-') {
      options.urls.push(arg);
      continue;
    }
    if (arg === '--') {
      options.urls.push(...args.slice(i + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const name = arg.slice(2);
      if (name === 'help') return { ok: false, help: 'help' };
      if (name === 'version') return { ok: false, help: 'version' };
      if (name === 'remote-name') {
        options.outputs.push({ kind: 'remote' });
        continue;
      }
      const plain = name.replace(/^no-/, '');
      const flag = FLAGS.find(([, long]) => long === name) ?? FLAGS.find(([, long]) => long === plain);
      if (flag) {
        flag[2](options, flag[1] === name || !name.startsWith('no-'));
        continue;
      }
      const value = VALUES.find(([, long]) => long === name);
      if (!value) return LACKING.has(arg) ? refuse(`option ${arg} is not supported in this lab`, 1) : refuse(`option ${arg}: is unknown`);
      const text = args[++i];
      if (text === undefined) return refuse(`option ${arg}: requires parameter`);
      const fault = value[2](options, text);
      if (fault) return refuse(fault);
      continue;
    }
    for (let j = 1; j < arg.length; j++) {
      const letter = arg.charAt(j);
      if (letter === 'h') return { ok: false, help: 'help' };
      if (letter === 'V') return { ok: false, help: 'version' };
      if (letter === 'O') {
        options.outputs.push({ kind: 'remote' });
        continue;
      }
      const flag = FLAGS.find(([short]) => short === letter);
      if (flag) {
        flag[2](options, true);
        continue;
      }
      const value = VALUES.find(([short]) => short === letter);
      if (!value)
        return LACKING.has(`-${letter}`) ? refuse(`option -${letter} is not supported in this lab`, 1) : refuse(`option ${arg}: is unknown`);
      const attached = arg.slice(j + 1);
      const text = attached !== '' ? attached : args[++i];
      if (text === undefined) return refuse(`option -${letter}: requires parameter`);
      const fault = value[2](options, text);
      if (fault) return refuse(fault);
      break;
    }
  }
  return { ok: true, options };
}

/** curl's own globbing: `{a,b}` and `[1-3]`, `[a-c]`. */
export function expandUrl(url: string): string[] {
  const match = /\{([^{}]*)\}|\[(\d+)-(\d+)(?::(\d+))?\]|\[([a-z])-([a-z])\]/.exec(url);
  if (!match) return [url];
  const choices: string[] = [];
  if (match[1] !== undefined) choices.push(...match[1].split(','));
  else if (match[2] !== undefined) {
    const width = match[2].startsWith('0') ? match[2].length : 0;
    for (let n = Number(match[2]); n <= Number(match[3]) && choices.length < 10_000; n += Number(match[4] ?? 1) || 1)
      choices.push(String(n).padStart(width, '0'));
  } else
    for (let code = (match[5] as string).charCodeAt(0); code <= (match[6] as string).charCodeAt(0); code++) choices.push(String.fromCharCode(code));
  const before = url.slice(0, match.index);
  const after = url.slice(match.index + match[0].length);
  return choices.flatMap((choice) => expandUrl(before + choice + after));
}
