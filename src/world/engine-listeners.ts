/** How a machine's engine was set up: where it listens besides its socket, and its labels. */
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
  return textsIn(files, 'hosts').flatMap((host) => {
    const port = /^tcp:\/\/[^:]*:(\d{1,5})$/.exec(host)?.[1];
    return port === undefined ? [] : [Number(port)];
  });
}

/** `labels` of daemon.json, and what docker-machine has written into its profile. */
export function engineLabels(files: Files): string[] {
  const profile = files.read(`${CERTIFICATES}/profile`);
  const written = isFileError(profile) ? [] : [...profile.matchAll(/^--label (\S+=\S*)$/gm)].map((match) => match[1] as string);
  return [...textsIn(files, 'labels').filter((label) => /^[^=]+=/.test(label)), ...written];
}

/** A list of texts in /etc/docker/daemon.json. */
function textsIn(files: Files, field: string): string[] {
  const content = files.read('/etc/docker/daemon.json');
  if (isFileError(content)) return [];
  try {
    const value = (JSON.parse(content) as Record<string, unknown> | null)?.[field];
    return Array.isArray(value) ? (value as unknown[]).filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}
