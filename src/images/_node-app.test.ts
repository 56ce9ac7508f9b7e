/** What is read of a server without running it. */
import { expect, test } from 'vitest';
import { readNodeApp } from './_node-app';

const none = new Map<string, string>();

test.each([
  ['a port in the call', "http.createServer((q, r) => r.end('hi')).listen(8080)", { port: 8080, text: 'hi' }],
  ['a port in a constant', 'const PORT = 4000; app.get("/", (q, r) => r.send("two")); app.listen(PORT, () => {})', { port: 4000, text: 'two' }],
  ['a port in the environment, absent', 'const port = process.env.PORT || 5000; s.listen(port)', { port: 5000, text: undefined }],
  ['a port that is none', 's.listen(99999)', { port: 3000, text: undefined }],
  ['a host name and a constant in a template', 'const v = "7"; r.end(`v${v} on ${os.hostname()} ${other()}`); s.listen(1)', { port: 1, text: 'v7 on box ?' }],
  ['quotes and lines in a text', "r.send('it\\'s\\nhere'); s.listen(1)", { port: 1, text: "it's\nhere" }],
  ['a listener in a comment', '// s.listen(1)\nconsole.log(1)', undefined],
  ['no server', 'console.log("done")', undefined],
])('%s', (_what, source, expected) => {
  expect(readNodeApp(source, none, 'box')).toEqual(expected);
});

test('the environment of the container counts', () => {
  expect(readNodeApp('const port = process.env.PORT ?? 3000; r.send(`${process.env.GREETING}`); s.listen(port)', new Map([['PORT', '81'], ['GREETING', 'ahoy']]), 'box')).toEqual({ port: 81, text: 'ahoy' });
});
