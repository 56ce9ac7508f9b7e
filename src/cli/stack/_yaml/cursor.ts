/** A place in a YAML text, with lines and columns counted as go-yaml counts them, and the classes of characters. */
import { Failure } from '../../_framework/failure';

export interface Mark {
  index: number;
  /** From zero. */
  line: number;
  /** From zero, in characters. */
  column: number;
}

export const isBreak = (c: string): boolean => c === '\n' || c === '\r' || c === '\u0085' || c === '\u2028' || c === '\u2029';
export const isBlank = (c: string): boolean => c === ' ' || c === '\t';
/** The end of the text reads as the empty string. */
export const isBreakOrEnd = (c: string): boolean => c === '' || isBreak(c);
export const isBlankOrEnd = (c: string): boolean => c === '' || isBlank(c) || isBreak(c);
export const isAlpha = (c: string): boolean => /^[0-9A-Za-z_-]$/.test(c);
export const isDigit = (c: string): boolean => c >= '0' && c <= '9' && c.length === 1;

/** Where a text does not read: offsets without a byte order mark. */
export interface YamlSpot {
  words: string;
  /** Where the mistake was noticed. */
  at: number;
  /** Where that began which the mistake is in: an opening quote, a collection. */
  context?: number;
  /** Where what is wrong ends, if that is known. */
  end?: number;
}

/** A text that does not read. Its words have go-yaml's lines; editors want the spots, which are exact. */
export class YamlFailure extends Failure {
  constructor(
    message: string,
    public spots: readonly YamlSpot[] = [],
  ) {
    super(message);
  }
}

/**
 * A text that does not read, in go-yaml's words. The line is that of the context where there is one, which is how
 * people get to hear of the line where a collection began; what starts on the first line has no number at all.
 */
export function yamlProblem(problem: string, line?: number, at?: number, context?: number): YamlFailure {
  const message = `yaml: ${line === undefined ? '' : `line ${line}: `}${problem}`;
  return new YamlFailure(message, at === undefined ? [] : [{ words: message, at, context }]);
}

/** A problem that the scanner found: lines count from one here, but a zero line is left out first. */
export function scannerProblem(problem: string, context: Mark, at: Mark = context): YamlFailure {
  const line = context.line || at.line;
  return yamlProblem(problem, line ? line + 1 : undefined, at.index, context.index);
}

/** A problem that the parser found: its lines are printed as they are, from zero. */
export function parserProblem(problem: string, context: Mark | undefined, at: Mark): YamlFailure {
  return yamlProblem(problem, context?.line || at.line || undefined, at.index, context?.index);
}

/** Refuses bytes that are no UTF-8 and control characters, as go-yaml's reader does before anything is parsed. */
function checkCharacters(text: string): void {
  const bad = /[^\t\n\r\x20-\x7e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text);
  if (!bad) return;
  const code = (bad[0] as string).codePointAt(0) as number;
  throw yamlProblem(code >= 0xdc80 && code <= 0xdcff ? 'invalid leading UTF-8 octet' : 'control characters are not allowed', undefined, bad.index);
}

export class Cursor implements Mark {
  index = 0;
  line = 0;
  column = 0;
  /** Breaks since the last character that was not blank. */
  newlines = 0;
  private readonly text: string;

  constructor(source: string) {
    checkCharacters(source);
    this.text = source.startsWith('\ufeff') ? source.slice(1) : source;
  }

  /** The character here, or some places further; empty at the end. */
  at(offset = 0): string {
    return this.text[this.index + offset] ?? '';
  }

  mark(): Mark {
    return { index: this.index, line: this.line, column: this.column };
  }

  /** Steps over characters that are no breaks and answers them. */
  take(count = 1): string {
    const from = this.index;
    for (let i = 0; i < count; i++) {
      const c = this.at();
      if (!isBlank(c)) this.newlines = 0;
      this.index++;
      // The second half of a surrogate pair is no column of its own.
      if (!(c >= '\udc00' && c <= '\udfff')) this.column++;
    }
    return this.text.slice(from, this.index);
  }

  /** Steps over one break and answers what it stands for; nothing where there is none. */
  takeBreak(): string {
    const c = this.at();
    if (!isBreak(c)) return '';
    this.index += c === '\r' && this.at(1) === '\n' ? 2 : 1;
    this.line++;
    this.column = 0;
    this.newlines++;
    return c === '\u2028' || c === '\u2029' ? c : '\n';
  }

  /** `---` or `...` at the beginning of a line. */
  documentIndicator(): '---' | '...' | undefined {
    if (this.column !== 0) return undefined;
    const word = this.text.slice(this.index, this.index + 3);
    return (word === '---' || word === '...') && isBlankOrEnd(this.at(3)) ? word : undefined;
  }
}
