/** A line typed at the bottom of the screen: a command behind `:`, a pattern behind `/` or `?`. */
import type { Editing } from '../ask';
import { nextAt, previousAt } from '../display-line';
import { isCharacter, PASTE } from '../keys';
import { completions } from './complete';
import { isKeyword } from './pattern-parse';
import { registerText } from './registers';
import type { Vi } from './vi';

const HISTORY_MAX = 50;

/** Undefined when it was given up. */
export function* askLine(vi: Vi, lead: ':' | '/' | '?' | '!', initial = ''): Editing<string | undefined> {
  const mode = vi.mode;
  const history = vi.history[lead === ':' || lead === '!' ? ':' : '/'];
  const prompt = { lead: lead === '!' ? ':!' : lead, text: initial, at: initial.length };
  vi.prompt = prompt;
  vi.mode = 'command';
  vi.message = undefined;
  let place = history.length;
  let typed = initial;
  const insert = (text: string): void => {
    prompt.text = prompt.text.slice(0, prompt.at) + text + prompt.text.slice(prompt.at);
    prompt.at += text.length;
  };
  const cutBefore = (from: number): void => {
    prompt.text = prompt.text.slice(0, from) + prompt.text.slice(prompt.at);
    prompt.at = from;
  };
  const recall = (step: number, filtered: boolean): void => {
    for (let at = place + step; at >= 0 && at <= history.length; at += step) {
      const text = at === history.length ? typed : (history[at] as string);
      if (filtered && at < history.length && !text.startsWith(typed)) continue;
      place = at;
      prompt.text = text;
      prompt.at = text.length;
      return;
    }
  };
  try {
    for (;;) {
      const key = yield* vi.key();
      const before = prompt.text;
      switch (key) {
        case '\r':
        case '\n':
          if (prompt.text !== '') {
            const known = history.indexOf(prompt.text);
            if (known >= 0) history.splice(known, 1);
            history.push(prompt.text);
            if (history.length > HISTORY_MAX) history.shift();
          }
          return prompt.text;
        case '\x1b':
        case '\x03':
          return undefined;
        case '\x7f':
        case '\b':
          if (prompt.text === '') return undefined;
          if (prompt.at > 0) cutBefore(previousAt(prompt.text, prompt.at));
          break;
        case '<Del>':
          if (prompt.at < prompt.text.length) prompt.text = prompt.text.slice(0, prompt.at) + prompt.text.slice(nextAt(prompt.text, prompt.at));
          else if (prompt.at > 0) cutBefore(previousAt(prompt.text, prompt.at));
          else return undefined;
          break;
        case '\x17':
          cutBefore(wordStart(prompt.text, prompt.at));
          break;
        case '\x15':
          cutBefore(0);
          break;
        case '\x02':
        case '<Home>':
          prompt.at = 0;
          break;
        case '\x05':
        case '<End>':
          prompt.at = prompt.text.length;
          break;
        case '<Left>':
          prompt.at = previousAt(prompt.text, prompt.at);
          break;
        case '<Right>':
          prompt.at = nextAt(prompt.text, prompt.at);
          break;
        case '<S-Left>':
        case '<C-Left>':
          prompt.at = wordStart(prompt.text, prompt.at);
          break;
        case '<S-Right>':
        case '<C-Right>':
          prompt.at += /^\S*\s*/.exec(prompt.text.slice(prompt.at))?.[0].length ?? 0;
          break;
        case '<Up>':
          recall(-1, true);
          break;
        case '<Down>':
          recall(1, true);
          break;
        case '\x10':
          recall(-1, false);
          break;
        case '\x0e':
          recall(1, false);
          break;
        case '\x12': {
          const name = yield* vi.key();
          if (name === '\x17') insert(wordUnderCursor(vi));
          else {
            const register = vi.registers.get(name);
            if (register) insert(registerText(register).replace(/\n$/, '').replace(/\n/g, '\r'));
          }
          break;
        }
        case '\x16':
        case '\x11':
          insert(yield* vi.key());
          break;
        case '\t':
          if (lead === ':') yield* complete(vi, prompt);
          break;
        default:
          if (key.startsWith(PASTE)) insert(key.slice(PASTE.length).replace(/\n/g, '\r'));
          else if (isCharacter(key) && key >= ' ') insert(key);
      }
      if (prompt.text !== before && key !== '<Up>' && key !== '<Down>' && key !== '\x10' && key !== '\x0e') {
        typed = prompt.text;
        place = history.length;
      }
    }
  } finally {
    vi.prompt = undefined;
    vi.mode = mode;
  }
}

/** Tab goes through what could stand here; any other key takes what is shown. */
function* complete(vi: Vi, prompt: { text: string; at: number }): Editing {
  const { from, candidates } = completions(vi, prompt.text.slice(0, prompt.at));
  if (candidates.length === 0) return;
  const typed = prompt.text.slice(from, prompt.at);
  const tail = prompt.text.slice(prompt.at);
  const all = candidates.length > 1 ? [...candidates, typed] : candidates;
  for (let at = 0; ; at = (at + 1) % all.length) {
    const chosen = all[at] as string;
    prompt.text = prompt.text.slice(0, from) + chosen + tail;
    prompt.at = from + chosen.length;
    if (candidates.length === 1) return;
    const key = yield* vi.key();
    if (key === '\t') continue;
    vi.pushKeys([key]);
    return;
  }
}

function wordStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && /\s/.test(text[start - 1] as string)) start--;
  if (start === 0) return 0;
  const isWord = isKeyword(text.charCodeAt(start - 1));
  while (start > 0 && !/\s/.test(text[start - 1] as string) && isKeyword(text.charCodeAt(start - 1)) === isWord) start--;
  return start;
}

/** The keyword at or behind the cursor, else what is not blank. */
export function wordUnderCursor(vi: Vi): string {
  const text = vi.buffer.current;
  const { column } = vi.cursor;
  let start = column;
  const isWord = (at: number): boolean => at < text.length && isKeyword(text.codePointAt(at) as number);
  if (isWord(start)) while (start > 0 && isWord(previousAt(text, start))) start = previousAt(text, start);
  else while (start < text.length && !isWord(start)) start = nextAt(text, start);
  if (start >= text.length) return /^\S+/.exec(text.slice(column).trimStart())?.[0] ?? '';
  let end = start;
  while (isWord(end)) end = nextAt(text, end);
  return text.slice(start, end);
}
