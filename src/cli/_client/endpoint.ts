/** Which daemon the client talks to: flags, environment, context (docker/cli cli/command/cli.go, cli/flags/options.go, opts/hosts.go). */
import { isFileError, type Process, type TlsClient } from '../../os';
import { Fatal } from '../_framework/failure';
import { isProblem, problem, type Problem } from '../_parse/problem';
import { joinHostPort, parseTcpAddress } from '../_parse/tcp-address';
import { type ClientConfig, DEFAULT_HOST, onWindows, PIPE_HOST } from './client-config';
import { readLocal } from './local-files';
import type { SshAddress } from './ssh-way';

export interface Endpoint {
  contextName: string;
  /** As shown to people. */
  host: string;
  address: { kind: 'unix'; path: string } | { kind: 'tcp'; host: string; port: number } | SshAddress;
  /** Set where the client speaks TLS. */
  tls?: TlsClient;
}

/** The flags that decide over TLS. */
export interface TlsFlags {
  tls: boolean;
  tlsverify: boolean;
  tlscacert: string;
  tlscert: string;
  tlskey: string;
}

const DEFAULT_TLS_HOST = 'tcp://localhost:2376';

const unresolved = (why: string) => new Fatal(`Failed to initialize: unable to resolve docker endpoint: ${why}`);

/** The context in force by name. */
export function currentContextName(process: Process, config: ClientConfig, flag: string, hosts: readonly string[]): string {
  if (flag) return flag;
  if (hosts.length || process.env.get('DOCKER_HOST')) return 'default';
  return process.env.get('DOCKER_CONTEXT') || config.text('currentContext') || 'default';
}

export function resolveEndpoint(process: Process, config: ClientConfig, contextFlag: string, hosts: readonly string[], flags: TlsFlags): Endpoint {
  if (hosts.length > 1) throw unresolved('Specify only one -H');
  const contextName = currentContextName(process, config, contextFlag, hosts);
  if (contextName === 'default') {
    const tls = defaultTls(process, config, flags);
    const named = hosts[0] ?? process.env.get('DOCKER_HOST') ?? '';
    const host = named === '' ? (tls ? DEFAULT_TLS_HOST : onWindows(process) ? PIPE_HOST : DEFAULT_HOST) : normalHost(named);
    if (isProblem(host)) throw unresolved(host.problem);
    return { contextName, host, address: addressOf(host), ...(tls ? { tls } : {}) };
  }
  const context = config.context(contextName);
  if (!context)
    throw unresolved(`context "${contextName}": context not found: open ${config.contextMetaPath(contextName)}: no such file or directory`);
  const tls = config.contextTls(contextName);
  return { contextName, host: context.host, address: addressOf(context.host), ...(tls ? { tls } : {}) };
}

/** TLS of the default context: wanted by flags or by DOCKER_TLS and DOCKER_TLS_VERIFY, with the files of DOCKER_CERT_PATH. */
function defaultTls(process: Process, config: ClientConfig, flags: TlsFlags): TlsClient | undefined {
  const verifies = flags.tlsverify || (process.env.get('DOCKER_TLS_VERIFY') ?? '') !== '';
  if (!verifies && !flags.tls && (process.env.get('DOCKER_TLS') ?? '') === '') return undefined;
  const folder = process.env.get('DOCKER_CERT_PATH') || config.folder;
  const needed = (path: string): string => {
    const content = readLocal(process, path);
    if (isProblem(content)) throw unresolved(content.problem);
    return content;
  };
  const authority = needed(flags.tlscacert || `${folder}/ca.pem`);
  // Without a certificate of its own the client goes on, unless one was asked for by its name.
  const own = (flag: string, name: string): string | undefined => (flag || !isFileError(process.machine.files.stat(`${folder}/${name}`)) ? needed(flag || `${folder}/${name}`) : undefined);
  const certificate = own(flags.tlscert, 'cert.pem');
  const key = own(flags.tlskey, 'key.pem');
  return { ...(verifies ? { authority } : {}), ...(certificate !== undefined && key !== undefined ? { certificate } : {}) };
}

/** A host as people write it, with what it leaves out filled in: tcp, localhost, port 2375, the usual socket. */
export function normalHost(text: string): string | Problem {
  const host = text.trim();
  if (!host) return DEFAULT_HOST;
  const [, scheme = 'tcp', rest = ''] = /^(?:(.*?):\/\/)?(.*)$/s.exec(host) as RegExpExecArray;
  if (scheme === 'fd' || scheme === 'ssh' || scheme === 'npipe') return host;
  if (scheme === 'unix') return rest.includes('://') ? problem(`invalid proto, expected unix: ${rest}`) : `unix://${rest || DEFAULT_HOST.slice('unix://'.length)}`;
  if (scheme !== 'tcp') return problem(`invalid bind address format: ${host}`);
  const address = parseTcpAddress(rest, { host: 'localhost', port: '2375' });
  return isProblem(address) ? address : `tcp://${joinHostPort(address.host, address.port)}${address.path}`;
}

function addressOf(host: string): Endpoint['address'] {
  if (host.startsWith('unix://')) return { kind: 'unix', path: host.slice('unix://'.length) };
  if (host.startsWith('npipe://')) return { kind: 'unix', path: host.slice('npipe://'.length).replaceAll('\\', '/') };
  const match = /^tcp:\/\/(?:\[([^\]]*)\]|([^:/]+)):(\d+)/.exec(host);
  if (match) return { kind: 'tcp', host: (match[1] ?? match[2]) as string, port: Number(match[3]) };
  const ssh = /^ssh:\/\/(?:([^@/]+)@)?([^@:/]+)(?::(\d+))?\/?$/.exec(host);
  if (ssh) return { kind: 'ssh', user: ssh[1] ?? '', host: ssh[2] as string, port: ssh[3] ?? '' };
  if (host.startsWith('ssh://')) throw new Fatal(`Failed to initialize: unable to resolve docker endpoint: ssh host connection is not valid: ${sshProblem(host)}`);
  if (!host.includes('://') || host === 'fd://') throw new Fatal(`Failed to initialize: unable to parse docker host \`${host}\``);
  throw new Fatal(`this lab's docker client speaks to unix://, tcp:// and ssh:// hosts, not to ${host}`);
}

/** docker/cli cli/connhelper/ssh. */
function sshProblem(host: string): string {
  const rest = host.slice('ssh://'.length);
  if (/^(?:[^@/]*@)?(?:$|[:/])/.test(rest)) return 'no host specified';
  if (/^[^/]*\/./.test(rest)) return `extra path after the host: "${rest.slice(rest.indexOf('/'))}"`;
  return `invalid URL: ${host}`;
}
