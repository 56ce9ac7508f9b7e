/** The lint says what the real client said of the same files: nothing more is an error, nothing less. */
import { describe, expect, test } from 'vitest';
import configGoldens from '../_goldens/config.json';
import deployGoldens from '../_goldens/deploy.json';
import yamlGoldens from '../_goldens/yaml.json';
import type { Diagnostic } from './diagnostic';
import { lintCompose } from './lint';
import { sceneOf } from './testing';

interface Golden {
  name: string;
  files?: Record<string, string>;
  args?: string[];
  env?: Record<string, string>;
  exit?: number;
  stderr?: string;
}

const FOLDER = '/tmp/lab';

function lint({ files = {}, env = {} }: Golden, name: string): Diagnostic[] {
  const placed = Object.fromEntries(Object.entries(files).map(([path, content]) => [`${FOLDER}/${path}`, content]));
  const all = lintCompose(files[name] ?? '', sceneOf({ path: `${FOLDER}/${name}`, files: placed, env: { HOME: '/root', ...env } }));
  return all.filter(({ source }) => source === 'docker stack deploy');
}

const wordsOf = ({ message }: Diagnostic) => message.split('\n')[0] as string;
const errors = (all: Diagnostic[]) => all.filter(({ severity, message }) => severity === 'error' || severity === 'info' || message.includes('as long as'));

/** What only a deployment says, after all that `stack config` looks at. */
const LATER = /^(invalid image reference|service .*: |open .*: |read .*: )/;

describe('every error of docker stack config is the first error of the lint, in the same words', () => {
  // Of the recorded cases those of one file without flags.
  const cases = (configGoldens as unknown as Golden[]).filter(({ files = {}, args }) => args === undefined && files['a.yml'] !== undefined);
  const failing = cases.filter(({ exit }) => exit);
  const fine = cases.filter(({ exit }) => !exit);

  test(`${failing.length} files that are refused`, () => {
    expect(failing.length).toBeGreaterThan(400);
    for (const golden of failing) {
      const [first] = errors(lint(golden, 'a.yml'));
      const stderr = golden.stderr ?? '';
      // Forbidden keys are listed one by one with their reasons, where the client only says that there are some.
      const isTold = first !== undefined && (stderr.includes(wordsOf(first)) || stderr.includes('forbidden properties'));
      expect({ golden: golden.name, stderr, first: first?.message, isTold }).toMatchObject({ isTold: true });
    }
  });

  test(`${fine.length} files that are accepted`, () => {
    expect(fine.length).toBeGreaterThan(300);
    for (const golden of fine) {
      const wrong = errors(lint(golden, 'a.yml')).map(wordsOf).filter((words) => !LATER.test(words));
      expect({ golden: golden.name, wrong }).toEqual({ golden: golden.name, wrong: [] });
    }
  });
});

test('texts that are no YAML are refused in the words of the real client', () => {
  const texts = (yamlGoldens as { text: string; stderr?: string }[]).filter(({ stderr }) => stderr?.startsWith('yaml:'));
  expect(texts.length).toBeGreaterThan(200);
  for (const { text, stderr = '' } of texts) {
    const all = lintCompose(text, sceneOf());
    const told = all.map(wordsOf);
    expect({ text, stderr, missing: told.filter((words) => !stderr.includes(words)), none: told.length === 0 }).toMatchObject({ missing: [], none: false });
  }
});

describe('deployments that fail over the file are errors in the same words', () => {
  const OF_THE_FILE = /undefined|Unknown mode|replicas can only|restart policy|no image|invalid reference|repository name|duplicate|incompatible|no such file|is a directory|credential spec|must be|cannot be empty/;
  const cases = (deployGoldens as unknown as (Golden & { args: string[] })[]).filter(({ files, exit, stderr = '', args }) => {
    const isOneFile = files !== undefined && args.filter((arg) => arg === '-c').length === 1;
    return isOneFile && exit && OF_THE_FILE.test(stderr) && !stderr.includes('daemon');
  });
  for (const golden of cases) {
    test(golden.name, () => {
      const name = golden.args[golden.args.indexOf('-c') + 1] as string;
      const said = errors(lint(golden, name)).map(wordsOf);
      const last = (golden.stderr ?? '').trimEnd().split('\n').at(-1) as string;
      if (golden.stderr?.includes('unsupported options:\n')) expect(said.every((words) => golden.stderr?.includes(words))).toBe(true);
      else expect(said[0]).toBe(last);
    });
  }
  test('there are some', () => expect(cases.length).toBeGreaterThan(15));
});
