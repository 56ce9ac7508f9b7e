/**
 * Variables in a text: `$NAME`, `${NAME}`, with a default (`:-` also where it is empty, `-` only where it is unset) or
 * a message that makes them required (`:?`, `?`); `$$` is a dollar (docker/cli compose/template). There is no `:+` and
 * no nesting. An unset variable is empty, without a word about it.
 */
export type Lookup = (name: string) => string | undefined;

/** Why a text cannot be substituted: what stands between quotes in the loader's message. */
export class InvalidTemplate {
  constructor(readonly template: string) {}
}

/** Go's loader reads the operators after a name outside of braces too: `$A:-b` has a default. */
const SUBSTITUTION = '[_a-z][_a-z0-9]*(?::?[-?][^}]*)?';
const REFERENCE = new RegExp(`\\$(?:(\\$)|(${SUBSTITUTION})|\\{(${SUBSTITUTION})\\}|)`, 'giu');

export function substitute(text: string, lookup: Lookup): string | InvalidTemplate {
  if (!text.includes('$')) return text;
  let invalid: InvalidTemplate | undefined;
  const result = text.replace(REFERENCE, (_match, dollar: string | undefined, named: string | undefined, braced: string | undefined) => {
    if (dollar) return '$';
    const substitution = named || braced;
    if (!substitution) {
      invalid = new InvalidTemplate(text);
      return '';
    }
    const value = valueOf(substitution, lookup);
    // The last verdict counts: a good reference after a bad one hides it, as it does in the client.
    invalid = value instanceof InvalidTemplate ? value : undefined;
    return typeof value === 'string' ? value : '';
  });
  return invalid ?? result;
}

function valueOf(substitution: string, lookup: Lookup): string | InvalidTemplate {
  const split = (mark: string): [name: string, rest: string] | undefined => {
    const at = substitution.indexOf(mark);
    return at < 0 ? undefined : [substitution.slice(0, at), substitution.slice(at + mark.length)];
  };
  const soft = split(':-');
  if (soft) return lookup(soft[0]) || soft[1];
  const hard = split('-');
  if (hard) return lookup(hard[0]) ?? hard[1];
  const nonEmpty = split(':?');
  if (nonEmpty) return lookup(nonEmpty[0]) || required(nonEmpty);
  const needed = split('?');
  if (needed) return lookup(needed[0]) ?? required(needed);
  return lookup(substitution) ?? '';
}

function required([name, message]: [string, string]): InvalidTemplate {
  return new InvalidTemplate(`required variable ${name} is missing a value: ${message}`);
}
