/** A pipeline's stages: commands with their words, parameters and redirections, or an expression at the beginning. */
import type { Argument, Command, Expression, Redirection, Stage } from '../ast';
import { escaped, ExpressionParser, numberOf } from './expressions';

export abstract class CommandParser extends ExpressionParser {
  protected stage(first: boolean): Stage {
    const start = this.at;
    if (this.ended) this.incomplete('An empty pipe element is not allowed.', 'EmptyPipeElement');
    const rest = this.text.slice(this.at, this.at + 40);
    const call = /^[&.](?=[\s'"$({])/.exec(rest);
    if (call) {
      this.at++;
      this.blanks();
      if (this.ended) this.incomplete("Missing expression after '&' in pipeline element.");
      return this.command(start, call[0] as '&' | '.');
    }
    if (/^(?:[$"'([{@]|[+-]?(?:0[xX][\da-fA-F]+|\d*\.?\d+(?:e[+-]?\d+)?)(?:[lLdD]|[kmgtKMGT][bB])?(?![\w\\/-])|,|!|--?\$|\+\+?\$|-(?:not|bnot|split|join|csplit|isplit)\b)/i.test(rest) && !/^@\w/.test(rest)) {
      const value = this.expression();
      if (!first && value.kind !== 'script' && value.kind !== 'variable') this.fail('Expressions are only allowed as the first element of a pipeline.', 'ExpressionsMustBeFirstInPipeline', start);
      const redirections: Redirection[] = [];
      for (;;) {
        this.blanks();
        const redirection = this.redirection();
        if (!redirection) break;
        redirections.push(redirection);
      }
      return { kind: 'expression', value, redirections, start, end: this.at };
    }
    return this.command(start, '');
  }

  protected command(start: number, call: '' | '&' | '.'): Command {
    if (/[|;&)}<>\n,=]/.test(this.text[this.at] as string)) this.unexpected();
    const name = call === '' ? this.bareWord() : this.argumentValue();
    const args: Argument[] = [];
    const redirections: Redirection[] = [];
    for (;;) {
      this.blanks();
      if (this.ended || /[|;\n)}]/.test(this.text[this.at] as string) || this.peek('&&')) break;
      if (this.peek('&')) break;
      const redirection = this.redirection();
      if (redirection) redirections.push(redirection);
      else args.push(this.argument());
    }
    let end = this.at;
    while (end > start && /\s/.test(this.text[end - 1] as string)) end--;
    return { kind: 'command', call, name, args, redirections, start, end };
  }

  protected redirection(): Redirection | undefined {
    const found = /^([1-6*]?)(>>?)(&1|&2)?/.exec(this.text.slice(this.at, this.at + 6));
    if (!found || (found[1] !== '' && !this.startsWord())) {
      if (this.peek('<') && this.startsWord()) this.unexpected();
      return undefined;
    }
    const [whole, from, how, merge] = found as unknown as [string, string, string, string | undefined];
    this.at += whole.length;
    const stream = from === '*' ? 0 : from === '' ? 1 : Number(from);
    if (merge === '&2') this.fail("The '2' stream is not supported as a target of a redirection.", 'RedirectionNotSupported');
    if (merge) return { from: stream, to: { kind: 'stream' } };
    this.blanks();
    if (this.ended) this.fail('Missing file specification after redirection operator.', 'MissingFileSpecification');
    return { from: stream, to: { kind: 'file', path: this.argumentValue(), append: how === '>>' } };
  }

  protected argument(): Argument {
    const start = this.at;
    const spanned = <T extends object>(made: T) => ({ ...made, start, end: this.at });
    if (/^--%(?:\s|$)/.test(this.text.slice(this.at, this.at + 4))) {
      const line = /^--%[ \t]*([^\n|]*)/.exec(this.text.slice(this.at)) as RegExpExecArray;
      this.at += line[0].length;
      return spanned({ kind: 'verbatim' as const, text: (line[1] as string).trimEnd() });
    }
    const parameter = /^-([A-Za-z?_][\w-]*)(:?)(?=[\s;|&)}:]|$|[$"'(@{\w-])/.exec(this.text.slice(this.at, this.at + 80));
    if (parameter && /^(?:[\s;|&)},]|$)/.test(this.text.slice(this.at + parameter[0].length, this.at + parameter[0].length + 1)) && parameter[2] === '') {
      this.at += parameter[0].length;
      return spanned({ kind: 'parameter' as const, name: parameter[1] as string, raw: parameter[0] });
    }
    if (parameter && parameter[2] === ':') {
      this.at += parameter[0].length;
      const from = this.at;
      this.blanks();
      const value = this.argumentValue();
      return spanned({ kind: 'parameter' as const, name: parameter[1] as string, raw: parameter[0] + (from === this.at ? '' : this.text.slice(from, this.at)), value });
    }
    const value = this.argumentValue();
    return spanned({ kind: 'value' as const, value, ...(value.kind === 'list' && !/\s/.test(this.text.slice(start, this.at)) ? { word: true } : {}) });
  }

  /** One argument; commas make a list. */
  protected argumentValue(): Expression {
    return this.commaList(
      () => this.argumentItem(),
      () => {
        if (this.ended) this.incomplete('Missing argument in parameter list.', 'MissingArgument');
        if (/[|;)}]/.test(this.text[this.at] as string)) this.fail('Missing argument in parameter list.', 'MissingArgument');
      },
    );
  }

  protected argumentItem(): Expression {
    const start = this.at;
    const char = this.text[this.at] as string;
    if (char === '$' || /^@[\w({"']/.test(this.text.slice(start, start + 2)) || char === '(' || char === '{') {
      const found = this.postfix(this.primary());
      if (this.wordEnds()) return found;
      if (char !== '$') return found;
      this.at = start;
      return this.bareWord();
    }
    if (char === '"' || char === "'") {
      const found = this.postfix(this.primary());
      if (this.wordEnds() || this.peek('$')) return found;
      this.at = start;
      return this.bareWord();
    }
    const number = /^[+-]?(?:0[xX][\da-fA-F]+|\d+(?:\.\d+)?|\.\d+)(?:[kmgtKMGT][bB])?(?=[\s;|&(){},]|$)/.exec(this.text.slice(start, start + 60));
    if (number) {
      this.at += number[0].length;
      const value = numberOf(number[0]);
      return { kind: 'literal', value, start, end: this.at };
    }
    return this.bareWord();
  }

  protected wordEnds(): boolean {
    return this.ended || /[\s;|&(){},]/.test(this.text[this.at] as string);
  }

  /** A word without quotes around it, with quotes, variables and escapes inside. */
  protected bareWord(): Expression {
    const start = this.at;
    const parts: (string | Expression)[] = [];
    let text = '';
    const flush = (): void => {
      if (text !== '') parts.push(text);
      text = '';
    };
    while (!this.wordEnds()) {
      const char = this.text[this.at] as string;
      if (char === '`') {
        if (this.text[this.at + 1] === '\n' || this.text[this.at + 1] === '\r') break;
        text += escaped(this.text[this.at + 1] ?? '');
        this.at += 2;
      } else if (char === '"' || char === "'") {
        const quoted = this.primary();
        if (quoted.kind === 'literal') text += String(quoted.value);
        else if (quoted.kind === 'expandable') {
          flush();
          parts.push(...quoted.parts);
        }
      } else if (char === '$' && /^\$[\w({?$:^]/.test(this.text.slice(this.at, this.at + 2))) {
        flush();
        parts.push(this.peek('$(') ? this.subexpression() : this.variable());
      } else {
        text += char;
        this.at++;
      }
    }
    flush();
    if (this.at === start) this.unexpected();
    if (parts.every((part) => typeof part === 'string')) return { kind: 'literal', value: parts.join(''), start, end: this.at };
    return { kind: 'expandable', parts, start, end: this.at };
  }
}
