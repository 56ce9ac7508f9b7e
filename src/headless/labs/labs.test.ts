/** Labs test themselves: every lab of this build, and that a lab which is wrong is told so. */
import { describe, expect, test } from 'vitest';
import { guideOf } from '../../lab/catalogue';
import { parseGuide } from '../../lab/guide';
import { findingsOf } from './findings';
import { builtLabs, type LabFolder } from './lab-folder';
import { mutantsOf } from './mutants';
import { mutantResult, mutationReport } from './mutation-report';
import { planLab, worldsOf } from './plan';
import { expandScript, expectedFailures } from './script-text';
import { playTrial } from './trial';

const GUIDE = `---
title: A small one
summary: For tests
machines: [node1, node2]
seed: 3
---

## Begin

\`\`\`bash on=node1 id=init
docker swarm init --advertise-addr eth0
\`\`\`

\`\`\`bash on=node1 id=create
docker service create -d --name web --replicas 3 nginx:1.27
\`\`\`

\`\`\`expect id=web-runs title="web runs"
service web has exactly 3 replicas
\`\`\`
`;
const SOLUTION = '# so\n@ run init\n@ run create\n@ settle\n@ check web-runs\n';

const labOf = (more: Partial<LabFolder> = {}): LabFolder => ({ slug: 'small', text: GUIDE, solution: SOLUTION, solutions: [], wrong: [], ...more });

function problemsOf(lab: LabFolder, seeds = 1): string[] {
  const { trials, problems } = planLab(lab, seeds);
  return [...problems, ...trials.flatMap((planned) => findingsOf(planned, playTrial(planned.trial)))];
}

describe('labs of this build', () => {
  const labs = builtLabs();
  test.each(labs.map(({ slug }) => slug))('%s: solutions pass, the untouched start and wrong solutions fail', { timeout: 60_000 }, (slug) => {
    expect(problemsOf(labs.find((lab) => lab.slug === slug) as LabFolder)).toEqual([]);
  });

  test.each(labs.map(({ slug }) => slug))('%s has a solution and no problems in its guide', (slug) => {
    const lab = labs.find((one) => one.slug === slug) as LabFolder;
    expect(lab.solution).toBeDefined();
    expect(guideOf(lab.text).problems).toEqual([]);
  });
});

describe('what is wrong with a lab', () => {
  test('nothing, over several seeds', () => expect(problemsOf(labOf(), 3)).toEqual([]));

  test('a solution that does not pass, or never asks', () => {
    expect(problemsOf(labOf({ solution: '@ run init\n@ check web-runs' }))).toEqual([expect.stringMatching(/^solution\.txt fails check web-runs after 1 s: there is no service web/)]);
    expect(problemsOf(labOf({ solution: '@ run init' }))).toEqual(['solution.txt never asks check web-runs']);
    expect(problemsOf(labOf({ solutions: [{ file: 'solutions/a.txt', text: '@ run nothing\n@ check web-runs' }] }))[0]).toBe('solutions/a.txt: line 1: the guide has no command block nothing');
  });

  test('a check that passes on the untouched start', () => {
    expect(problemsOf(labOf({ text: GUIDE.replace(/```expect[^`]*```/, '```check id=web-runs on=node1 title="Docker answers"\ndocker info >/dev/null && echo "It does."\n```') }))).toContain('check web-runs passes on the untouched start: it checks nothing');
  });

  test.each([
    ['@ run init\n@ check web-runs', 'wrong/a.txt: its first line should name the check that must fail, as in "# fails: web-runs"'],
    ['# fails: nothing\n@ run init', 'wrong/a.txt: the lab has no check nothing'],
    ['# fails: web-runs\n@ solution', 'wrong/a.txt is wrong, yet check web-runs passes'],
    ['# fails: web-runs\n@ run init', 'wrong/a.txt never asks check web-runs'],
    ['# fails: web-runs\n@ solution to run nowhere\n@ check web-runs', 'wrong/a.txt: line 2: solution.txt has no step "run nowhere"'],
  ])('a wrong solution %j', (text, words) => {
    expect(problemsOf(labOf({ wrong: [{ file: 'wrong/a.txt', text }] }))).toContain(words);
  });

  test.each([
    ['nonsense; true', 'bash: line 1: nonsense: command not found'],
    ['if true; then', 'syntax error'],
    ['[ "" -ge 2 ] || true', 'integer expression expected'],
    ['while :; do sleep 1; done', 'did not end within 30 seconds'],
  ])('a check that throws never passes and is told as its author’s error: %s', (script, words) => {
    const text = GUIDE.replace(/```expect[^`]*```/, `\`\`\`check id=web-runs on=node1 title="web runs"\n${script}\n\`\`\``);
    const problems = problemsOf(labOf({ text }));
    expect(problems).toHaveLength(2);
    for (const problem of problems) expect(problem).toMatch(/check web-runs is broken: .*author’s error/);
    expect(problems.join()).toContain(words);
  });
});

describe('labs that vary', () => {
  const text = GUIDE.replace('seed: 3', 'seed: 3\nvariants:\n  copies: [3, 4, 5, 6]').replaceAll('--replicas 3', '--replicas {{copies}}').replace('exactly 3', 'exactly {{copies}}');

  test('are played as several learners, each by a solution of their own', () => {
    expect(worldsOf(text, 1)).toEqual([{ seed: 3 }, { seed: 3, learner: 'learner-1' }, { seed: 3, learner: 'learner-2' }]);
    const solution = '@ run init\nnode1$ docker service create -d --name web --replicas {{copies}} nginx:1.27\n@ settle\n@ check web-runs';
    expect(problemsOf(labOf({ text, solution }))).toEqual([]);
    expect(problemsOf(labOf({ text, solution: solution.replace('{{copies}}', '3') }))).not.toEqual([]);
  });
});

describe('mutants', () => {
  const guide = parseGuide(GUIDE);
  const mutants = mutantsOf('node1$ docker node ls\n@ run init\n@ run create\n@ settle\n@ kill node2\n@ check web-runs', guide, new Set(['nginx', 'docker']));

  test('drop each step that does something, and change numbers, names, images and machines', () => {
    expect(mutants.map(({ line, change, now }) => [line, change, now])).toEqual([
      [2, 'dropped', undefined],
      [3, 'dropped', undefined],
      [3, 'number', 'node1$ docker service create -d --name web --replicas 4 nginx:1.27'],
      [3, 'name', 'node1$ docker service create -d --name webx --replicas 3 nginx:1.27'],
      [3, 'image', 'node1$ docker service create -d --name web --replicas 3 nginx:latest'],
      [5, 'dropped', undefined],
      [5, 'machine', '@ kill node1'],
    ]);
    expect(mutants[2]?.script).toBe('node1$ docker node ls\n@ run init\n@ step create\nnode1$ docker service create -d --name web --replicas 4 nginx:1.27\n@ settle\n@ kill node2\n@ check web-runs');
  });

  test('their report names checks that cannot fail and mutants that nobody notices', () => {
    const played = mutantsOf(SOLUTION, guide, new Set(['nginx'])).map((mutant) => mutantResult(mutant, playTrial({ lab: { slug: 'small', text: GUIDE }, seed: 3, script: mutant.script })));
    const report = mutationReport(['web-runs', 'never-asked'], played);
    expect(report.neverFail).toEqual(['never-asked']);
    expect(report.unnoticed.map(({ change }) => change)).toEqual(['image']);
    expect(report.kills['web-runs']).toBe(played.length - 1);
  });
});

describe('scripts', () => {
  test('take steps of the solution', () => {
    const solution = 'node1$ a\n> b\n@ check one\nnode1$ c';
    expect(expandScript('# x\n@ solution to check one\nnode1$ other', solution).text).toBe('# x\nnode1$ a\n> b\n@ check one\nnode1$ other');
    expect(expandScript('@ solution after check one', solution).text).toBe('node1$ c');
    expect(expandScript('@ solution', solution).text).toBe('node1$ a\n> b\n@ check one\nnode1$ c');
  });

  test('name what they fail', () => expect(expectedFailures('# fails: a, b\n# more')).toEqual(['a', 'b']));
});
