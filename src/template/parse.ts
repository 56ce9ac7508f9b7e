/**
 * Go's template parser (text/template/parse): tokens to a tree, with its error texts. The whole message reads
 * `template: NAME:LINE: PROBLEM`. Longer than most files: one grammar, whose rules call each other.
 */
import type { At, Branch, Command, Expression, Node, Pipe } from './nodes';
import { expressionText } from './nodes';
import { lexTemplate, type Token } from './lex';
import { quote, unquote } from './quote';
import { parseFloatText, parseInteger, parseUint } from './numbers';
import { isProblem } from './problem';

/** A template that cannot be used, with Go's words. */
export class TemplateError extends Error {}

export interface Tree {
  name: string;
  /** The whole source, for positions in messages. */
  text: string;
  root: Node[];
}

export interface ParsedTemplate {
  main: Tree;
  /** By name; `{{define}}` and `{{block}}` add to it. */
  trees: Map<string, Tree>;
}

/** Parses; throws TemplateError. `functions` are the names a template may call. */
export function parseTemplate(name: string, text: string, functions: ReadonlySet<string>): ParsedTemplate {
  return new Parser(name, text, functions).run();
}

type Ending = 'eof' | 'end' | 'else';

class Parser {
  private tokens: Token[];
  private next = 0;
  private variables = ['$'];
  private rangeDepth = 0;
  private actionLine = 0;
  private trees = new Map<string, Tree>();
  private elseToken: Token | undefined;

  constructor(
    private name: string,
    private text: string,
    private functions: ReadonlySet<string>,
  ) {
    this.tokens = lexTemplate(text);
  }

  run(): ParsedTemplate {
    const { nodes, ending } = this.list(true);
    if (ending !== 'eof') this.problem(`unexpected {{${ending}}}`);
    const main: Tree = { name: this.name, text: this.text, root: nodes };
    this.add(main);
    return { main, trees: this.trees };
  }

  /** A second definition counts where one of the two is empty; two with content are one too many. */
  private add(tree: Tree): void {
    const known = this.trees.get(tree.name);
    if (!known || isEmpty(known)) this.trees.set(tree.name, tree);
    else if (!isEmpty(tree)) this.problem(`template: multiple definition of template ${quote(tree.name)}`);
  }

  // Tokens

  private peek(): Token {
    return this.tokens[Math.min(this.next, this.tokens.length - 1)] as Token;
  }

  private take(): Token {
    const token = this.peek();
    this.next++;
    return token;
  }

  private takeNonSpace(): Token {
    for (;;) {
      const token = this.take();
      if (token.kind !== 'space') return token;
    }
  }

  private peekNonSpace(): Token {
    while (this.peek().kind === 'space') this.next++;
    return this.peek();
  }

  private problem(text: string, line = this.tokens[Math.min(Math.max(this.next - 1, 0), this.tokens.length - 1)]?.line ?? 1): never {
    throw new TemplateError(`template: ${this.name}:${line}: ${text}`);
  }

  private unexpected(token: Token, context: string): never {
    if (token.kind === 'error') {
      let extra = '';
      if (this.actionLine !== 0 && this.actionLine !== token.line) {
        extra = ` in action started at ${this.name}:${this.actionLine}`;
        if (token.text.endsWith(' action')) extra = extra.slice(' in action'.length);
      }
      this.problem(`${token.text}${extra}`, token.line);
    }
    this.problem(`unexpected ${tokenText(token)} in ${context}`, token.line);
  }

  private expect(kind: Token['kind'], context: string): Token {
    const token = this.takeNonSpace();
    if (token.kind !== kind) this.unexpected(token, context);
    return token;
  }

  // Lists and actions

  /** Nodes up to `{{end}}`, `{{else}}` or the end of the text; at the top only definitions are taken aside. */
  private list(top: boolean): { nodes: Node[]; ending: Ending } {
    const nodes: Node[] = [];
    for (;;) {
      const token = this.take();
      if (token.kind === 'eof') {
        if (!top) this.problem('unexpected EOF', token.line);
        return { nodes, ending: 'eof' };
      }
      if (token.kind === 'text') {
        nodes.push({ kind: 'text', text: token.text, at: token.at, line: token.line });
        continue;
      }
      if (token.kind !== 'left') this.unexpected(token, 'input');
      this.actionLine = token.line;
      const result = this.action(top);
      if (result === 'end' || result === 'else') return { nodes, ending: result };
      if (result) nodes.push(result);
    }
  }

  private action(top: boolean): Node | undefined | 'end' | 'else' {
    const token = this.takeNonSpace();
    if (token.kind === 'keyword') {
      switch (token.text) {
        case 'end':
          this.expect('right', 'end');
          return 'end';
        case 'else':
          this.elseToken = token;
          if (!(this.peekNonSpace().kind === 'keyword' && ['if', 'with'].includes(this.peekNonSpace().text))) this.expect('right', 'else');
          return 'else';
        case 'if':
        case 'with':
        case 'range':
          return this.branch(token, token.text);
        case 'template':
          return this.templateCall(token);
        case 'define':
          return this.define(token, top);
        case 'block':
          return this.block(token);
        case 'break':
        case 'continue':
          return this.jump(token, token.text);
      }
    }
    this.next--;
    const start = this.peek();
    const pipe = this.pipeline('command', 'right');
    return { kind: 'action', pipe, at: start.at, line: start.line };
  }

  private jump(token: Token, kind: 'break' | 'continue'): Node {
    const after = this.takeNonSpace();
    if (after.kind !== 'right') this.unexpected(after, `{{${kind}}}`);
    if (this.rangeDepth === 0) this.problem(`{{${kind}}} outside {{range}}`, token.line);
    return { kind, at: token.at, line: token.line };
  }

  private branch(token: Token, kind: Branch['kind']): Branch {
    const scope = this.variables.length;
    const pipe = this.pipeline(kind, 'right');
    if (kind === 'range') this.rangeDepth++;
    const { nodes, ending } = this.list(false);
    if (kind === 'range') this.rangeDepth--;
    let otherwise: Node[] | undefined;
    if (ending === 'else') {
      const following = this.peekNonSpace();
      if (following.kind === 'keyword' && following.text === kind && kind !== 'range') {
        this.take();
        otherwise = [this.branch(following, kind)];
      } else if (following.kind === 'keyword' && this.elseToken && (following.text === 'if' || following.text === 'with')) {
        this.unexpected(following, 'input');
      } else {
        const rest = this.list(false);
        if (rest.ending !== 'end') this.problem(`expected end; found {{else}}`, (this.elseToken ?? following).line);
        otherwise = rest.nodes;
      }
    }
    this.variables.length = scope;
    return { kind, pipe, body: nodes, otherwise, at: token.at, line: token.line };
  }

  private templateName(token: Token, context: string): string {
    if (token.kind !== 'string' && token.kind !== 'raw-string') this.unexpected(token, context);
    const name = unquote(token.text);
    if (name === undefined) this.problem('invalid syntax', token.line);
    return name;
  }

  private templateCall(token: Token): Node {
    const named = this.takeNonSpace();
    const name = this.templateName(named, 'template clause');
    let pipe: Pipe | undefined;
    if (this.takeNonSpace().kind !== 'right') {
      this.next--;
      pipe = this.pipeline('template clause', 'right');
    }
    return { kind: 'template', name, nameAt: named.at, pipe, at: token.at, line: token.line };
  }

  private define(token: Token, top: boolean): undefined {
    if (!top) this.unexpected(token, 'command');
    const name = this.templateName(this.takeNonSpace(), 'define clause');
    this.expect('right', 'define clause');
    this.subTree(name, 'define clause');
    return undefined;
  }

  private block(token: Token): Node {
    const named = this.takeNonSpace();
    const name = this.templateName(named, 'block clause');
    const pipe = this.pipeline('block clause', 'right');
    this.subTree(name, 'block clause');
    return { kind: 'template', name, nameAt: named.at, pipe, at: token.at, line: token.line };
  }

  private subTree(name: string, context: string): void {
    const outer = this.variables;
    const depth = this.rangeDepth;
    this.variables = ['$'];
    this.rangeDepth = 0;
    const { nodes, ending } = this.list(false);
    if (ending !== 'end') this.problem(`unexpected {{else}} in ${context}`);
    this.variables = outer;
    this.rangeDepth = depth;
    this.add({ name, text: this.text, root: nodes });
  }

  // Pipelines

  private pipeline(context: string, end: 'right' | 'close'): Pipe {
    const first = this.peekNonSpace();
    const pipe: Pipe = { declares: { names: [], assigns: false }, commands: [], at: first.at, line: first.line };
    this.declarations(pipe, context);
    for (;;) {
      const token = this.takeNonSpace();
      if (token.kind === end) {
        this.checkPipeline(pipe, context, token);
        return pipe;
      }
      if (
        !['bool', 'char-constant', 'complex', 'dot', 'field', 'identifier', 'number', 'nil', 'raw-string', 'string', 'variable', 'open'].includes(
          token.kind,
        )
      ) {
        this.unexpected(token, context);
      }
      this.next--;
      pipe.commands.push(this.command());
    }
  }

  private declarations(pipe: Pipe, context: string): void {
    for (;;) {
      const mark = this.next;
      const variable = this.peekNonSpace();
      if (variable.kind !== 'variable') return;
      this.take();
      const following = this.peekNonSpace();
      if (following.kind === 'assign' || following.kind === 'declare') {
        this.take();
        pipe.declares.assigns = following.kind === 'assign';
        pipe.declares.names.push(variable.text);
        this.variables.push(variable.text);
        return;
      }
      if (following.kind === 'char' && following.text === ',') {
        this.take();
        pipe.declares.names.push(variable.text);
        this.variables.push(variable.text);
        if (context === 'range' && pipe.declares.names.length < 2) {
          const more = this.peekNonSpace();
          if (more.kind === 'variable' || more.kind === 'right' || more.kind === 'close') continue;
          this.problem('range can only initialize variables', more.line);
        }
        this.problem(`too many declarations in ${context}`, following.line);
      }
      this.next = mark;
      return;
    }
  }

  private checkPipeline(pipe: Pipe, context: string, token: Token): void {
    if (pipe.commands.length === 0) this.problem(`missing value for ${context}`, token.line);
    pipe.commands.slice(1).forEach((command, i) => {
      const kind = command.words[0]?.kind;
      if (kind && ['bool', 'dot', 'nil', 'number', 'string'].includes(kind))
        this.problem(`non executable command in pipeline stage ${i + 2}`, token.line);
    });
  }

  private command(): Command {
    const first = this.peekNonSpace();
    const command: Command = { words: [], at: first.at, line: first.line };
    for (;;) {
      this.peekNonSpace();
      const operand = this.operand();
      if (operand) command.words.push(operand);
      const token = this.take();
      if (token.kind === 'space') continue;
      if (token.kind === 'right' || token.kind === 'close') this.next--;
      else if (token.kind !== 'pipe') this.unexpected(token, 'operand');
      break;
    }
    if (command.words.length === 0) this.problem('empty command');
    return command;
  }

  private operand(): Expression | undefined {
    const node = this.term();
    if (!node || this.peek().kind !== 'field') return node;
    const at = this.peek().at;
    const line = this.peek().line;
    const names: string[] = [];
    while (this.peek().kind === 'field') names.push(this.take().text.slice(1));
    switch (node.kind) {
      case 'field':
      case 'variable':
        return { ...node, names: [...node.names, ...names], at, line };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.problem(`unexpected . after term ${quote(expressionText(node))}`);
      default:
        return { kind: 'chain', node, names, at, line };
    }
  }

  private term(): Expression | undefined {
    const token = this.takeNonSpace();
    const here: At = { at: token.at, line: token.line };
    switch (token.kind) {
      case 'identifier':
        if (!this.functions.has(token.text)) this.problem(`function ${quote(token.text)} not defined`, token.line);
        return { kind: 'identifier', name: token.text, ...here };
      case 'dot':
        return { kind: 'dot', ...here };
      case 'nil':
        return { kind: 'nil', ...here };
      case 'variable':
        if (!this.variables.includes(token.text)) this.problem(`undefined variable ${quote(token.text)}`, token.line);
        return { kind: 'variable', names: [token.text], ...here };
      case 'field':
        return { kind: 'field', names: [token.text.slice(1)], ...here };
      case 'bool':
        return { kind: 'bool', value: token.text === 'true', ...here };
      case 'number':
      case 'char-constant':
        return this.numberOf(token);
      case 'string':
      case 'raw-string': {
        const value = unquote(token.text);
        if (value === undefined) this.problem('invalid syntax', token.line);
        return { kind: 'string', quoted: token.text, value, ...here };
      }
      case 'open': {
        const pipe = this.pipeline('parenthesized pipeline', 'close');
        return { kind: 'pipe', pipe, ...here };
      }
      default:
        this.next--;
        return undefined;
    }
  }

  private numberOf(token: Token): Expression {
    const here: At = { at: token.at, line: token.line };
    if (token.kind === 'char-constant') {
      const value = unquote(token.text);
      if (value === undefined) this.problem('invalid syntax', token.line);
      if ([...value].length !== 1) this.problem(`malformed character constant: ${token.text}`, token.line);
      return { kind: 'number', text: token.text, value: value.codePointAt(0) as number, isInt: true, isFloat: true, ...here };
    }
    const { text } = token;
    const illegal = () => this.problem(`illegal number syntax: ${quote(text)}`, token.line);
    const number = (value: number, isInt: boolean, isFloat: boolean) => ({ kind: 'number', text, value, isInt, isFloat, ...here }) as const;
    if (text.endsWith('i')) {
      // `1+2i`: the parts meet at a sign that is no exponent's.
      const parts = text.slice(0, -1).split(/(?<=[^eEpP])(?=[+-])/);
      const [real, imaginary] = (parts.length === 1 ? ['0', ...parts] : parts).map((part) => parseFloatText(part));
      if (parts.length > 2 || isProblem(real) || isProblem(imaginary)) return illegal();
      return { ...number(0, false, false), complex: { real: real ?? 0, imaginary: imaginary ?? 0 } };
    }
    const whole = parseInteger(text);
    if (!isProblem(whole)) return number(whole, true, false);
    // Larger than an int is only said when the number is used; larger than any is said at once.
    if (!isProblem(parseUint(text))) return number(Number(text), false, false);
    const fraction = parseFloatText(text);
    if (isProblem(fraction) || !/\d/.test(text)) return illegal();
    if (!/[.eEpP]/.test(text)) return this.problem(`integer overflow: ${quote(text)}`, token.line);
    return number(fraction, Number.isInteger(fraction), true);
  }
}

const isEmpty = (tree: Tree) => tree.root.every((node) => node.kind === 'text' && node.text.trim() === '');

/** How Go's errors show a token. */
function tokenText(token: Token): string {
  if (token.kind === 'eof') return 'EOF';
  if (token.kind === 'keyword' || token.kind === 'dot' || token.kind === 'nil') return `<${token.text}>`;
  const chars = [...token.text];
  return chars.length > 10 ? `${quote(chars.slice(0, 10).join(''))}...` : quote(token.text);
}
