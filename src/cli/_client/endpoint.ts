/** Which daemon the client talks to: flags, environment, context (docker/cli cli/command/cli.go, opts/hosts.go). */
import type { Process } from '../../os';
import { Failure } from '../_framework/failure';
import { type ClientConfig, DEFAULT_HOST } from './client-config';

export interface Endpoint {
  contextName: string;
  /** As shown to people. */
  host: string;
  address: { kind: 'unix'; path: string } | { kind: 'tcp'; host: string; port: number };
}

const unresolved = (why: string) => new Failure(`Failed to initialize: unable to resolve docker endpoint: ${why}`);

/** The context in force by name. */
export function currentContextName(process: Process, config: ClientConfig, flag: string, hosts: readonly string[]): string {
  if (flag) return flag;
  if (hosts.length || process.env.get('DOCKER_HOST')) return 'default';
  return process.env.get('DOCKER_CONTEXT') || config.text('currentContext') || 'default';
}

export function resolveEndpoint(process: Process, config: ClientConfig, contextFlag: string, hosts: readonly string[]): Endpoint {
  if (contextFlag && hosts.length) throw new Failure('conflicting options: cannot specify both --host and --context');
  if (hosts.length > 1) throw unresolved('Specify only one -H');
  const contextName = currentContextName(process, config, contextFlag, hosts);
  if (contextName === 'default') {
    const host = normalHost(hosts[0] ?? process.env.get('DOCKER_HOST') ?? '');
    return { contextName, host, address: addressOf(host) };
  }
  const context = config.context(contextName);
  if (!context)
    throw unresolved(`context "${contextName}": context not found: open ${config.contextMetaPath(contextName)}: no such file or directory`);
  return { contextName, host: context.host, address: addressOf(context.host) };
}

/** Fills in what a host leaves out: tcp and port 2375. */
export function normalHost(text: string): string {
  const host = text.trim();
  if (!host) return DEFAULT_HOST;
  const scheme = /^([a-z]+):\/\/(.*)$/.exec(host);
  if (scheme?.[1] === 'unix') return `unix://${scheme[2] || '/var/run/docker.sock'}`;
  if (scheme && !['tcp', 'http'].includes(scheme[1] as string)) {
    if (['ssh', 'fd', 'npipe'].includes(scheme[1] as string)) return host;
    throw unresolved(`invalid bind address format: ${host}`);
  }
  const rest = scheme ? (scheme[2] as string) : host;
  const [name, port] = rest.replace(/\/.*$/, '').split(':') as [string, string | undefined];
  return `tcp://${name || 'localhost'}:${port || '2375'}`;
}

function addressOf(host: string): Endpoint['address'] {
  if (host.startsWith('unix://')) return { kind: 'unix', path: host.slice('unix://'.length) };
  const match = /^tcp:\/\/([^:/]+):(\d+)/.exec(host);
  if (!match) throw new Failure(`this lab's docker client speaks to unix:// and tcp:// hosts, not to ${host}`);
  return { kind: 'tcp', host: match[1] as string, port: Number(match[2]) };
}
