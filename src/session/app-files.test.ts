/** What a Node.js app in a container could be run from elsewhere. */
import { expect, test } from 'vitest';
import type { AppFiles } from './protocol';
import { runLine } from './run-line';
import { Session } from './session';

test("a container's files, without what npm fetched, and the words that its program became", () => {
  const session = new Session(
    {
      lab: 'playground', seed: 1, startMs: Date.UTC(2026, 0, 5, 9), machines: [{ name: 'node1', platform: 'linux' }],
      files: {
        'node1:/root/app/package.json': '{"scripts":{"start":"node src/server.js"}}',
        'node1:/root/app/src/server.js': 'require("http").createServer((q, r) => r.end("hi")).listen(3000)',
        'node1:/root/app/node_modules/big/index.js': 'x',
        'node1:/root/app/Dockerfile': 'FROM node:20-alpine\nWORKDIR /app\nCOPY . .\nENV GREETING=ahoy\nCMD ["npm", "start"]\n',
      },
      setup: [{ on: 'node1', run: 'docker build -q -t app /root/app && docker run -d --name app app && docker run -d --name rootless node:20 node -e "1"' }],
    },
    { output: () => {}, edit: () => {} },
  );
  const id = runLine(session.machine('node1'), 'docker ps -q --no-trunc -f name=app');
  session.advance(session.sim.nowMs + 2_000);
  const container = id.result()?.stdout.trim() ?? '';
  const app = session.appFiles('node1', container) as AppFiles;
  expect(app.directory).toBe('/app');
  expect(app.command).toEqual(['node', 'src/server.js']);
  expect(app.files.map(([path]) => path)).toEqual(['Dockerfile', 'package.json', 'src/server.js']);
  expect(app.env).toContainEqual(['GREETING', 'ahoy']);
  expect(session.appFiles('node1', 'nobody')).toBe('That container is not running any more.');
  expect(session.appFiles('node9', container)).toBe('There is no machine named node9.');
});
