/** Script blocks: parameters, then the body, maybe in named blocks. */
import type { Block, Parameter, Script } from '../ast';
import { CommandParser } from './commands';

export abstract class ScriptParser extends CommandParser {
  protected abstract braces(): Block;

  /** After the opening brace: parameters, then the body, maybe in named blocks. */
  protected script(start: number): Script {
    return this.nested(() => {
      this.separators();
      while (/^\[(?:CmdletBinding|OutputType)\b/i.test(this.text.slice(this.at))) {
        const end = this.text.indexOf(']', this.at);
        this.at = end < 0 ? this.text.length : end + 1;
        this.separators();
      }
      let parameters: Parameter[] = [];
      if (/^param\s*\(/i.test(this.text.slice(this.at))) {
        this.at = this.text.indexOf('(', this.at) + 1;
        parameters = this.parameters();
        this.separators();
      }
      let begin: Block | undefined;
      let end: Block | undefined;
      let body: Block | undefined;
      for (;;) {
        const named = /^(begin|process|end)\s*\{/i.exec(this.text.slice(this.at));
        if (!named) break;
        const name = (named[1] as string).toLowerCase();
        this.at += name.length;
        const block = this.braces();
        if (name === 'begin') begin = block;
        else if (name === 'end') end = block;
        else body = block;
        this.separators();
      }
      const named = begin !== undefined || end !== undefined || body !== undefined;
      const plain = named ? [] : this.block('}');
      this.expect('}', "Missing closing '}' in statement block or type definition.", 'MissingEndCurlyBrace');
      return { parameters, ...(begin && { begin }), body: body ?? plain, ...(end && { end }), named, text: this.text.slice(start + 1, this.at - 1), start, stop: this.at };
    });
  }

  protected parameters(): Parameter[] {
    const out: Parameter[] = [];
    for (;;) {
      this.blanks(true);
      if (this.take(')')) return out;
      if (this.ended) this.incomplete("Missing ')' in function parameter list.", 'MissingEndParenthesisInFunctionParameterList');
      const parameter: Parameter = { name: '' };
      for (;;) {
        this.blanks(true);
        const attribute = /^\[(\w[\w.]*(?:\[\])?)(\([^)]*\))?\]/.exec(this.text.slice(this.at));
        if (!attribute) break;
        this.at += attribute[0].length;
        if (attribute[2] === undefined) parameter.type = attribute[1];
        else if (/mandatory(?:\s*=\s*\$true|\s*[,)])/i.test(attribute[2])) parameter.mandatory = true;
      }
      if (!this.peek('$')) this.unexpected();
      parameter.name = this.variable().name;
      this.blanks(true);
      if (this.take('=')) {
        this.blanks(true);
        parameter.initial = this.withoutComma();
        this.blanks(true);
      }
      out.push(parameter);
      this.take(',');
    }
  }
}
