/** The network from PowerShell: web requests, tests of a connection, names and addresses. */
import type { HttpResponse, Source } from '../../../os';
import { sleep, type Program } from '../../../sim';
import { adapterName } from '../../windows/_out';
import { parseUrl, resolveUrl } from '../../tools/_url';
import { cmdlet, type Call } from '../cmdlet';
import { problem } from '../problem';
import { textOf } from '../text';
import { Table, Thing } from '../values';
import { fromJson } from './json';

const REDIRECTS_MAX = 5;
const TIMEOUT_MS = 100_000;
const BODY_CHARS_MAX = 8_000_000;
const REASONS: Readonly<Record<number, string>> = { 200: 'OK', 201: 'Created', 204: 'No Content', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 500: 'Internal Server Error', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout' };

function* bodyText(body: string | Source): Program<string> {
  if (typeof body === 'string') return body;
  let text = '';
  for (let chunk = yield* body.read(); chunk !== undefined && text.length < BODY_CHARS_MAX; chunk = yield* body.read()) text += chunk;
  body.close();
  return text;
}

/** One request with its redirects; an answer of 400 and more is an error, as in Windows PowerShell. */
function* request(call: Call): Program<{ response: HttpResponse; text: string }> {
  const typed = call.text('Uri') as string;
  let url = parseUrl(/^https?:\/\//i.test(typed) ? typed : `http://${typed}`);
  if (!url) throw problem('Invalid URI: The hostname could not be parsed.', 'System.UriFormatException', 'NotSpecified', ':', 'UriFormatException');
  const method = (call.text('Method') ?? 'Get').toUpperCase();
  const body = call.value('Body');
  const form = body instanceof Table;
  const text = form ? body.list().map(({ key, value }) => `${encodeURIComponent(textOf(key))}=${encodeURIComponent(textOf(value))}`).join('&') : body === null ? '' : textOf(body);
  const headers: Record<string, string> = { 'user-agent': 'Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.20348.2849' };
  if (text !== '' && method !== 'GET') headers['content-type'] = call.text('ContentType') ?? 'application/x-www-form-urlencoded';
  for (const { key, value } of call.table('Headers')?.list() ?? []) headers[textOf(key).toLowerCase()] = textOf(value);
  const limitMs = (call.number('TimeoutSec') ?? 0) > 0 ? (call.number('TimeoutSec') as number) * 1000 : TIMEOUT_MS;
  for (let i = 0; i <= REDIRECTS_MAX; i++) {
    const { host, port, scheme } = url;
    const path = `${url.path}${text !== '' && method === 'GET' ? `${url.path.includes('?') ? '&' : '?'}${text}` : ''}`;
    const answer = yield* call.shell.process.machine.net.http({ host, port, ...(scheme === 'https' ? { tls: true } : {}) }, { method, path, headers: { host: port === 80 ? host : `${host}:${port}`, ...headers }, body: method === 'GET' ? '' : text }, limitMs);
    if (!answer.ok) {
      const why = answer.error.kind === 'unknown-host' ? `The remote name could not be resolved: '${host}'` : answer.error.kind === 'timeout' ? 'The operation has timed out.' : 'Unable to connect to the remote server';
      throw webProblem(call, why);
    }
    const { status, headers: got } = answer.value;
    if (status >= 300 && status < 400 && got['location'] !== undefined) {
      const next = resolveUrl(url, got['location']);
      if (next) {
        url = next;
        continue;
      }
    }
    const content = yield* bodyText(answer.value.body);
    if (status >= 400) throw webProblem(call, `The remote server returned an error: (${status}) ${REASONS[status] ?? 'Error'}.`);
    return { response: answer.value, text: content };
  }
  throw webProblem(call, 'Too many automatic redirections were attempted.');
}

function webProblem(call: Call, message: string): ReturnType<typeof problem> {
  const noun = call.cmdlet.name === 'Invoke-RestMethod' ? 'InvokeRestMethodCommand' : 'InvokeWebRequestCommand';
  return problem(message, `WebCmdletWebResponseException,Microsoft.PowerShell.Commands.${noun}`, 'InvalidOperation', 'System.Net.HttpWebRequest:HttpWebRequest', 'WebException');
}

const WEB = {
  Uri: { kind: 'text', at: 0, required: true, piped: true }, Method: { kind: 'text' }, Body: { kind: 'value' }, Headers: { kind: 'table' }, ContentType: { kind: 'text' }, OutFile: { kind: 'text' }, UseBasicParsing: { kind: 'switch' },
  TimeoutSec: { kind: 'number' }, DisableKeepAlive: { kind: 'switch' }, UserAgent: { kind: 'text' }, MaximumRedirection: { kind: 'number' }, SkipCertificateCheck: { kind: 'switch' },
} as const;

function* toFile(call: Call, text: string): Program<boolean> {
  const path = call.text('OutFile');
  if (path === undefined) return false;
  call.shell.process.machine.files.write(call.shell.path(path), text);
  return true;
}

/** Where packets to the lab leave a machine. */
function source(call: Call): { name: string; address: string } {
  const found = call.shell.process.machine.net.interfaces().find((each) => each.name !== 'lo' && each.addresses.length > 0);
  return { name: adapterName(found?.name ?? 'eth0'), address: (found?.addresses[0] ?? '').replace(/\/.*/, '') };
}

function* testConnection(call: Call): Program {
  const { net } = call.shell.process.machine;
  for (const target of call.has('ComputerName') ? call.texts('ComputerName') : call.input.map((each) => textOf(each))) {
    const found = yield* net.resolve(target);
    const address = found.ok ? found.value.addresses[0] : undefined;
    let answered = false;
    for (let i = 0; i < (call.number('Count') ?? (call.on('Quiet') ? 2 : 4)); i++) {
      if (i > 0) yield* pause(call);
      const reply = address === undefined ? undefined : yield* net.ping(address, 4000);
      if (reply?.kind === 'reply') {
        answered = true;
        if (!call.on('Quiet')) yield* call.emit(new Thing('System.Management.ManagementObject#Win32_PingStatus', { Source: call.shell.process.machine.hostname.toUpperCase(), Destination: target, IPV4Address: address ?? '', IPV6Address: '', Bytes: 32, ResponseTime: Math.floor(reply.ms), StatusCode: 0, Address: target }));
      } else if (!call.on('Quiet')) {
        yield* call.error(`Testing connection to computer '${target}' failed: ${address === undefined ? 'No such host is known' : 'Error due to lack of resources'}`, 'TestConnectionException,Microsoft.PowerShell.Commands.TestConnectionCommand', 'ResourceUnavailable', `${target}:String`, 'PingException');
      }
    }
    if (call.on('Quiet')) yield* call.emit(answered);
  }
}

function* pause(call: Call): Program {
  yield* sleep(call.shell.sim, 1000);
}

function* testNetConnection(call: Call): Program {
  const { net } = call.shell.process.machine;
  const target = call.text('ComputerName') ?? 'internetbeacon.msedge.net';
  const found = yield* net.resolve(target);
  const address = found.ok ? found.value.addresses[0] : undefined;
  const from = source(call);
  const ports: Readonly<Record<string, number>> = { http: 80, rdp: 3389, smb: 445, winrm: 5985 };
  const port = call.number('Port') ?? ports[(call.text('CommonTCPPort') ?? '').toLowerCase()];
  const warn = (text: string): Program<boolean> => call.shell.process.stdout.write(`WARNING: ${text}\n`);
  if (address === undefined) {
    yield* warn(`Name resolution of ${target} failed`);
    if (call.text('InformationLevel')?.toLowerCase() === 'quiet') yield* call.emit(false);
    else yield* call.emit(new Thing('TestNetConnectionResult.Ping', { ComputerName: target, RemoteAddress: '', InterfaceAlias: '', SourceAddress: '', PingSucceeded: false, 'PingReplyDetails (RTT)': '' }));
    return;
  }
  const quiet = call.text('InformationLevel')?.toLowerCase() === 'quiet';
  if (port !== undefined) {
    const connection = yield* net.connect(address, port, 10_000);
    if (connection.ok) connection.value.close();
    if (connection.ok || quiet) {
      yield* call.emit(quiet ? connection.ok : new Thing('TestNetConnectionResult', { ComputerName: target, RemoteAddress: address, RemotePort: port, InterfaceAlias: from.name, SourceAddress: from.address, TcpTestSucceeded: true }));
      return;
    }
    yield* warn(`TCP connect to (${address} : ${port}) failed`);
  }
  const reply = yield* net.ping(address, 4000);
  const succeeded = reply.kind === 'reply';
  if (quiet) {
    yield* call.emit(succeeded);
    return;
  }
  if (!succeeded) yield* warn(`Ping to ${address} failed with status: TimedOut`);
  yield* call.emit(new Thing(port === undefined ? 'TestNetConnectionResult.Ping' : 'TestNetConnectionResult.Failed', {
    ComputerName: target, RemoteAddress: address, ...(port === undefined ? {} : { RemotePort: port }), InterfaceAlias: from.name, SourceAddress: from.address, PingSucceeded: succeeded,
    'PingReplyDetails (RTT)': reply.kind === 'reply' ? `${Math.floor(reply.ms)} ms` : '0 ms', ...(port === undefined ? {} : { TcpTestSucceeded: false }),
  }));
}

export default [
  cmdlet({
    name: 'Invoke-WebRequest',
    aliases: ['iwr', 'curl', 'wget'],
    does: 'Asks a web server and tells its whole answer.',
    parameters: WEB,
    *end(call) {
      const { response, text } = yield* request(call);
      if (yield* toFile(call, text)) return;
      const headers = new Table();
      for (const [name, value] of Object.entries(response.headers)) headers.set(name.replace(/(^|-)([a-z])/g, (whole) => whole.toUpperCase()), value);
      const reason = REASONS[response.status] ?? '';
      const raw = `HTTP/1.1 ${response.status} ${reason}\r\n${headers.list().map(({ key, value }) => `${textOf(key)}: ${textOf(value)}`).join('\r\n')}\r\n\r\n${text}`;
      const short = (body: string): string => (body.length > 200 ? `${body.slice(0, 197)}...` : body);
      const made = new Thing('Microsoft.PowerShell.Commands.HtmlWebResponseObject', { StatusCode: response.status, StatusDescription: reason, Content: text, RawContent: short(raw), Forms: [], Headers: headers, Images: [], InputFields: [], Links: [], ParsedHtml: null, RawContentLength: text.length });
      yield* call.emit(made);
    },
  }),
  cmdlet({
    name: 'Invoke-RestMethod',
    aliases: ['irm'],
    does: 'Asks a web server; JSON becomes objects.',
    parameters: WEB,
    *end(call) {
      const { response, text } = yield* request(call);
      if (yield* toFile(call, text)) return;
      if (!/json/.test(response.headers['content-type'] ?? '')) {
        yield* call.emit(text);
        return;
      }
      const value = fromJson(text);
      for (const each of Array.isArray(value) ? value : [value]) yield* call.emit(each);
    },
  }),
  cmdlet({ name: 'Test-Connection', does: 'Pings a machine.', parameters: { ComputerName: { kind: 'texts', at: 0, required: true, piped: true, aliases: ['TargetName'] }, Count: { kind: 'number' }, Quiet: { kind: 'switch' }, Delay: { kind: 'number' } }, end: testConnection }),
  cmdlet({ name: 'Test-NetConnection', aliases: ['tnc'], does: 'Tests whether a machine, and a port of it, can be reached.', parameters: { ComputerName: { kind: 'text', at: 0, piped: true, aliases: ['cn'] }, Port: { kind: 'number', at: 1, aliases: ['RemotePort'] }, CommonTCPPort: { kind: 'text' }, InformationLevel: { kind: 'text' } }, end: testNetConnection }),
  cmdlet({
    name: 'Resolve-DnsName',
    does: 'Asks the name server.',
    parameters: { Name: { kind: 'text', at: 0, required: true, piped: true }, Type: { kind: 'text', at: 1 }, Server: { kind: 'texts' } },
    *end(call) {
      const name = call.text('Name') ?? textOf(call.input[0] ?? '');
      const found = yield* call.shell.process.machine.net.resolve(name);
      if (!found.ok) {
        yield* call.error(`${name} : ${found.error.kind === 'unknown-host' && found.error.reason === 'no-server' ? 'This operation returned because the timeout period expired' : 'DNS name does not exist'}`, 'DNS_ERROR_RCODE_NAME_ERROR,Microsoft.DnsClient.Commands.ResolveDnsName', 'ResourceUnavailable', `${name}:String`, 'Win32Exception');
        return;
      }
      for (const address of found.value.addresses) yield* call.emit(new Thing('Microsoft.DnsClient.Commands.DnsRecord_A', { Name: name, Type: 'A', TTL: found.value.ttlSeconds, Section: 'Answer', IPAddress: address, IP4Address: address }));
    },
  }),
  cmdlet({
    name: 'Get-NetIPAddress',
    does: 'The addresses of this machine.',
    parameters: { InterfaceAlias: { kind: 'text' }, AddressFamily: { kind: 'text' }, IPAddress: { kind: 'text', at: 0 } },
    *end(call) {
      for (const [i, each] of call.shell.process.machine.net.interfaces().entries()) {
        for (const address of each.addresses) {
          const [ip = '', prefix = '24'] = address.split('/');
          if (call.has('IPAddress') && call.text('IPAddress') !== ip) continue;
          if (call.has('InterfaceAlias') && call.text('InterfaceAlias')?.toLowerCase() !== adapterName(each.name).toLowerCase()) continue;
          if (/^ipv6$/i.test(call.text('AddressFamily') ?? '')) continue;
          yield* call.emit(new Thing('Microsoft.Management.Infrastructure.CimInstance#MSFT_NetIPAddress', { IPAddress: ip, InterfaceIndex: i + 1, InterfaceAlias: adapterName(each.name), AddressFamily: 'IPv4', Type: 'Unicast', PrefixLength: Number(prefix), PrefixOrigin: each.name === 'lo' ? 'WellKnown' : 'Manual', SuffixOrigin: each.name === 'lo' ? 'WellKnown' : 'Manual', AddressState: 'Preferred', ValidLifetime: 'Infinite ([TimeSpan]::MaxValue)', PreferredLifetime: 'Infinite ([TimeSpan]::MaxValue)', SkipAsSource: false, PolicyStore: 'ActiveStore' }));
        }
      }
    },
  }),
  cmdlet({
    name: 'Get-NetAdapter',
    does: 'The network adapters of this machine.',
    parameters: { Name: { kind: 'text', at: 0 } },
    *end(call) {
      for (const [i, each] of call.shell.process.machine.net.interfaces().entries()) {
        if (each.name === 'lo') continue;
        yield* call.emit(new Thing('Microsoft.Management.Infrastructure.CimInstance#MSFT_NetAdapter', { Name: adapterName(each.name), InterfaceDescription: each.name === 'eth0' ? 'Microsoft Hyper-V Network Adapter' : 'Hyper-V Virtual Ethernet Adapter', ifIndex: i + 1, Status: each.up ? 'Up' : 'Disconnected', MacAddress: each.mac.toUpperCase().replaceAll(':', '-'), LinkSpeed: '10 Gbps' }));
      }
    },
  }),
] as const;
