import { describe, expect, it } from 'vitest';
import { Random } from '../sim';
import { ArithmeticError, evaluateArithmetic } from './arithmetic';

function evaluate(text: string, variables: Record<string, string> = {}): bigint {
  return evaluateArithmetic(text, {
    read: (name, subscript) => variables[subscript === undefined ? name : `${name}[${subscript}]`],
    write: (name, subscript, value) => (variables[subscript === undefined ? name : `${name}[${subscript}]`] = value),
  });
}

describe('arithmetic', () => {
  for (let seed = 1; seed <= 20; seed++) {
    it(`seed ${seed}: precedence and associativity are JavaScript's where the languages agree`, () => {
      const random = new Random(seed);
      for (let i = 0; i < 50; i++) {
        let text = String(random.int(0, 9));
        for (let k = random.int(1, 6); k > 0; k--) {
          const operand = random.chance(0.3) ? `(${random.int(0, 9)} ${random.pick(['+', '-', '*'])} ${random.int(1, 9)})` : String(random.int(1, 9));
          text += ` ${random.pick(['+', '-', '*', '&', '|', '^', '<<', '>>', '%'])} ${random.chance(0.2) ? '-' : ''}${operand}`;
        }
        let expected: bigint;
        try {
          expected = BigInt.asIntN(64, new Function(`return ${text.replace(/\d+/g, '$&n')}`)() as bigint);
        } catch {
          continue;
        }
        // A shift by a negative count is where the languages differ.
        if (/<<|>>/.test(text)) continue;
        expect([text, evaluate(text)]).toEqual([text, expected]);
      }
    });
  }

  it('wraps at 64 bits and reads every base', () => {
    expect(evaluate('9223372036854775807 + 1')).toBe(-9223372036854775808n);
    expect(evaluate('2 ** 63')).toBe(-9223372036854775808n);
    expect(evaluate('3 ** 1000000007')).toBe(BigInt.asIntN(64, evaluate('3 ** 1000000007')));
    expect([evaluate('0x1F'), evaluate('017'), evaluate('2#101'), evaluate('64#@_')]).toEqual([31n, 15n, 5n, 4031n]);
  });

  it('assigns, steps, and short-circuits', () => {
    const variables: Record<string, string> = { a: '5' };
    expect(evaluate('b = a++ + ++a', variables)).toBe(12n);
    expect(variables).toEqual({ a: '7', b: '12' });
    expect(evaluate('0 && (c = 1), 1 || (c = 2)', variables)).toBe(1n);
    expect(variables['c']).toBeUndefined();
    expect(evaluate('x[1+1] = 4', variables)).toBe(4n);
    expect(variables['x[1+1]']).toBe('4');
  });

  it('follows variables whose values are expressions, but not for ever', () => {
    expect(evaluate('x * 2', { x: 'y + 1', y: '2' })).toBe(6n);
    expect(() => evaluate('x', { x: 'x' })).toThrow(ArithmeticError);
  });

  it('names the token it stumbled over', () => {
    const message = (text: string) => {
      try {
        return evaluate(text).toString();
      } catch (error) {
        return (error as ArithmeticError).text;
      }
    };
    expect(message('1 +')).toBe('1 +: syntax error: operand expected (error token is "+")');
    expect(message('1/0')).toBe('1/0: division by 0 (error token is "0")');
    expect(message('08')).toBe('08: value too great for base (error token is "08")');
    expect(message('1 2')).toBe('1 2: syntax error in expression (error token is "2")');
    expect(message(`${'('.repeat(5000)}1`)).toContain('recursion level exceeded');
  });
});
