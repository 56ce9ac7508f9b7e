/** `--secret`, `--config` and `--network` (docker/cli opts): a name alone, or comma-separated pairs. */
import { cut, looksLong, parseCsv } from './csv';
import { parseInteger, parseUint } from './numbers';
import { isProblem, problem, type Problem } from './problem';

/** A secret or config as a flag names it, before its ID is known. */
export interface FileRequest {
  source: string;
  target: string;
  uid: string;
  gid: string;
  /** Permission bits. */
  mode: number;
  /** A config for the runtime (a credential spec), not a file. */
  runtime?: boolean;
}

export function parseFileRequest(text: string, noun: 'secret' | 'config'): FileRequest | Problem {
  const fields = parseCsv(text);
  if (isProblem(fields)) return fields;
  const request: FileRequest = { source: '', target: '', uid: '0', gid: '0', mode: 0o444 };
  if (fields.length === 1 && !(fields[0] as string).includes('=')) return { ...request, source: fields[0] as string, target: fields[0] as string };
  for (const field of fields) {
    const [key, value] = cut(field);
    if (value === undefined || key === '') return problem(`invalid field '${field}' must be a key=value pair`);
    switch (key.toLowerCase()) {
      case 'source':
      case 'src':
        request.source = value;
        break;
      case 'target':
        request.target = value;
        break;
      case 'uid':
        request.uid = value;
        break;
      case 'gid':
        request.gid = value;
        break;
      case 'mode': {
        const mode = parseUint(value, { bits: 32 });
        if (isProblem(mode)) return problem(`invalid mode specified: ${mode.problem}`);
        request.mode = mode;
        break;
      }
      default:
        return problem(`invalid field in ${noun} request: ${key}`);
    }
  }
  if (!request.source) return problem('source is required');
  return { ...request, target: request.target || request.source };
}

/** A network as `--network` names it. */
export interface NetworkRequest {
  target: string;
  aliases: string[];
  driverOpts: Record<string, string>;
  ipv4: string;
  ipv6: string;
  macAddress: string;
  linkLocalIps: string[];
  gatewayPriority: number;
}

export function parseNetworkRequest(text: string): NetworkRequest | Problem {
  const request: NetworkRequest = {
    target: '',
    aliases: [],
    driverOpts: {},
    ipv4: '',
    ipv6: '',
    macAddress: '',
    linkLocalIps: [],
    gatewayPriority: 0,
  };
  if (!looksLong(text)) return { ...request, target: text };
  const fields = parseCsv(text);
  if (isProblem(fields)) return fields;
  for (const field of fields) {
    const [rawKey, rawValue] = cut(field.toLowerCase());
    if (rawValue === undefined || rawKey === '') return problem(`invalid field ${field}`);
    const key = rawKey.trim();
    const value = rawValue.trim();
    switch (key) {
      case 'name':
        request.target = value;
        break;
      case 'alias':
        request.aliases.push(value);
        break;
      case 'ip':
        request.ipv4 = value;
        break;
      case 'ip6':
        request.ipv6 = value;
        break;
      case 'mac-address':
        request.macAddress = value;
        break;
      case 'link-local-ip':
        request.linkLocalIps.push(value);
        break;
      case 'driver-opt': {
        const [name, option] = cut(value);
        if (option === undefined || name === '') return problem('invalid key value pair format in driver options');
        request.driverOpts[name.trim()] = option.trim();
        break;
      }
      case 'gw-priority': {
        const priority = parseInteger(value, { base: 10 });
        if (isProblem(priority)) return problem(`invalid gw-priority (${value}): ${priority.problem.replace(/^.*: /, '')}`);
        request.gatewayPriority = priority;
        break;
      }
      default:
        return problem(`invalid field key ${key}`);
    }
  }
  return request.target ? request : problem('network name/id is not specified');
}
