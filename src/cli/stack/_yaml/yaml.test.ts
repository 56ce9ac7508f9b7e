import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emitYaml, Float, OddMap, readYaml, Timestamp, type YamlValue } from './index';

const value = (text: string) => (readYaml(`x: ${text}`) as Map<string, YamlValue>).get('x');
const refusal = (text: string): string => {
  try {
    readYaml(text);
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing refused';
};

describe('scalars mean what they mean to go-yaml', () => {
  test('octals of YAML 1.1 and 1.2, hexadecimals, underscores', () => {
    expect(['0440', '0o440', '0x1F', '1_000', '-0b11', '08'].map(value)).toEqual([288, 288, 31, 1000, -3, new Float(8)]);
  });
  test('yes, no, on and off are words', () => {
    expect(['yes', 'no', 'on', 'off', 'y', 'true', 'False'].map(value)).toEqual(['yes', 'no', 'on', 'off', 'y', true, false]);
  });
  test('there is no base 60', () => {
    expect(['22:22', '1:30:00'].map(value)).toEqual(['22:22', '1:30:00']);
  });
  test('whole floats stay floats and large integers stay exact', () => {
    expect(['1.0', '1e3'].map(value)).toEqual([new Float(1), new Float(1000)]);
    expect(['18446744073709551615', '9007199254740993'].map(value)).toEqual([18446744073709551615n, 9007199254740993n]);
  });
  test('dates are timestamps where there is such a day', () => {
    expect(value('2024-02-29')).toEqual(new Timestamp('2024-02-29T00:00:00Z', '2024-02-29 00:00:00 +0000 UTC'));
    expect(value('2023-02-29')).toBe('2023-02-29');
  });
  test('a key that is no string makes a mapping of another kind', () => {
    expect(value('{1: a}')).toBeInstanceOf(OddMap);
  });
});

describe('anchors and merges', () => {
  test('own keys win over merged ones, earlier sources over later ones', () => {
    const merged = readYaml('a: &a {k: 1, l: 1}\nb: &b {k: 2, m: 2}\nc:\n  <<: [*a, *b]\n  l: 3\n') as Map<string, Map<string, YamlValue>>;
    expect([...merged.get('c')!]).toEqual([['l', 3], ['k', 1], ['m', 2]]);
  });
  test('an anchor inside itself is refused', () => {
    expect(refusal('a: &a [*a]')).toBe("yaml: anchor 'a' value contains itself");
  });
  test('a key said twice is told with both lines', () => {
    expect(refusal('a: 1\nb: 2\na: 3\n')).toBe('yaml: unmarshal errors:\n  line 3: mapping key "a" already defined at line 1');
  });
});

describe('what would take for ever is refused at once', () => {
  const within = (ms: number, work: () => void) => {
    const start = performance.now();
    work();
    expect(performance.now() - start).toBeLessThan(ms);
  };
  test('a billion laughs', () => {
    const names = [...'abcdefghij'];
    const bomb = names.map((name, i) => `${name}: &${name} [${Array(9).fill(i === 0 ? 'x' : `*${names[i - 1]}`).join(',')}]`);
    within(2000, () => expect(refusal(bomb.join('\n'))).toBe('yaml: document contains excessive aliasing'));
  });
  test.each([
    ['brackets', '['.repeat(100_000)],
    ['braces', '{a: '.repeat(50_000)],
    ['dashes', `${'- '.repeat(50_000)}x`],
    ['indentation', Array.from({ length: 3_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['question marks', '? '.repeat(50_000)],
  ])('deep %s', (_name, text) => {
    within(2000, () => expect(refusal(text)).toMatch(/exceeded max depth of 10000$/));
  });
  test('one key ten thousand times', () => {
    within(2000, () => expect(refusal('a: 1\n'.repeat(10_000)).split('\n').length).toBe(101));
  });
  test('a line without end', () => {
    within(2000, () => expect(refusal(`a: "${'x'.repeat(1_000_000)}`)).toBe('yaml: found unexpected end of stream'));
  });
});

const scalar = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'ab:#- \n\t\'"\\[]{},&*!|>%@`?=~0129.eExo_+é☺\u2028\u00a0'), maxLength: 12 }),
  fc.constantFrom('', 'null', 'true', 'yes', '0x1f', '1e3', '2020-01-01', '---', '...', '<<', '12:30:45', '.inf'),
  fc.constantFrom(' a', 'a ', 'a\n', '\n', 'a\n\n', '\u0007', '🐳'),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.double({ noNaN: true }).map((x) => new Float(x)),
);
const key = fc.string({ unit: fc.constantFrom(...'abyn09.-_ :#\n'), maxLength: 8 });
const { tree } = fc.letrec<{ tree: YamlValue; map: YamlValue; list: YamlValue }>((tie) => ({
  tree: fc.oneof({ depthSize: 'small' }, scalar as fc.Arbitrary<YamlValue>, tie('list'), tie('map')),
  list: fc.array(tie('tree'), { maxLength: 4 }),
  map: fc.array(fc.tuple(key, tie('tree')), { maxLength: 4 }).map((pairs) => new Map(pairs)),
}));

/** A text that begins with a break or a tab does not survive a literal block: go-yaml's mistakes, which are kept. */
function survives(one: YamlValue): boolean {
  if (typeof one === 'string') return !/^[\n\u2028\t]/.test(one);
  if (Array.isArray(one)) return one.every(survives);
  return !(one instanceof Map) || [...one].every(([key, item]) => survives(key) && survives(item));
}

test('what is written reads back the same', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), tree), { minLength: 1, maxLength: 3 }), (pairs) => {
      const document: YamlValue = new Map(pairs);
      fc.pre(survives(document));
      expect(readYaml(emitYaml(document))).toEqual(document);
    }),
    { seed: 20, numRuns: 1500 },
  );
});

test('any text is read or refused with a word of YAML', () => {
  const common = ['a', 'b: ', '- ', '\n', '\n  ', '"', "'", '[', ']', '{', '}', ',', '&x ', '*x', '|', '>', '!t ', '<<: ', '#', '\t'];
  const bits = fc.constantFrom(...common, '%', '? ', ':', '1', '---\n', '\\', '\u0000', '\ud800');
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 30 }), (parts) => {
      try {
        readYaml(parts.join(''));
      } catch (error) {
        expect((error as Error).message).toMatch(/^yaml: /);
      }
    }),
    { seed: 7, numRuns: 4000 },
  );
});
