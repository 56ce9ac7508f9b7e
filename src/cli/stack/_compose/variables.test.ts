import { expect, test } from 'vitest';
import { InvalidTemplate, substitute } from './variables';

const variables: Record<string, string> = { A: 'a', EMPTY: '', long_Name9: 'x' };
const lookup = (name: string) => variables[name];
const result = (text: string) => {
  const value = substitute(text, lookup);
  return value instanceof InvalidTemplate ? `! ${value.template}` : value;
};

test.each([
  ['$A ${A} $$A', 'a a $A'],
  ['${long_Name9}$A', 'xa'],
  ['${NONE} and $NONE', ' and '],
  ['${EMPTY:-d} ${EMPTY-d} ${NONE:-d} ${NONE-d}', 'd  d d'],
  ['${NONE:-a:-b} ${NONE-x:y}', 'a:-b x:y'],
  ['${NONE:-$A}', '$A'],
  ['${A:?why} ${EMPTY?why}', 'a '],
  ['${EMPTY:?because}', '! required variable EMPTY is missing a value: because'],
  ['${NONE?}', '! required variable NONE is missing a value: '],
  ['${A:+x}', '! ${A:+x}'],
  ['cost: 5$', '! cost: 5$'],
  ['${', '! ${'],
  ['$1', '! $1'],
  ['no variables', 'no variables'],
])('%s becomes %s', (text, expected) => {
  expect(result(text)).toBe(expected);
});
