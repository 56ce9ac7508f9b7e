/** The same learner always gets the same lab; others get others; a lab without a learner is whole. */
import { expect, test } from 'vitest';
import { drawVariant, fillVariant, variantsOf } from './variants';

const GUIDE = '---\ntitle: T\nvariants:\n  replicas: { between: [3, 6] }\n  colour: [amber, honey, straw]\n---\nScale {{colour}} to {{replicas}}: `{{.Name}} {{unknown}}`\n';

test('a learner gets the same variant every time, and learners differ', () => {
  expect(fillVariant(GUIDE, 'ada')).toBe(fillVariant(GUIDE, 'ada'));
  const all = new Set(Array.from({ length: 50 }, (_, i) => fillVariant(GUIDE, `learner-${i}`)));
  expect(all.size).toBe(12);
});

test('without a learner the first choices stand, and templates of docker stay as they are', () => {
  expect(fillVariant(GUIDE, undefined)).toContain('Scale amber to 3: `{{.Name}} {{unknown}}`');
});

test('wrong declarations are told in words', () => {
  expect(variantsOf({ a: 5, 'b c': ['x'], d: { between: [5, 1] }, e: [] }).problems).toEqual([
    '`variants`: a is a list of choices, or { between: [low, high] }',
    '`variants`: b c is no name of letters, digits and underscores',
    '`variants`: d goes from low to high, over at most 1000 numbers',
    '`variants`: e needs 1 to 1000 choices',
  ]);
  expect(variantsOf('x').problems).toEqual(['`variants` maps names to choices']);
});

test('draws are spread over the choices', () => {
  const { variants } = variantsOf({ n: { between: [1, 4] } });
  const counts = new Map<string, number>();
  for (let i = 0; i < 4000; i++) {
    const { n = '' } = drawVariant(variants, `learner ${i}`);
    counts.set(n, (counts.get(n) ?? 0) + 1);
  }
  for (const count of counts.values()) expect(count).toBeGreaterThan(900);
});
