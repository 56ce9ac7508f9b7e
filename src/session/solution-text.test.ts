/** A solution recorded by doing it plays, passes, and generated sentences hold. */
import { expect, test } from 'vitest';
import { draftStart, LabPlayer } from './lab-player';
import { presentSentences } from './present-state';
import { solutionText } from './solution-text';

const LAB = `---
title: T
summary: S
machines: [node1, node2]
---
## Begin
\`\`\`bash on=node1 id=init
docker swarm init --advertise-addr eth0
docker node ls
\`\`\`
\`\`\`bash on=node1 id=web
docker service create -d --name web --replicas {{?replicas}} nginx:1.27
\`\`\`
:::quiz{id=q kind=order}
Which first?

1. init
2. create
:::
\`\`\`expect id=up title=Up
service web has 3 running replicas
\`\`\`
`;

function recorded(player: LabPlayer): string {
  return solutionText(player.session.inputs, player.guide, player.session.view(1).lab);
}

test('clicks become @ run with their blanks, typed lines stay lines, pauses settle, checks stand where they passed', () => {
  const player = new LabPlayer(draftStart(LAB));
  player.play('@ run init\n@ check up\n@ run web replicas=3\n@ settle\n@ quiz q b a\n@ quiz q a b\n@ check up\nnode2$ cat <<E\n> hello\n> E\n@ kill node2');
  expect(player.outcome.problems).toEqual([]);
  const text = recorded(player);
  expect(text.split('\n').filter((line) => line !== '@ settle')).toEqual(['@ run init', '@ run web replicas=3', '@ quiz q a b', '@ check up', 'node2$ cat <<E', '> hello', '> E', '@ kill node2', '']);
  expect(text).toMatch(/replicas=3\n@ settle\n@ quiz/);
  const again = new LabPlayer(draftStart(LAB));
  again.play(text);
  expect(again.outcome).toMatchObject({ problems: [], checks: [{ id: 'up', passed: true }] });
});

test('what was typed by hand, with slips, history and Ctrl-C, is kept', () => {
  const player = new LabPlayer(draftStart(LAB));
  const type = (data: string): void => {
    player.session.send({ kind: 'terminal.input', terminal: 'node1-1', data });
    player.pass(300);
  };
  player.session.send({ kind: 'terminal.open', terminal: 'node1-1', machine: 'node1', columns: 80, rows: 24 });
  player.pass(100);
  for (const c of 'ecko\x7f\x7fho hi > a\r') type(c);
  type('\x1b[A');
  type('\r');
  for (const c of 'sleep 100\r') type(c);
  type('\x03');
  const text = recorded(player);
  expect(text.split('\n').filter((line) => line !== '@ settle')).toEqual(['node1$ echo hi > a', '@ keys node1 up enter', 'node1% sleep 100', '@ keys node1 ctrl-c', '']);
});

test('the sentences of the present state hold', () => {
  const player = new LabPlayer(draftStart(LAB));
  player.play("@ run init\nnode1$ docker network create -d overlay back\n@ run web replicas=2\nnode1$ docker service create -d --name one --mode global --publish 8080:80 nginx:1.27\nnode1$ docker node update --label-add rack=a node1\n@ settle");
  const sentences = presentSentences(player.session.view(1));
  expect(sentences).toEqual(expect.arrayContaining(['swarm has 1 manager', 'service web has 2 running replicas of nginx:1.27', 'service one has all replicas running', 'network back has driver overlay', 'node node1 has label rack=a']));
  const check = `${LAB}\n## More\n\`\`\`expect id=all title=All\n${sentences.join('\n')}\n\`\`\`\n`;
  const again = new LabPlayer(draftStart(check));
  again.play("@ run init\nnode1$ docker network create -d overlay back\n@ run web replicas=2\nnode1$ docker service create -d --name one --mode global --publish 8080:80 nginx:1.27\nnode1$ docker node update --label-add rack=a node1\n@ settle\n@ check all");
  expect(again.guide.problems).toEqual([]);
  expect(again.outcome.checks).toMatchObject([{ id: 'all', passed: true }]);
});
