/** A tab of its own and the session that it asks: found, asked, lost, found again. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { BrowseAnswer } from '../../session/protocol';
import { OwnTabHost, OwnTabLine } from './own-tab';
import type { Scene } from './own-tab';
import { ownTabPath, readOwnTabPath } from './own-tab-path';

const closing: { close(): void }[] = [];
afterEach(() => {
  for (const one of closing.splice(0)) one.close();
});

const kept = <T extends { close(): void }>(one: T): T => {
  closing.push(one);
  return one;
};

const page = (url: string): BrowseAnswer => ({ ok: true, url, status: 200, headers: {}, body: 'hello', cut: false, hops: [], ms: 1 });
const question = { tab: 'site-1', url: 'http://node1:80/', method: 'GET', keepAlive: false } as const;

function open(session: string) {
  const scenes: (Scene | undefined)[] = [];
  return { line: kept(new OwnTabLine(session, { scene: (scene) => scenes.push(scene) })), scenes };
}

describe('a tab of its own', () => {
  test('finds its session, asks through it under a name of its own, and sees it change', async () => {
    let scene: Scene = { title: 'Lab', paused: false, places: ['http://node1:80/'] };
    const browse = vi.fn(({ url }: { url: string }) => Promise.resolve(page(url)));
    const host = kept(new OwnTabHost('s1', { browse }, () => scene));
    const { line, scenes } = open('s1');
    await vi.waitFor(() => expect(scenes).toEqual([scene]));
    expect(await line.browse(question)).toEqual(page(question.url));
    expect(browse.mock.calls[0]?.[0]).toEqual({ ...question, tab: `${line.name}-site-1` });
    host.refresh();
    scene = { ...scene, paused: true };
    host.refresh();
    await vi.waitFor(() => expect(scenes).toHaveLength(2));
    expect(scenes[1]).toEqual(scene);
  });

  test('another session does not answer; without one a request is refused with the reason', async () => {
    const browse = vi.fn(() => Promise.resolve(page('')));
    kept(new OwnTabHost('other', { browse }, () => ({ title: '', paused: false, places: [] })));
    const { line, scenes } = open('s2');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(scenes).toEqual([]);
    await expect(line.browse(question)).rejects.toThrow(/is not open/);
    expect(browse).not.toHaveBeenCalled();
  });

  test('a session that closes refuses what is under way; one that opens later is found', async () => {
    const scene = { title: 'Lab', paused: false, places: [] };
    const first = new OwnTabHost('s3', { browse: () => new Promise(() => {}) }, () => scene);
    const { line, scenes } = open('s3');
    await vi.waitFor(() => expect(scenes).toHaveLength(1));
    const asked = line.browse(question);
    first.close();
    await expect(asked).rejects.toThrow(/is not open/);
    expect(scenes).toEqual([scene, undefined]);
    kept(new OwnTabHost('s3', { browse: ({ url }) => Promise.resolve(page(url)) }, () => scene));
    await vi.waitFor(() => expect(scenes).toHaveLength(3), 4_000);
    expect(await line.browse(question)).toEqual(page(question.url));
  });

  test('a world that has stopped answers with its words', async () => {
    kept(new OwnTabHost('s4', { browse: () => Promise.reject(new Error('The world stopped at 12 s.')) }, () => ({ title: '', paused: false, places: [] })));
    const { line, scenes } = open('s4');
    await vi.waitFor(() => expect(scenes).toHaveLength(1));
    expect(await line.browse(question)).toMatchObject({ ok: false, words: 'The world stopped at 12 s.' });
  });
});

describe('its address', () => {
  test.each(['http://node1:8080/', 'http://node1:8080/a%20b/ü?x=1&y=%23#top', 'http://192.168.0.11:80/"<>'])('%s comes back as it was', (url) => {
    const path = ownTabPath('s-1_x', url);
    expect(path).toMatch(/^site\/s-1_x\/[\w.-]+\/\d+\/[\x21-\x7e]*$/);
    expect(readOwnTabPath(path ?? '')).toEqual({ session: 's-1_x', url });
  });

  test('port 80 may be left out; what is no address of the lab has none', () => {
    expect(ownTabPath('s', 'http://node1/')).toBe('site/s/node1/80/');
    expect(ownTabPath('s', 'javascript:alert(1)')).toBeUndefined();
    for (const path of ['site/s/node1', 'site/s/node1/80/%E0%A4%A', 'site//node1/80/', 'site/s/no de/80/']) expect(readOwnTabPath(path)).toBeUndefined();
  });
});
