/** Traefik's rules: Host(`a`) && (PathPrefix(`/x`) || !Method(`POST`)), and the older Host:a;PathPrefix:/x of version 1. */
import type { HttpRequest } from '../../os';
import { pathOf } from '../_programs';

export type Rule = (request: HttpRequest) => boolean;

const DEPTH_MAX = 50;

const hostOf = (request: HttpRequest): string => (request.headers['host'] ?? '').replace(/:\d+$/, '').toLowerCase();

const MATCHERS: Readonly<Record<string, (values: readonly string[], request: HttpRequest) => boolean>> = {
  Host: (values, request) => values.some((value) => value.toLowerCase() === hostOf(request)),
  Path: (values, request) => values.includes(pathOf(request)),
  PathPrefix: (values, request) => values.some((value) => pathOf(request).startsWith(value)),
  Method: (values, request) => values.includes(request.method),
  Header: ([name = '', value], request) => request.headers[name.toLowerCase()] === value,
  Headers: ([name = '', value], request) => request.headers[name.toLowerCase()] === value,
  ClientIP: (values, request) => values.includes(request.remoteAddress ?? ''),
};

/** The rule, or in words what is wrong with it. */
export function parseRule(text: string): Rule | string {
  const tokens = text.match(/`[^`]*`|"(?:[^"\\]|\\.)*"|&&|\|\||[!(),]|[A-Za-z]+|\S/g) ?? [];
  let at = 0;
  let problem: string | undefined;
  const fail = (words: string): Rule => {
    problem ??= words;
    return () => false;
  };
  const either = (depth: number): Rule => {
    const parts = [both(depth)];
    while (tokens[at] === '||') {
      at++;
      parts.push(both(depth));
    }
    return (request) => parts.some((part) => part(request));
  };
  const both = (depth: number): Rule => {
    const parts = [one(depth)];
    while (tokens[at] === '&&') {
      at++;
      parts.push(one(depth));
    }
    return (request) => parts.every((part) => part(request));
  };
  const one = (depth: number): Rule => {
    if (depth > DEPTH_MAX) return fail('the rule is nested too deeply');
    const token = tokens[at++];
    if (token === '!') {
      const inner = one(depth + 1);
      return (request) => !inner(request);
    }
    if (token === '(') {
      const inner = either(depth + 1);
      return tokens[at++] === ')' ? inner : fail("expected ')'");
    }
    const matcher = token === undefined ? undefined : Object.hasOwn(MATCHERS, token) ? MATCHERS[token] : undefined;
    if (!matcher) return fail(token === undefined ? 'the rule ends too early' : `unsupported function: ${token}`);
    if (tokens[at++] !== '(') return fail(`expected '(' after ${token}`);
    const values: string[] = [];
    for (;;) {
      const value = tokens[at++];
      if (value === undefined || !/^[`"]/.test(value)) return fail(`${token} takes values in backticks`);
      values.push(value.slice(1, -1).replace(/\\(.)/g, '$1'));
      const next = tokens[at++];
      if (next === ')') return (request) => matcher(values, request);
      if (next !== ',') return fail(`expected ')' after the values of ${token}`);
    }
  };
  const rule = either(0);
  if (problem === undefined && at < tokens.length) return `unexpected ${tokens[at]}`;
  return problem ?? rule;
}

/** `strip` is what PathPrefixStrip takes off. */
export function parseOldRule(text: string): { rule: Rule; strip: string[] } | string {
  const parts: Rule[] = [];
  const strip: string[] = [];
  for (const part of text.split(';')) {
    const [, name = '', values = ''] = /^\s*(\w+)\s*:\s*(.+?)\s*$/.exec(part) ?? [];
    const list = values.split(',').map((value) => value.trim());
    const matcher = MATCHERS[name === 'PathPrefixStrip' ? 'PathPrefix' : name];
    if (!matcher || !/^(Host|Path|PathPrefix|PathPrefixStrip|Method)$/.test(name)) return `unsupported rule: ${part.trim()}`;
    if (name === 'PathPrefixStrip') strip.push(...list);
    parts.push((request) => matcher(list, request));
  }
  return { rule: (request) => parts.every((part) => part(request)), strip };
}
