/** `:s`: pattern, replacement with its escapes, flags, and the question of `c`. */
import type { Editing } from '../ask';
import type { ExCommand } from './ex';
import type { PatternMatch } from './pattern';
import { guarded, matchInLine, patternOf } from './search';
import type { Vi } from './vi';

const NO_PREVIOUS = 'E33: No previous substitute regular expression';

/** Cuts `/pat/sub/flags` at its separators; a backslash before one keeps it in the text. */
function cutArguments(text: string): { pattern: string; replacement: string; flags: string } | undefined {
  const separator = text[0] as string;
  if (/[\w\s"|\\]/.test(separator)) return undefined;
  const parts: string[] = [''];
  let at = 1;
  for (; at < text.length && parts.length < 3; at++) {
    const char = text[at] as string;
    if (char === '\\' && at + 1 < text.length) {
      const next = text[++at] as string;
      parts[parts.length - 1] += next === separator && separator !== '&' ? (parts.length === 1 && '.*[]^$~'.includes(separator) ? `\\${next}` : next) : `\\${next}`;
    } else if (char === separator) parts.push('');
    else parts[parts.length - 1] += char;
  }
  const flags = parts.length === 3 ? text.slice(at) : '';
  return { pattern: parts[0] as string, replacement: parts[1] ?? '', flags };
}

export function* substituteCommand(vi: Vi, command: ExCommand): Editing<boolean> {
  const args = command.args.trimStart();
  let { first, last } = command;
  let given = args === '' || /^[cegiInr&#lp\s\d]*$/.test(args) ? undefined : cutArguments(args);
  let flags = given ? given.flags.trim() : args.trim();
  if (!given) {
    if (args !== '' && !/^[cegiInr&#lp\s\d]*$/.test(args)) {
      vi.complain(`E146: Regular expressions can't be delimited by letters`);
      return false;
    }
    if (!vi.substitute) {
      vi.complain(NO_PREVIOUS);
      return false;
    }
    given = { ...vi.substitute };
  }
  const count = /\d+$/.exec(flags)?.[0];
  if (count !== undefined) {
    flags = flags.slice(0, -count.length).trim();
    first = last;
    last = Math.min(last + Number(count) - 1, vi.buffer.count - 1);
  }
  if (flags.startsWith('&')) flags = (vi.substitute?.flags ?? '') + flags.slice(1);
  const unknown = /[^cegiInr#lp]/.exec(flags);
  if (unknown) {
    vi.complain(`E488: Trailing characters: ${flags.slice(unknown.index)}`);
    return false;
  }
  let source = given.pattern;
  if (source === '') {
    if (vi.search.source === undefined) {
      vi.complain('E35: No previous regular expression');
      return false;
    }
    source = vi.search.source;
  }
  const replacement = given.replacement === '%' && vi.substitute ? vi.substitute.replacement : given.replacement;
  const expanded = replacement.replace(/(^|[^\\])~/g, (_whole, before: string) => before + (vi.substitute?.replacement ?? ''));
  vi.search = { source, backwards: false, offset: '' };
  vi.registers.remember('/', source);
  vi.highlight = true;
  vi.substitute = { pattern: source, replacement: expanded, flags };
  return yield* substitute(vi, first, last, source, expanded, flags);
}

/** `&` (the last one on this line, without flags) and `g&` (everywhere, with them). */
export function* repeatSubstitute(vi: Vi, everywhere: boolean): Editing {
  const last = vi.substitute;
  if (!last) return vi.complain(NO_PREVIOUS);
  vi.say(everywhere ? ':%s//~/&' : ':s');
  const { line } = vi.cursor;
  const source = everywhere ? (vi.search.source ?? last.pattern) : last.pattern;
  yield* substitute(vi, everywhere ? 0 : line, everywhere ? vi.buffer.count - 1 : line, source, last.replacement, everywhere ? last.flags : '');
}

/** A pattern that cannot be read has been complained of; the command is wrong with it. */
export function* badPattern(vi: Vi): Editing<false> {
  yield* vi.show([vi.message?.text ?? '', 'E476: Invalid command'].map((text) => vi.wording.complaint(text)));
  return false;
}

function* substitute(vi: Vi, first: number, last: number, source: string, replacement: string, flags: string): Editing<boolean> {
  const { buffer } = vi;
  const withCase = flags.includes('I') ? `\\C${source}` : flags.includes('i') ? `\\c${source}` : source;
  const pattern = patternOf(vi, withCase, false);
  if (!pattern) return yield* badPattern(vi);
  const all = flags.includes('g');
  let hits = 0;
  let changed = 0;
  let lastLine = -1;
  const asks = flags.includes('c') && !flags.includes('n');
  let quit = false;
  let agreed = false;
  // Lines may become several or join: the end moves with them.
  let end = Math.min(last, buffer.count - 1);
  for (let line = Math.max(0, first); line <= end && !quit;) {
    const done = yield* lineOf(line);
    if (done === undefined) return false;
    line += done;
  }
  if (hits === 0) {
    if (!quit && !flags.includes('e') && !vi.message?.isError) vi.complain(vi.wording.noMatch(source));
    return flags.includes('e') || quit;
  }
  if (flags.includes('n')) {
    vi.say(`${hits} match${hits === 1 ? '' : 'es'} on ${changed} line${changed === 1 ? '' : 's'}`);
    return true;
  }
  if (vi.inGlobal) {
    vi.globalHits.hits += hits;
    vi.globalHits.lines += changed;
  }
  if (lastLine >= 0 && !quit) vi.toLine(Math.min(lastLine, buffer.count - 1));
  const told = vi.inGlobal ? undefined : vi.wording.substituted(hits, changed);
  if (told !== undefined) vi.say(told);
  else if (vi.message && asks) vi.message = undefined;
  return true;

  /** Works on one line, and on those that its matches draw in; answers how many lines on the next one is. */
  function* lineOf(line: number): Editing<number | undefined> {
    let text = buffer.line(line);
    let out = '';
    let from = 0;
    /** Where the last match ended: an empty one right there does not count. */
    let behind = -1;
    let joined = 0;
    let here = 0;
    for (;;) {
      const found = guarded(vi, () => ({ match: nextMatch(line, text, joined, from) }));
      if (!found) return undefined;
      const { match } = found;
      if (!match) break;
      const isEmpty = match.end === match.index;
      if (isEmpty && match.index === behind) {
        if (match.index >= text.length) break;
        out += text.slice(from, match.index + 1);
        from = match.index + 1;
        behind = -1;
        continue;
      }
      let takes = true;
      if (asks && !agreed) {
        const answer = yield* ask(line, out + text.slice(from), out.length - from + match.index);
        if (answer === 'q') {
          quit = true;
          break;
        }
        if (answer === 'l') quit = true;
        if (answer === 'a') agreed = true;
        takes = answer !== 'n';
      }
      if (takes) {
        hits++;
        here++;
        lastLine = line;
      }
      const reaches = match.end > text.length;
      if (reaches && !takes) break;
      if (reaches) {
        // The match went over the line's end: the lines it took become part of this one.
        const extra = (match.groups[0] as string).split('\n').length - 1;
        text = [text, ...buffer.lines.slice(line + joined + 1, line + joined + 1 + extra)].join('\n');
        joined += extra;
      }
      out += text.slice(from, match.index) + (takes ? replaced(replacement, match) : (match.groups[0] as string));
      if (isEmpty) {
        out += text.slice(match.index, match.index + 1);
        from = match.index + 1;
      } else from = behind = match.end;
      if (quit || from >= text.length + (reaches ? 1 : 0)) break;
      // What was drawn in counts as a line of its own, as long as it was meant.
      if (reaches ? line + joined > end : !all) break;
    }
    if (here === 0) return 1;
    changed++;
    if (flags.includes('n')) return 1;
    const lines = (out + text.slice(from)).split('\n');
    if (!asks) buffer.cursor = { line, column: 0 };
    buffer.replace(line, 1 + joined, lines);
    end += lines.length - 1 - joined;
    lastLine = line + lines.length - 1;
    return lines.length;
  }

  /** A match in a line that may have drawn in some of those below it. */
  function nextMatch(line: number, text: string, joined: number, from: number): PatternMatch | undefined {
    if (!pattern) return undefined;
    if (joined === 0) return matchInLine(vi, pattern, line, from);
    const rest = pattern.spansLines ? buffer.lines.slice(line + joined + 1, line + joined + 200) : [];
    return pattern.exec([text, ...rest].join('\n'), from, text.length);
  }

  /** Shows the line as it is so far, the cursor on the match, and asks. */
  function* ask(line: number, shownText: string, at: number): Editing<'y' | 'n' | 'a' | 'q' | 'l'> {
    buffer.cursor = { line, column: 0 };
    buffer.setLine(line, shownText.replaceAll('\n', '\r'));
    buffer.cursor = { line, column: Math.min(Math.max(0, at), shownText.length) };
    for (;;) {
      vi.message = { text: `replace with ${replacement} (y/n/a/q/l/^E/^Y)?`, isError: false };
      vi.asks = true;
      const key = yield* vi.key();
      vi.asks = false;
      vi.message = undefined;
      if (key === 'y' || key === 'n' || key === 'a' || key === 'q' || key === 'l') return key;
      if (key === '\x1b' || key === '\x03') return 'q';
      if (key === '\x05') vi.view.top = Math.min(vi.view.top + 1, line);
      if (key === '\x19') vi.view.top = Math.max(0, vi.view.top - 1);
    }
  }
}

/** The replacement with what was matched in its places. */
export function replaced(replacement: string, match: PatternMatch): string {
  let out = '';
  /** `\U` and `\L` until `\E`; `\u` and `\l` for the next character. */
  let mode: 'U' | 'L' | undefined;
  let once: 'u' | 'l' | undefined;
  const put = (text: string): void => {
    let shown = mode === 'U' ? text.toUpperCase() : mode === 'L' ? text.toLowerCase() : text;
    if (once !== undefined && shown !== '') {
      const [head = ''] = Array.from(shown);
      shown = (once === 'u' ? head.toUpperCase() : head.toLowerCase()) + shown.slice(head.length);
      once = undefined;
    }
    out += shown;
  };
  for (let at = 0; at < replacement.length; at++) {
    const char = replacement[at] as string;
    if (char === '&') put(match.groups[0] ?? '');
    else if (char === '\r') out += '\n';
    else if (char !== '\\') {
      const code = replacement.codePointAt(at) as number;
      const whole = String.fromCodePoint(code);
      at += whole.length - 1;
      put(whole);
    } else {
      const next = replacement[++at];
      if (next === undefined) out += '\\';
      else if (/\d/.test(next)) put(match.groups[Number(next)] ?? '');
      else if (next === 'r') out += '\n';
      else if (next === 'n') out += '\0';
      else if (next === 't') put('\t');
      else if (next === 'U' || next === 'L') mode = next;
      else if (next === 'E' || next === 'e') mode = undefined;
      else if (next === 'u' || next === 'l') once = next;
      else put(next);
    }
  }
  return out;
}
