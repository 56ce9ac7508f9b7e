import { describe, expect, test } from 'vitest';
import { run } from '../../os/testing';
import { shellMachine } from '../testing';
import edit from './edit';
import { setPageEditor } from './_page-editor';

function machine() {
  const made = shellMachine({ id: 'node1', hostname: 'node1', more: { edit: edit.main }, files: { '/root/stack.yml': 'services: {}\n' } });
  const opened: string[] = [];
  setPageEditor(made, { machines: () => ['node1', 'node2'], open: (file, against) => opened.push(JSON.stringify(against ? [file, against] : file)) });
  const type = (line: string) => {
    opened.length = 0;
    const { code, stdout, stderr } = run(made, line, { cwd: '/root' });
    return { code, out: stdout + stderr, opened: opened.map((one) => JSON.parse(one) as unknown) };
  };
  return type;
}

describe('edit', () => {
  test('asks the page for a file, from the working directory', () => {
    expect(machine()('edit stack.yml')).toEqual({ code: 0, out: 'Opening /root/stack.yml in the editor.\n', opened: [{ machine: 'node1', path: '/root/stack.yml' }] });
    expect(machine()('edit ./new/../new.yml')).toMatchObject({ code: 0, opened: [{ machine: 'node1', path: '/root/new.yml' }] });
  });

  test('compares two, on any machines', () => {
    expect(machine()('edit -d stack.yml node2:/root/stack.yml')).toEqual({
      code: 0, out: 'Comparing /root/stack.yml with node2:/root/stack.yml in the editor.\n',
      opened: [[{ machine: 'node1', path: '/root/stack.yml' }, { machine: 'node2', path: '/root/stack.yml' }]],
    });
  });

  test('says what it cannot do', () => {
    const type = machine();
    expect(type('edit')).toMatchObject({ code: 2, opened: [] });
    expect(type('edit /root')).toMatchObject({ code: 1, out: 'edit: /root: Is a directory\n', opened: [] });
    expect(type('edit -d stack.yml')).toMatchObject({ code: 2, opened: [] });
    expect(type('edit node2:stack.yml').out).toBe('edit: node2:stack.yml: a path on another machine begins with /\n');
    expect(type('edit --zap').code).toBe(2);
  });

  test('has nothing to open in a container', () => {
    const container = shellMachine({ more: { edit: edit.main } });
    expect(run(container, 'edit x')).toMatchObject({ code: 1, stdout: '' });
  });
});
