/** Where a machine's engine listens besides its socket: the lab's own machines on plain TCP, others as they were set up. */
import { isFileError, type Files, type TlsServer } from '../os';

/**
 * `plain`: port 2375. `tls`: port 2376 with the certificates that docker-machine lays down. `configured`: what `hosts` in
 * /etc/docker/daemon.json says, read whenever the daemon starts.
 */
export type ListensOn = 'plain' | 'tls' | 'configured';

const PLAIN_PORT = 2375;
const TLS_PORT = 2376;
/** docker-machine's folder on machines that it has provisioned. */
export const CERTIFICATES = '/var/lib/boot2docker';

export function engineListeners(files: Files, how: ListensOn): { port: number; tls?: TlsServer }[] {
  if (how === 'plain') return [{ port: PLAIN_PORT }];
  if (how === 'configured') return configuredPorts(files).map((port) => ({ port }));
  const text = (name: string) => () => {
    const content = files.read(`${CERTIFICATES}/${name}`);
    return isFileError(content) ? '' : content;
  };
  return [{ port: TLS_PORT, tls: { certificate: text('server.pem'), authority: text('ca.pem') } }];
}

function configuredPorts(files: Files): number[] {
  const content = files.read('/etc/docker/daemon.json');
  if (isFileError(content)) return [];
  let hosts: unknown;
  try {
    hosts = (JSON.parse(content) as { hosts?: unknown } | null)?.hosts;
  } catch {
    return [];
  }
  return (Array.isArray(hosts) ? (hosts as unknown[]) : []).flatMap((host) => {
    const port = typeof host === 'string' ? /^tcp:\/\/[^:]*:(\d{1,5})$/.exec(host)?.[1] : undefined;
    return port === undefined ? [] : [Number(port)];
  });
}
