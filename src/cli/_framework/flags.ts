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
import { parseFilter, parsePlacementPreference, parseUlimit, splitShellWords, type Ulimit } from '../_parse/texts';
import { quote } from '../../template/quote';

export interface FlagOptions {
  /** Text after `default` in help; strings bring their own quotes. */
  shows?: string;
  hidden?: boolean;
  /** Text of `Flag --x has been deprecated, …`. */
  deprecated?: string;
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
  set(raw: string, before: T): T | Problem;
}

export type FlagSet = { readonly [name: string]: Flag<unknown> };
export type ValuesOf<F extends FlagSet> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never };

type Make<T> = (short: string, text: string, options?: FlagOptions & { initial?: T }) => Flag<T>;

function scalar<T>(word: string, zero: T, parse: (raw: string) => T | Problem): Make<T> {
  return (short, text, options = {}) => ({ short, text, word, initial: options.initial ?? zero, set: parse, ...options });
}

function many<T>(word: string, parse: (raw: string) => T | readonly T[] | Problem): Make<readonly T[]> {
  return (short, text, options = {}) => ({
    short,
    text,
    word,
    initial: [],
    set: (raw, before) => {
      const value = parse(raw);
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
export const float = numeric('float', parseFloatText);
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
  const fields = parseCsv(raw);
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

/** `protocol=cfssl,url=https://…`; the certificate file is read by the command. */
function parseExternalCa(raw: string): { Protocol: string; URL: string; Options?: Record<string, string>; CACert: string } | Problem {
  const fields = parseCsv(raw);
  if (isProblem(fields)) return fields;
  const spec = { Protocol: '', URL: '', Options: {} as Record<string, string>, CACert: '' };
  for (const field of fields) {
    const [key, value] = cut(field);
    if (value === undefined) return problem(`invalid field '${field}' must be a key=value pair`);
    if (key.toLowerCase() === 'protocol') {
      if (value.toLowerCase() !== 'cfssl') return problem(`unrecognized external CA protocol ${value}`);
      spec.Protocol = 'cfssl';
    } else if (key.toLowerCase() === 'url') spec.URL = value;
    else if (key.toLowerCase() === 'cacert') spec.CACert = value;
    else spec.Options[key] = value;
  }
  if (!spec.Protocol) return problem('the external-ca option needs a protocol= parameter');
  if (!spec.URL) return problem('the external-ca option needs a url= parameter');
  return spec;
}

/** `ip`, `interface` or `ip:port`, with the port filled in (swarm/opts.go NodeAddrOption). */
export function nodeAddress(defaultPort: number): Make<string> {
  return scalar<string>('node-addr', '', (raw) => {
    if (raw.split(':').length > 2 && !raw.startsWith('['))
      return problem(`parse ${quote(`tcp://${raw}`)}: invalid port ${quote(raw.slice(raw.lastIndexOf(':')))} after host`);
    const match = /^(.*?)(?::(\d*))?$/.exec(raw) as RegExpExecArray;
    const addressOnly = !raw.includes(':') || /^\[.*\]$/.test(raw);
    if (!addressOnly && raw.split(':').length === 2) return `${match[1] || '0.0.0.0'}:${match[2] || defaultPort}`;
    return `${raw}:${defaultPort}`;
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

/** A PEM file, read by the command. */
export const pemFile = scalar<string>('pem-file', '', (raw) => raw);
export const gpuRequest = many<string>('gpu-request', (raw) => raw);
export const ipNetSlice = many<string>('ipNetSlice', (raw) => {
  const nets = raw.split(',').map((net) => net.trim());
  const wrong = nets.find((net) => !/^[0-9a-fA-F.:]+\/\d+$/.test(net));
  return wrong === undefined ? nets : problem(`invalid string being converted to CIDR: ${wrong}`);
});
