import { describe, expect, test } from 'vitest';
import { isBinary, isCompose, languageOf } from './language';

test('languages go by name, then by the first words', () => {
  const of = (path: string, text = '') => languageOf(path, text);
  expect(['/root/stack.yml', '/a/b.YAML', '/etc/docker/daemon.json', '/x/run.sh', '/root/.bashrc', '/root/Dockerfile', '/root/Dockerfile.dev', '/root/app.env', '/etc/hosts'].map((path) => of(path))).toEqual([
    'yaml', 'yaml', 'json', 'shell', 'shell', 'dockerfile', 'dockerfile', 'shell', 'plain',
  ]);
  expect(of('/usr/local/bin/entry', '#!/bin/sh\necho\n')).toBe('shell');
  expect(of('/root/config', '{\n  "a": 1\n}')).toBe('json');
  expect(of('/root/notes', '[see below]\n')).toBe('plain');
});

test('compose files go by name, by their sections, or by being nothing else', () => {
  expect(isCompose('/root/docker-compose.yml', 'a: 1\n')).toBe(true);
  expect(isCompose('/root/web.yml', 'services:\n  web:\n')).toBe(true);
  expect(isCompose('/root/web.yml', 'sevices:\n  web:\n')).toBe(true);
  expect(isCompose('/root/web.yml', '')).toBe(true);
  expect(isCompose('/root/web.yml', 'serv')).toBe(true);
  expect(isCompose('/root/prometheus.yml', 'global:\n  scrape_interval: 5s\nscrape_configs: []\n')).toBe(false);
  expect(isCompose('/root/pod.yaml', 'apiVersion: v1\nkind: Pod\n')).toBe(false);
  expect(isCompose('/root/list.yml', '- a\n- b\n')).toBe(false);
});

describe('texts and bytes', () => {
  test('a NUL or a byte that is no UTF-8 makes a file no text', () => {
    expect(isBinary('ELF\0')).toBe(true);
    expect(isBinary('a\udcffb')).toBe(true);
  });
  test('all of Unicode is text', () => expect(isBinary('Bienenkörbe 🐝\r\n\t')).toBe(false));
});
