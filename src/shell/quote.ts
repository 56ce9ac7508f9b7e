/** Quoting text so that a shell reads it back as it was: the forms that bash uses in `set -x`, `declare -p`, `%q`. */

const SAFE = /^[A-Za-z0-9_%+,./:=@^~-]+$/;

function hasControl(text: string): boolean {
   
  return /[\x00-\x1f\x7f\udc80-\udcff]/.test(text);
}

/** `$'...'` with C's escapes. */
export function ansiQuote(text: string): string {
  let out = "$'";
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    const code = text.charCodeAt(i);
    const simple = '\x07\b\x1b\f\n\r\t\v'.indexOf(char);
    if (simple >= 0) out += `\\${'abEfnrtv'[simple]}`;
    else if (char === '\\' || char === "'") out += `\\${char}`;
    else if (code < 32 || code === 127) out += `\\${code.toString(8).padStart(3, '0')}`;
    else if (code >= 0xdc80 && code <= 0xdcff && !isPair(text, i)) out += `\\${(code - 0xdc00).toString(8)}`;
    else out += char;
  }
  return `${out}'`;
}

function isPair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before < 0xdc00;
}

/** In single quotes, as `set`, `alias` and `trap` list values. */
export function singleQuote(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

/** As `set -x` shows a word: in single quotes when a character means something to the shell, in C's when one cannot be seen. */
export function traceQuote(text: string): string {
  if (text === '') return "''";
  if (/[\s'"\\|&;()<>!{}*[\]?^$`]/.test(text.replace(/\r/g, '')) || /(?:^|[=:])~/.test(text) || text.startsWith('#')) return singleQuote(text);
  return hasControl(text) ? ansiQuote(text) : text;
}

/** `${x@Q}`: always quoted. */
export function transformQuote(text: string): string {
  return hasControl(text) ? ansiQuote(text) : singleQuote(text);
}

/** `printf %q` and completion: backslashes. */
export function backslashQuote(text: string): string {
  if (text === '') return "''";
  if (hasControl(text)) return ansiQuote(text);
  const quoted = text.replace(/[ !"#$&'()*,;<>?[\\\]^`{|}]/g, (char, at: number) => (char === '#' && at > 0 ? char : `\\${char}`));
  return quoted.startsWith('~') ? `\\${quoted}` : quoted;
}

/** `declare -p`: in double quotes. */
export function doubleQuote(text: string): string {
  if (hasControl(text)) return ansiQuote(text);
  return `"${text.replace(/[\\"$`]/g, '\\$&')}"`;
}

/** `set` without arguments: bare when safe. */
export function listQuote(text: string): string {
  if (text === '') return '';
  if (hasControl(text)) return ansiQuote(text);
  return SAFE.test(text) && !text.startsWith('~') ? text : singleQuote(text);
}

/** An associative key in `declare -p`. */
export function keyQuote(text: string): string {
  return /^[A-Za-z0-9_./%+,@:=-]+$/.test(text) ? text : doubleQuote(text);
}
