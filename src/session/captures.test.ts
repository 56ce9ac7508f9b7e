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
