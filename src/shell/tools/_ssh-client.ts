/** The client's half that ssh and scp share: options, the way to the machine, and whether its key is known. */
import { sha256 } from '@noble/hashes/sha2.js';
import { isFileError, openPath, readLine } from '../../os';
import type { NetError, OpenFile, Process } from '../../os';
import type { Program } from '../../sim';
import { FrameReader, GREETING } from './_ssh-frames';
import { decodeBase, encodeBase } from './base64';

export interface SshOptions {
  port: number;
  user: string | undefined;
  /** `ask` as ssh has it, `no` and `accept-new` take any new key. */
  strict: 'ask' | 'yes' | 'no' | 'accept-new';
  knownHosts: string;
  connectTimeoutMs: number;
  quiet: boolean;
  batch: boolean;
}

export function defaultSshOptions(): SshOptions {
  return { port: 22, user: undefined, strict: 'ask', knownHosts: '', connectTimeoutMs: 127_000, quiet: false, batch: false };
}

/** `-o Name=value`; undefined when it is fine, else the complaint. */
export function setSshOption(options: SshOptions, text: string): string | undefined {
  const match = /^\s*(\w+)\s*(?:=|\s)\s*(.*)$/.exec(text);
  const name = match?.[1]?.toLowerCase() ?? text.toLowerCase();
  const value = match?.[2] ?? '';
  switch (name) {
    case 'stricthostkeychecking':
      if (!['yes', 'no', 'ask', 'accept-new', 'off'].includes(value)) return 'command-line line 0: unsupported option "' + value + '".';
      options.strict = value === 'off' ? 'no' : (value as SshOptions['strict']);
      return undefined;
    case 'userknownhostsfile':
      options.knownHosts = value;
      return undefined;
    case 'connecttimeout':
      options.connectTimeoutMs = Number(value) > 0 ? Number(value) * 1000 : options.connectTimeoutMs;
      return undefined;
    case 'batchmode':
      options.batch = value === 'yes';
      return undefined;
    case 'port':
      options.port = Number(value);
      return undefined;
    case 'user':
      options.user ??= value;
      return undefined;
    case 'loglevel':
      options.quiet = /^(?:quiet|error|fatal)$/i.test(value);
      return undefined;
    default:
      // Others that are known change nothing that this lab has.
      return KNOWN.has(name) ? undefined : `command-line: line 0: Bad configuration option: ${name}`;
  }
}

const KNOWN = new Set(
  (
    'addressfamily checkhostip ciphers compression controlmaster controlpath controlpersist forwardagent globalknownhostsfile gssapiauthentication hashknownhosts ' +
    'hostkeyalgorithms identitiesonly identityfile kexalgorithms macs numberofpasswordprompts passwordauthentication preferredauthentications pubkeyauthentication ' +
    'requesttty sendenv serveralivecountmax serveraliveinterval tcpkeepalive visualhostkey'
  ).split(' '),
);

/** `user@host`, `ssh://user@host:port`. */
export function parseDestination(text: string): { user?: string; host: string; port?: number } {
  const url = /^ssh:\/\/(?:([^@]+)@)?([^:/]+)(?::(\d+))?\/?$/.exec(text);
  if (url) return { ...(url[1] === undefined ? {} : { user: url[1] }), host: url[2] as string, ...(url[3] === undefined ? {} : { port: Number(url[3]) }) };
  const at = text.lastIndexOf('@');
  return at < 0 ? { host: text } : { user: text.slice(0, at), host: text.slice(at + 1) };
}

export interface SshConnection {
  connection: OpenFile;
  frames: FrameReader;
}

function failureText(error: NetError): string {
  switch (error.kind) {
    case 'refused':
      return 'Connection refused';
    case 'unreachable':
      return 'No route to host';
    case 'timeout':
      return 'Connection timed out';
    default:
      return 'Connection reset by peer';
  }
}

/** Connected and greeted, the key accepted; undefined when not, which has then been said. */
export function* openSsh(process: Process, host: string, options: SshOptions): Program<SshConnection | undefined> {
  const { net } = process.machine;
  const resolved = yield* net.resolve(host);
  if (!resolved.ok) {
    yield* process.stderr.write(`ssh: Could not resolve hostname ${host}: Name or service not known\r\n`);
    return undefined;
  }
  const address = resolved.value.addresses[0] ?? host;
  const connected = yield* net.connect(address, options.port, options.connectTimeoutMs);
  if (!connected.ok) {
    yield* process.stderr.write(`ssh: connect to host ${host} port ${options.port}: ${failureText(connected.error)}\r\n`);
    return undefined;
  }
  const connection = connected.value;
  const frames = new FrameReader(connection);
  const greeting = yield* frames.line();
  if (greeting === undefined || !greeting.startsWith('SSH-')) {
    yield* process.stderr.write(greeting === undefined ? `kex_exchange_identification: Connection closed by remote host\r\nConnection closed by ${address} port ${options.port}\r\n` : `kex_exchange_identification: banner line contains invalid characters\r\n`);
    connection.close();
    return undefined;
  }
  yield* connection.write(GREETING);
  const key = yield* frames.next();
  if (key?.kind !== 'k') {
    connection.close();
    return undefined;
  }
  if (!(yield* accepts(process, host, address, key.text, options))) {
    yield* process.stderr.write('Host key verification failed.\r\n');
    connection.close();
    return undefined;
  }
  return { connection, frames };
}

/** Whether the machine's key is known or is taken now. */
function* accepts(process: Process, host: string, address: string, key: string, options: SshOptions): Program<boolean> {
  const { files } = process.machine;
  const home = process.env.get('HOME') ?? '/root';
  const path = options.knownHosts === '' ? `${home}/.ssh/known_hosts` : options.knownHosts;
  const name = options.port === 22 ? host : `[${host}]:${options.port}`;
  const text = files.read(path);
  const known = isFileError(text) ? [] : text.split('\n').map((line) => line.split(/\s+/)).filter(([names = '']) => names.split(',').includes(name));
  if (known.some((fields) => fields[2] === key)) return true;
  const print = `SHA256:${encodeBase(sha256(Uint8Array.from(decodeBase(key).bytes))).replace(/=+$/, '')}`;
  if (known.length > 0) {
    const rule = '@'.repeat(59);
    yield* process.stderr.write(
      `${rule}\r\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\n${rule}\r\n` +
        `The fingerprint for the ED25519 key sent by the remote host is\r\n${print}.\r\nOffending ED25519 key in ${path}\r\n`,
    );
    return options.strict === 'no';
  }
  if (options.strict === 'yes') {
    yield* process.stderr.write(`No ED25519 host key is known for ${name} and you have requested strict checking.\r\n`);
    return false;
  }
  if (options.strict === 'ask') {
    const tty = options.batch ? undefined : openPath(process, '/dev/tty', { read: true, write: true });
    if (!tty || isFileError(tty)) return false;
    const shown = address === host ? host : `${host} (${address})`;
    // Said to the person, wherever the errors of this program go.
    yield* tty.write(
      `The authenticity of host '${shown}' can't be established.\nED25519 key fingerprint is ${print}.\nThis key is not known by any other names.\n` +
        'Are you sure you want to continue connecting (yes/no/[fingerprint])? ',
    );
    for (;;) {
      const answer = (yield* readLine(tty))?.trim();
      if (answer === undefined || answer === 'no') {
        tty.close();
        return false;
      }
      if (answer === 'yes' || answer === print) break;
      yield* tty.write("Please type 'yes', 'no' or the fingerprint: ");
    }
    tty.close();
  }
  if (!options.quiet) yield* process.stderr.write(`Warning: Permanently added '${name}' (ED25519) to the list of known hosts.\r\n`);
  if (path !== '/dev/null') {
    files.mkdir(path.replace(/\/[^/]*$/, ''), { parents: true, mode: 0o700 });
    files.write(path, `${name} ssh-ed25519 ${key}\n`, { append: true, mode: 0o600 });
  }
  return true;
}
