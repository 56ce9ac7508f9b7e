import { expect, test } from 'vitest';
import { lintShell } from './shell-lint';

const said = (text: string) => lintShell(text).map(({ severity, from, message }) => `${severity} ${from.line}:${from.column} ${message.split('\n')[0]}`);

test('what bash -n would say, at its place', () => {
  expect(said('#!/bin/bash\necho ok\n')).toEqual([]);
  expect(said('if true; then\n  echo x\n')).toEqual([expect.stringMatching(/^error 2:\d+ syntax error: unexpected end of file$/)]);
  expect(said('echo one\necho "two\n')).toEqual([expect.stringMatching(/^error 2:1 unexpected EOF while looking for matching `"'$/)]);
  expect(said('echo a\n  fi\n')).toEqual(["error 2:3 syntax error near unexpected token `fi'"]);
  expect(said('cat <<END\nx\n')).toEqual(["warning 1:1 here-document delimited by end-of-file (wanted `END')"]);
});
