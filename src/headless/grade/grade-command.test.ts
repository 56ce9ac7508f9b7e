/** The grader as it is run: many files, bad ones among them, over workers and shards, and its reports. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import solution from '../../../labs/01-build-a-swarm/solution.txt?raw';
import { LabPlayer, labStart } from '../../session/lab-player';
import type { SessionStart } from '../../session/protocol';
import { signed, submissionOf, writeSubmission, type Submission } from '../../session/submission';
import { formatResults } from './formats';
import { inOrder, readResults } from './result';

const LAB = '01-build-a-swarm';
const SKEP = fileURLToPath(new URL('../../../tests/tools/skep.mjs', import.meta.url));
let folder: string;

function handIn(lines: string, learner: string): Submission {
  const player = new LabPlayer(labStart(LAB, { learner }) as SessionStart);
  player.play(lines);
  return submissionOf(player.session);
}

function skep(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [SKEP, ...args], { cwd: folder, encoding: 'utf8' });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'skep-grade-'));
  const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const whole = handIn(solution, 'ada');
  const half = handIn(solution.split('\n').slice(0, 8).join('\n'), 'ben');
  put('ada.json', writeSubmission(whole));
  put('ben.json', writeSubmission(half));
  put('cut.json', writeSubmission(whole).slice(0, 900));
  put('changed.json', writeSubmission(half).replace('swarm init', 'swarm inti'));
  const { digest: _digest, ...claimed } = structuredClone(half);
  claimed.claims.forEach((claim) => (claim.passed = true));
  put('claimed.json', writeSubmission(signed(claimed)));
  put('other.json', writeSubmission(signed({ ...structuredClone(half), lab: '99-none' })));
  put('script.sh', 'docker swarm init --advertise-addr eth0\ndocker service create -d --name web --replicas 6 -p 8080:80 nginx\n');
  put('stack.yml', 'services:\n  web:\n    image: nginx\n    ports: ["8080:80"]\n');
  // Built once, before the clock of any test runs.
  execFileSync(process.execPath, [SKEP, 'labs', 'list'], { cwd: folder });
}, 240_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('skep grade', () => {
  test('grades what can be graded, tells the rest apart, and says so with its exit status', { timeout: 120_000 }, () => {
    const { status, stdout } = skep('grade', LAB, '.', '--format', 'json', '--results', 'all.jsonl');
    const { results } = JSON.parse(stdout) as { results: { file: string; standing: string; points: number; of: number; checks: { id: string; passed: boolean }[] }[] };
    const byFile = Object.fromEntries(results.map((one) => [one.file, one]));
    expect(Object.fromEntries(results.map(({ file, standing }) => [file, standing]))).toEqual({
      'ada.json': 'ok', 'ben.json': 'ok', 'changed.json': 'damaged', 'claimed.json': 'edited results', 'cut.json': 'unreadable', 'other.json': 'other lab', 'script.sh': 'ok', 'stack.yml': 'ok',
    });
    expect(byFile['ada.json']?.points).toBe(byFile['ada.json']?.of);
    expect(byFile['ben.json']?.points).toBeGreaterThan(0);
    const passedBy = (file: string): string[] => byFile[file]?.checks.filter(({ passed }) => passed).map(({ id }) => id) ?? [];
    expect(passedBy('script.sh')).toContain('scaled');
    expect(passedBy('stack.yml')).toContain('swarm-up');
    expect(status).toBe(3);
  });

  test('a run goes on where it was; shards put together are the whole', { timeout: 120_000 }, () => {
    const whole = skep('merge', 'all.jsonl', '--format', 'csv').stdout;
    const again = skep('grade', LAB, '.', '--format', 'csv', '--results', 'all.jsonl');
    expect(again.stdout).toBe(whole);
    // Nothing was graded twice.
    expect(readResults(readFileSync(join(folder, 'all.jsonl'), 'utf8')).results).toHaveLength(8);
    for (const part of ['1/2', '2/2']) skep('grade', LAB, '.', '--shard', part, '--results', `part-${part[0]}.jsonl`, '--workers', '1');
    expect(skep('merge', 'part-1.jsonl', 'part-2.jsonl', '--format', 'csv').stdout).toBe(whole);
  });

  test('what does not end is stopped, and told', { timeout: 60_000 }, () => {
    writeFileSync(join(folder, 'loop.sh'), 'while :; do :; done\n');
    const { status, stdout } = skep('grade', LAB, 'loop.sh', '--limit', '2', '--format', 'csv');
    rmSync(join(folder, 'loop.sh'));
    expect(stdout).toContain('loop.sh,,endless,0,0,it took longer than 2 s of real time: it was stopped');
    expect(status).toBe(3);
  });

  test('a rubric adds checks that nobody saw', { timeout: 60_000 }, () => {
    writeFileSync(join(folder, 'hidden.md'), '## Further checks\n\n```check id=hidden on=node1 points=3 title="The swarm has a leader"\ndocker node ls --format "{{.ManagerStatus}}" | grep -q Leader || { echo "no leader"; exit 1; }\n```\n');
    const { stdout } = skep('grade', LAB, 'ada.json', '--rubric', 'hidden.md', '--format', 'json');
    const [grade] = (JSON.parse(stdout) as { results: { standing: string; checks: { id: string; passed: boolean; points: number }[] }[] }).results;
    expect(grade?.standing).toBe('ok');
    expect(grade?.checks.find(({ id }) => id === 'hidden')).toMatchObject({ passed: true, points: 3 });
  });

  test('a roster says whose each file should be; one work under two names is told', { timeout: 60_000 }, () => {
    const { digest: _digest, ...copy } = JSON.parse(readFileSync(join(folder, 'ben.json'), 'utf8')) as Submission;
    mkdirSync(join(folder, 'class'));
    writeFileSync(join(folder, 'class', 'ben.json'), writeSubmission(signed(copy)));
    writeFileSync(join(folder, 'class', 'eve.json'), writeSubmission(signed({ ...copy, name: 'Eve' })));
    writeFileSync(join(folder, 'class', 'zoe.json'), writeSubmission(signed(copy)));
    writeFileSync(join(folder, 'roster.csv'), '# file,learner\nben.json,ben\nzoe.json,zoe\n');
    const { stdout } = skep('grade', LAB, 'class', '--roster', 'roster.csv', '--format', 'json');
    const { results } = JSON.parse(stdout) as { results: { file: string; standing: string; note?: string; name?: string }[] };
    expect(results.map(({ file, standing }) => [file, standing])).toEqual([['class/ben.json', 'ok'], ['class/eve.json', 'ok'], ['class/zoe.json', 'somebody else’s']]);
    expect(results[1]).toMatchObject({ name: 'Eve', note: 'the same work as class/ben.json, key by key' });
    expect(skep('grade', LAB, 'ben.json', '--learner', 'ada').stdout).toContain('somebody else’s');
    writeFileSync(join(folder, 'roster.csv'), 'ben.json\n');
    expect(skep('grade', LAB, 'class', '--roster', 'roster.csv').stderr).toContain('roster.csv:1: a file and its learner');
  });

  test.each([
    [['grade'], 'a lab, and what is to be graded'],
    [['grade', 'no-such-lab', 'ada.json'], 'there is no lab "no-such-lab"'],
    [['grade', LAB, 'ada.json', '--format', 'pdf'], '--format pdf: there are'],
    [['grade', LAB, 'ada.json', '--shard', '3/2'], '--shard 3/2'],
    [['merge', 'nothing.jsonl'], 'nothing.jsonl: no such file'],
  ])('%j is refused', { timeout: 60_000 }, (args, words) => {
    const { status, stderr } = skep(...args);
    expect(stderr).toContain(words);
    expect(status).toBe(2);
  });
});

describe('reports', () => {
  const hostile = inOrder([
    { file: '=cmd|x.json', of: '', grade: { standing: 'ok', accepted: true, learner: 'a"b,<i>\u001b[2J', checks: [{ id: 'c', title: '<b>|&', passed: false, points: 0, of: 2, atMs: 61_500, reason: 'not\nthere' }], points: 0, of: 2 } },
  ]);

  test('text of strangers is data in each', () => {
    expect(formatResults(hostile, 'csv')).toBe('file,learner,standing,points,of,c,note\n\'=cmd|x.json,"a""b,<i>\u001b[2J",ok,0,2,0,\n');
    expect(formatResults(hostile, 'junit')).toContain('&lt;b&gt;|&amp;');
    expect(formatResults(hostile, 'markdown')).toContain('\\<i\\>');
    expect(formatResults(hostile, 'text')).not.toContain('\u001b');
    expect(formatResults(hostile, 'text')).toContain('✗ c: <b>|&, at 1 min 01 s: not there');
  });
});
