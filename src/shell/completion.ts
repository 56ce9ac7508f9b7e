/**
 * What Tab offers at a place in a line: commands where a command goes, variables after `$`, what a program registered for
 * its arguments, and files everywhere else. Quoting that was begun is kept, special characters are escaped.
 */
import type { Program } from '../sim';
import type { CompletionAnswer } from './line-editor';
import type { Shell } from './shell';

interface Word {
  start: number;
  /** As typed. */
  raw: string;
  /** Without quotes and backslashes. */
  text: string;
  /** The quote it is still inside of, if any. */
  quote: '"' | "'" | '';
}

/** Commands that run the command after them. */
const PREFIXES = new Set(['sudo', 'time', 'watch', 'exec', 'command', 'builtin', 'nohup', 'xargs', 'env', 'nice', 'which', 'type', 'man']);
const DIRECTORY_COMMANDS = new Set(['cd', 'pushd', 'rmdir', 'mkdir']);

export function* completeLine(shell: Shell, line: string, cursor: number): Program<CompletionAnswer> {
  const words = lastCommandWords(line.slice(0, cursor));
  const word = words[words.length - 1] as Word;
  const { completions } = shell;
  if (!completions) return { from: cursor, candidates: [] };
  const variable = /\$(\{?)([A-Za-z0-9_]*)$/.exec(word.raw);
  if (variable && word.quote !== "'") {
    const from = cursor - (variable[2] as string).length;
    const close = variable[1] === '{' ? '}' : '';
    return {
      from,
      candidates: completions.variableNames(shell, variable[2] as string).map((name) => ({ text: name + close, shown: name, final: false })),
    };
  }
  // After `>` and `<` only a file makes sense, and `--flag=` and `a:b` complete what follows.
  const redirected = /^(?:\d*[<>]{1,2}&?)/.exec(word.raw)?.[0];
  if (redirected !== undefined && redirected !== '') {
    const inner = {
      ...word,
      start: word.start + redirected.length,
      raw: word.raw.slice(redirected.length),
      text: word.text.slice(redirected.length),
    };
    return answer(inner, completions.fileNames(shell, inner.text), true);
  }
  let commandAt = words.findIndex(({ raw }) => !/^[A-Za-z_][A-Za-z0-9_]*=/.test(raw));
  while (commandAt >= 0 && commandAt < words.length - 1 && PREFIXES.has((words[commandAt] as Word).text)) commandAt++;
  if (commandAt < 0) return answer(word, assignmentFiles(shell, word), true);
  if (commandAt === words.length - 1) {
    if (word.text.includes('/') || word.text.startsWith('~')) return answer(word, completions.fileNames(shell, word.text), true);
    if (word.text === '') return { from: cursor, candidates: [] };
    return answer(word, completions.commandNames(shell, word.text), false);
  }
  const texts = words.slice(commandAt).map(({ text }) => text);
  const name = (texts[0] as string).replace(/.*\//, '');
  const registered = completions.completers.get(name);
  if (registered) {
    for (const [key, value] of shell.variables.environment()) shell.process.env.set(key, value);
    const result = registered(texts, texts.length - 1, shell.process);
    const candidates = Array.isArray(result) || result === undefined ? result : yield* result;
    if (candidates !== undefined)
      return answer(
        word,
        candidates.filter((text) => text.startsWith(word.text)),
        false,
      );
  }
  const list = completions.words.get(name);
  if (list)
    return answer(
      word,
      list.filter((text) => text.startsWith(word.text)),
      false,
    );
  return answer(word, completions.fileNames(shell, word.text, DIRECTORY_COMMANDS.has(name)), true);
}

function assignmentFiles(shell: Shell, word: Word): string[] {
  const at = word.text.indexOf('=') + 1;
  return (shell.completions?.fileNames(shell, word.text.slice(at)) ?? []).map((path) => word.text.slice(0, at) + path);
}

function answer(word: Word, texts: readonly string[], files: boolean): CompletionAnswer {
  const candidates = [...new Set(texts)].sort().map((text) => {
    const shown = files ? text.replace(/\/$/, '').replace(/.*\//, '') + (text.endsWith('/') ? '/' : '') : text.trimEnd();
    const final = /[/= ]$/.test(text) || (word.quote === '' && text.endsWith(':'));
    return { text: requote(text, word, final), shown, final };
  });
  return { from: word.start, candidates };
}

function requote(text: string, word: Word, final: boolean): string {
  if (word.quote === "'") return `'${text}${final ? '' : "'"}`;
  if (word.quote === '"') return `"${text.replace(/[\\"$`]/g, '\\$&')}${final ? '' : '"'}`;
  if (word.raw === text.slice(0, word.raw.length) && !/[\s'"\\$&|;<>()*?[\]{}!`#]/.test(text)) return text;
  const tilde = text.startsWith('~/') ? '~' : '';
  return (
    tilde +
    text
      .slice(tilde.length)
      .replace(/[\s'"\\$&|;<>()*?[\]{}!`#]/g, (char, at: number) =>
        char === ' ' && final && at === text.length - tilde.length - 1 ? char : char === '#' && at > 0 ? char : `\\${char}`,
      )
  );
}

/** The words of the command that the end of this text belongs to; the last one is the word being typed, maybe empty. */
export function lastCommandWords(text: string): Word[] {
  let words: Word[] = [];
  let current: Word | undefined;
  const begin = (start: number): Word => (current ??= { start, raw: '', text: '', quote: '' });
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '\\' && i + 1 < text.length) {
      const word = begin(i);
      word.raw += char + text[i + 1];
      word.text += text[i + 1];
      i++;
      continue;
    }
    if (char === "'" || char === '"') {
      const word = begin(i);
      const close = closing(text, i);
      const end = close < 0 ? text.length : close;
      word.raw += text.slice(i, end + 1);
      word.text += char === '"' ? text.slice(i + 1, end).replace(/\\([\\"$`])/g, '$1') : text.slice(i + 1, end);
      if (close < 0) word.quote = char;
      i = end;
      continue;
    }
    if (/[|;&\n(`]/.test(char) && !(char === '&' && /[<>]$/.test(text.slice(0, i)))) {
      words = [];
      current = undefined;
      continue;
    }
    if (/[\s)]/.test(char)) {
      if (current) words.push(current);
      current = undefined;
      // A redirection's target stands apart from its operator; it is no argument, but a file all the same.
      continue;
    }
    const word = begin(i);
    word.raw += char;
    word.text += char;
    if (/^\d*[<>]+$/.test(word.raw) && /\s/.test(text[i + 1] ?? '')) {
      const blanks = /^\s*/.exec(text.slice(i + 1))?.[0].length ?? 0;
      if (i + 1 + blanks >= text.length || !/[<>]/.test(text[i + 1 + blanks] as string)) {
        current = { start: i + 1 + blanks, raw: '', text: '', quote: '' };
        i += blanks;
      }
    }
  }
  // Reserved words are not commands: what follows them is.
  words.push(current ?? { start: text.length, raw: '', text: '', quote: '' });
  while (words.length > 1 && /^(?:if|then|else|elif|while|until|do|!|\{|time)$/.test((words[0] as Word).raw)) words.shift();
  return words;
}

function closing(text: string, open: number): number {
  const quote = text[open];
  for (let i = open + 1; i < text.length; i++) {
    if (text[i] === '\\' && quote === '"') i++;
    else if (text[i] === quote) return i;
  }
  return -1;
}
