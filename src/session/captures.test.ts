/** What a block's `save=` captures comes from that block's own output. */
import { expect, test } from 'vitest';
import { draftStart, LabPlayer } from './lab-player';

const GUIDE = `---
title: Keys
summary: Two of them.
machines: [node1]
---

## Two keys

\`\`\`bash on=node1 id=first save=FIRST:"(KEY-\\S+)"
echo KEY-one
\`\`\`

\`\`\`bash on=node1 id=second save=SECOND:"(KEY-\\S+)"
echo KEY-two
\`\`\`
`;

test('a later block with the same pattern does not change what an earlier one has captured', () => {
  const player = new LabPlayer(draftStart(GUIDE));
  player.play('@ run first\n@ run second\nnode1$ echo KEY-three');
  expect(player.outcome.problems).toEqual([]);
  expect(player.session.view(1).lab?.variables).toEqual({ FIRST: 'KEY-one', SECOND: 'KEY-two' });
});

test('a block that is run again captures anew', () => {
  const player = new LabPlayer(draftStart(GUIDE.replace('echo KEY-one', 'n=$((n + 1)); echo "K"EY-$n')));
  player.play('@ run first\n@ run first');
  expect(player.session.view(1).lab?.variables).toEqual({ FIRST: 'KEY-2' });
});

test('a command of the guide that is typed by hand, key by key, is that command', () => {
  const player = new LabPlayer(draftStart(GUIDE));
  const { session } = player;
  const type = (data: string): void => {
    session.send({ kind: 'terminal.input', terminal: 'node1-1', data });
    player.pass(200);
  };
  session.send({ kind: 'terminal.open', terminal: 'node1-1', machine: 'node1', columns: 80, rows: 24 });
  player.pass(500);
  for (const key of 'echo KEYX') type(key);
  type('\x7f');
  for (const key of '-one\r') type(key);
  player.pass(500);
  expect(session.view(1).lab).toMatchObject({ variables: { FIRST: 'KEY-one' }, stepsRun: ['first'] });
  // Another line is nobody's, and the arrow key brings a command back.
  type('echo KEY-three\r');
  type('\x1b[A\x1b[A\r');
  expect(session.view(1).lab).toMatchObject({ variables: { FIRST: 'KEY-one' }, stepsRun: ['first'] });
  type('echo KEY-two\r');
  expect(session.view(1).lab?.stepsRun).toEqual(['first', 'second']);
});
