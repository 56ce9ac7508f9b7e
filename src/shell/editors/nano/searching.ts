/** ^W, ^Q, ^\ and ^_: finding, replacing, going to a line. */
import type { Editing } from '../ask';
import { nextAt } from '../display-line';
import { compileRegex, isRegexError } from '../../tools/_regex';
import type { Match, Regex } from '../../tools/_regex';
import type { Place } from '../text-buffer';
import { ask, askYesNo } from './asking';
import { markedStretch } from './cutting';
import { paragraphMove } from './goto-menu';
import type { Nano } from './nano';

const HISTORY_MAX = 100;

function remember(history: string[], text: string): void {
  if (text === '') return;
  const known = history.indexOf(text);
  if (known >= 0) history.splice(known, 1);
  history.push(text);
  if (history.length > HISTORY_MAX) history.shift();
}

/** `Search [Case Sensitive] [two]`. */
function question(nano: Nano, replaces: boolean): string {
  const { search } = nano;
  const modes = (search.isCaseSensitive ? ' [Case Sensitive]' : '') + (search.isRegex ? ' [Regexp]' : '') + (search.backwards ? ' [Backwards]' : '');
  const last = search.text === '' ? '' : ` [${shortened(search.text, Math.floor(nano.columns / 3))}]`;
  return `Search${modes}${replaces ? (nano.mark ? ' (to replace) in selection' : ' (to replace)') : ''}${last}`;
}

function shortened(text: string, most: number): string {
  const chars = Array.from(text);
  return chars.length > most ? `${chars.slice(0, most).join('')}...` : text;
}

function compile(nano: Nano): Regex | undefined {
  const { text, isCaseSensitive, isRegex } = nano.search;
  const regex = compileRegex(text, isRegex ? { extended: true, escapes: 'grep', ignoreCase: !isCaseSensitive } : { fixed: true, ignoreCase: !isCaseSensitive });
  if (!isRegexError(regex)) return regex;
  nano.say(`Bad regex "${text}": ${regex.error}`);
  return undefined;
}

/** Asks what to search; undefined when it was given up, or led elsewhere. */
function* askSearch(nano: Nano, replaces: boolean): Editing<'search' | 'swap' | 'goto' | undefined> {
  const { search } = nano;
  let typed = '';
  for (;;) {
    const asked = yield* ask(nano, replaces ? 'replace' : 'search', question(nano, replaces), {
      initial: typed,
      keys: ['M-c', 'M-r', 'M-b', '\x12', ...(replaces ? [] : ['\x14'])],
      history: nano.history.search,
    });
    if (asked.kind === 'cancel') return undefined;
    if (asked.kind === 'enter') {
      if (asked.text !== '') search.text = asked.text;
      if (search.text === '') {
        nano.say('Cancelled');
        return undefined;
      }
      remember(nano.history.search, asked.text);
      return 'search';
    }
    typed = asked.text;
    if (asked.key === 'M-c') search.isCaseSensitive = !search.isCaseSensitive;
    else if (asked.key === 'M-r') search.isRegex = !search.isRegex;
    else if (asked.key === 'M-b') search.backwards = !search.backwards;
    else if (asked.key === '\x12') return 'swap';
    else return 'goto';
  }
}

export function* searchCommand(nano: Nano, backwards: boolean): Editing {
  nano.search.backwards = backwards;
  const way = yield* askSearch(nano, false);
  if (way === 'swap') return yield* replaceCommand(nano);
  if (way === 'goto') return yield* gotoCommand(nano);
  if (way === 'search') goToMatch(nano);
}

/** M-W and M-Q: the same again, in that direction. */
export function searchAgain(nano: Nano, backwards: boolean): void {
  if (nano.search.text === '') {
    const last = nano.history.search[nano.history.search.length - 1];
    if (last === undefined) return nano.say('No current search pattern');
    nano.search.text = last;
  }
  const kept = nano.search.backwards;
  nano.search.backwards = backwards;
  goToMatch(nano);
  nano.search.backwards = kept;
}

function goToMatch(nano: Nano): void {
  const regex = compile(nano);
  if (!regex) return;
  const found = find(nano, regex, nano.cursor);
  if (!found) return nano.say(`"${shortened(nano.search.text, Math.floor(nano.columns / 2))}" not found`);
  const { place, wrapped } = found;
  if (place.line === nano.cursor.line && place.column === nano.cursor.column) nano.say('This is the only occurrence');
  else if (wrapped) nano.say('Search Wrapped');
  else nano.wipe();
  nano.moveTo(place.line, place.column);
  nano.follow('centring');
}

interface Hit {
  place: Place;
  match: Match;
  wrapped: boolean;
}

/** The next match from a place on, around the text and back to where it began. */
function find(nano: Nano, regex: Regex, from: Place): Hit | undefined {
  const { buffer } = nano;
  const { backwards } = nano.search;
  for (let step = 0; step <= buffer.count; step++) {
    const line = (((from.line + (backwards ? -step : step)) % buffer.count) + buffer.count) % buffer.count;
    const wrapped = backwards ? from.line - step < 0 : from.line + step >= buffer.count;
    const text = buffer.line(line);
    const match = backwards ? lastMatch(regex, text, step === 0 ? from.column : Infinity) : regex.exec(text, step === 0 ? nextAt(text, from.column) + (from.column >= text.length ? 1 : 0) : 0);
    if (match && match.index <= text.length) return { place: { line, column: match.index }, match, wrapped };
  }
  return undefined;
}

function lastMatch(regex: Regex, text: string, before: number): Match | undefined {
  let last: Match | undefined;
  for (let from = 0; from <= text.length;) {
    const match = regex.exec(text, from);
    if (!match || match.index >= before) break;
    last = match;
    from = match.index + 1;
  }
  return last;
}

// --- Replacing ---------------------------------------------------------------------------------------------------

export function* replaceCommand(nano: Nano): Editing {
  if (nano.refusesChange) return;
  const way = yield* askSearch(nano, true);
  if (way === 'swap') return yield* searchCommand(nano, nano.search.backwards);
  if (way !== 'search') return;
  const regex = compile(nano);
  if (!regex) return;
  const asked = yield* ask(nano, 'replaceWith', 'Replace with', { history: nano.history.replace });
  if (asked.kind !== 'enter') return;
  nano.replacement = asked.text;
  remember(nano.history.replace, asked.text);
  yield* replaceAll(nano, regex, asked.text);
}

function* replaceAll(nano: Nano, regex: Regex, replacement: string): Editing {
  const { buffer } = nano;
  // With a mark, only what is marked.
  const stretch = markedStretch(nano);
  nano.mark = undefined;
  const began = stretch ? { ...stretch.start } : { ...nano.cursor };
  const { backwards } = nano.search;
  nano.search.backwards = false;
  let done = 0;
  let all = false;
  let seen = 0;
  // Every match once: from the cursor to the end of the text, and from its beginning back to the cursor.
  let { line, column } = began;
  let wrapped = stretch !== undefined;
  const stop = stretch ? { ...stretch.end } : { ...began };
  for (;;) {
    const match: Match | undefined = regex.exec(buffer.line(line), column);
    const passed = wrapped && (line > stop.line || (line === stop.line && (match?.index ?? Infinity) >= stop.column));
    if (passed) break;
    if (!match || match.index > buffer.line(line).length) {
      if (wrapped && line >= stop.line) break;
      line++;
      column = 0;
      if (line >= buffer.count) {
        if (wrapped) break;
        wrapped = true;
        line = 0;
      }
      continue;
    }
    seen++;
    let takes: 'y' | 'n' | 'a' | 'cancel' = 'y';
    if (!all) {
      nano.moveTo(line, match.index);
      nano.follow('centring');
      nano.spotlight = { line, start: match.index, end: match.end };
      takes = yield* askYesNo(nano, 'Replace this instance?', true);
      nano.spotlight = undefined;
      if (takes === 'cancel') break;
      if (takes === 'a') all = true;
    }
    const text = buffer.line(line);
    if (takes === 'n') {
      column = nextAt(text, match.index) + (match.index >= text.length ? 1 : 0);
      if (column > text.length) {
        line++;
        column = 0;
        if (line >= buffer.count) break;
      }
      continue;
    }
    const added = nano.search.isRegex ? expanded(replacement, match) : replacement;
    nano.step('replacement');
    buffer.cursor = { line, column: match.index };
    buffer.setLine(line, text.slice(0, match.index) + added + text.slice(match.end));
    buffer.endAt(buffer.cursor);
    if (line === stop.line && wrapped) stop.column += added.length - (match.end - match.index);
    done++;
    column = match.index + added.length;
    if (match.end === match.index) column = nextAt(buffer.line(line), column) + 1;
    if (column > buffer.line(line).length) {
      line++;
      column = 0;
      if (line >= buffer.count) {
        if (wrapped) break;
        wrapped = true;
        line = 0;
      }
    }
  }
  nano.search.backwards = backwards;
  nano.moveTo(began.line, Math.min(began.column, buffer.line(began.line).length));
  nano.follow('centring');
  if (done > 0) nano.changed();
  if (seen === 0) nano.say(`"${shortened(nano.search.text, Math.floor(nano.columns / 2))}" not found`);
  else nano.say(`Replaced ${done} occurrence${done === 1 ? '' : 's'}`);
}

/** `\1` to `\9` in the replacement of a regular expression. */
function expanded(replacement: string, match: Match): string {
  return replacement.replace(/\\(\d)/g, (_whole, digit: string) => match.groups[Number(digit)] ?? '');
}

// --- Going to a line ---------------------------------------------------------------------------------------------

export function* gotoCommand(nano: Nano): Editing {
  const asked = yield* ask(nano, 'goto', 'Enter line number, column number', { keys: ['\x17', '\x0f', '\x19', '\x16', '\x14'] });
  if (asked.kind === 'cancel') return;
  if (asked.kind === 'key') {
    nano.wipe();
    if (asked.key === '\x14') return yield* searchCommand(nano, false);
    return paragraphMove(nano, asked.key);
  }
  const match = /^\s*(-?\d+)?\s*(?:[,.;:/]\s*(-?\d+))?\s*$/.exec(asked.text);
  if (asked.text.trim() === '') return nano.say('Cancelled');
  if (!match) return nano.say('Invalid line or column number');
  const number = (digits: string | undefined): number | undefined => (digits === undefined || Number(digits) === 0 ? undefined : Number(digits));
  goToPlace(nano, number(match[1]), number(match[2]));
}

/** Counted from 1; negative numbers count from the end. */
export function goToPlace(nano: Nano, line: number | undefined, column: number | undefined): void {
  const { buffer } = nano;
  const at = line === undefined ? nano.cursor.line : line < 0 ? Math.max(0, buffer.count + line) : Math.min(line, buffer.count) - 1;
  const text = buffer.line(at);
  let reached = 0;
  let index = 0;
  const wanted = column === undefined ? (line === undefined ? nano.columnOf() : 0) : column < 0 ? Math.max(0, nano.columnOf({ line: at, column: text.length }) + 1 + column) : column - 1;
  while (index < text.length && reached < wanted) {
    index = nextAt(text, index);
    reached = nano.columnOf({ line: at, column: index });
  }
  nano.moveTo(at, index);
  nano.centre();
}
