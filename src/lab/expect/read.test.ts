/** Sentences become expectations; what is not understood is told with its line and a sentence that fits. */
import { describe, expect, test } from 'vitest';
import { readExpectations } from './read';
import { CLAIMS, REQUEST_CLAIMS } from './sentences';

const one = (line: string) => readExpectations(line);

describe('expect blocks', () => {
  test.each([...CLAIMS, ...REQUEST_CLAIMS].map((form) => form.example))('the example of a form is understood: %s', (example) => {
    const { expectations, problems } = one(example);
    expect(problems).toEqual([]);
    expect(expectations).toHaveLength(1);
    expect(expectations[0]?.when).toEqual({ kind: 'now' });
  });

  test('no example is taken for another form', () => {
    for (const form of CLAIMS) expect(CLAIMS.find((other) => other.pattern.test(form.example))?.example).toBe(form.example);
  });

  test('a count without a comparison means exactly', () => {
    expect(one('service web has 5 running replicas').expectations[0]?.claim).toEqual({ kind: 'replicas', service: 'web', compare: 'exactly', count: 5 });
    expect(one('service web has at least 4 replicas of nginx:1.27 on node1').expectations[0]?.claim).toEqual({
      kind: 'replicas', service: 'web', compare: 'at least', count: 4, image: 'nginx:1.27', node: 'node1',
    });
  });

  test.each([
    ['within 30s: service web exists', { kind: 'within', ms: 30_000 }],
    ['within 2m of step update: service web exists', { kind: 'within', ms: 120_000, ofStep: 'update' }],
    ['once: node node2 is down', { kind: 'once' }],
    ['for 20s: quorum is kept', { kind: 'for', ms: 20_000 }],
    ['always since step create: service web exists', { kind: 'always', sinceStep: 'create' }],
    ['never: node node2 is down', { kind: 'never' }],
    ['during update of web: service web has at least 4 running replicas', { kind: 'during', service: 'web' }],
  ])('%s', (line, when) => {
    const { expectations, problems } = one(line);
    expect(problems).toEqual([]);
    expect(expectations[0]?.when).toEqual(when);
  });

  test('requests during an update are those of the service that is updated', () => {
    expect(one('during update of web: every request answered').expectations[0]?.claim).toEqual({ kind: 'failed-at-most', service: 'web', count: 0 });
    expect(one('every request answered').problems[0]?.message).toContain('name the service');
  });

  test('a colon in an image is no time', () => {
    expect(one('service web runs image localhost:5000/web:2').expectations[0]).toMatchObject({ when: { kind: 'now' }, claim: { kind: 'image', image: 'localhost:5000/web:2' } });
  });

  test('words after two dashes are the author’s, comments and empty lines are none', () => {
    const { expectations } = one('# first\n\nservice web exists -- create it with docker service create');
    expect(expectations).toEqual([{ when: { kind: 'now' }, claim: { kind: 'exists', table: 'service', name: 'web' }, words: 'create it with docker service create', text: 'service web exists', line: 3 }]);
  });

  test('what is not understood is told with its line and the nearest sentence', () => {
    const { problems } = one('service web exists\nservice web has five replicas running');
    expect(problems).toEqual([{ line: 2, message: expect.stringMatching(/not understood\. Is it "service web has/) as string }]);
    expect(one('sometimes: service web exists').problems[0]?.message).toContain('says no time');
    expect(one('file node1:/a matches /(/').problems[0]?.message).toContain('not a regular expression');
    expect(one('').problems[0]?.message).toContain('at least one sentence');
    expect(one('x'.repeat(600)).problems[0]?.message).toContain('at most 500');
  });
});
