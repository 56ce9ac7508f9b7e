/**
 * What a log driver adds to each line for `--details`: labels and variables of the container that the driver's options
 * name (moby daemon/logger/loginfo.go).
 */
import type { Container } from './container';

export type LogAttributes = Readonly<Record<string, string>>;

export function logAttributes(container: Pick<Container, 'config' | 'hostConfig'>): LogAttributes {
  const { Config: options } = container.hostConfig.LogConfig;
  const found: Record<string, string> = {};
  const add = (from: LogAttributes, names: string | undefined, pattern: string | undefined) => {
    for (const name of names ? names.split(',') : []) if (name in from) found[name] = from[name] as string;
    const wanted = pattern ? expression(pattern) : undefined;
    for (const [name, value] of Object.entries(from)) if (wanted?.test(name)) found[name] = value;
  };
  const variables: [string, string][] = (container.config.Env ?? []).map((text) => {
    const at = text.indexOf('=');
    return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  });
  add(container.config.Labels, options.labels, options['labels-regex']);
  add(Object.fromEntries(variables), options.env, options['env-regex']);
  return found;
}

/** Undefined for what is no expression. */
function expression(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern);
  } catch {
    return undefined;
  }
}
