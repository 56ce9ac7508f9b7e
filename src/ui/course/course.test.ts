/** What learning systems are told, against stand-ins that refuse what real ones refuse. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { SavedSession } from '../../session/protocol';
import { readMemory, writeMemory } from './course-memory';
import { coursePage } from './course-page';
import { courseScore, type CourseScore } from './course-score';
import { embedderOf } from './embed-channel';
import { findScormApi, ScormChannel, spanOf, type ScormApi } from './scorm-channel';
import { launchOf, XapiChannel } from './xapi-channel';
import { parseGuide } from '../../lab/guide';

const score = (percent: number, more: Partial<CourseScore> = {}): CourseScore => ({ points: percent, of: 100, percent, passed: [], checks: 4, ...more });

function scormApi(values: Record<string, string> = {}, refuses = ''): ScormApi & { values: Record<string, string>; calls: string[] } {
  const calls: string[] = [];
  return {
    values, calls,
    LMSInitialize: () => 'true',
    LMSFinish: () => (calls.push('finish'), 'true'),
    LMSGetValue: (element) => values[element] ?? '',
    LMSSetValue: (element, value) => {
      if (element === refuses) return 'false';
      values[element] = value;
      return 'true';
    },
    LMSCommit: () => (calls.push('commit'), 'true'),
    LMSGetLastError: () => '405',
    LMSGetErrorString: () => 'wrong type',
  };
}

describe('SCORM 1.2', () => {
  test('status, score and time; passed stays passed; nothing after the end', () => {
    const api = scormApi({ 'cmi.core.lesson_status': 'not attempted', 'cmi.core.student_id': 'ada' });
    let now = 1000;
    const channel = ScormChannel.open(api, 80, () => {}, () => now) as ScormChannel;
    expect(channel.learner).toBe('ada');
    expect(api.values['cmi.core.lesson_status']).toBe('incomplete');
    channel.report(score(50));
    expect(api.values).toMatchObject({ 'cmi.core.score.raw': '50', 'cmi.core.score.min': '0', 'cmi.core.score.max': '100', 'cmi.core.lesson_status': 'incomplete' });
    channel.report(score(80));
    channel.report(score(60));
    expect(api.values).toMatchObject({ 'cmi.core.score.raw': '60', 'cmi.core.lesson_status': 'passed' });
    channel.keep('x'.repeat(4097));
    expect(api.values['cmi.suspend_data']).toBeUndefined();
    channel.keep('x'.repeat(4096));
    expect(api.values['cmi.suspend_data']).toHaveLength(4096);
    now += 3_723_450;
    channel.leave();
    channel.leave();
    channel.report(score(0));
    expect(api.values).toMatchObject({ 'cmi.core.session_time': '0001:02:03.45', 'cmi.core.exit': 'suspend', 'cmi.core.score.raw': '60' });
    expect(api.calls.filter((call) => call === 'finish')).toHaveLength(1);
  });

  test('what it refuses is told once', () => {
    const told: string[] = [];
    const channel = ScormChannel.open(scormApi({}, 'cmi.core.score.min'), 100, (words) => told.push(words)) as ScormChannel;
    channel.report(score(1));
    channel.report(score(2));
    expect(told).toEqual(['The learning system refused a part of your progress (cmi.core.score.min: wrong type).']);
  });

  test('its object is found around and behind, and not in windows of others', () => {
    const api = scormApi();
    const top = { API: api } as unknown as { parent: unknown };
    top.parent = top;
    const middle = { parent: top, get API(): never { throw new Error('another origin'); } };
    expect(findScormApi({ parent: middle } as unknown as Window)).toBe(api);
    const alone = { opener: { parent: top } } as unknown as { parent: unknown };
    alone.parent = alone;
    expect(findScormApi(alone as unknown as Window)).toBe(api);
    const nobody = {} as { parent: unknown };
    nobody.parent = nobody;
    expect(findScormApi(nobody as unknown as Window)).toBeUndefined();
  });

  test.each([[0, '0000:00:00.00'], [59_999, '0000:00:59.99'], [36_000_000, '0010:00:00.00'], [-5, '0000:00:00.00']])('%d ms is %s', (ms, text) => expect(spanOf(ms)).toBe(text));
});

describe('xAPI', () => {
  afterEach(() => vi.unstubAllGlobals());
  const HREF = 'https://lms.example.org/content/index.html';
  const search = (more: Record<string, string> = {}): string =>
    `?${new URLSearchParams({ endpoint: 'https://lrs.example.org/xapi', auth: 'Basic abc', actor: '{"mbox":["mailto:ada@example.org"],"name":"Ada"}', registration: '0c6f0f4e-9d6c-4a55-8f5c-4f1f1f1b0a11', ...more })}`;

  test('a launch is read', () => {
    expect(launchOf(search(), HREF)).toEqual({ endpoint: 'https://lrs.example.org/xapi/', auth: 'Basic abc', actor: { mbox: 'mailto:ada@example.org', name: 'Ada' }, registration: '0c6f0f4e-9d6c-4a55-8f5c-4f1f1f1b0a11', activity: HREF });
  });

  test.each([[{ endpoint: '' }, /without the address/], [{ endpoint: 'javascript:alert(1)' }, /not secure/], [{ endpoint: 'http://lrs.example.org/' }, /not secure/], [{ actor: 'ada' }, /without saying who/], [{ actor: '[]' }, /without saying who/]])('%j is refused', (more, words) => {
    expect(launchOf(search(more as unknown as Record<string, string>), HREF)).toMatch(words);
  });

  test('attempted, then passed and completed with the score', async () => {
    const sent: { verb: { display: { en: string } }; result?: unknown }[] = [];
    vi.stubGlobal('fetch', (address: string, { body, headers }: { body: string; headers: Record<string, string> }) => {
      expect(address).toBe('https://lrs.example.org/xapi/statements');
      expect(headers).toMatchObject({ Authorization: 'Basic abc', 'X-Experience-API-Version': '1.0.3' });
      sent.push(JSON.parse(body) as (typeof sent)[0]);
      return Promise.resolve({ ok: true, status: 200 });
    });
    const channel = new XapiChannel(launchOf(search(), HREF) as Exclude<ReturnType<typeof launchOf>, string>, '01-x', 100, () => {});
    expect(channel.learner).toBe('mailto:ada@example.org');
    channel.report(score(50));
    channel.report(score(100, { points: 8, of: 8 }));
    channel.report(score(100));
    channel.leave();
    await vi.waitFor(() => expect(sent).toHaveLength(3));
    expect(sent.map(({ verb }) => verb.display.en)).toEqual(['attempted', 'passed', 'completed']);
    expect(sent[1]).toMatchObject({ result: { score: { scaled: 1, raw: 8, min: 0, max: 8 }, success: true, completion: true }, context: { registration: '0c6f0f4e-9d6c-4a55-8f5c-4f1f1f1b0a11' } });
  });

  test('failed with the score when it is left before; a store that refuses is told once', async () => {
    const verbs: string[] = [];
    const told: string[] = [];
    vi.stubGlobal('fetch', (_address: string, { body }: { body: string }) => {
      verbs.push((JSON.parse(body) as { verb: { display: { en: string } } }).verb.display.en);
      return Promise.resolve({ ok: false, status: 403 });
    });
    const channel = new XapiChannel(launchOf(search(), HREF) as Exclude<ReturnType<typeof launchOf>, string>, '01-x', 100, (words) => told.push(words));
    channel.report(score(25));
    channel.leave();
    await vi.waitFor(() => expect(verbs.sort()).toEqual(['attempted', 'failed']));
    await vi.waitFor(() => expect(told).toEqual(['The record store did not take your progress: it answered with status 403.']));
  });
});

describe('the page of a course', () => {
  test.each([
    ['scorm 01-build-a-swarm 100', { kind: 'scorm', slug: '01-build-a-swarm', mastery: 100 }],
    ['xapi 20-quorum 60', { kind: 'xapi', slug: '20-quorum', mastery: 60 }],
    ['scorm ../x 100', undefined],
    [null, undefined],
  ])('%j', (content, page) => expect(coursePage(content, '')).toEqual(page));

  test.each([['?embed=https://school.example.org', 'https://school.example.org'], ['?embed=*', undefined], ['?embed=https://school.example.org/x', undefined], ['?embed=null', undefined], ['', undefined]])('%s embeds for %s', (search, origin) => expect(embedderOf(search)).toBe(origin));
});

describe('what is kept', () => {
  const session: SavedSession = { format: 'skep-session-1', engine: 'x', title: 'A lab', savedAtMs: 5, start: { lab: '01-x', seed: 1, startMs: 0, machines: [{ name: 'node1', platform: 'linux' }] }, inputs: [], nowMs: 7 };

  test('the session where it fits, else which one it was', () => {
    const whole = writeMemory('abc', session, 4096) as string;
    expect(readMemory(whole)).toEqual({ id: 'abc', session });
    expect(readMemory(writeMemory('abc', session, 20))).toEqual({ id: 'abc' });
    expect(writeMemory('abc', session, 3)).toBeUndefined();
  });

  test.each([undefined, '', 'nonsense', '1 <b> x', `1 abc ${'A'.repeat(50)}`])('%j is as if nothing had been kept', (text) => expect(readMemory(text).session).toBeUndefined());
});

test('a score counts points; a lab that asks nothing is done', () => {
  const guide = parseGuide('---\ntitle: t\nsummary: s\nmachines: [node1]\n---\n\n```check id=a points=3\ntrue\n```\n\n```check id=b\ntrue\n```\n');
  const view = (passed: string[]): Parameters<typeof courseScore>[1] => ({ slug: 'x', checks: ['a', 'b'].map((id) => ({ id, section: 'intro', state: passed.includes(id) ? ('passed' as const) : ('open' as const) })), hintsShown: [], quizAnswers: {}, variables: {} }) as unknown as Parameters<typeof courseScore>[1];
  expect(courseScore(guide, view(['a']))).toEqual({ points: 3, of: 4, percent: 75, passed: ['a'], checks: 2 });
  expect(courseScore(guide, view(['a', 'b'])).percent).toBe(100);
  expect(courseScore(parseGuide('---\ntitle: t\nsummary: s\nmachines: [node1]\n---\n\nText\n'), undefined).percent).toBe(100);
});
