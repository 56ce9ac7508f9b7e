/** The laws of the tree, tested: who may import whom, which calls are banned, one place to add a thing. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(__dirname, '../..');
const src = join(root, 'src');

/** The layer table of src/README.md: a folder and what it may import besides itself. */
const LAYERS: Record<string, string[]> = {
  sim: [],
  os: ['sim'],
  template: ['sim', 'os'],
  model: ['template'],
  raft: ['sim'],
  store: ['model'],
  swarm: ['model', 'sim', 'store'],
  wire: ['model', 'sim', 'os', 'host'],
  host: ['model', 'sim', 'os'],
  images: ['model', 'sim', 'os'],
  world: ['model', 'sim', 'os', 'raft', 'store', 'swarm', 'wire', 'host', 'images'],
  api: ['template', 'model', 'sim', 'os', 'host', 'world'],
  cli: ['template', 'model', 'sim', 'os', 'api'],
  shell: ['template', 'sim', 'os', 'cli', 'world'],
  session: ['sim', 'os', 'model', 'store', 'world', 'api', 'cli', 'shell', 'images', 'host', 'wire', 'swarm', 'lab'],
  lab: ['model', 'sim', 'os'],
  worker: ['session', 'lab', 'shell', 'sim', 'images'],
  headless: ['session', 'lab', 'sim', 'os', 'cli', 'shell', 'world', 'host', 'store', 'swarm', 'raft', 'model'],
  ui: ['session', 'lab', 'model', 'images'],
};

/** Layers that only run with the page or with Node may use their clocks and promises. */
const OUTSIDE = new Set(['ui', 'worker', 'headless']);

/** What the world must not use, and what to use instead. */
const BANNED: [RegExp, string][] = [
  [/\bMath\.random\b/, 'sim.random(name)'],
  [/\bDate\.now\b|\bnew Date\(\)/, 'sim.nowMs'],
  [/\bperformance\.now\b/, 'sim.nowMs'],
  [/\bMath\.(exp|expm1|log|log10|log2|log1p|pow|sin|cos|tan|cbrt|sinh|cosh|asin|acos|atan)\b/, 'integers or a table: these differ between JavaScript engines'],
  [/\bIntl\.|\.toLocale[A-Z]\w*\(|\.localeCompare\(/, 'plain code-unit comparison'],
  [/\bsetTimeout\b|\bsetInterval\b|\bqueueMicrotask\b|\brequestAnimationFrame\b/, 'sim.after'],
  [/\basync\s+function|\basync\s*\(|\bawait\b|\bnew Promise\b|\bPromise\./, 'a Program (generator)'],
  [/\bcrypto\.(getRandomValues|randomUUID)\b/, 'sim.random(name)'],
  [/:\s*any\b|\bas any\b|@ts-ignore|@ts-nocheck/, 'a type'],
];

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return files(path);
    return /\.(ts|svelte)$/.test(name) ? [path] : [];
  });
}

const all = files(src);
const layerOf = (path: string) => relative(src, path).split('/')[0] as string;
const isTest = (path: string) => /\.(test|bench)\.ts$|(^|\/)_?testing(\/|\.ts$)/.test(path);

/** Comments and strings say what they like. */
function codeOf(path: string): string {
  return readFileSync(path, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, (m) => m.replace(/[^\n]/g, ' '))
    .replace(/(^|[^:'"`\\])\/\/[^\n]*/g, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
}

describe('layers', () => {
  test('every folder of src is a layer', () => {
    const folders = readdirSync(src).filter((name) => statSync(join(src, name)).isDirectory());
    expect(folders.filter((name) => !(name in LAYERS))).toEqual([]);
  });

  test('a file imports only from the layers below it', () => {
    const offences: string[] = [];
    for (const path of all) {
      const layer = layerOf(path);
      const allowed = LAYERS[layer];
      if (!allowed || isTest(path)) continue;
      const text = readFileSync(path, 'utf8');
      for (const match of text.matchAll(/(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]*)['"]/g)) {
        const target = resolve(dirname(path), match[1] as string);
        const other = relative(src, target).split('/')[0] as string;
        if (other.startsWith('..')) continue;
        if (other !== layer && !allowed.includes(other)) offences.push(`${relative(root, path)} imports ${other}`);
      }
    }
    expect(offences).toEqual([]);
  });
});

describe('banned calls', () => {
  for (const [pattern, instead] of BANNED) {
    test(`the world has no ${String(pattern)}: use ${instead}`, () => {
      const offences = all
        .filter((path) => path.endsWith('.ts') && !OUTSIDE.has(layerOf(path)) && layerOf(path) !== 'main.ts' && !isTest(path))
        .flatMap((path) =>
          codeOf(path)
            .split('\n')
            .map((line, i) => (pattern.test(line) ? `${relative(root, path)}:${i + 1} ${line.trim()}` : ''))
            .filter(Boolean),
        );
      expect(offences).toEqual([]);
    });
  }

  test('no HTML from strings in the page', () => {
    const offences = all.filter((path) => /\{@html|innerHTML|insertAdjacentHTML|document\.write/.test(codeOf(path)));
    expect(offences.map((path) => relative(root, path))).toEqual([]);
  });
});

describe('names', () => {
  test('files are kebab-case, components PascalCase', () => {
    const offences = all.map((path) => relative(root, path)).filter((path) => {
      const name = path.split('/').pop() as string;
      return name.endsWith('.svelte') ? !/^[A-Z][A-Za-z0-9]*\.svelte$/.test(name) : !/^_?[a-z0-9]+(-[a-z0-9]+)*(\.(test|bench|worker|svelte|d))*\.ts$/.test(name);
    });
    expect(offences).toEqual([]);
  });

  test('no utils, helpers or types files', () => {
    expect(all.filter((path) => /\/(utils|helpers|types)\.ts$/.test(path)).map((path) => relative(root, path))).toEqual([]);
  });

  test('no registry host is named anywhere', () => {
    const named = /registry\.npm|npmjs\.(org|com)|deb\.debian\.org|registry\.yarnpkg/;
    const places = [...all, join(root, 'package.json'), join(root, 'package-lock.json'), join(root, 'README.md')].filter((path) => {
      try {
        return named.test(readFileSync(path, 'utf8'));
      } catch {
        return false;
      }
    });
    expect(places.map((path) => relative(root, path))).toEqual([]);
  });
});
