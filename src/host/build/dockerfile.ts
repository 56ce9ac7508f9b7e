/**
 * Reads a Dockerfile into instructions, with the words that Docker has for what is wrong (moby/buildkit
 * frontend/dockerfile/parser and instructions; observed on Docker 28.5's own builder). A here-document is not known to
 * this builder: its first line stands alone, as in Docker.
 */

export interface Instruction {
  /** 1-based line on which it begins. */
  line: number;
  /** In capitals. */
  keyword: string;
  /** As the step is announced: continued lines are one. */
  text: string;
  /** `--from=build` and the like. */
  flags: Readonly<Record<string, string>>;
  /** What follows keyword and flags. */
  rest: string;
  /** The words of the JSON form `["a", "b"]`. */
  json: readonly string[] | undefined;
}

const KEYWORDS = [
  'ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK', 'LABEL', 'MAINTAINER', 'ONBUILD', 'RUN', 'SHELL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR',
];
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  ADD: ['chown', 'chmod', 'link', 'checksum', 'keep-git-dir'], COPY: ['from', 'chown', 'chmod', 'link', 'parents'], FROM: ['platform'],
  HEALTHCHECK: ['interval', 'timeout', 'start-period', 'start-interval', 'retries'], RUN: ['mount', 'network', 'security'],
};
const EXACTLY_ONE = new Set(['MAINTAINER', 'STOPSIGNAL', 'USER', 'WORKDIR']);
const AT_LEAST_ONE = new Set(['ADD', 'ARG', 'COPY', 'ENV', 'EXPOSE', 'LABEL', 'ONBUILD', 'SHELL', 'VOLUME']);
/** How many letters may differ for "did you mean". */
const TYPOS_MAX = 2;

/** The instructions, or what the daemon answers. `name` is the file's, for an empty one. */
export function parseDockerfile(source: string, name: string): Instruction[] | { error: string } {
  const logical = logicalLines(source);
  if (logical.length === 0) return { error: `the Dockerfile (${name}) cannot be empty` };
  const out: Instruction[] = [];
  for (const { line, text } of logical) {
    const read = readInstruction(line, text);
    if ('error' in read) return { error: `dockerfile parse error on line ${line}: ${read.error}` };
    out.push(read);
  }
  return out;
}

function logicalLines(source: string): { line: number; text: string }[] {
  const out: { line: number; text: string }[] = [];
  const lines = source.replace(/^\uFEFF/, '').split(/\r?\n/);
  const escape = /^#\s*escape\s*=\s*(`|\\)\s*$/i.exec(lines[0] ?? '')?.[1] ?? '\\';
  let open: { line: number; text: string } | undefined;
  lines.forEach((raw, i) => {
    if (/^\s*#/.test(raw) || (open && raw.trim() === '')) return;
    if (!open && raw.trim() === '') return;
    const trimmed = raw.replace(/[ \t]+$/, '');
    const continues = trimmed.endsWith(escape);
    const piece = continues ? trimmed.slice(0, -1) : open ? raw.replace(/[ \t]+$/, '') : raw.trim();
    if (open) open.text += piece;
    else open = { line: i + 1, text: piece.trimStart() };
    if (continues) return;
    out.push(open);
    open = undefined;
  });
  if (open) out.push(open);
  return out;
}

function readInstruction(line: number, text: string): Instruction | { error: string } {
  const [, word = '', after = ''] = /^(\S+)\s*([^]*)$/.exec(text) ?? [];
  const keyword = word.toUpperCase();
  if (!KEYWORDS.includes(keyword)) {
    const [near] = KEYWORDS.filter((one) => distance(one, keyword) <= TYPOS_MAX).sort((a, b) => distance(a, keyword) - distance(b, keyword));
    return { error: `unknown instruction: ${word}${near === undefined ? '' : ` (did you mean ${near}?)`}` };
  }
  const flags: Record<string, string> = {};
  let rest = after;
  for (let match = /^--([a-z-]+)(?:=(\S*))?\s*/.exec(rest); match && FLAGS[keyword]; match = /^--([a-z-]+)(?:=(\S*))?\s*/.exec(rest)) {
    const [whole, flag = '', value = ''] = match;
    if (!FLAGS[keyword].includes(flag)) return { error: `unknown flag: ${flag}` };
    flags[flag] = value;
    rest = rest.slice(whole.length);
  }
  const words = rest.split(/\s+/).filter((one) => one !== '');
  if (keyword === 'FROM' && words.length !== 1 && !(words.length === 3 && words[1]?.toUpperCase() === 'AS')) return { error: 'FROM requires either one or three arguments' };
  if (EXACTLY_ONE.has(keyword) && rest.trim() === '') return { error: `${keyword} requires exactly one argument` };
  if (AT_LEAST_ONE.has(keyword) && words.length === 0) return { error: `${keyword} requires at least one argument` };
  if ((keyword === 'ADD' || keyword === 'COPY') && (jsonOf(rest) ?? words).length < 2) return { error: `${keyword} requires at least two arguments, but only one was provided. Destination could not be determined` };
  if (keyword === 'SHELL' && !jsonOf(rest)) return { error: 'SHELL requires the arguments to be in JSON form' };
  if (keyword === 'HEALTHCHECK' && !/^(NONE|CMD)\b/i.test(rest)) return { error: rest === '' ? 'HEALTHCHECK requires at least one argument' : `unknown type "${words[0]}" in HEALTHCHECK (try CMD)` };
  return { line, keyword, text: `${keyword}${text.slice(word.length)}`, flags, rest: rest.trim(), json: jsonOf(rest) };
}

function jsonOf(rest: string): readonly string[] | undefined {
  if (!rest.trimStart().startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(rest);
    return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Words with quotes taken off and `\ ` joined: `ENV A="x y" B=z`. */
export function quotedWords(text: string): string[] {
  const out: string[] = [];
  let word = '';
  let begun = false;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (c === '\\' && quote !== "'" && i + 1 < text.length) {
      word += text[++i];
      begun = true;
    } else if (quote !== '') {
      if (c === quote) quote = '';
      else word += c;
    } else if (c === '"' || c === "'") {
      quote = c;
      begun = true;
    } else if (/\s/.test(c)) {
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

/** `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:+instead}`; `\$` is a dollar, single quotes keep it. */
export function expand(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\\\$|'[^']*'|\$\{(\w+)(?::([-+])([^}]*))?\}|\$(\w+)/g, (whole, braced: string | undefined, how: string | undefined, other: string | undefined, plain: string | undefined) => {
    if (whole === '\\$') return '$';
    if (whole.startsWith("'")) return whole;
    const value = values.get(braced ?? plain ?? '') ?? '';
    if (how === '-') return value === '' ? (other ?? '') : value;
    if (how === '+') return value === '' ? '' : (other ?? '');
    return value;
  });
}

/** Letters to change, add or take away (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] as number;
}
