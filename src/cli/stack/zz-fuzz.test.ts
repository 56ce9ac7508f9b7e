import { test } from 'vitest';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { readYaml, emitYaml, OddMap, sortedKeys, type YamlValue } from '/work/main/src/cli/stack/_yaml';
function odd(v: YamlValue): boolean { return v instanceof OddMap || (Array.isArray(v) ? v.some(odd) : v instanceof Map ? [...v.values()].some(odd) : false); }
function sorted(v: YamlValue): YamlValue { return Array.isArray(v) ? v.map(sorted) : v instanceof Map ? sortedKeys(new Map([...v].map(([k, x]) => [k, sorted(x)]))) : v; }
export function mine(text: string): [number, string, string] {
  try {
    const v = readYaml(text);
    if (!(v instanceof Map)) return [1, '', 'top-level object must be a mapping\n'];
    if (odd(v)) return [1, '', 'json: unsupported type: map[interface {}]interface {}\n'];
    return [0, emitYaml(new Map<string, YamlValue>([['version', '3.13'], ['services', new Map()], ...[...sortedKeys(v)].map(([k, x]) => [k, sorted(x)] as [string, YamlValue])])), ''];
  } catch (e) { return [1, '', (e as Error).message + '\n']; }
}
const seed = Number(process.env.SEED ?? 1); let s = seed * 2654435761 % 4294967296;
const rnd = (n: number) => { s = (Math.imul(s, 1664525) + 1013904223) >>> 0; return Math.floor(s / 4294967296 * n); };
const pick = <T,>(a: T[]): T => a[rnd(a.length)] as T;
const atoms = ['a', 'b', 'foo', ': ', ':', '- ', '-', '? ', '\n', '\n', '\n  ', '\n    ', '\n ', ' ', '  ', '\t', '#c', ' # c', '[', ']', '{', '}', ',', '"', "'", '|', '>', '|-\n', '>+\n', '|2\n', '&x ', '*x', '!!str ', '!t ', '!!int ', '<<: ', '1', '0o7', '1.5', 'null', '~', 'true', 'yes', '%', '@', '`', '---', '...', '\\n', '\\', "''", 'x: y', '- z', 'k:\n', 'k:\n  ', 'k:\n- ', 'key: |\n  text\n', '2020-01-01', '"q w"', "'s'", '=', 'é', '{a: b}', '[1, 2]', '\r\n', '0x1F', '.5', '-1', '08', '1_0', '12:30'];
const gen = () => { let t = pick(['x-t: ', 'x-t:\n  ', 'x-t:\n- ', 'x-t: a\n', 'x-t:\n  k: ', '', 'x-t: [', 'x-t: {', 'x-t: "', 'x-t: |\n ']); for (let n = rnd(14); n >= 0; n--) t += pick(atoms); return t + pick(['', '\n']); };
const lines = ['a: 1', 'b: &x', 'c: *x', '<<: *x', '<<: [*x, *y]', '- d', '- e: f', '-', '- - g', 'h:', '"i j": k', "'l': \"m", 'n"', 'o: |', 'p text', '# comment', 'q: [r, s', 't]', 'u: {v: w,', 'x: y}', 'z: &y {aa: 1, bb: *x}', '? cc', ': dd', 'ee: >-', 'ff: "gg\\', 'hh"', 'a: 2', '- &x ii', '- *x', '\tjj: 1', 'kk:\tll # mm', 'nn: oo # pp', 'qq: !!str 1', 'rr: !foo {ss: tt}', 'b: &x {a: 1, m: n}', 'uu: 0640', '', '', '--- ', '...', '1: 2', '- {a: b, a: c}', 'vv: {{ .Foo }}', 'ww: ${X:-y}', 'xx: a:b:c', 'yy: "8080:80"', 'zz: 12:34:56', 'd1: 2024-02-30', 'd2: 2024-02-29T10:00:00Z', 'e1: {a, b: , ? c}', 'f1: [a: b, c: [d], {e: f}]', 'g1: "\\u00e9\\x41\\n"', 'h1: !!binary aGk=', 'i1: !!float 3', 'j1: ~'];
const gen2 = () => { let t = 'x-t:\n'; let ind = 2; for (let n = 1 + rnd(8); n >= 0; n--) { t += ' '.repeat(ind) + pick(lines) + '\n'; ind = Math.max(0, ind + pick([-2, 0, 0, 0, 0, 2, 2, 1, -1])); } return t; };
test('agrees', () => {
  const N = Number(process.env.N ?? 400);
  const texts = Array.from({ length: N }, process.env.G2 ? gen2 : gen);
  const r = spawnSync('python3', ['/tmp/fz/oracle.py'], { input: JSON.stringify(texts), maxBuffer: 1e9 });
  const real = JSON.parse(r.stdout.toString()) as [number, string, string][];
  let bad = 0; const log: unknown[] = []; let ok0 = 0;
  texts.forEach((t, i) => {
    const m = mine(t); const e = real[i]!;
    if (/Additional property/.test(e[2])) return;
    if (e[0] === 0) ok0++;
    if (JSON.stringify(m) !== JSON.stringify(e)) { bad++; log.push({ t, real: e, mine: m }); }
  });
  console.log(`bad ${bad} of ${N}, valid ${ok0}`);
  writeFileSync('/tmp/fz/log.json', JSON.stringify(log, null, 1));
  for (const l of log.slice(0, 12)) console.log(JSON.stringify(l));
}, 600000);
