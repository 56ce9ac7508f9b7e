/** Packages: what they hold, and that nothing of a lab's text or a command line is markup in them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packCommand } from './pack-command';
import { coursePageOf, packageBytes } from './package';

const INDEX = '<!doctype html>\n<html>\n  <head>\n    <meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="default-src \'self\'; connect-src \'self\'; object-src \'none\'" />\n  </head>\n</html>\n';
const lab = { slug: '01-x', title: 'A <b> & "c"', summary: 's', mastery: 80 };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'skep-pack-'));
  mkdirSync(join(folder, 'page/assets'), { recursive: true });
  for (const [name, text] of Object.entries({ 'index.html': INDEX, 'sw.js': 'x', 'embed.js': 'x', 'assets/a&b.js': '1' })) writeFileSync(join(folder, 'page', name), text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const packed = (kind: 'scorm' | 'xapi', stores: string[] = []): Record<string, string> =>
  Object.fromEntries(Object.entries(unzipSync(packageBytes({ kind, lab, page: join(folder, 'page'), stores }))).map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]));

describe('a package', () => {
  test('SCORM: manifest first, all files named, the page told its lab', () => {
    const files = packed('scorm');
    expect(Object.keys(files)).toEqual(['imsmanifest.xml', 'assets/a&b.js', 'index.html']);
    expect(files['imsmanifest.xml']).toContain('<title>A &lt;b&gt; &amp; &quot;c&quot;</title>');
    expect(files['imsmanifest.xml']).toContain('<file href="assets/a&amp;b.js"/>');
    expect(files['imsmanifest.xml']).toContain('<adlcp:masteryscore>80</adlcp:masteryscore>');
    expect(files['index.html']).toContain('<meta name="skep-course" content="scorm 01-x 80" />');
    expect(files['index.html']).toContain("connect-src 'self';");
  });

  test('xAPI: its policy lets it speak to the record store, and to nobody else', () => {
    const files = packed('xapi', ['https://lrs.example.org']);
    expect(files['tincan.xml']).toContain('<launch lang="en">index.html</launch>');
    expect(files['index.html']).toContain("connect-src 'self' https://lrs.example.org; object-src 'none'");
  });

  test('the same page gives the same bytes', () => {
    const options = { kind: 'scorm' as const, lab, page: join(folder, 'page'), stores: [] };
    expect(packageBytes(options)).toEqual(packageBytes(options));
  });

  test('a page that is none of this build is refused', () => expect(() => coursePageOf('<html></html>', 'scorm', lab, [])).toThrow(/not a page of this build/));
});

describe('the command', () => {
  const pack = (...args: string[]): number => packCommand([...args, '--page', join(folder, 'page'), '--out', join(folder, 'out.zip')]);

  test('writes a lab of this build', () => expect(pack('01-build-a-swarm', '--scorm')).toBe(0));
  test.each([
    [[], 2],
    [['01-build-a-swarm'], 2],
    [['01-build-a-swarm', '--scorm', '--xapi'], 2],
    [['no-such-lab', '--scorm'], 1],
    [['01-build-a-swarm', '--scorm', '--mastery', '101'], 2],
    [['01-build-a-swarm', '--scorm', '--lrs', 'https://lrs.example.org'], 2],
    [['01-build-a-swarm', '--xapi', '--lrs', "https://lrs.example.org; script-src 'unsafe-inline'"], 2],
    [['01-build-a-swarm', '--xapi', '--lrs', 'https://lrs.example.org/path'], 2],
    [['01-build-a-swarm', '--xapi', '--lrs', 'javascript:alert(1)'], 2],
  ])('%j ends with %d', (args, status) => expect(pack(...args)).toBe(status));
});
