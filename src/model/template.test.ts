import { expect, test } from 'vitest';
import type { Task } from './task';
import { expandTemplate as expand, templateProblem } from './template';

const task = {
  ID: 't1',
  ServiceID: 's1',
  Slot: 2,
  NodeID: 'n1',
  serviceName: 'web',
  serviceLabels: { 'com.x': 'y' },
} as unknown as Task;
const node = { Hostname: 'node1', Platform: { Architecture: 'x86_64', OS: 'linux' } } as never;
const context = { task, nodeId: 'n1', node };

test('placeholders of service, node and task are filled in', () => {
  expect(expand('{{.Node.Hostname}}-{{.Task.Slot}}', context)).toBe('node1-2');
  expect(expand('{{.Service.Name}} {{.Service.ID}} {{.Task.Name}} {{ .Node.Platform.OS }}', context)).toBe('web s1 web.2.t1 linux');
  expect(expand('{{index .Service.Labels "com.x"}} {{.Service.Name | upper}}', context)).toBe('y WEB');
  expect(expand('plain {text}', context)).toBe('plain {text}');
});

test('the slot of a global task is its node', () => {
  expect(expand('{{.Task.Slot}}', { ...context, task: { ...task, Slot: 0 } })).toBe('n1');
});

test('a bad template says what is wrong', () => {
  expect(expand('{{.Nope}}', context)).toMatchObject({ error: expect.stringContaining("can't evaluate field Nope") });
  expect(expand('{{.Task', context)).toMatchObject({ error: expect.stringContaining('unclosed action') });
  expect(expand('{{env "X"}}', context)).toMatchObject({ error: expect.stringContaining('function "env" not defined') });
});

test('the templates of a spec are tried before a service is made of it', () => {
  expect(templateProblem({ Image: 'x', Hostname: '{{.Node.Nope}}' })).toBe(
    'expanding hostname failed: template: expansion:1:7: executing "expansion" at <.Node.Nope>: ' +
      "can't evaluate field Nope in type struct { ID string; Hostname string; Platform template.Platform }",
  );
  expect(templateProblem({ Image: 'x', Hostname: '{{' })).toBe('expanding hostname failed: template: expansion:1: unclosed action');
  expect(templateProblem({ Image: 'x', Hostname: '{{.Node.Hostname}}', Env: ['A={{.Task.Slot}}'] })).toBeUndefined();
});
