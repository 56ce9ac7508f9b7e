/**
 * From a text to statements. PowerShell reads in two ways: as an expression where one begins (a variable, a number, a
 * quote, a bracket) and as a command with words where a name begins; so there is no lexer apart, each rule looks at
 * the characters itself. The two halves call each other at every bracket: what is below (`parse/`) knows what is above
 * by the names of a few abstract methods alone.
 */
import type { Block, Expression, Statement } from './ast';
import { SyntaxProblem } from './parse/characters';
import type { ParseProblem } from './parse/characters';
import { canAssign } from './parse/expressions';
import { ScriptParser } from './parse/scripts';

export { numberOf } from './parse/expressions';
export type { ParseProblem };

const KEYWORDS = new Set(['if', 'while', 'do', 'for', 'foreach', 'switch', 'try', 'function', 'filter', 'break', 'continue', 'return', 'exit', 'throw', 'param']);
/** What the language has beyond this lab. */
const MISSING = new Set(['class', 'enum', 'workflow', 'configuration', 'data', 'trap', 'using', 'dynamicparam', 'parallel', 'sequence', 'inlinescript']);
const ASSIGNMENTS = ['+=', '-=', '*=', '/=', '%=', '='];

export function parse(text: string): { block: Block } | { problem: ParseProblem } {
  const parser = new Parser(text);
  try {
    return { block: parser.all() };
  } catch (thrown) {
    if (thrown instanceof SyntaxProblem) return { problem: thrown.problem };
    throw thrown;
  }
}

class Parser extends ScriptParser {
  all(): Block {
    const block = this.block('');
    if (this.at < this.text.length) this.unexpected();
    return block;
  }

  protected block(closer: string): Block {
    return this.nested(() => {
      const out: Block = [];
      for (;;) {
        this.separators();
        if (this.ended || (closer !== '' && this.peek(closer))) return out;
        if (this.peek('}') || this.peek(')')) this.unexpected();
        out.push(this.statement());
        this.blanks();
        if (!this.ended && !/[;\n]/.test(this.text[this.at] as string) && !(closer !== '' && this.peek(closer)) && !this.afterBlock(out)) this.unexpected();
      }
    });
  }

  /** `if (…) {…} next` needs no separator. */
  protected afterBlock(block: Block): boolean {
    const kind = block.at(-1)?.kind;
    return this.text[this.at - 1] === '}' && kind !== 'pipeline' && kind !== 'chain' && kind !== 'assign';
  }

  protected braces(): Block {
    this.blanks(true);
    this.expect('{', 'Missing statement block.', 'MissingStatementBlock');
    const block = this.block('}');
    this.expect('}', "Missing closing '}' in statement block or type definition.", 'MissingEndCurlyBrace');
    return block;
  }

  protected condition(): Statement {
    this.blanks(true);
    this.expect('(', "Missing '(' in statement.", 'MissingOpenParenthesis');
    this.blanks(true);
    const statement = this.statement();
    this.blanks(true);
    this.expect(')', "Missing closing ')' after expression in statement.", 'MissingEndParenthesisAfterStatement');
    return statement;
  }

  protected statement(): Statement {
    const start = this.at;
    let label = '';
    const labelled = /^:([A-Za-z_]\w*)\s+/.exec(this.text.slice(start));
    if (labelled) {
      label = labelled[1] as string;
      this.at += labelled[0].length;
    }
    const word = this.word().toLowerCase();
    const after = this.text[this.at + word.length] ?? '';
    if (MISSING.has(word) && /[\s{]/.test(after)) this.fail(`'${word}' is not supported in this lab's PowerShell.`, 'NotSupportedInThisLab');
    if (KEYWORDS.has(word) && !/[\w.\\/-]/.test(after)) {
      this.at += word.length;
      const made = this.keyword(word, start, label);
      if (made) return { ...made, start, end: this.at } as Statement;
    }
    this.at = start;
    return this.chain();
  }

  protected keyword(word: string, start: number, label: string): object | undefined {
    switch (word) {
      case 'if': {
        const branches = [{ test: this.condition(), body: this.braces() }];
        for (;;) {
          const before = this.at;
          this.blanks(true);
          const next = this.word().toLowerCase();
          if (next === 'elseif') {
            this.at += next.length;
            branches.push({ test: this.condition(), body: this.braces() });
          } else if (next === 'else') {
            this.at += next.length;
            return { kind: 'if', branches, otherwise: this.braces() };
          } else {
            this.at = before;
            return { kind: 'if', branches };
          }
        }
      }
      case 'while':
        return { kind: 'while', test: this.condition(), body: this.braces(), label };
      case 'do': {
        const body = this.braces();
        this.blanks(true);
        const how = this.word().toLowerCase();
        if (how !== 'while' && how !== 'until') {
          if (this.ended) this.incomplete('The while or until keyword is missing after a do loop.');
          this.fail('The while or until keyword was missing after a do loop.', 'MissingWhileOrUntilInDoWhile');
        }
        this.at += how.length;
        return { kind: 'do', test: this.condition(), body, until: how === 'until', label };
      }
      case 'for': {
        this.blanks(true);
        this.expect('(', "Missing opening '(' after keyword 'for'.", 'MissingOpenParenthesisAfterKeyword');
        const part = (end: string): Statement | undefined => {
          this.blanks(true);
          const found = this.peek(end) ? undefined : this.statement();
          this.blanks(true);
          this.expect(end, "Missing closing ')' after expression in 'for' statement.", 'MissingEndParenthesisAfterStatement');
          return found;
        };
        const first = part(';');
        const test = part(';');
        const step = part(')');
        return { kind: 'for', ...(first && { first }), ...(test && { test }), ...(step && { step }), body: this.braces(), label };
      }
      case 'foreach': {
        this.blanks(true);
        if (!this.take('(')) return undefined;
        this.blanks(true);
        const variable = this.variable();
        if (variable.kind !== 'variable') this.fail('Missing variable name after foreach.', 'MissingVariableNameAfterForeach');
        this.blanks(true);
        if (this.word().toLowerCase() !== 'in') {
          const missing = "Missing 'in' after variable in foreach loop.";
          if (this.ended) this.incomplete(missing);
          this.fail(missing, 'MissingInInForeach');
        }
        this.at += 2;
        this.blanks(true);
        const items = this.statement();
        this.blanks(true);
        this.expect(')', "Missing closing ')' after expression in 'foreach' loop.", 'MissingEndParenthesisAfterForeach');
        return { kind: 'foreach', name: variable.name, items, body: this.braces(), label };
      }
      case 'switch':
        return this.switchStatement(label);
      case 'try':
        return this.tryStatement();
      case 'function':
      case 'filter': {
        this.blanks();
        const name = /^[\w:-]+/.exec(this.text.slice(this.at))?.[0];
        if (name === undefined) return this.ended ? this.incomplete('Missing name after function keyword.') : this.fail('Missing name after function keyword.', 'MissingNameAfterKeyword');
        this.at += name.length;
        this.blanks();
        const parameters = this.take('(') ? this.parameters() : [];
        this.blanks(true);
        this.expect('{', 'Missing function body in function declaration.', 'MissingFunctionBody');
        const script = this.script(this.at - 1);
        // A filter's body runs for each object.
        return { kind: 'function', name, script: { ...script, ...(parameters.length > 0 && { parameters }), ...(word === 'filter' && { named: true }) } };
      }
      case 'break':
      case 'continue': {
        this.blanks();
        const to = this.word();
        this.at += to.length;
        return { kind: 'leave', how: word, label: to };
      }
      case 'return':
      case 'exit':
      case 'throw': {
        this.blanks();
        if (this.ended || /[;\n})|&]/.test(this.text[this.at] as string)) return { kind: word };
        return { kind: word, value: this.statement() };
      }
      default:
        // `param` outside of the beginning of a script.
        this.at = start;
        return this.fail(`The '${word}' block must come first.`, 'UnexpectedToken');
    }
  }

  protected switchStatement(label: string): object {
    let mode = 'exact';
    for (;;) {
      this.blanks(true);
      const flag = /^-(\w+)/.exec(this.text.slice(this.at));
      if (!flag) break;
      this.at += flag[0].length;
      const name = (flag[1] as string).toLowerCase();
      if (name === 'wildcard' || name === 'regex') mode = name;
      else if (name !== 'exact' && name !== 'casesensitive') this.fail(`switch -${name} is not supported in this lab's PowerShell.`, 'NotSupportedInThisLab');
    }
    const subject = this.condition();
    this.blanks(true);
    this.expect('{', "Missing opening '{' in switch statement.", 'MissingCurlyBraceInSwitchStatement');
    const cases: { test: Expression | 'default'; body: Block }[] = [];
    for (;;) {
      this.separators();
      if (this.take('}')) return { kind: 'switch', subject, cases, mode, label };
      if (this.ended) this.incomplete("Missing closing '}' in switch statement.");
      const isDefault = this.word().toLowerCase() === 'default';
      if (isDefault) this.at += 'default'.length;
      const test = isDefault ? ('default' as const) : this.argumentValue();
      cases.push({ test, body: this.braces() });
    }
  }

  protected tryStatement(): object {
    const body = this.braces();
    const catches: { types: string[]; body: Block }[] = [];
    for (;;) {
      const before = this.at;
      this.blanks(true);
      const next = this.word().toLowerCase();
      if (next === 'catch') {
        this.at += next.length;
        const types: string[] = [];
        for (;;) {
          this.blanks(true);
          this.take(',');
          this.blanks(true);
          const type = /^\[([\w.]+)\]/.exec(this.text.slice(this.at));
          if (!type) break;
          this.at += type[0].length;
          types.push(type[1] as string);
        }
        catches.push({ types, body: this.braces() });
      } else if (next === 'finally') {
        this.at += next.length;
        return { kind: 'try', body, catches, last: this.braces() };
      } else {
        this.at = before;
        if (catches.length === 0) {
          this.blanks(true);
          if (this.ended) this.incomplete('The Try statement is missing its Catch or Finally block.', 'MissingCatchOrFinally');
          this.fail('The Try statement is missing its Catch or Finally block.', 'MissingCatchOrFinally');
        }
        return { kind: 'try', body, catches };
      }
    }
  }

  protected chain(): Statement {
    const start = this.at;
    const first = this.pipelineOrAssignment();
    const rest: { operator: '&&' | '||'; statement: Statement }[] = [];
    for (;;) {
      this.blanks();
      const operator = this.peek('&&') ? '&&' : this.peek('||') ? '||' : undefined;
      if (operator === undefined) break;
      this.at += 2;
      this.blanks(true);
      if (this.ended) this.incomplete(`An expression was expected after '${operator}'.`);
      rest.push({ operator, statement: this.statementInChain() });
    }
    return rest.length > 0 ? { kind: 'chain', first, rest, start, end: this.at } : first;
  }

  protected statementInChain(): Statement {
    const word = this.word().toLowerCase();
    return word === 'exit' || word === 'throw' || word === 'return' || word === 'break' || word === 'continue' ? this.statement() : this.pipelineOrAssignment();
  }

  protected pipelineOrAssignment(): Statement {
    const start = this.at;
    const stages = [this.stage(true)];
    const [only] = stages;
    if (only?.kind === 'expression' && only.redirections.length === 0) {
      this.blanks();
      const operator = ASSIGNMENTS.find((each) => this.peek(each));
      if (operator !== undefined && canAssign(only.value)) {
        this.at += operator.length;
        this.blanks(true);
        if (this.ended) this.incomplete(`You must provide a value expression following the '${operator}' operator.`);
        const value = this.statement();
        return { kind: 'assign', target: only.value, operator, value, start, end: this.at };
      }
    }
    for (;;) {
      this.blanks();
      if (!this.peek('|') || this.peek('||')) break;
      this.at++;
      this.blanks(true);
      if (this.ended) this.incomplete('An empty pipe element is not allowed.', 'EmptyPipeElement');
      stages.push(this.stage(false));
    }
    if (this.peek('&') && !this.peek('&&')) this.fail("Running a pipeline in the background with '&' is not supported in this lab's PowerShell.", 'NotSupportedInThisLab');
    return { kind: 'pipeline', stages, start, end: this.at };
  }

  protected another(text: string): Parser {
    return new Parser(text);
  }
}
