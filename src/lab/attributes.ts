/**
 * The small attribute language of a code block's info string: `on=node1 run id=join save=TOKEN:"(SWMTKN-\S+)"`.
 * Words without `=` are flags. Double quotes hold spaces and may begin inside a value; `\"` is a quote.
 */

/** Flags have the value `true`; a later word of the same name wins. */
export type Attributes = Readonly<Record<string, string | true>>;

/** Never refuses: an unclosed quote runs to the end. */
export function parseAttributes(source: string): Attributes {
  const out: Record<string, string | true> = {};
  for (const word of words(source)) {
    const equals = word.indexOf('=');
    if (equals < 0) out[word] = true;
    else if (equals > 0) out[word.slice(0, equals)] = word.slice(equals + 1);
  }
  return out;
}

/** The text of an attribute, or nothing when it is absent or only a flag. */
export function textOf(attributes: Attributes, name: string): string | undefined {
  const value = attributes[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function words(source: string): string[] {
  const out: string[] = [];
  let word = '';
  let quoted = false;
  let begun = false;
  for (let i = 0; i < source.length; i++) {
    const c = source[i] as string;
    if (c === '\\' && quoted && source[i + 1] === '"') {
      word += '"';
      i++;
    } else if (c === '"') {
      quoted = !quoted;
      begun = true;
    } else if (!quoted && (c === ' ' || c === '\t')) {
      if (begun) out.push(word);
      word = '';
      begun = false;
    } else {
      word += c;
      begun = true;
    }
  }
  if (begun) out.push(word);
  return out;
}
