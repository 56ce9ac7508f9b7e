/**
 * From a text to statements. PowerShell reads in two ways: as an expression where one begins (a variable, a number, a
 * quote, a bracket) and as a command with words where a name begins; so there is no lexer apart, each rule looks at
 * the characters itself. The two halves call each other at every bracket, which keeps them in one file.
 */
import type { Argument, Block, Command, Expression, Parameter, Redirection, Script, Stage, Statement } from './ast';

export type ParseProblem = { kind: 'incomplete' | 'wrong'; message: string; id: string; at: number };

class SyntaxProblem {
  constructor(readonly problem: ParseProblem) {}
}

/** Brackets within brackets beyond this are refused: the parser is recursive. */
const DEPTH_MAX = 120;
const KEYWORDS = new Set(['if', 'while', 'do', 'for', 'foreach', 'switch', 'try', 'function', 'filter', 'break', 'continue', 'return', 'exit', 'throw', 'param']);
/** What the language has beyond this lab. */
const MISSING = new Set(['class', 'enum', 'workflow', 'configuration', 'data', 'trap', 'using', 'dynamicparam', 'parallel', 'sequence', 'inlinescript']);
const COMPARISONS = 'eq ne gt ge lt le like notlike match notmatch contains notcontains in notin replace split join is isnot as'.split(' ');
const BINARY: readonly ReadonlySet<string>[] = [
  new Set(['-and', '-or', '-xor']),
  new Set(['-band', '-bor', '-bxor', '-shl', '-shr']),
  new Set(COMPARISONS.flatMap((name) => [`-${name}`, `-i${name}`, `-c${name}`])),
  new Set(['+', '-']),
  new Set(['*', '/', '%']),
  new Set(['-f']),
  new Set(['..']),
];
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

class Parser {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  all(): Block {
    const block = this.block('');
    if (this.at < this.text.length) this.unexpected();
    return block;
  }

  // --- Characters --------------------------------------------------------------------------------------------

  private fail(message: string, id: string, at = this.at): never {
    throw new SyntaxProblem({ kind: 'wrong', message, id, at });
  }

  private incomplete(message: string, id = 'MissingEndCurlyBrace'): never {
    throw new SyntaxProblem({ kind: 'incomplete', message, id, at: Math.max(0, this.text.length - 1) });
  }

  private unexpected(): never {
    const token = /^(?:&&|\|\||[;|&(){}[\]<>,=+*/%!-]|[^\s;|&(){}[\],]+)/.exec(this.text.slice(this.at))?.[0] ?? this.text[this.at] ?? '';
    if (token === '<') this.fail("The '<' operator is reserved for future use.", 'RedirectionNotSupported');
    if (token === '|') this.fail('An empty pipe element is not allowed.', 'EmptyPipeElement');
    this.fail(`Unexpected token '${token}' in expression or statement.`, 'UnexpectedToken');
  }

  private get ended(): boolean {
    return this.at >= this.text.length;
  }

  private peek(what: string): boolean {
    return this.text.startsWith(what, this.at);
  }

  private take(what: string): boolean {
    if (!this.peek(what)) return false;
    this.at += what.length;
    return true;
  }

  private expect(what: string, message: string, id: string): void {
    if (this.take(what)) return;
    if (this.ended) this.incomplete(message, id);
    this.fail(message, id);
  }

  /** Blanks, comments and continued lines; with `lines` also newlines. */
  private blanks(lines = false): void {
    for (;;) {
      const char = this.text[this.at];
      if (char === ' ' || char === '\t' || char === '\r' || (lines && char === '\n')) this.at++;
      else if (char === '`' && /^`\r?\n/.test(this.text.slice(this.at, this.at + 3))) {
        this.at += this.text[this.at + 1] === '\r' ? 3 : 2;
        if (this.ended) this.incomplete('Incomplete string token.');
      } else if (char === '`' && this.at === this.text.length - 1) this.incomplete('Incomplete string token.');
      else if (char === '#' && this.startsWord()) {
        const end = this.text.indexOf('\n', this.at);
        this.at = end < 0 ? this.text.length : end;
      } else if (this.peek('<#')) {
        const end = this.text.indexOf('#>', this.at + 2);
        if (end < 0) this.incomplete("The terminator '#>' is missing from the multiline comment.");
        this.at = end + 2;
      } else return;
    }
  }

  private startsWord(): boolean {
    return this.at === 0 || /[\s;|&(){},]/.test(this.text[this.at - 1] as string);
  }

  private separators(): void {
    for (;;) {
      this.blanks(true);
      if (!this.take(';')) return;
    }
  }

  private word(): string {
    return (/^[A-Za-z_][\w-]*/.exec(this.text.slice(this.at, this.at + 100)) ?? [''])[0];
  }

  private nested<T>(work: () => T): T {
    if (++this.depth > DEPTH_MAX) this.fail('The script is nested too deeply for this lab.', 'NestedTooDeeply');
    try {
      return work();
    } finally {
      this.depth--;
    }
  }

  // --- Statements --------------------------------------------------------------------------------------------

  private block(closer: string): Block {
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
  private afterBlock(block: Block): boolean {
    const kind = block.at(-1)?.kind;
    return this.text[this.at - 1] === '}' && kind !== 'pipeline' && kind !== 'chain' && kind !== 'assign';
  }

  private braces(): Block {
    this.blanks(true);
    this.expect('{', 'Missing statement block.', 'MissingStatementBlock');
    const block = this.block('}');
    this.expect('}', "Missing closing '}' in statement block or type definition.", 'MissingEndCurlyBrace');
    return block;
  }

  private condition(): Statement {
    this.blanks(true);
    this.expect('(', "Missing '(' in statement.", 'MissingOpenParenthesis');
    this.blanks(true);
    const statement = this.statement();
    this.blanks(true);
    this.expect(')', "Missing closing ')' after expression in statement.", 'MissingEndParenthesisAfterStatement');
    return statement;
  }

  private statement(): Statement {
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

  private keyword(word: string, start: number, label: string): object | undefined {
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

  private switchStatement(label: string): object {
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

  private tryStatement(): object {
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

  private chain(): Statement {
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

  private statementInChain(): Statement {
    const word = this.word().toLowerCase();
    return word === 'exit' || word === 'throw' || word === 'return' || word === 'break' || word === 'continue' ? this.statement() : this.pipelineOrAssignment();
  }

  private pipelineOrAssignment(): Statement {
    const start = this.at;
    const stages = [this.stage(true)];
    const [only] = stages;
    if (only?.kind === 'expression' && only.redirections.length === 0) {
      this.blanks();
      const operator = ASSIGNMENTS.find((each) => this.peek(each));
      if (operator !== undefined && this.canAssign(only.value)) {
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

  private canAssign(target: Expression): boolean {
    return ['variable', 'member', 'index', 'cast'].includes(target.kind) || (target.kind === 'list' && target.items.every((each) => this.canAssign(each)));
  }

  private stage(first: boolean): Stage {
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

  // --- Commands ----------------------------------------------------------------------------------------------

  private command(start: number, call: '' | '&' | '.'): Command {
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

  private redirection(): Redirection | undefined {
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

  private argument(): Argument {
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
  private argumentValue(): Expression {
    const start = this.at;
    const items = [this.argumentItem()];
    for (;;) {
      const before = this.at;
      this.blanks();
      if (!this.take(',')) {
        this.at = before;
        break;
      }
      this.blanks(true);
      if (this.ended) this.incomplete("Missing argument in parameter list.", 'MissingArgument');
      if (/[|;)}]/.test(this.text[this.at] as string)) this.fail('Missing argument in parameter list.', 'MissingArgument');
      items.push(this.argumentItem());
    }
    return items.length === 1 ? (items[0] as Expression) : { kind: 'list', items, start, end: this.at };
  }

  private argumentItem(): Expression {
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

  private wordEnds(): boolean {
    return this.ended || /[\s;|&(){},]/.test(this.text[this.at] as string);
  }

  /** A word without quotes around it, with quotes, variables and escapes inside. */
  private bareWord(): Expression {
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

  // --- Expressions -------------------------------------------------------------------------------------------

  private expression(): Expression {
    return this.nested(() => this.binary(0));
  }

  private operatorAt(level: number): string | undefined {
    const rest = this.text.slice(this.at, this.at + 16).toLowerCase();
    const found = /^(?:-[a-z]+|\.\.|[+\-*/%])/.exec(rest)?.[0];
    if (found === undefined || !(BINARY[level] as ReadonlySet<string>).has(found)) return undefined;
    // `+=` and `++` are something else.
    if (/^[+\-*/%]$/.test(found) && (rest[1] === '=' || (rest[1] === found && /[+-]/.test(found)))) return undefined;
    return found;
  }

  private binary(level: number): Expression {
    if (level === BINARY.length) return this.comma();
    const start = this.at;
    let left = this.binary(level + 1);
    for (;;) {
      const before = this.at;
      this.blanks();
      const operator = this.operatorAt(level);
      if (operator === undefined) {
        this.at = before;
        return left;
      }
      this.at += operator.length;
      this.blanks(true);
      if (this.ended) this.incomplete(`You must provide a value expression following the '${operator}' operator.`, 'ExpectedValueExpression');
      if (/[;|)}]/.test(this.text[this.at] as string)) this.fail(`You must provide a value expression following the '${operator}' operator.`, 'ExpectedValueExpression');
      const right = this.binary(level + 1);
      left = { kind: 'binary', operator, left, right, start, end: this.at };
    }
  }

  private comma(): Expression {
    const start = this.at;
    if (this.take(',')) {
      this.blanks(true);
      const only = this.unary();
      return { kind: 'list', items: [only], start, end: this.at };
    }
    const items = [this.unary()];
    for (;;) {
      const before = this.at;
      this.blanks();
      if (!this.take(',')) {
        this.at = before;
        break;
      }
      this.blanks(true);
      if (this.ended) this.incomplete("Missing expression after ','.", 'MissingExpressionAfterToken');
      items.push(this.unary());
    }
    return items.length === 1 ? (items[0] as Expression) : { kind: 'list', items, start, end: this.at };
  }

  private unary(): Expression {
    const start = this.at;
    const found = /^(?:!|\+\+|--|-(?:not|bnot|i?split|csplit|join)\b|[+-](?!\d|\.\d))/i.exec(this.text.slice(this.at, this.at + 10))?.[0];
    if (found !== undefined) {
      this.at += found.length;
      this.blanks(true);
      if (this.ended) this.incomplete(`Missing expression after unary operator '${found}'.`, 'MissingExpressionAfterOperator');
      const lower = found.toLowerCase();
      if (found === '++' || found === '--') return { kind: 'step', target: this.unary(), by: found === '++' ? 1 : -1, before: true, start, end: this.at };
      const operand = this.nested(() => (lower === '-split' || lower === '-isplit' || lower === '-csplit' || lower === '-join' ? this.comma() : this.unary()));
      return { kind: 'unary', operator: lower === '!' ? '-not' : lower, operand, start, end: this.at };
    }
    return this.postfix(this.primary());
  }

  private primary(): Expression {
    const start = this.at;
    const char = this.text[this.at];
    if (char === undefined) this.incomplete('An expression was expected.', 'ExpectedExpression');
    if (char === '$') return this.peek('$(') ? this.subexpression() : this.variable();
    if (char === "'") return this.singleQuoted();
    if (char === '"') return this.doubleQuoted();
    if (char === '(') {
      this.at++;
      this.blanks(true);
      const statement = this.nested(() => this.statement());
      this.blanks(true);
      this.expect(')', "Missing closing ')' in expression.", 'MissingEndParenthesisInExpression');
      return { kind: 'group', statement, start, end: this.at };
    }
    if (char === '{') {
      this.at++;
      const script = this.script(start);
      return { kind: 'script', script, start, end: this.at };
    }
    if (char === '@') return this.afterAt();
    if (char === '[') return this.typeOrCast();
    const number = /^[+-]?(?:0[xX][\da-fA-F]+|\d+\.\d+(?:[eE][+-]?\d+)?|\d+(?:[eE][+-]?\d+)?|\.\d+)(?:[lLdD]|[kmgtKMGT][bB])?/.exec(this.text.slice(start, start + 60));
    if (number) {
      this.at += number[0].length;
      const value = numberOf(number[0]);
      return { kind: 'literal', value, start, end: this.at };
    }
    return this.unexpected();
  }

  private afterAt(): Expression {
    const start = this.at;
    if (this.take('@(')) {
      const body = this.block(')');
      this.expect(')', "Missing closing ')' in expression.", 'MissingEndParenthesisInExpression');
      return { kind: 'array', body, start, end: this.at };
    }
    if (this.take('@{')) return this.tableLiteral(start);
    const here = /^@(["'])[ \t]*\r?\n/.exec(this.text.slice(start));
    if (here) {
      const quote = here[1] as string;
      const from = start + here[0].length;
      const close = new RegExp(`(?:^|\\r?\\n)${quote}@`).exec(this.text.slice(from));
      if (!close) this.incomplete('The string is missing the terminator: ' + `${quote}@.`, 'TerminatorExpectedAtEndOfString');
      const text = this.text.slice(from, from + close.index);
      this.at = from + close.index + close[0].length;
      if (quote === "'") return { kind: 'literal', value: text, start, end: this.at };
      return this.expanded(text, from, start);
    }
    if (/^@["'][ \t]*$/.test(this.text.slice(start))) this.incomplete('The string is missing the terminator.', 'TerminatorExpectedAtEndOfString');
    const splat = /^@(\w+)/.exec(this.text.slice(start));
    if (!splat) this.fail('Unrecognized token in source text.', 'UnrecognizedToken');
    this.at += splat[0].length;
    return { kind: 'variable', name: splat[1] as string, splat: true, start, end: this.at };
  }

  private tableLiteral(start: number): Expression {
    const entries: { key: Expression; value: Statement }[] = [];
    for (;;) {
      this.separators();
      if (this.take('}')) return { kind: 'table', entries, start, end: this.at };
      if (this.ended) this.incomplete("Missing closing '}' in hash literal.");
      const from = this.at;
      const word = /^[A-Za-z_][\w-]*/.exec(this.text.slice(from))?.[0];
      let key: Expression;
      if (word !== undefined) {
        this.at += word.length;
        key = { kind: 'literal', value: word, start: from, end: this.at };
      } else key = this.unary();
      this.blanks(true);
      this.expect('=', "Missing '=' operator after key in hash literal.", 'MissingEqualsInHashLiteral');
      this.blanks(true);
      if (this.ended) this.incomplete('The hash literal was incomplete.', 'MissingEndCurlyBrace');
      entries.push({ key, value: this.statement() });
    }
  }

  private typeOrCast(): Expression {
    const start = this.at;
    const found = /^\[([\w.]+(?:\[\])?(?:\[[\w.,[\] ]*\])?)\]/.exec(this.text.slice(start, start + 200));
    if (!found) return this.unexpected();
    this.at += found[0].length;
    const name = found[1] as string;
    if (this.peek('::')) return { kind: 'type', name, start, end: this.at };
    const before = this.at;
    this.blanks();
    if (this.ended || !/[$"'([{@\d+\-!,]/.test(this.text[this.at] as string) || /^-[a-z]/i.test(this.text.slice(this.at, this.at + 2))) {
      this.at = before;
      return { kind: 'type', name, start, end: this.at };
    }
    const operand = this.nested(() => this.unary());
    return { kind: 'cast', type: name, operand, start, end: this.at };
  }

  private postfix(first: Expression): Expression {
    let found = first;
    const { start } = first;
    for (;;) {
      if (this.peek('::') || (this.peek('.') && !this.peek('..') && /[\w"'$(]/.test(this.text[this.at + 1] ?? ''))) {
        const isStatic = this.peek('::');
        this.at += isStatic ? 2 : 1;
        found = this.member(found, isStatic, start);
      } else if (this.peek('[') && found.kind !== 'literal') {
        this.at++;
        this.blanks(true);
        const index = this.expression();
        this.blanks(true);
        this.expect(']', "Missing ']' after array index expression.", 'MissingEndSquareBracket');
        found = { kind: 'index', object: found, index, start, end: this.at };
      } else if ((this.peek('++') || this.peek('--')) && this.canAssign(found)) {
        const by = this.peek('++') ? 1 : -1;
        this.at += 2;
        return { kind: 'step', target: found, by, before: false, start, end: this.at };
      } else return found;
    }
  }

  private member(object: Expression, isStatic: boolean, start: number): Expression {
    const from = this.at;
    const word = /^\w+/.exec(this.text.slice(from, from + 100))?.[0];
    let name: Expression;
    if (word !== undefined) {
      this.at += word.length;
      name = { kind: 'literal', value: word, start: from, end: this.at };
    } else if (this.peek('$')) name = this.peek('$(') ? this.subexpression() : this.variable();
    else name = this.primary();
    if (!this.take('(')) return { kind: 'member', object, name, static: isStatic, start, end: this.at };
    const args: Expression[] = [];
    this.blanks(true);
    while (!this.take(')')) {
      if (this.ended) this.incomplete("Missing ')' in method call.", 'MissingEndParenthesisInMethodCall');
      // Commas part the arguments here and make no list.
      args.push(this.nested(() => this.withoutComma()));
      this.blanks(true);
      if (!this.take(',') && !this.peek(')')) {
        if (this.ended) this.incomplete("Missing ')' in method call.", 'MissingEndParenthesisInMethodCall');
        this.fail("Missing ')' in method call.", 'MissingEndParenthesisInMethodCall');
      }
      this.blanks(true);
    }
    return { kind: 'member', object, name, arguments: args, static: isStatic, start, end: this.at };
  }

  private withoutComma(level = 0): Expression {
    if (level === BINARY.length) return this.unary();
    const start = this.at;
    let left = this.withoutComma(level + 1);
    for (;;) {
      const before = this.at;
      this.blanks(true);
      const operator = this.operatorAt(level);
      if (operator === undefined) {
        this.at = before;
        return left;
      }
      this.at += operator.length;
      this.blanks(true);
      left = { kind: 'binary', operator, left, right: this.withoutComma(level + 1), start, end: this.at };
    }
  }

  private variable(): Expression & { kind: 'variable' } {
    const start = this.at;
    const found = /^\$(?:\{([^}]+)\}|([?$^](?!\w)|(?:(?:env|global|script|local|private|function|variable|using):)?\w+))/i.exec(this.text.slice(start, start + 300));
    if (!found) this.fail('Unrecognized token in source text.', 'UnrecognizedToken');
    this.at += found[0].length;
    return { kind: 'variable', name: (found[1] ?? found[2]) as string, start, end: this.at };
  }

  private subexpression(): Expression {
    const start = this.at;
    this.at += 2;
    const body = this.block(')');
    this.expect(')', "Missing closing ')' in subexpression.", 'MissingEndParenthesisInSubexpression');
    return { kind: 'sub', body, start, end: this.at };
  }

  private singleQuoted(): Expression {
    const start = this.at++;
    let text = '';
    for (;;) {
      const end = this.text.indexOf("'", this.at);
      if (end < 0) this.incomplete("The string is missing the terminator: '.", 'TerminatorExpectedAtEndOfString');
      text += this.text.slice(this.at, end);
      this.at = end + 1;
      if (!this.take("'")) return { kind: 'literal', value: text, start, end: this.at };
      text += "'";
    }
  }

  private doubleQuoted(): Expression {
    const start = this.at++;
    const parts = this.expandableUntil((char) => char === '"');
    if (this.ended) this.incomplete('The string is missing the terminator: ".', 'TerminatorExpectedAtEndOfString');
    this.at++;
    return this.joined(parts, start);
  }

  private joined(parts: (string | Expression)[], start: number): Expression {
    if (parts.every((part) => typeof part === 'string')) return { kind: 'literal', value: parts.join(''), start, end: this.at };
    return { kind: 'expandable', parts, start, end: this.at };
  }

  /** A here-string's text, read by a parser of its own that ends where the text does. */
  private expanded(text: string, from: number, start: number): Expression {
    const inner = new Parser(this.text.slice(0, from + text.length));
    inner.at = from;
    inner.depth = this.depth + 1;
    return this.joined(inner.expandableUntil(() => false), start);
  }

  private expandableUntil(ends: (char: string) => boolean): (string | Expression)[] {
    const parts: (string | Expression)[] = [];
    let text = '';
    while (!this.ended) {
      const char = this.text[this.at] as string;
      if (ends(char)) {
        if (this.text[this.at + 1] !== char) break;
        text += char;
        this.at += 2;
      } else if (char === '`') {
        text += escaped(this.text[this.at + 1] ?? '');
        this.at += 2;
      } else if (char === '$' && /^\$(?:[({]|[?$^](?!\w)|\w)/.test(this.text.slice(this.at, this.at + 3))) {
        if (text !== '') parts.push(text);
        text = '';
        parts.push(this.peek('$(') ? this.subexpression() : this.variable());
      } else {
        text += char;
        this.at++;
      }
    }
    if (text !== '' || parts.length === 0) parts.push(text);
    return parts;
  }

  /** After the opening brace: parameters, then the body, maybe in named blocks. */
  private script(start: number): Script {
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

  private parameters(): Parameter[] {
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

/** What a backtick makes of the character after it. */
function escaped(char: string): string {
  switch (char) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case '0':
      return '\0';
    case 'a':
      return '\x07';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'v':
      return '\v';
    case 'e':
      return '\x1b';
    default:
      return char;
  }
}

const UNITS: Readonly<Record<string, number>> = { kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3, tb: 1024 ** 4 };

export function numberOf(text: string): number {
  const unit = /[kmgt]b$/i.exec(text)?.[0].toLowerCase();
  const bare = text.replace(/(?:[kmgt]b)$/i, '').replace(/^([+-]?(?!0[xX]).*)[lLdD]$/, '$1');
  const sign = bare.startsWith('-') ? -1 : 1;
  return sign * Number(bare.replace(/^[+-]/, '')) * (unit === undefined ? 1 : (UNITS[unit] as number));
}
