/**
 * Cuts a block of shell text into the commands that a person would type one after the other: a command goes on over
 * a trailing backslash, an open quote, a here-document, a trailing `|`, `&&` or `||`, and an open `do`, `then`, `case`,
 * `{` or `(`. This is for buttons in a guide, not for running: the shell itself decides what the text means.
 */

/** Comment lines of their own and blank lines belong to no command. Each command keeps its inner line breaks. */
export function commandsOf(text: string): string[] {
  const out: string[] = [];
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    if (lines.length === 0 && /^\s*(#.*)?$/.test(line)) continue;
    lines.push(line);
    if (isComplete(lines.join('\n'))) {
      out.push(lines.join('\n'));
      lines = [];
    }
  }
  // What never closes is still shown and typed: the shell will ask for more, which is the lesson then.
  if (lines.length > 0) out.push(lines.join('\n').replace(/\n+$/, ''));
  return out;
}

const OPENS: Readonly<Record<string, number>> = { do: 1, then: 1, case: 1, '{': 1, '(': 1, done: -1, fi: -1, esac: -1, '}': -1, ')': -1 };

function isComplete(text: string): boolean {
  const { bare, open, waiting } = withoutQuotes(text);
  if (open || waiting) return false;
  if (/\\$/.test(bare) || /(\||&&)\s*$/.test(bare)) return false;
  let depth = 0;
  // Reserved words count only where a command may begin, so that `echo done` closes nothing.
  let start = true;
  let inCase = 0;
  let header = '';
  for (const token of bare.match(/[;&|\n]+|[()]|[^\s;&|()]+/g) ?? []) {
    if (/^[;&|\n]+$/.test(token)) {
      start = true;
      continue;
    }
    if (start && (token === 'for' || token === 'while' || token === 'until' || token === 'if' || token === 'select')) header = token;
    const pattern = inCase > 0 && token === ')';
    if (pattern) {
      start = true;
      continue;
    }
    const step = token === '(' || token === ')' || start ? OPENS[token] : undefined;
    if (step !== undefined) {
      depth += step;
      if (token === 'case') inCase++;
      if (token === 'esac') inCase--;
      if (token === 'do' || token === 'then') header = '';
    }
    start = token === 'do' || token === 'then' || token === 'else' || '{()!'.includes(token) || isHeader(token);
  }
  return depth <= 0 && header === '';
}

function isHeader(token: string): boolean {
  return token === 'while' || token === 'until' || token === 'if' || token === 'elif';
}

interface Bare {
  /** The text with quoted parts, comments and here-documents blanked. */
  bare: string;
  /** A quote is still open. */
  open: boolean;
  /** A here-document has not met its delimiter. */
  waiting: boolean;
}

function withoutQuotes(text: string): Bare {
  let bare = '';
  let quote = '';
  const pending: { word: string; tabs: boolean }[] = [];
  let i = 0;
  while (i < text.length) {
    const c = text[i] as string;
    if (quote !== '') {
      if (c === '\\' && quote === '"') i++;
      else if (c === quote) quote = '';
      i++;
    } else if (c === '\\') {
      bare += i + 1 >= text.length ? '\\' : '__';
      i += 2;
    } else if (c === "'" || c === '"') {
      quote = c;
      bare += '_';
      i++;
    } else if (c === '$' && text[i + 1] === '{') {
      const end = text.indexOf('}', i);
      bare += '_';
      i = end < 0 ? text.length : end + 1;
    } else if (c === '#' && /(^|\s)$/.test(bare)) {
      const end = text.indexOf('\n', i);
      i = end < 0 ? text.length : end;
    } else if (text.startsWith('<<', i) && text[i + 2] !== '<' && text[i - 1] !== '<') {
      const match = /^<<(-?)\s*(['"]?)([\w.-]+)\2/.exec(text.slice(i));
      if (match) pending.push({ word: match[3] as string, tabs: match[1] === '-' });
      bare += '_';
      i += match ? match[0].length : 2;
    } else if (c === '\n' && pending.length > 0) {
      i = afterHereDocs(text, i + 1, pending);
      if (i < 0) return { bare, open: false, waiting: true };
      bare += '\n';
    } else {
      bare += c;
      i++;
    }
  }
  return { bare, open: quote !== '', waiting: pending.length > 0 };
}

/** Where the text goes on after the bodies of the here-documents, or -1 when one is still open. */
function afterHereDocs(text: string, from: number, pending: { word: string; tabs: boolean }[]): number {
  let at = from;
  while (pending.length > 0) {
    if (at > text.length) return -1;
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end);
    const { word, tabs } = pending[0] as { word: string; tabs: boolean };
    if ((tabs ? line.replace(/^\t+/, '') : line) === word) pending.shift();
    else if (end < 0) return -1;
    at = end < 0 ? text.length : end + 1;
  }
  return at;
}
