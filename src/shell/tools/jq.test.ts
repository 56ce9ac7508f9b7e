import { loadJq } from 'jq-wasm';
import { describe, expect, test } from 'vitest';
import { openNull, Programs } from '../../os';
import { runArgv, testMachine, TEST_START_MS } from '../../os/testing';
import { adaptJq } from './_jq-adapter';
import { jqHolds, onJqWanted, setJqEngine } from './_jq-engine';
import jq from './jq';

const programs = new Programs().add('jq', jq.main);
const handle = await loadJq();

function run(args: string[], stdin = '', files: Record<string, string> = {}) {
  return runArgv(testMachine({ programs, files }), ['jq', ...args], { stdin, cwd: '/' });
}

describe('with the engine', () => {
  setJqEngine(adaptJq(handle));

  test('values are indented, in the order and spelling of the input', () => {
    expect(run(['.'], '{"b":[1,{}],"a":1.0,"c":[]}').stdout).toBe('{\n  "b": [\n    1,\n    {}\n  ],\n  "a": 1.0,\n  "c": []\n}\n');
  });

  test('-r keeps empty texts and final newlines', () => {
    expect(run(['-r', '.[]'], '["","a\\n",""]').stdout).toBe('\na\n\n\n');
  });

  test.each([
    [['-c', '.'], '{"a":[1,2]}', '{"a":[1,2]}\n'],
    [['-S', '-c', '.'], '{"b":1,"a":{"d":1,"c":2}}', '{"a":{"c":2,"d":1},"b":1}\n'],
    [['-j', '.[]'], '["a","b"]', 'ab'],
    [['--tab', '.'], '[1]', '[\n\t1\n]\n'],
    [['--indent', '1', '.'], '[1]', '[\n 1\n]\n'],
    [['-n', '1+1'], '', '2\n'],
    [['-s', '-c', '.'], '1 2', '[1,2]\n'],
    [['-R', '.'], 'x\ny\n', '"x"\n"y"\n'],
    [['-n', '--arg', 'x', 'y z', '$x'], '', '"y z"\n'],
    [['-n', '--argjson', 'x', '{"a":1}', '-c', '$x'], '', '{"a":1}\n'],
    [['-n', '-c', '--args', '$ARGS.positional', 'a', 'b'], '', '["a","b"]\n'],
    [['-rc', '.[0].Spec.Name, (.[0].Endpoint.Ports|length)'], '[{"Spec":{"Name":"web"},"Endpoint":{"Ports":[{}]}}]', 'web\n1\n'],
    [['-a', '.'], '"é"', '"\\u00e9"\n'],
  ])('jq %j', (args, stdin, stdout) => {
    expect(run(args as string[], stdin as string)).toMatchObject({ stdout, stderr: '', code: 0 });
  });

  test('-C paints keys, texts and brackets', () => {
    expect(run(['-C', '-c', '.'], '{"a":"x"}').stdout).toBe(
      '\x1b[1;39m{\x1b[0m\x1b[34;1m"a"\x1b[0m\x1b[1;39m:\x1b[0m\x1b[0;32m"x"\x1b[0m\x1b[1;39m\x1b[1;39m}\x1b[0m\n',
    );
  });

  test('-e answers by the last result', () => {
    expect(run(['-e', '.a'], '{}')).toMatchObject({ stdout: 'null\n', code: 1 });
  });

  test('files and --slurpfile are read from the machine', () => {
    expect(run(['-c', '--slurpfile', 's', '/s.json', '[.,$s]', '/f.json'], '', { '/f.json': '1', '/s.json': '2 3' }).stdout).toBe('[1,[2,3]]\n');
    expect(run(['.', '/nosuch'])).toMatchObject({ stderr: 'jq: error: Could not open file /nosuch: No such file or directory\n', code: 2 });
  });

  test("now and env are the world's, not the engine's", () => {
    expect(Number(run(['-n', 'now|floor']).stdout)).toBe(Math.floor(TEST_START_MS / 1000));
    expect(run(['-n', '-r', 'env.HOME']).stdout).toBe('/root\n');
  });

  test("complaints are jq's", () => {
    expect(run(['.a'], '[1]')).toMatchObject({ stderr: 'jq: error (at <stdin>:0): Cannot index array with string ("a")\n', code: 5 });
    expect(run(['.a['], '{}').code).toBe(3);
    expect(run(['--nope', '.'])).toMatchObject({ code: 2 });
    expect(run(['--stream', '.'])).toMatchObject({ stderr: 'jq: option --stream is not supported in this lab\n', code: 1 });
  });
});

test('without the engine the program waits at one instant until it is there', () => {
  setJqEngine(undefined);
  let asked = 0;
  onJqWanted(() => asked++);
  const machine = testMachine({ programs });
  const { sim } = machine;
  const process = machine.processes.spawn({
    argv: ['jq', '-n', '1'],
    env: new Map([['PATH', '/usr/bin']]),
    cwd: '/',
    fds: new Map([
      [0, openNull()],
      [1, openNull()],
      [2, openNull()],
    ]),
  });
  if ('error' in process) throw new Error('no jq');
  sim.runUntil(sim.nowMs + 50);
  expect([asked, jqHolds(), process.status]).toEqual([1, 1, undefined]);
  const beforeMs = sim.nowMs;
  setJqEngine(adaptJq(handle));
  sim.runUntil(beforeMs);
  expect(jqHolds()).toBe(0);
  sim.runUntil(beforeMs + 50);
  expect(process.status).toEqual({ code: 0 });
  onJqWanted(undefined);
});
