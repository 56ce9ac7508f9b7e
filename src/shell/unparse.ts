/** Functions as text again, in the layout of bash's `declare -f` and `type`: words as they were written, four spaces a level. */
import type { FunctionDefinition, SourceText } from './shell';
import type { AndOr, CommandNode, CompoundList, HereDoc, PipelineNode, Redirection, Statement, TestExpression } from './syntax';

const STEP = 4;

/** A body's end before a closing word: `&` separates by itself. */
function ended(body: string): string {
  return body.endsWith('&') || body.endsWith('\n') ? body : `${body};`;
}

export function unparseFunction(definition: FunctionDefinition): string {
  return new Printer(definition.source).functionText(definition.node, 0, false);
}

class Printer {
  /** Here-documents whose bodies follow the line that is being made. */
  private documents: HereDoc[] = [];

  constructor(private source: SourceText) {}

  functionText(node: FunctionDefinition['node'], level: number, keyword: boolean): string {
    const { body } = node;
    const inner = body.type === 'Redirected' ? body.command : body;
    const redirects = body.type === 'Redirected' ? ` ${this.redirections(body.redirects)}` : '';
    const pad = ' '.repeat(level);
    const head = `${keyword ? 'function ' : ''}${node.name.text} () \n${pad}{ \n`;
    if (inner.type === 'BraceGroup' || inner.type === 'CompoundList') {
      const list = inner.type === 'BraceGroup' ? inner.body : inner;
      return `${head}${this.list(list, level + STEP)}\n${pad}}${redirects}`;
    }
    return `${head}${' '.repeat(level + STEP)}${this.command(inner, level + STEP)}\n${pad}}${redirects}`;
  }

  /** A list of statements, one per line, `;` between them. */
  private list(list: CompoundList, level: number): string {
    return this.statements(list.commands, level);
  }

  private statements(statements: readonly Statement[], level: number): string {
    const pad = ' '.repeat(level);
    return statements
      .map((statement, i) => {
        const text = this.node(statement.command, level);
        const documents = this.takeDocuments();
        const last = i === statements.length - 1;
        return `${pad}${text}${statement.background ? ' &' : last || documents !== '' ? '' : ';'}${documents}`;
      })
      .join('\n');
  }

  private takeDocuments(): string {
    const bodies = this.documents.splice(0).map((document) => `\n${document.body.text}${document.delimiter?.value ?? ''}\n`);
    return bodies.join('');
  }

  private node(node: PipelineNode | AndOr, level: number): string {
    if (node.type === 'AndOr') {
      return node.commands.map((command, i) => (i === 0 ? '' : ` ${node.operators[i - 1]} `) + this.node(command, level)).join('');
    }
    if (node.type !== 'Pipeline') return this.command(node, level);
    const prefixes = node.prefixes.map((prefix) => (prefix.type === 'Negation' ? '! ' : prefix.posix ? 'time -p ' : 'time ')).join('');
    return (
      prefixes +
      node.commands.map((command, i) => (i === 0 ? '' : node.operators[i - 1] === '|&' ? ' 2>&1 | ' : ' | ') + this.command(command, level)).join('')
    );
  }

  private command(node: CommandNode | CompoundList, level: number): string {
    const pad = ' '.repeat(level);
    switch (node.type) {
      case 'Command': {
        const words = [...node.prefix, ...(node.name ? [node.name] : []), ...node.suffix]
          .filter((item) => item.type === 'Word' || item.type === 'Assignment')
          .map((item) => item.text);
        const redirects = this.redirections(node.redirects);
        return [...words, ...(redirects === '' ? [] : [redirects])].join(' ');
      }
      case 'Redirected':
        return `${this.command(node.command, level)} ${this.redirections(node.redirects)}`;
      case 'BraceGroup':
        return `{ \n${this.list(node.body, level + STEP)}\n${pad}}`;
      case 'CompoundList':
        return this.list(node, level).trimStart();
      case 'Subshell':
        return `( ${this.list(node.body, level).trimStart()} )`;
      case 'If': {
        let out = `if ${this.inline(node.clause, level)}; then\n${ended(this.list(node.then, level + STEP))}`;
        let depth = level;
        let closing = `\n${pad}fi`;
        for (const branch of node.elif) {
          out += `\n${' '.repeat(depth)}else\n`;
          depth += STEP;
          const inner = ' '.repeat(depth);
          out += `${inner}if ${this.inline(branch.clause, depth)}; then\n${ended(this.list(branch.then, depth + STEP))}`;
          closing = `\n${inner}fi;${closing}`;
        }
        if (node.else) out += `\n${' '.repeat(depth)}else\n${ended(this.list(node.else, depth + STEP))}`;
        return out + closing;
      }
      case 'While':
        return `${node.kind} ${this.inline(node.clause, level)}; do\n${ended(this.list(node.body, level + STEP))}\n${pad}done`;
      case 'For':
      case 'Select': {
        const words = node.wordlist ? ` in ${node.wordlist.map((word) => word.text).join(' ')}` : ' in "$@"';
        const head = `${node.type === 'For' ? 'for' : 'select'} ${node.name.text}${words}`;
        return `${head};\n${pad}do\n${ended(this.list(node.body, level + STEP))}\n${pad}done`;
      }
      case 'ArithmeticFor': {
        const header = this.source.text
          .slice(node.pos, node.body.pos)
          .replace(/\)\)[^)]*$/, '')
          .replace(/^for\s*\(\(/, '');
        return `for ((${header
          .split(';')
          .map((part) => part.trim())
          .join('; ')}))\n${pad}do\n${ended(this.list(node.body, level + STEP))}\n${pad}done`;
      }
      case 'Case': {
        const inner = ' '.repeat(level + STEP);
        const items = node.items.map((item) => {
          const body = item.body.commands.length > 0 ? `${this.list(item.body, level + 2 * STEP)}\n` : '\n';
          return `${inner}${item.pattern.map((word) => word.text).join(' | ')})\n${body}${inner}${item.terminator ?? ';;'}\n`;
        });
        return `case ${node.word.text} in \n${items.join('')}${pad}esac`;
      }
      case 'TestCommand':
        return `[[ ${testText(node.expression)} ]]`;
      case 'ArithmeticCommand':
        return `((${node.body}))`;
      case 'Function':
        return this.functionText(node, level, true);
      default:
        return this.source.text.slice(node.pos, node.end);
    }
  }

  private inline(list: CompoundList, level: number): string {
    return list.commands.map((statement) => this.node(statement.command, level) + (statement.background ? ' &' : '')).join('; ');
  }

  private redirections(redirections: readonly Redirection[]): string {
    return redirections
      .map((redirection) => {
        const { descriptor } = redirection;
        const fd = descriptor === undefined ? '' : descriptor.type === 'FileDescriptor' ? String(descriptor.value) : `{${descriptor.name}}`;
        if (redirection.type === 'HereDoc') {
          this.documents.push(redirection);
          return `${fd}${redirection.operator}${redirection.delimiter?.text ?? ''}`;
        }
        const target = redirection.target?.text ?? '';
        if (redirection.operator === '>&' || redirection.operator === '<&')
          return `${fd === '' ? (redirection.operator === '>&' ? '1' : '0') : fd}${redirection.operator}${target}`;
        return `${fd}${redirection.operator} ${target}`;
      })
      .join(' ');
  }
}

function testText(node: TestExpression): string {
  switch (node.type) {
    case 'TestLogical':
      return node.operands.map(testText).join(` ${node.operator} `);
    case 'TestNot':
      return `! ${testText(node.operand)}`;
    case 'TestGroup':
      return `( ${testText(node.expression)} )`;
    case 'TestUnary':
      return node.operator === '-n' && node.pos === node.operand.pos ? node.operand.text : `${node.operator} ${node.operand.text}`;
    default:
      return `${node.left.text} ${node.operator} ${node.right.text}`;
  }
}
