import { expect, test } from 'vitest';
import { taskDetailsOf } from './task-details';

const task = {
  CreatedAt: '2026-01-05T09:00:12.123456789Z',
  Status: { ContainerStatus: { ContainerID: 'abc123', PID: 7, ExitCode: 137 } },
  NetworksAttachments: [{ Addresses: ['10.0.0.5/24'] }, {}],
};

test.each([
  ['bare', task],
  ['as a body', { status: 200, body: task }],
  ['as text', { status: 200, body: JSON.stringify(task) }],
])('a task %s', (_, answer) => {
  expect(taskDetailsOf(answer)).toEqual({ createdAt: '2026-01-05 09:00:12 UTC', containerId: 'abc123', exitCode: 137, addresses: ['10.0.0.5/24'] });
});

test.each([undefined, null, 'x', { body: '{' }, { Status: 3 }])('%j tells nothing and breaks nothing', (answer) => {
  expect(taskDetailsOf(answer)).toEqual({ addresses: [] });
});
