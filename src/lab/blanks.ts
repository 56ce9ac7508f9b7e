/**
 * Blanks in a command: `docker service create --replicas {{?replicas}} nginx`. The learner fills them in the guide, Run types
 * the filled text, and checks judge what came of it. Docker's own templates never begin with a question mark.
 */

/** Text as written, or a blank by its name. */
export type Piece = { text: string } | { blank: string };

const BLANK = /\{\{\?([A-Za-z][\w-]*)\}\}/g;
/** Nobody types more into a blank of a command. */
export const BLANK_CHARS_MAX = 500;

/** A command cut at its blanks. */
export function piecesOf(command: string): Piece[] {
  const out: Piece[] = [];
  let at = 0;
  for (const match of command.matchAll(BLANK)) {
    if (match.index > at) out.push({ text: command.slice(at, match.index) });
    out.push({ blank: match[1] as string });
    at = match.index + match[0].length;
  }
  if (at < command.length || out.length === 0) out.push({ text: command.slice(at) });
  return out;
}

/** Names of the blanks, each once, in the order of reading. */
export function blanksOf(text: string): string[] {
  return [...new Set([...text.matchAll(BLANK)].map((match) => match[1] as string))];
}

/** The command with its blanks filled, and those that nothing was written in. A filling stays on its line. */
export function fillBlanks(text: string, values: Readonly<Record<string, string>>): { text: string; empty: string[] } {
  const empty: string[] = [];
  const filled = text.replace(BLANK, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? (values[name] ?? '').replace(/[\u0000-\u001f\u007f]+/g, ' ').trim().slice(0, BLANK_CHARS_MAX) : '';
    if (value === '' && !empty.includes(name)) empty.push(name);
    return value === '' ? whole : value;
  });
  return { text: filled, empty };
}
