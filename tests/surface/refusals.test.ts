/**
 * What client 28.2.2 says before it asks any daemon: command lines drawn at random (`src/headless/fuzz`), of each kind of answer
 * some, with exit code, stdout and stderr to the letter. Recorded with DOCKER_HOST naming a socket that is not there.
 */
import { expect, test } from 'vitest';
import { docker } from '../../src/cli';
import { Programs } from '../../src/os';
import { runArgv, testMachine } from '../../src/os/testing';
import refusals from './refusals.json';

const FILES = {
  '/root/dir/file': 'hi',
  '/root/secret.txt': 'pass',
  '/root/env.list': 'a=1\nB=2\n#c\n\nHOME\n',
  '/root/stack.yml': 'services:\n  web:\n    image: nginx:alpine\n    deploy: {replicas: 2}\n  db:\n    image: redis:alpine\n',
  '/root/broken.yml': 'services: {web: {image: }, x: [}',
};

test.each(refusals as unknown as [string[], number, string, string][])('docker %j', (words, code, stdout, stderr) => {
  const machine = testMachine({ programs: new Programs().add('docker', docker), files: FILES });
  const run = runArgv(machine, ['docker', ...words], { env: { DOCKER_HOST: 'unix:///nonexistent' } });
  expect({ code: run.code, stdout: run.stdout, stderr: run.stderr }).toEqual({ code, stdout, stderr });
});
