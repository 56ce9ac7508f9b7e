/** What the context verbs share: names that are allowed, what is kept of an endpoint, what cannot be found. */
import type { Context } from '../_framework/context';
import { currentContextName } from '../_client/endpoint';
import { DEFAULT_HOST, type DockerContext } from '../_client/client-config';
import { Failure } from '../_framework/failure';
import { cut } from '../_parse/csv';

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/;

export function checkName(name: string): void {
  if (name === '') throw new Failure('context name cannot be empty');
  if (name === 'default') throw new Failure('"default" is a reserved context name');
  if (!NAME.test(name)) throw new Failure(`context name ${JSON.stringify(name)} is invalid, names are validated against regexp "${NAME.source}"`);
}

export function notFound(context: Context, name: string): Failure {
  return new Failure(`context ${JSON.stringify(name)}: context not found: open ${context.config.contextMetaPath(name)}: no such file or directory`);
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
  return currentContextName(context.process, context.config, '', []);
}

/** The host that `--docker host=…` or `--docker from=…` names. */
export function hostOf(context: Context, pairs: readonly string[]): string {
  let host = '';
  for (const pair of pairs) {
    const [key, value = ''] = cut(pair);
    if (key === 'from') host = findContext(context, value).host;
    else if (key === 'host') host = value;
    else if (!['ca', 'cert', 'key', 'skip-tls-verify'].includes(key))
      throw new Failure(`unable to create docker endpoint config: invalid config keys: ${key}`);
  }
  return host;
}
