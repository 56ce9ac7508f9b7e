/** The examples for CI: they name commands and options that there are, and their lines do what they say. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SKEP = join(ROOT, 'tests/tools/skep.mjs');
const SHARDS = [1, 2];

interface Example {
  name: string;
  /** The script that grades a part, with what the platform sets for it, and the one that puts them together. */
  grade: string;
  report: string;
  environment(shard: number): Record<string, string>;
}

const read = (name: string): unknown => parse(readFileSync(join(ROOT, 'docs/ci', name), 'utf8'));
type Steps = { steps: { run?: string }[] };
const github = read('github-actions.yml') as { env: Record<string, string>; jobs: { grade: Steps; report: Steps } };
const gitlab = read('gitlab-ci.yml') as { variables: Record<string, string>; grade: { script: string[] }; report: { script: string[] } };
const lineOf = ({ steps }: Steps): string => steps.flatMap(({ run }) => (run?.includes('skep.mjs') ? [run] : [])).join('\n');

const EXAMPLES: Example[] = [
  {
    name: 'github-actions.yml', grade: lineOf(github.jobs.grade), report: lineOf(github.jobs.report),
    environment: (shard) => ({ ...github.env, SHARD: `${shard}/${SHARDS.length}`, RESULTS: `results-${shard}.jsonl`, GITHUB_STEP_SUMMARY: 'summary.md' }),
  },
  {
    name: 'gitlab-ci.yml', grade: gitlab.grade.script.join('\n'), report: gitlab.report.script.join('\n'),
    environment: (shard) => ({ ...gitlab.variables, CI_NODE_INDEX: String(shard), CI_NODE_TOTAL: String(SHARDS.length) }),
  },
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'skep-ci-'));
  execFileSync(process.execPath, [SKEP, 'labs', 'list']);
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(EXAMPLES)('$name', ({ name, grade, report, environment }) => {
  test('names commands and options that there are', { timeout: 60_000 }, () => {
    const lines = `${grade}\n${report}`.split('\n').filter((line) => line.includes('skep.mjs'));
    expect(lines.length).toBe(2);
    for (const line of lines) {
      const command = /skep\.mjs (\S+)/.exec(line)?.[1] ?? '';
      const help = execFileSync(process.execPath, [SKEP, command, '--help'], { encoding: 'utf8' });
      for (const [option] of line.matchAll(/--[a-z-]+/g)) expect(help).toContain(option);
    }
  });

  test('grades two parts and puts them together', { timeout: 120_000 }, () => {
    const at = join(folder, name);
    mkdirSync(join(at, 'submissions'), { recursive: true });
    symlinkSync(ROOT, join(at, 'skep'));
    writeFileSync(join(at, 'submissions/ada.sh'), 'docker swarm init --advertise-addr eth0\n');
    writeFileSync(join(at, 'submissions/ben.sh'), 'true\n');
    writeFileSync(join(at, 'submissions/cut.json'), '{"format":');
    const run = (script: string, shard: number): string => execFileSync('bash', ['-e', '-c', script], { cwd: at, encoding: 'utf8', env: { ...process.env, ...environment(shard) } });
    for (const shard of SHARDS) run(grade, shard);
    run(report, 1);
    expect(readFileSync(join(at, 'grades.csv'), 'utf8').split('\n').slice(1, 4).map((row) => row.split(',')[0])).toEqual(['submissions/ada.sh', 'submissions/ben.sh', 'submissions/cut.json']);
    expect(readFileSync(join(at, 'grades.xml'), 'utf8')).toContain('<testsuite name="submissions/ada.sh"');
    expect(readFileSync(join(at, 'grades.md'), 'utf8')).toContain('3 graded: 0 with all points, 2 with part of them, 1 not accepted');
    // A mistake in the file stops the job.
    expect(() => run(grade.replaceAll('--limit', '--no-such-option'), 1)).toThrow();
  });
});
