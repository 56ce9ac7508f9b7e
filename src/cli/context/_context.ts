/** What the context verbs share: names that are allowed, what is kept of an endpoint, what cannot be found. */
import type { Context } from '../_framework/context';
import { DEFAULT_HOST, type DockerContext } from '../_client/client-config';
import { Failure } from '../_framework/failure';
import { readLocal } from '../_client/local-files';
import { parseBool } from '../_parse/numbers';
import { isProblem } from '../_parse/problem';
import { parseTcpAddress } from '../_parse/tcp-address';
import { keyValues } from '../_parse/texts';
import { quote } from '../../template/quote';

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/;

export function checkName(name: string): void {
  if (name === '') throw new Failure('context name cannot be empty');
  if (name === 'default') throw new Failure('"default" is a reserved context name');
  if (!NAME.test(name)) throw new Failure(`context name ${quote(name)} is invalid, names are validated against regexp "${NAME.source}"`);
}

export function notFound(context: Context, name: string): Failure {
  return new Failure(`context ${quote(name)}: context not found: open ${context.config.contextMetaPath(name)}: no such file or directory`);
}

/** A context by name; the default one is made of the environment. */
export function findContext(context: Context, name: string): DockerContext {
  if (name === 'default') return defaultContext(context);
  const found = context.config.context(name);
  if (!found) throw notFound(context, name);
  return found;
}

export function defaultContext(context: Context): DockerContext {
  return { name: 'default', description: '', host: context.process.env.get('DOCKER_HOST') || DEFAULT_HOST };
}

export function currentName(context: Context): string {
  return context.api.contextName;
}

const ENDPOINT_KEYS = ['ca', 'cert', 'from', 'host', 'key', 'skip-tls-verify'];

/** The host that `--docker host=…` or `--docker from=…` names, checked (command/context/options.go getDockerEndpoint). */
export function hostOf(context: Context, pairs: readonly string[]): string {
  const bad = (why: string) => new Failure(`unable to create docker endpoint config: ${why}`);
  const values = keyValues(pairs);
  const unknown = Object.keys(values).filter((key) => !ENDPOINT_KEYS.includes(key));
  if (unknown.length) throw bad(unknown.sort().map((key) => `unrecognized config key: ${key}`).join('\n'));
  if (values.from) {
    const { from } = values;
    const found = from === 'default' ? defaultContext(context) : context.config.context(from);
    if (!found) throw bad(notFound(context, from).message);
    return found.host;
  }
  for (const key of ['ca', 'cert', 'key']) {
    const content = values[key] ? readLocal(context.process, values[key]) : '';
    if (isProblem(content)) throw bad(content.problem);
  }
  const skips = values['skip-tls-verify'];
  if (skips && isProblem(parseBool(skips))) throw bad(`skip-tls-verify: parsing ${quote(skips)}: invalid syntax`);
  const host = values.host ?? '';
  const rest = /:\/\/(.+)/s.exec(host)?.[1];
  if (host && rest === undefined) throw bad(`unable to apply docker endpoint options: unable to parse docker host \`${host}\``);
  const address = host.startsWith('tcp://') ? parseTcpAddress(host, { host: '', port: '' }) : undefined;
  if (isProblem(address)) throw bad(`invalid docker endpoint options: ${address.problem}`);
  return host;
}

/** The files that `--docker ca=…,cert=…,key=…` names, checked before. */
export function tlsFilesOf(context: Context, pairs: readonly string[]): Record<string, string> {
  const values = keyValues(pairs);
  const files: Record<string, string> = {};
  for (const key of ['ca', 'cert', 'key']) {
    const content = values[key] ? readLocal(context.process, values[key]) : '';
    if (!isProblem(content) && content !== '') files[key] = content;
  }
  return files;
}

/** The file of a context in its archive (context/store Export). */
export const META_FILE = 'meta.json';
