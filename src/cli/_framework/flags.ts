/**
 * Flags as declarations: `name: string('', 'What it is')`. A flag knows the word that help shows for its value,
 * how a value is parsed (a problem's text becomes part of the usage error) and whether values accumulate.
 */
import type { Mount, PortConfig } from '../../model';
import type { Completion } from './completion';
import { parseDuration } from '../../template/duration';
import { parseMount } from '../_parse/mounts';
import { parseBool, parseFloatText, parseInteger, parseUint } from '../_parse/numbers';
import { parseServicePort } from '../_parse/ports';
import { isProblem, problem, type Problem } from '../_parse/problem';
import { type FileRequest, type NetworkRequest, parseFileRequest, parseNetworkRequest } from '../_parse/references';
import { parseBytes, parseCpus } from '../_parse/sizes';
import { parseCsv, cut } from '../_parse/csv';
import { type DeviceRequest, parseGpus } from '../_parse/gpus';
import { joinHostPort, parseTcpAddress } from '../_parse/tcp-address';
import { hasPem } from '../_parse/pem';
import { isCidr, parseFilter, parsePlacementPreference, parseUlimit, splitShellWords, type Ulimit } from '../_parse/texts';
import { quote } from '../../template/quote';

/** The content of a file of the client's machine, for flags whose value is a file's name. */
export type ReadFile = (path: string) => string | Problem;

export interface FlagOptions {
  /** Text after `default` in help; strings bring their own quotes. */
  shows?: string;
  hidden?: boolean;
  /** Text of `Flag --x has been deprecated, …`. */
  deprecated?: string;
  /** Text of `Flag shorthand -x has been deprecated, …`. */
  shortDeprecated?: string;
  /** What the daemon must be for the flag to be of use. */
  needs?: 'windows' | 'experimental';
  /** Names or values to offer on Tab. */
  completes?: Completion;
}

export interface Flag<T> extends FlagOptions {
  short: string;
  text: string;
  /** The word after the flag's name in help; empty for a bool. */
  word: string;
  initial: T;
  /** What a bare `--flag` stands for; a flag without it takes the next word. */
  bare?: string;
  set(raw: string, before: T, read: ReadFile): T | Problem;
}

export type FlagSet = { readonly [name: string]: Flag<unknown> };
export type ValuesOf<F extends FlagSet> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never };

type Make<T> = (short: string, text: string, options?: FlagOptions & { initial?: T }) => Flag<T>;

function scalar<T>(word: string, zero: T, parse: (raw: string, read: ReadFile) => T | Problem): Make<T> {
  return (short, text, options = {}) => ({ short, text, word, initial: options.initial ?? zero, set: (raw, _before, read) => parse(raw, read), ...options });
}

function many<T>(word: string, parse: (raw: string, read: ReadFile) => T | readonly T[] | Problem): Make<readonly T[]> {
  return (short, text, options = {}) => ({
    short,
    text,
    word,
    initial: [],
    set: (raw, before, read) => {
      const value = parse(raw, read);
      if (isProblem(value)) return value;
      return Array.isArray(value) ? [...before, ...(value as T[])] : [...before, value as T];
    },
    ...options,
  });
}

export const bool: Make<boolean> = (short, text, options = {}) => ({
  short,
  text,
  word: '',
  bare: 'true',
  set: parseBool,
  ...options,
  initial: options.initial ?? false,
  shows: options.shows ?? (options.initial ? 'true' : undefined),
});

export const string: Make<string> = (short, text, options = {}) => ({
  short,
  text,
  word: 'string',
  set: (raw) => raw,
  ...options,
  initial: options.initial ?? '',
  shows: options.shows ?? (options.initial ? quote(options.initial) : undefined),
});

const numeric =
  (word: string, parse: (raw: string) => number | Problem): Make<number> =>
  (short, text, options = {}) => ({
    short,
    text,
    word,
    set: parse,
    ...options,
    initial: options.initial ?? 0,
    shows: options.shows ?? (options.initial ? String(options.initial) : undefined),
  });

export const int = numeric('int', (raw) => parseInteger(raw));
export const uint = numeric('uint', (raw) => parseUint(raw));
export const uint16 = numeric('uint16', (raw) => parseUint(raw, { bits: 16 }));
export const uint32 = numeric('uint32', (raw) => parseUint(raw, { bits: 32 }));
/** A number of 32 bits. */
export const float = numeric('float', (raw) => parseFloatText(raw, 32));
/** A duration in nanoseconds. */
export const duration = scalar<number>('duration', 0, parseDuration);
/** A duration that may not be negative nor fall below what a health check can do. */
export const positiveDuration = scalar<number>('duration', 0, (raw) => {
  const value = parseDuration(raw);
  return !isProblem(value) && value < 0 ? problem('duration cannot be negative') : value;
});
export const bytes = scalar<number>('bytes', 0, parseBytes);
/** A limit on swap: bytes, or -1 for none. */
export const swapBytes = scalar<number>('bytes', 0, (raw) => (raw === '-1' ? -1 : parseBytes(raw)));
/** Billionths of a CPU. */
export const decimal = scalar<number>('decimal', 0, parseCpus);
/** A command, split as a shell would. */
export const shellCommand = scalar<readonly string[]>('command', [], splitShellWords);
export const credentialSpec = scalar<string>('credential-spec', '', (raw) =>
  raw === '' || /^(config|file|registry):\/\//.test(raw)
    ? raw
    : problem('invalid credential spec: value must be prefixed with "config://", "file://", or "registry://"'),
);

export const list = many<string>('list', (raw) => raw);
/** A list whose entries are checked, or changed, as they come. */
export const checkedList = (check: (raw: string) => string | Problem): Make<readonly string[]> => many<string>('list', check);
export const strings = many<string>('strings', (raw) => (raw === '' ? [] : parseCsv(raw)));
/** `k=v` entries; later ones win, a key alone has an empty value. */
export const map = many<string>('map', (raw) => raw);
export const stringToString = many<string>('stringToString', (raw) => {
  const signs = raw.split('=').length - 1;
  if (signs === 0) return problem(`${raw} must be formatted as key=value`);
  // One pair alone is no record: its commas and inner quotes are its own.
  const fields = signs === 1 ? [raw.replace(/^"+|"+$/g, '')] : parseCsv(raw);
  if (isProblem(fields)) return fields;
  const wrong = fields.find((field) => cut(field)[1] === undefined);
  return wrong === undefined ? fields : problem(`${wrong} must be formatted as key=value`);
});
export const filter = many<[string, string]>('filter', (raw) => {
  const value = parseFilter(raw);
  return value === undefined ? [] : isProblem(value) ? value : [value];
});
export const port = many<PortConfig>('port', parseServicePort);
export const mount = many<Mount>('mount', parseMount);
export const secret = many<FileRequest>('secret', (raw) => parseFileRequest(raw, 'secret'));
export const config = many<FileRequest>('config', (raw) => parseFileRequest(raw, 'config'));
export const network = many<NetworkRequest>('network', parseNetworkRequest);
export const preference = many<string>('pref', parsePlacementPreference);
export const ulimit = many<Ulimit>('ulimit', parseUlimit);
export const externalCa = many<{ Protocol: string; URL: string; Options?: Record<string, string>; CACert: string }>('external-ca', parseExternalCa);

/** `protocol=cfssl,url=https://…,cacert=FILE`. */
function parseExternalCa(raw: string, read: ReadFile): { Protocol: string; URL: string; Options?: Record<string, string>; CACert: string } | Problem {
  const fields = parseCsv(raw);
  if (isProblem(fields)) return fields;
  const seen = new Set<string>();
  const spec = { Protocol: '', URL: '', Options: {} as Record<string, string>, CACert: '' };
  for (const field of fields) {
    const [key, value] = cut(field);
    if (value === undefined) return problem(`invalid field '${field}' must be a key=value pair`);
    seen.add(key.toLowerCase());
    if (key.toLowerCase() === 'protocol') {
      if (value.toLowerCase() !== 'cfssl') return problem(`unrecognized external CA protocol ${value}`);
      spec.Protocol = 'cfssl';
    } else if (key.toLowerCase() === 'url') spec.URL = value;
    else if (key.toLowerCase() === 'cacert') {
      const content = read(value);
      if (isProblem(content)) return problem(`unable to read CA cert for external CA: ${content.problem}`);
      if (!hasPem(content)) return problem('CA cert for external CA must be in PEM format');
      spec.CACert = content;
    } else spec.Options[key] = value;
  }
  if (!seen.has('protocol')) return problem('the external-ca option needs a protocol= parameter');
  if (!seen.has('url')) return problem('the external-ca option needs a url= parameter');
  return spec;
}

/** `ip`, `interface` or `ip:port`, with the port filled in (swarm/opts.go NodeAddrOption). */
export function nodeAddress(defaultPort: number): Make<string> {
  return scalar<string>('node-addr', '', (raw) => {
    const address = parseTcpAddress(raw, { host: '0.0.0.0', port: String(defaultPort) });
    return isProblem(address) ? address : joinHostPort(address.host, address.port) + address.path;
  });
}

/** Filters as the API takes them: `{"label":{"a=b":true}}`; undefined when there are none. */
export function filtersParameter(filters: readonly (readonly [string, string])[]): string | undefined {
  if (!filters.length) return undefined;
  const map: Record<string, Record<string, boolean>> = {};
  for (const [key, value] of filters) (map[key] ??= {})[value] = true;
  const sorted = <T>(of: Record<string, T>) => Object.fromEntries(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify(sorted(Object.fromEntries(Object.entries(map).map(([key, values]) => [key, sorted(values)]))));
}

/** The content of a PEM file. */
export const pemFile = scalar<string>('pem-file', '', (raw, read) => {
  const content = read(raw);
  return isProblem(content) || hasPem(content) ? content : problem('file contents must be in PEM format');
});
export const gpuRequest = many<DeviceRequest>('gpu-request', parseGpus);
export const ipNetSlice = many<string>('ipNetSlice', (raw) => {
  const nets = raw.split(',').map((net) => net.trim());
  const wrong = nets.find((net) => !isCidr(net));
  return wrong === undefined ? nets : problem(`invalid string being converted to CIDR: ${wrong}`);
});
