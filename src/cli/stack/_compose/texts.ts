/** Shapes of words: lists that may be one word, commands, labels, environments and hosts. */
import { splitShellWords } from '../../_parse/texts';
import { cut } from '../../_parse/csv';
import { goText, goTypeName, isMap, sortedKeys, type YamlValue } from '../_yaml';
import { list, type Shape, text } from './shape';

const texts = list(text);

/** A word or several. */
export const wordOrWords: Shape<string[] | undefined> = {
  ...texts,
  decode: (value, path, decoding) => (typeof value === 'string' ? [value] : texts.decode(value, path, decoding)),
};

/** Numbers too, taken by their text. */
export const wordsOrNumbers: Shape<string[] | undefined> = {
  ...texts,
  decode: (value, path, decoding) => (Array.isArray(value) ? value.map(goText) : texts.decode(value, path, decoding)),
};

/** A command: one text is split as a shell would; a later file's replaces it. */
export const command: Shape<string[] | undefined> = {
  ...texts,
  decode(value, path, decoding) {
    return typeof value === 'string' ? decoding.or<string[]>(splitShellWords(value), path, []) : texts.decode(value, path, decoding);
  },
  merge: (base, other) => (other?.length ? other : base),
};

/** A health check's command: one text is for the shell. */
export const healthTest: Shape<string[] | undefined> = {
  ...texts,
  decode: (value, path, decoding) => (typeof value === 'string' ? ['CMD-SHELL', value] : texts.decode(value, path, decoding)),
};

type Texts = Map<string, string> | undefined;

/** `a=b` texts or a mapping; what has no value has an empty one. Later files override by key, even with nothing. */
export const labels: Shape<Texts> = {
  zero: () => undefined,
  isZero: (value) => !value?.size,
  decode(value) {
    const pairs = entries(value).map(([key, one]) => [key, one === undefined || one === null ? '' : goText(one)] as const);
    return new Map(pairs);
  },
  print: (value) => sortedKeys(value ?? new Map<string, string>()),
  merge: (base, other) => (base && other ? new Map([...base, ...other]) : (base ?? other)),
};

/** Like labels, but a mapping only. */
export const options: Shape<Texts> = {
  ...labels,
  decode(value, path, decoding) {
    if (isMap(value)) return labels.decode(value, path, decoding);
    decoding.hook(path, `invalid type ${goTypeName(value)} for map[string]string`);
    return undefined;
  },
};

/** Variables: null is one that is only named, which the client's own environment or nobody fills. */
export const environment: Shape<Map<string, string | null> | undefined> = {
  zero: () => undefined,
  isZero: (value) => !value?.size,
  decode: (value) => new Map(entries(value).map(([key, one]) => [key, one === undefined || one === null ? null : goText(one)])),
  print: (value) => sortedKeys(value ?? new Map<string, string | null>()),
  merge(base, other) {
    if (!base || !other) return base ?? other;
    const merged = new Map(base);
    // An empty value does not override one that says something.
    for (const [key, value] of other) if (!merged.get(key) || value) merged.set(key, value);
    return merged;
  },
};

/** Pairs of a mapping, or of a list of `key=value`; undefined for a key without a mark. */
function entries(value: YamlValue): [string, YamlValue | undefined][] {
  if (isMap(value)) return [...value];
  return Array.isArray(value) ? value.map((one) => cut(goText(one))) : [];
}

/** `host:ip`, `host=ip` or a mapping; brackets around an address are dropped. */
export const hosts: Shape<string[] | undefined> = {
  ...texts,
  decode(value) {
    const pairs = isMap(value)
      ? [...value].filter(([, ip]) => ip !== null).map(([host, ip]) => `${host}:${percentS(ip)}`).sort()
      : (Array.isArray(value) ? value : []).flatMap((one) => {
          const match = /^([^=]*)=([^]*)$/.exec(goText(one)) ?? /^([^:]*):([^]*)$/.exec(goText(one));
          return match ? [`${match[1]}:${match[2]}`] : [];
        });
    return pairs.map((pair) => {
      const [, host, ip] = /^([^:]*):([^]*)$/.exec(pair) as unknown as [string, string, string];
      return `${host}:${ip.replace(/^\[(.+)\]$/, '$1')}`;
    });
  },
};

/** Go's `%s`, which complains of numbers: the client prints an address of `1` like that. */
const percentS = (value: YamlValue): string => (typeof value === 'string' ? value : `%!s(${goTypeName(value)}=${goText(value)})`);
