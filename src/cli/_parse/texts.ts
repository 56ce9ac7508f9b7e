/** The small formats of flags: labels, environment, hosts, DNS, ulimits, placement preferences, shell words. */
import { quote } from '../../template/quote';
import { cut } from './csv';
import { isIp } from './ports';
import { parseInteger } from './numbers';
import { isProblem, problem, type Problem } from './problem';

export function validateLabel(text: string): string | Problem {
  const [key] = cut(text);
  const name = key.replace(/^[ \t]+/, '');
  if (!name) return problem(`invalid label '${text}': empty name`);
  if (/[ \t]/.test(name)) return problem(`label '${name}' contains whitespaces`);
  return text;
}

export function validateEnv(text: string): string | Problem {
  return text === '' || text.startsWith('=') ? problem(`invalid environment variable: ${text}`) : text;
}

/** `container` or `container:alias` (opts.ValidateLink). */
export function validateLink(text: string): string | Problem {
  if (text === '') return problem('empty string specified for links');
  return text.split(':').length > 2 ? problem(`bad format for links: ${text}`) : text;
}

/** `c 1:3 rwm`. */
export function validateDeviceRule(text: string): string | Problem {
  return /^[acb] (\d+|\*):(\d+|\*) [rwm]{1,3}$/.test(text) ? text : problem(`invalid device cgroup format '${text}'`);
}

/** Six, eight or twenty bytes in hexadecimal, with colons, dashes or dots between (net.ParseMAC). */
export function isMacAddress(text: string): boolean {
  const bytes = '[0-9a-fA-F]{2}';
  const pairs = (mark: string) => `${bytes}(?:${mark}${bytes}){5}(?:(?:${mark}${bytes}){2}|(?:${mark}${bytes}){14})?`;
  const words = '[0-9a-fA-F]{4}(?:\\.[0-9a-fA-F]{4}){2}(?:\\.[0-9a-fA-F]{4}|(?:\\.[0-9a-fA-F]{4}){7})?';
  return new RegExp(`^(?:${pairs(':')}|${pairs('-')}|${words})$`).test(text);
}

/** An address with a prefix that fits it (net.ParseCIDR). */
export function isCidr(text: string): boolean {
  const [address = '', bits = ''] = text.split('/');
  return text.split('/').length === 2 && isIp(address) && /^\d{1,3}$/.test(bits) && !/^0\d/.test(bits) && Number(bits) <= (address.includes(':') ? 128 : 32);
}

/** `kind=value`. */
export function validateGenericResource(text: string): string | Problem {
  return /^[^=]+=./.test(text) ? text : problem(`invalid generic-resource format \`${text}\` expected \`name=value\``);
}

export function validateIp(text: string): string | Problem {
  const trimmed = text.trim();
  return isIp(trimmed) ? trimmed : problem(`IP address is not correctly formatted: ${text}`);
}

export function validateDnsSearch(text: string): string | Problem {
  const trimmed = text.trim();
  if (trimmed === '.') return trimmed;
  if (!/[a-zA-Z]/.test(trimmed)) return problem(`${text} is not a valid domain`);
  const label = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-_]*[a-zA-Z0-9])';
  const matches = new RegExp(`^${label}(?:\\.${label})*\\.?\\s*$`).test(trimmed) && trimmed.length < 255;
  return matches ? trimmed : problem(`${text} is not a valid domain`);
}

/** `host:ip` or `host=ip`, answered as `host:ip`; `special` also lets `host-gateway` pass. */
export function validateExtraHost(text: string): string | Problem {
  const mark = text.indexOf('=') >= 0 ? '=' : ':';
  const at = text.indexOf(mark);
  if (at <= 0) return problem(`bad format for add-host: ${quote(text)}`);
  const host = text.slice(0, at);
  let address = text.slice(at + 1);
  if (/^\[.*\]$/.test(address)) address = address.slice(1, -1);
  if (address === 'host-gateway' || isIp(address)) return `${host}:${address}`;
  return problem(`invalid IP address in add-host: ${quote(address)}`);
}

export interface Ulimit {
  Name: string;
  Hard: number;
  Soft: number;
}

const ULIMITS = new Set([
  'core',
  'cpu',
  'data',
  'fsize',
  'locks',
  'memlock',
  'msgqueue',
  'nice',
  'nofile',
  'nproc',
  'rss',
  'rtprio',
  'rttime',
  'sigpending',
  'stack',
]);

export function parseUlimit(text: string): Ulimit | Problem {
  const [name, limits] = cut(text);
  if (limits === undefined) return problem(`invalid ulimit argument: ${text}`);
  if (!ULIMITS.has(name)) return problem(`invalid ulimit type: ${name}`);
  const parts = limits.split(':');
  if (parts.length > 2) return problem(`too many limit value arguments - ${limits}, can only have up to two, \`soft[:hard]\``);
  const numbers = parts.map((part) => parseInteger(part, { base: 10 }));
  for (const number of numbers) if (isProblem(number)) return number;
  const soft = numbers[0] as number;
  const hard = (numbers[1] ?? soft) as number;
  if (hard !== -1 && soft === -1) return problem(`ulimit soft limit must be less than or equal to hard limit: soft: -1 (unlimited), hard: ${hard}`);
  if (hard !== -1 && soft > hard) return problem(`ulimit soft limit must be less than or equal to hard limit: ${soft} > ${hard}`);
  return { Name: name, Hard: hard, Soft: soft };
}

/** `spread=node.labels.zone`, answered as what to spread over. */
export function parsePlacementPreference(text: string): string | Problem {
  const [strategy, argument] = cut(text);
  if (argument === undefined || strategy === '') return problem('placement preference must be of the format "<strategy>=<arg>"');
  return strategy === 'spread' ? argument : problem(`unsupported placement preference ${strategy} (only spread is supported)`);
}

/** A filter as `key=value`; an empty text is no filter. */
export function parseFilter(text: string): [string, string] | undefined | Problem {
  if (text === '') return undefined;
  const [key, value] = cut(text);
  return value === undefined ? problem('bad format of filter (expected name=value)') : [key.trim().toLowerCase(), value.trim()];
}

/** Splits a command as a shell would: quotes and backslashes (google/shlex, as `--args` and `--entrypoint` use it). */
export function splitShellWords(text: string): string[] | Problem {
  const words: string[] = [];
  let word: string | undefined;
  let mark = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (mark === "'") {
      if (c === "'") mark = '';
      else word = (word ?? '') + c;
    } else if (mark === '"') {
      if (c === '"') mark = '';
      else if (c === '\\' && i + 1 === text.length) return problem('EOF found after escape character');
      else if (c === '\\') word = (word ?? '') + text[++i];
      else word = (word ?? '') + c;
    } else if (c === '"' || c === "'") {
      mark = c;
      word ??= '';
    } else if (c === '\\' && i + 1 === text.length) return problem('EOF found after escape character');
    else if (c === '\\') word = (word ?? '') + text[++i];
    else if (/\s/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (c === '#' && word === undefined) {
      while (i + 1 < text.length && text[i + 1] !== '\n') i++;
    } else word = (word ?? '') + c;
  }
  if (mark) return problem('EOF found when expecting closing quote');
  if (word !== undefined) words.push(word);
  return words;
}

/** `k=v` texts as a map; without `=` the value is empty (opts.ConvertKVStringsToMap). */
export function keyValues(texts: readonly string[]): Record<string, string> {
  const map: Record<string, string> = {};
  for (const text of texts) {
    const [key, value] = cut(text);
    map[key] = value ?? '';
  }
  return map;
}
