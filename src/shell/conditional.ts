/** `[[ ]]`: tests without splitting or globbing, patterns on the right of `==`, regular expressions with `=~`. */
import type { Program } from '../sim';
import { calculate, setArray } from './assign';
import { compareFiles, testFile } from './builtins/test';
import { asCondition } from './execute';
import { expandPattern, expandSegments, expandText, TEXT } from './expand';
import { STEP_MS } from './limits';
import { patternFor, unescapePattern } from './pattern';
import { ExpansionError, type Shell } from './shell';
import type { CompoundCommand, TestExpression, Word } from './syntax';
import { compileRegex, isRegexError } from './tools/_regex';
import { trace } from './trace';

export function* testConditional(shell: Shell, node: Extract<CompoundCommand, { type: 'TestCommand' }>): Program<number> {
  yield* shell.spend(STEP_MS);
  try {
    const answer = yield* asCondition(shell, () => evaluate(shell, node.expression));
    return answer === undefined ? 2 : answer ? 0 : 1;
  } catch (thrown) {
    if (!(thrown instanceof ExpansionError) || thrown.options.fatal) throw thrown;
    yield* shell.complain(`[[: ${thrown.text}`);
    return 1;
  }
}

/** Undefined: the expression is no expression (a regular expression that does not compile). */
function* evaluate(shell: Shell, node: TestExpression): Program<boolean | undefined> {
  switch (node.type) {
    case 'TestLogical': {
      let answer: boolean | undefined = node.operator === '&&';
      for (const operand of node.operands) {
        answer = yield* evaluate(shell, operand);
        if (answer === undefined || answer === (node.operator === '||')) return answer;
      }
      return answer;
    }
    case 'TestNot': {
      const answer = yield* evaluate(shell, node.operand);
      return answer === undefined ? undefined : answer !== (node.negations.length % 2 === 1);
    }
    case 'TestGroup':
      return yield* evaluate(shell, node.expression);
    case 'TestUnary': {
      const text = yield* expandText(shell, node.operand);
      yield* trace(shell, () => `[[ ${node.operator} ${text === '' ? "''" : text} ]]`);
      return testFile(shell, node.operator, text);
    }
    default:
      return yield* binary(shell, node);
  }
}

function* binary(shell: Shell, node: Extract<TestExpression, { type: 'TestBinary' }>): Program<boolean | undefined> {
  const left = yield* expandText(shell, node.left);
  const { operator } = node;
  const show = (right: string) => trace(shell, () => `[[ ${left === '' ? "''" : left} ${operator} ${right === '' ? "''" : right} ]]`);
  switch (operator) {
    case '=':
    case '==':
    case '!=': {
      const pattern = yield* expandPattern(shell, node.right);
      yield* show(unescapePattern(pattern));
      return patternFor(pattern, shell.options.shopt('nocasematch')).matches(left) === (operator !== '!=');
    }
    case '=~':
      return yield* matchRegex(shell, left, node.right, show);
    case '<':
    case '>': {
      const right = yield* expandText(shell, node.right);
      yield* show(right);
      return operator === '<' ? left < right : left > right;
    }
    case '-eq':
    case '-ne':
    case '-lt':
    case '-le':
    case '-gt':
    case '-ge': {
      const right = yield* expandText(shell, node.right);
      yield* show(right);
      return compareNumbers(operator, calculate(shell, left), calculate(shell, right));
    }
    default: {
      const right = yield* expandText(shell, node.right);
      return compareFiles(shell, operator, left, right);
    }
  }
}

export function compareNumbers(operator: string, a: bigint, b: bigint): boolean {
  switch (operator) {
    case '-eq':
      return a === b;
    case '-ne':
      return a !== b;
    case '-lt':
      return a < b;
    case '-le':
      return a <= b;
    case '-gt':
      return a > b;
    default:
      return a >= b;
  }
}

function* matchRegex(shell: Shell, left: string, word: Word, show: (right: string) => Program): Program<boolean | undefined> {
  const segments = yield* expandSegments(shell, word, TEXT);
  // Quoted parts match themselves.
  const source = segments.map(({ text, quoted }) => (quoted ? text.replace(/[\\^$.[\]|()*+?{}]/g, '\\$&') : text)).join('');
  yield* show(segments.map(({ text }) => text).join(''));
  const regex = compileRegex(source, { extended: true, ignoreCase: shell.options.shopt('nocasematch') });
  if (isRegexError(regex)) return undefined;
  const match = regex.exec(left, 0);
  setArray(shell, 'BASH_REMATCH', match ? match.groups.map((group) => group ?? '') : []);
  return match !== undefined;
}
