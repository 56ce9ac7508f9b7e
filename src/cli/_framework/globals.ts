/** The flags that stand before the command word. */
import * as flag from './flags';

export const GLOBAL_FLAGS = {
  config: flag.string('', 'Folder that holds the client settings and contexts', { shows: '"/root/.docker"' }),
  context: flag.string('c', 'Context whose daemon to talk to; stronger than DOCKER_HOST and than the context chosen with "docker context use"'),
  debug: flag.bool('D', 'Say more about what the client does'),
  host: flag.list('H', 'Daemon address to connect to'),
  'log-level': flag.string('l', 'How much the client logs ("debug", "info", "warn", "error", "fatal")', { initial: 'info' }),
  tls: flag.bool('', 'Talk TLS; --tlsverify includes it'),
  tlscacert: flag.string('', 'CA certificate that the daemon must be signed by', { shows: '"/root/.docker/ca.pem"' }),
  tlscert: flag.string('', 'Client certificate for TLS', { shows: '"/root/.docker/cert.pem"' }),
  tlskey: flag.string('', 'Key of the client certificate', { shows: '"/root/.docker/key.pem"' }),
  tlsverify: flag.bool('', 'Talk TLS and check who the daemon is'),
  version: flag.bool('v', 'Print the version of the client and stop'),
};
