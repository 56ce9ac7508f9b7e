/** Scenarios of other platforms become labs that run; what cannot come along is told with its place; hostile ones are refused. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checksOf, parseGuide } from '../../lab/guide';
import { playTrial } from '../labs/trial';
import { importCommand, importLab, playedLines, written } from './import-command';
import { insideName, openSource } from './source';

const FIXTURES = fileURLToPath(new URL('../../../tests/import/', import.meta.url));
let folder: string;

beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'skep-import-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const labOf = (path: string): ReturnType<typeof written> => written(importLab(openSource(path)));

describe('a Killercoda scenario', () => {
  const { files, report } = labOf(join(FIXTURES, 'two-hosts'));
  const text = files['guide.md'] as string;
  const guide = parseGuide(text);

  test('is a guide without problems, with its machines, files and scripts', () => {
    expect(guide.problems).toEqual([]);
    expect(guide.front).toMatchObject({ title: 'Two hosts, one swarm', minutes: 20, level: 'intermediate', machines: [{ name: 'host01' }, { name: 'host02' }] });
    expect(Object.keys(guide.front.files).sort()).toEqual(['host01:/opt/scenario/intro-background.sh', 'host01:/opt/scenario/intro-foreground.sh', 'host01:/opt/scenario/step2-background.sh', 'host01:/root/stack.yml', 'host02:/opt/notes/note.txt']);
    expect(guide.front.setup.map(({ run }) => run)).toEqual(['chmod +r \'/root/stack.yml\'', 'bash /opt/scenario/intro-background.sh', 'bash /opt/scenario/intro-foreground.sh']);
    expect(guide.sections.map(({ title }) => title)).toEqual(['Form the swarm', 'Deploy "web"', 'Look around', 'Finish']);
  });

  test('has a check for each script that verified a step, and none that its text smuggled in', () => {
    expect(checksOf(guide).map(({ id, on, title }) => [id, on, title])).toEqual([['step1-verified', 'host01', 'Form the swarm'], ['step2-verified', 'host01', "Deploy 'web'"]]);
    expect(text).toContain('\\:::quiz{id=planted answer=a}');
  });

  test('its checks fail before and pass after its commands', () => {
    const lab = { slug: 'two-hosts', text };
    const before = playTrial({ lab, seed: 1 });
    expect(before.checks.map(({ id, passed }) => [id, passed])).toEqual([['step1-verified', false], ['step2-verified', false]]);
    expect(before.checks[0]?.reason).toBe('only 0 of 2 nodes are ready');
    const after = playTrial({ lab, seed: 1, script: files['solution.txt'] as string });
    expect(after.problems).toEqual([]);
    expect(after.checks.map(({ id, passed, reason }) => [id, passed, reason])).toEqual([['step1-verified', true, 'no reason given'], ['step2-verified', true, 'no reason given']]);
  });

  test('addresses are those of its machines', () => {
    expect(text).toContain('docker swarm init --advertise-addr 192.168.0.11');
    expect(text).toContain('[the page](http://192.168.0.11:8080)');
    expect(text).toContain('http://192.168.0.12:8080/ on the other host');
    expect(text).toContain('copies < 4');
  });

  test('what could not come along is told with file, line and reason', () => {
    expect(report).toEqual(expect.arrayContaining([
      'index.json:7: "sponsor": nothing in a lab is like it',
      'index.json:23: asset "../index.json" to "/root": it leads out of its folder, and is left out',
      'index.json:24: asset "missing.txt": there is no such file in assets/',
      'init/foreground.sh: a script in the foreground: it runs before the lab begins, and what it prints is not seen',
      'step2/background.sh: a script that begins with its step: a guide runs nothing by itself: it is the step’s first command',
      'step3-verify.py:1: #!/usr/bin/env python3: only scripts of a shell are carried over',
      'intro.md:3: <font color="red">: HTML is not rendered; its text stays',
      'step1/text.md:16: {{open}}: a guide opens no files: the name is shown, and the editor opens it',
      'step2/text.md:11: {{execute T2}}: commands go to the terminal in front of a machine: open a second one by hand if the first is taken',
      'step2/text.md:15: ![a drawing](./assets/drawing.png): pictures are not carried over; its description stays',
      'step3.md:1: {{SOMETHING_ELSE}}: nothing is known to stand for it; it stays as it is',
      'step3.md:1: {{execute interrupt}}: press Ctrl-C first where something still runs',
    ]));
    expect(files['IMPORT.md']).toContain('- step3-verify.py:1: ');
  });
});

describe('a page of Play with Docker', () => {
  const { files, report } = labOf(join(FIXTURES, 'classroom.md'));
  const text = files['guide.md'] as string;
  const guide = parseGuide(text);

  test('is a guide without problems: terminals are machines, lists are quizzes', () => {
    expect(guide.problems).toEqual([]);
    expect(guide.front).toMatchObject({ title: 'Two terminals', machines: [{ name: 'node1' }, { name: 'node2' }], summary: 'Two terminals stand for two machines.' });
    expect(guide.sections.map(({ title }) => title)).toEqual(['First steps']);
    const blocks = guide.sections.flatMap((section) => section.blocks);
    expect(blocks.flatMap((block) => (block.kind === 'command' ? [[block.on, block.commands.length]] : []))).toEqual([['node1', 2], ['node2', 1], ['node1', 1]]);
    expect(blocks.flatMap((block) => (block.kind === 'quiz' ? [[block.id, block.answers, block.options.length]] : []))).toEqual([['page-quiz-1', ['b'], 2], ['page-quiz-2', ['a', 'c'], 3]]);
    expect(text).toContain('[the page](http://192.168.0.12:8080)');
    expect(text).not.toMatch(/TOC|\{:|\{%/);
  });

  test('runs', () => {
    const played = playTrial({ lab: { slug: 'classroom', text }, seed: 1, script: files['solution.txt'] as string });
    expect(played.problems).toEqual([]);
    const check = '\n\n```expect id=up title="web runs"\nservice web has exactly 1 replica\n```\n';
    expect(playTrial({ lab: { slug: 'classroom', text: text + check }, seed: 1, script: `${files['solution.txt']}@ settle\n@ check up` }).checks).toMatchObject([{ id: 'up', passed: true }]);
  });

  test('says what is missing', () => {
    expect(report).toEqual(expect.arrayContaining([
      'classroom.md:24: <token>: a blank that the learner fills in: the command is typed as it stands',
      'classroom.md:34: {% include note.html %}: the site’s own template language: it is left out',
      'classroom.md:34: ![the map](/images/map.svg): pictures are not carried over; its description stays',
      'classroom.md:48: {:.quiz}: a quiz needs two options and a right one: its text is shown',
    ]));
  });
});

describe('hostile input', () => {
  const put = (name: string, files: Record<string, string>): string => {
    const at = join(folder, name);
    mkdirSync(at, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(at, file), text);
    return at;
  };
  const zip = (name: string, files: Record<string, Uint8Array>): string => {
    const at = join(folder, name);
    writeFileSync(at, zipSync(files, { level: 9 }));
    return at;
  };
  const index = (step: object, more: object = {}): string => JSON.stringify({ title: 'x', details: { steps: [step], ...more } });

  test.each(['../x', '/etc/passwd', 'a/../../x', '..\\x', 'C:\\x', '~/x', 'a\0b'])('%j leads out', (name) => expect(insideName(name)).toBeUndefined());

  test('names that lead out are left out, links are not followed', () => {
    writeFileSync(join(folder, 'secret.md'), 'the secret');
    const at = put('out', { 'index.json': index({ title: 'a', text: '../secret.md', verify: 'link.sh' }, { assets: { host01: [{ file: '*', target: '/root/../../etc' }] } }) });
    symlinkSync(join(folder, 'secret.md'), join(at, 'link.sh'));
    const { files, report } = labOf(at);
    expect(JSON.stringify(files)).not.toContain('the secret');
    expect(report).toEqual(expect.arrayContaining([
      'index.json:1: "text": "../secret.md": it leads out of the scenario, and is left out',
      'index.json:1: "verify": "link.sh": there is no such file',
      'index.json:1: asset "*" to "/root/../../etc": it leads out of its folder, and is left out',
    ]));
  });

  test.each<[string, () => string, RegExp]>([
    ['no scenario', () => put('none', {}), /neither a scenario with an index\.json nor a Markdown page/],
    ['broken JSON', () => put('broken', { 'index.json': '{"a":' }), /index\.json: not JSON/],
    ['deep JSON', () => put('deep', { 'index.json': '['.repeat(200_000) }), /index\.json: not JSON/],
    ['huge JSON', () => put('huge', { 'index.json': JSON.stringify({ a: 'x'.repeat(1_500_000) }) }), /index\.json: larger than 1 MB/],
    ['too many steps', () => put('many', { 'index.json': JSON.stringify({ details: { steps: Array.from({ length: 101 }, () => ({})) } }) }), /more than 100 steps/],
    ['a YAML bomb', () => put('bomb', { 'page.md': `---\na: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.split('').map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`).join('\n')}\n---\n\ntext\n` }), /front matter: Excessive alias count/],
    ['a zip that leads out', () => zip('out.zip', { '../../evil.sh': strToU8('x'), 'index.json': strToU8('{}') }), /leads out of the archive/],
    ['a zip bomb', () => zip('bomb.zip', { 'index.json': new Uint8Array(40_000_000) }), /unpacks to more than 20 MB/],
    ['many small bombs', () => zip('bombs.zip', Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, new Uint8Array(1_900_000)]))), /unpacks to more than 20 MB/],
    ['no zip', () => (writeFileSync(join(folder, 'no.zip'), 'PK nothing'), join(folder, 'no.zip')), /not a zip archive that can be read/],
  ])('%s is refused in words', (_name, make, words) => expect(() => labOf(make())).toThrow(words));

  test('text is text: no front matter, no check and no container comes out of it', () => {
    const page = '---\ntitle: "a\\n---\\nsetup: [x]"\n---\n\n```check id=a\ntrue\n```\n\n```expect id=b\nservice web exists\n```\n\n:::hint{title=x}\n\n<script>alert(1)</script>\n\n```.term1\necho "``` x"\n```\n';
    const { files } = labOf(put('text', { 'page.md': page }));
    const guide = parseGuide(files['guide.md'] as string);
    expect(guide.problems).toEqual([]);
    expect(checksOf(guide)).toEqual([]);
    expect(guide.front.setup).toEqual([]);
    expect(files['guide.md']).not.toContain('<script');
  });

  test('a zip of a good scenario is the scenario', () => {
    const names = openSource(join(FIXTURES, 'two-hosts')).files;
    const at = zip('good.zip', Object.fromEntries(names.map((name) => [`two-hosts-main/${name}`, new Uint8Array(readFileSync(join(FIXTURES, 'two-hosts', name)))])));
    expect(labOf(at).files).toEqual(labOf(join(FIXTURES, 'two-hosts')).files);
  });

  test('titles that come twice, and those that read like ids, are told apart', () => {
    const { files } = labOf(put('twice', { 'index.json': JSON.stringify({ title: 'x', details: { steps: [{ title: 'Step1', text: 'a.md', verify: 'v.sh' }, { title: 'Step1', text: 'a.md' }] } }), 'a.md': '`ls`{{exec}}\n', 'v.sh': 'false\n' }));
    expect(parseGuide(files['guide.md'] as string).problems).toEqual([]);
    expect(files['guide.md']).toContain('## Step1 (2)');
    const page = labOf(put('twice-page', { 'page.md': '---\ntitle: x\n---\n\n## A\n\none\n\n## A\n\ntwo\n' }));
    expect(parseGuide(page.files['guide.md'] as string).problems).toEqual([]);
  });

  test('what a play of the lab shows is told too: a check that its commands do not satisfy', () => {
    const { files } = labOf(put('unsolved', { 'index.json': index({ title: 'a', text: 'a.md', verify: 'v.sh' }), 'a.md': 'Make a file.\n', 'v.sh': 'test -f /root/made\n' }));
    expect(playedLines('unsolved', files)).toEqual(['solution.txt: check step1-verified does not pass after the commands of the text: the learner has to do something that it does not type']);
    expect(playedLines('two-hosts', labOf(join(FIXTURES, 'two-hosts')).files)).toEqual([]);
  });

  test('the command writes the lab, and over nothing', async () => {
    const out = join(folder, 'lab');
    expect(await importCommand([join(FIXTURES, 'classroom.md'), '--out', out])).toBe(0);
    expect(readFileSync(join(out, 'guide.md'), 'utf8')).toContain('title: Two terminals');
    expect(await importCommand([join(FIXTURES, 'classroom.md'), '--out', out])).toBe(2);
    expect(await importCommand([join(folder, 'nothing'), '--out', join(folder, 'other')])).toBe(1);
    expect(await importCommand([])).toBe(2);
  });
});
