/** Which daemon the client talks to: flags, environment, context (docker/cli cli/command/cli.go, opts/hosts.go). */
import type { Process } from '../../os';
import { Fatal } from '../_framework/failure';
import { isProblem, problem, type Problem } from '../_parse/problem';
import { joinHostPort, parseTcpAddress } from '../_parse/tcp-address';
import { type ClientConfig, DEFAULT_HOST, onWindows, PIPE_HOST } from './client-config';
import { readLocal } from './local-files';

export interface Endpoint {
  contextName: string;
  /** As shown to people. */
  host: string;
  address: { kind: 'unix'; path: string } | { kind: 'tcp'; host: string; port: number };
}

const unresolved = (why: string) => new Fatal(`Failed to initialize: unable to resolve docker endpoint: ${why}`);

/** `--tls`: the certificate authority must be there; then again nobody here speaks TLS. */
export function checkTls(process: Process, authority: string): void {
  const content = readLocal(process, authority);
  if (isProblem(content)) throw unresolved(content.problem);
  throw new Fatal("this lab's docker client does not speak TLS: engines listen on their sockets and on plain TCP");
}

/** The context in force by name. */
export function currentContextName(process: Process, config: ClientConfig, flag: string, hosts: readonly string[]): string {
  if (flag) return flag;
  if (hosts.length || process.env.get('DOCKER_HOST')) return 'default';
  return process.env.get('DOCKER_CONTEXT') || config.text('currentContext') || 'default';
}

export function resolveEndpoint(process: Process, config: ClientConfig, contextFlag: string, hosts: readonly string[]): Endpoint {
  if (hosts.length > 1) throw unresolved('Specify only one -H');
  const contextName = currentContextName(process, config, contextFlag, hosts);
  if (contextName === 'default') {
    const named = hosts[0] ?? process.env.get('DOCKER_HOST') ?? '';
    const host = named === '' && onWindows(process) ? PIPE_HOST : normalHost(named);
    if (isProblem(host)) throw unresolved(host.problem);
    return { contextName, host, address: addressOf(host) };
  }
  const context = config.context(contextName);
  if (!context)
    throw unresolved(`context "${contextName}": context not found: open ${config.contextMetaPath(contextName)}: no such file or directory`);
  return { contextName, host: context.host, address: addressOf(context.host) };
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
  if (!host.includes('://') || host === 'fd://') throw new Fatal(`Failed to initialize: unable to parse docker host \`${host}\``);
  throw new Fatal(`this lab's docker client speaks to unix:// and tcp:// hosts, not to ${host}`);
}
