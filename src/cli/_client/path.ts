/**
 * Paths of the API with names in them: apiPath`/containers/${ref}/json`. As in Go's client, names are trimmed, an empty
 * one is refused before anything is sent (client/utils.go trimID), the path is cleaned of `.`, `..` and double slashes,
 * and what a URL cannot hold is escaped.
 */
import { encodeUtf8, percent } from '../../os';
import { Failure } from '../_framework/failure';

/** Resources whose names are looked at, by the word before them. Images are not. */
const NAMED: Record<string, string> = {
  containers: 'container', networks: 'network', volumes: 'volume', secrets: 'secret', configs: 'config', nodes: 'node', services: 'service', tasks: 'task', plugins: 'plugin', exec: 'exec',
};

export function apiPath(texts: TemplateStringsArray, ...names: readonly string[]): string {
  let whole = texts[0] as string;
  names.forEach((name, i) => {
    const kind = NAMED[/(\w+)\/$/.exec(texts[i] as string)?.[1] ?? ''];
    const plain = kind ? name.trim() : name;
    if (kind && plain === '') throw new Failure(`invalid ${kind} name or ID: value is empty`);
    whole += plain + (texts[i + 1] as string);
  });
  return escapePath(clean(whole));
}

function clean(text: string): string {
  const kept: string[] = [];
  for (const part of text.split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return `/${kept.join('/')}`;
}

const escapePath = (text: string) =>
  text.replace(/[^A-Za-z0-9\-_.~$&+,/:;=@]+/g, (part) => [...encodeUtf8(part)].map(percent).join(''));
