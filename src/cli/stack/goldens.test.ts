/**
 * What docker's client 28.2.2 said to a thousand compose files (`_goldens/config.json`), to YAML of all sorts
 * (`yaml.json`) and what it asked of an engine when it deployed stacks (`deploy.json`), recorded with the canned
 * engine of `_testing.ts`. Of several mistakes on one level the client picks one at random, as it picks the order of
 * services; so the recorded files make one mistake each, and lines and requests are compared in any order.
 */
import { describe, expect, test } from 'vitest';
import { runDocker } from '../_testing';
import { type DeployCase, FOLDER, playDeployment, type Request } from './_testing';
import configGoldens from './_goldens/config.json';
import deployGoldens from './_goldens/deploy.json';
import yamlGoldens from './_goldens/yaml.json';

interface ConfigGolden {
  name: string;
  files?: Record<string, string>;
  args?: string[];
  env?: Record<string, string>;
  stdin?: string;
  exit?: number;
  stdout?: string;
  stderr?: string;
}

interface YamlGolden {
  text: string;
  stdout?: string;
  stderr?: string;
}

interface DeployGolden extends DeployCase {
  exit: number;
  stdout: string;
  stderr: string;
  requests: Request[];
}

function config({ files = {}, args = ['-c', 'a.yml'], env, stdin }: ConfigGolden) {
  const placed = Object.fromEntries(Object.entries(files).map(([path, content]) => [`${FOLDER}/${path}`, content]));
  const options = { files: placed, cwd: FOLDER, env: { HOME: '/root', ...env }, stdin, daemon: false };
  const { code, stdout, stderr } = runDocker(['stack', 'config', ...args], {}, options);
  return { exit: code, stdout, stderr: stderr.replace(/time="[^"]*"/g, 'time="<time>"') };
}

describe('docker stack config says what the real client said', () => {
  const goldens = configGoldens as unknown as ConfigGolden[];
  const themes = new Map<string, ConfigGolden[]>();
  for (const golden of goldens) {
    const theme = golden.name.split(' ')[0] as string;
    themes.set(theme, [...(themes.get(theme) ?? []), golden]);
  }
  for (const [theme, cases] of themes) {
    test(`${theme}: ${cases.length} files`, () => {
      for (const golden of cases) {
        const { name, exit = 0, stdout = '', stderr = '' } = golden;
        expect({ name, ...config(golden) }).toEqual({ name, exit, stdout, stderr });
      }
    });
  }
});

describe('YAML is read and refused as by the real client', () => {
  const goldens = yamlGoldens as YamlGolden[];
  test('texts that it can read', () => {
    for (const { text, stdout } of goldens.filter((golden) => golden.stdout !== undefined)) {
      expect({ text, ...config({ name: '', args: ['-c', '-'], stdin: text }) }).toEqual({ text, exit: 0, stdout, stderr: '' });
    }
  });
  test('texts that it cannot', () => {
    for (const { text, stderr } of goldens.filter((golden) => golden.stderr !== undefined)) {
      expect({ text, ...config({ name: '', args: ['-c', '-'], stdin: text }) }).toEqual({ text, exit: 1, stdout: '', stderr });
    }
  });
});

/** Keys in order, and without what Go leaves out: an empty architecture. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key, one]) => !(key === 'Architecture' && one === ''));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, canonical(one)]));
}

/** Credentials are only looked at where something is sent with them. */
function comparable({ method, path, query, body, auth }: Request): string {
  return JSON.stringify(canonical({ method, path, query: query ?? {}, body, auth: method === 'GET' ? undefined : auth }), null, 1);
}

describe('docker stack deploy asks and says what the real client did', () => {
  for (const golden of deployGoldens as unknown as DeployGolden[]) {
    test(golden.name, () => {
      const [exit, stdout, stderr, requests] = playDeployment(golden);
      const lines = (text: string) => text.split('\n').sort();
      expect({ exit, stdout: lines(stdout), stderr }).toEqual({ exit: golden.exit, stdout: lines(golden.stdout), stderr: golden.stderr });
      expect(requests.map(comparable).sort()).toEqual(golden.requests.map(comparable).sort());
    });
  }
});
