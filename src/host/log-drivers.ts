/** Logging drivers of a stock engine: which there are, which options they take (moby daemon/logger). */
import { refuse, type Refusal } from '../model';
import type { HostConfig } from './container-data';
import { wordTable } from '../os/word-table';

/** What `docker info` lists; the agent describes the node with them too. */
export const LOG_DRIVERS = ['awslogs', 'fluentd', 'gelf', 'journald', 'json-file', 'local', 'splunk', 'syslog'];

const COMMON = ['mode', 'max-buffer-size', 'cache-disabled', 'cache-max-file', 'cache-max-size', 'cache-compress'];
/** Options of the two drivers that keep logs here, with the words of their refusal. */
const OPTIONS: Readonly<Record<string, { names: readonly string[]; unknown: (name: string) => string }>> = wordTable({
  'json-file': {
    names: ['max-file', 'max-size', 'compress', 'labels', 'labels-regex', 'env', 'env-regex', 'tag'],
    unknown: (name) => `unknown log opt '${name}' for json-file log driver`,
  },
  local: { names: ['max-file', 'max-size', 'compress'], unknown: (name) => `unknown log opt '${name}' for log driver local` },
});

type LogConfig = HostConfig['LogConfig'];

/** At creation: the driver and the names of its options. */
export function checkLogging({ Type, Config }: LogConfig): Refusal | undefined {
  const options = Config ?? {};
  if (Type === 'none') return undefined;
  const mode = options['mode'];
  if (mode !== undefined && !['', 'blocking', 'non-blocking'].includes(mode)) return refuse(400, `logger: logging mode not supported: ${mode}`);
  if (!LOG_DRIVERS.includes(Type)) return refuse(400, `error looking up logging plugin ${Type}: plugin "${Type}" not found`);
  const known = OPTIONS[Type];
  const odd = known && Object.keys(options).find((name) => !known.names.includes(name) && !COMMON.includes(name));
  return known && odd !== undefined ? refuse(400, known.unknown(odd)) : undefined;
}

/** At start: the values of the options, as the driver reads them; the reason why it does not come up. */
export function loggingFailure({ Type, Config }: LogConfig): string | undefined {
  if (Type !== 'json-file' && Type !== 'local') return undefined;
  const { 'max-size': size, 'max-file': files, tag } = Config ?? {};
  if (size !== undefined && !/^-?\d+(\.\d+)? ?([kKmMgGtTpP]?[iI]?[bB]?)$/.test(size)) return `invalid size: '${size}'`;
  if (files !== undefined && !/^[+-]?\d+$/.test(files)) return `strconv.Atoi: parsing "${files}": invalid syntax`;
  if (files !== undefined && Number(files) < 1) return 'max-file cannot be less than 1';
  return tag !== undefined && /\{\{(?!.*\}\})/.test(tag) ? 'template: log-tag:1: unclosed action' : undefined;
}

/** Whether `docker logs` finds the lines here. */
export function keepsLogs(driver: string): boolean {
  return driver === 'json-file' || driver === 'local' || driver === 'journald';
}
