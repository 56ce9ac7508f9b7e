import { expect, test } from 'vitest';
import { commandsOf } from './command-lines';

test('each line is a command; blank lines and comment lines belong to none', () => {
  expect(commandsOf('# first\ndocker info\n\ndocker node ls # all\n')).toEqual(['docker info', 'docker node ls # all']);
});

test('a trailing backslash, pipe or && goes on', () => {
  expect(commandsOf('docker service create \\\n  --name web \\\n  nginx\nls |\n  wc -l\ntrue &&\nfalse')).toEqual([
    'docker service create \\\n  --name web \\\n  nginx',
    'ls |\n  wc -l',
    'true &&\nfalse',
  ]);
});

test('a loop over several lines is one command, and on one line too', () => {
  expect(commandsOf('for i in 1 2 3; do\n  echo $i\ndone\necho done')).toEqual(['for i in 1 2 3; do\n  echo $i\ndone', 'echo done']);
  expect(commandsOf('for i in 1 2\ndo echo $i; done\nls')).toEqual(['for i in 1 2\ndo echo $i; done', 'ls']);
  expect(commandsOf('while true; do curl -s localhost; sleep 1; done\nls')).toEqual(['while true; do curl -s localhost; sleep 1; done', 'ls']);
});

test('words that only look reserved close nothing', () => {
  expect(commandsOf('echo do\necho then\necho if x\nls')).toEqual(['echo do', 'echo then', 'echo if x', 'ls']);
});

test('a here-document keeps its body and its end', () => {
  expect(commandsOf("cat > f <<'EOF'\nfor x {\n\n# not a comment\nEOF\nls")).toEqual(["cat > f <<'EOF'\nfor x {\n\n# not a comment\nEOF", 'ls']);
});

test('an open quote goes on, and a quoted brace opens nothing', () => {
  expect(commandsOf('echo "a\nb"\ndocker ps --format "{{.ID}}"\ndocker inspect -f {{.ID}} x\nls')).toEqual([
    'echo "a\nb"',
    'docker ps --format "{{.ID}}"',
    'docker inspect -f {{.ID}} x',
    'ls',
  ]);
});

test('case, functions, if and command substitution', () => {
  expect(commandsOf('case $x in\n  a) ls;;\n  *) ps;;\nesac\nf() {\n  ls\n}\nif true; then\n ls\nelse\n ps\nfi\necho $(ls)\nls')).toEqual([
    'case $x in\n  a) ls;;\n  *) ps;;\nesac',
    'f() {\n  ls\n}',
    'if true; then\n ls\nelse\n ps\nfi',
    'echo $(ls)',
    'ls',
  ]);
});

test('what never closes is one last command', () => {
  expect(commandsOf('ls\necho "open')).toEqual(['ls', 'echo "open']);
});
