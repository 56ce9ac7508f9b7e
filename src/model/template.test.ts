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
  expect(expand('{{index .Service.Labels "com.x"}} {{.Service.Name | printf "%s!"}}', context)).toBe('y web!');
  expect(expand('{{if eq .Task.Slot "2"}}second{{else}}other{{end}} {{join "-" .Service.Name .Task.Slot}}', context)).toBe('second web-2');
  expect(expand('{{range $key, $value := .Service.Labels}}{{$key}}={{$value}}{{end}}', context)).toBe('com.x=y');
  expect(expand('plain {text}', context)).toBe('plain {text}');
});

test('the slot of a global task is its node', () => {
  expect(expand('{{.Task.Slot}}', { ...context, task: { ...task, Slot: 0 } })).toBe('n1');
});

test('a bad template says what is wrong', () => {
  const wrong = (text: string) => (expand(text, context) as { error: string }).error;
  expect(wrong('{{.Nope}}')).toBe('template: expansion:1:2: executing "expansion" at <.Nope>: can\'t evaluate field Nope in type *template.Context');
  expect(wrong('{{.Task')).toBe('template: expansion:1: unclosed action');
  expect(wrong('{{env "X"}}')).toBe('template: expansion:1: function "env" not defined');
  expect(wrong('{{.Service.Name | upper}}')).toBe('template: expansion:1: function "upper" not defined');
  expect(wrong('{{if}}')).toBe('template: expansion:1: missing value for if');
  expect(wrong('{{.Service.Labels.nope}}')).toContain('map has no entry for key "nope"');
});

test('the templates of a spec are tried before a service is made of it', () => {
  expect(templateProblem({ Image: 'x', Hostname: '{{.Node.Nope}}' })).toBe(
    'expanding hostname failed: template: expansion:1:7: executing "expansion" at <.Node.Nope>: ' +
      "can't evaluate field Nope in type struct { ID string; Hostname string; Platform template.Platform }",
  );
  expect(templateProblem({ Image: 'x', Hostname: '{{' })).toBe('expanding hostname failed: template: expansion:1: unclosed action');
  expect(templateProblem({ Image: 'x', Hostname: '{{.Node.Hostname}}', Env: ['A={{.Task.Slot}}', 'B'] })).toBeUndefined();
  expect(templateProblem({ Image: 'x', Env: ['A={{.Service.Nope}}'] })).toBe(
    'expanding env failed: expanding env "A={{.Service.Nope}}": template: expansion:1:10: executing "expansion" at <.Service.Nope>: ' +
      "can't evaluate field Nope in type struct { ID string; Name string; Labels map[string]string }",
  );
});

test('templated secrets and configs ask for variables and for each other', () => {
  const lookups = { env: () => undefined, secret: (name: string) => (name === 'pw' ? 's3cret' : undefined), config: () => undefined };
  expect(expand('{{secret "pw"}}{{env "NOPE"}} {{.Task.Slot}}', context, lookups)).toBe('s3cret 2');
  expect(expand('{{config "x"}}', context, lookups)).toEqual({
    error: 'template: expansion:1:2: executing "expansion" at <config "x">: error calling config: config target x not found',
  });
  expect(expand('{{.Nope}}', context, lookups)).toMatchObject({ error: expect.stringContaining('in type *template.PayloadContext') });
});
