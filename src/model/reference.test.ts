import { expect, test } from 'vitest';
import { isRefusal } from './refusal';
import { familiarName, formatFamiliar, formatReference, parseReference, withDefaultTag } from './reference';

function parsed(text: string) {
  const reference = parseReference(text);
  if (isRefusal(reference)) throw new Error(reference.message);
  return reference;
}

test('a plain name lives in the library of docker.io and gets the tag latest', () => {
  expect(formatReference(withDefaultTag(parsed('nginx')))).toBe('docker.io/library/nginx:latest');
  expect(formatReference(parsed('index.docker.io/library/nginx:1.25'))).toBe('docker.io/library/nginx:1.25');
});

test('a first part with a dot, a colon or the word localhost is a registry', () => {
  expect(parsed('127.0.0.1:5000/web')).toEqual({ domain: '127.0.0.1:5000', path: 'web' });
  expect(parsed('localhost/web:1').domain).toBe('localhost');
  expect(parsed('dockersamples/visualizer')).toEqual({ domain: 'docker.io', path: 'dockersamples/visualizer' });
});

test('the familiar form drops what Docker adds', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  expect(formatFamiliar(parsed(`docker.io/library/nginx:1@${digest}`))).toBe(`nginx:1@${digest}`);
  expect(familiarName(parsed('127.0.0.1:5000/web'))).toBe('127.0.0.1:5000/web');
});

test('bad references are refused in Docker words', () => {
  expect(parseReference('Bad')).toMatchObject({ status: 400, message: 'invalid reference format: repository name (library/Bad) must be lowercase' });
  for (const bad of ['', 'a:', 'a::b', 'a@sha256:12', '-x', 'a//b', 'x:with space']) {
    expect(parseReference(bad), bad).toMatchObject({ message: 'invalid reference format' });
  }
});
