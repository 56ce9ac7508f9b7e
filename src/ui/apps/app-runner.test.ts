/** When an app is run for real, and how: against a double of the package, since the service itself is out of reach of tests. */
import { describe, expect, test } from 'vitest';
import type { AppFiles } from '../../session/protocol';
import { noRunner, whyUnavailable } from './app-runner';
import { startIn, treeOf, type Tree } from './webcontainer';

const all = { offered: true, installed: true, isolated: true, online: true };
const APP: AppFiles = { directory: '/app', command: ['/usr/local/bin/node', '/app/server.js'], env: [['PATH', '/bin'], ['PORT', '8080']], files: [['package.json', '{}'], ['src/a.js', '1'], ['server.js', '2']] };

function double({ listens = true, install = 0 } = {}) {
  const did: string[] = [];
  let ready: (port: number, url: string) => void = () => {};
  const stream = (text: string): ReadableStream<string> => new ReadableStream({ start: (out) => { out.enqueue(text); out.close(); } });
  const boot = async ({ coep }: { coep: string }) => {
    did.push(`boot ${coep}`);
    return {
      mount: async (tree: Tree) => void did.push(`mount ${Object.keys(tree).join(' ')}`),
      spawn: async (command: string, args: string[], options?: { env?: Record<string, string> }) => {
        did.push(`spawn ${[command, ...args].join(' ')} ${JSON.stringify(options?.env ?? {})}`);
        if (command === 'npm') return { exit: Promise.resolve(install), output: stream('added 1 package\n') };
        if (listens) queueMicrotask(() => ready(8080, 'https://app.example'));
        return { exit: listens ? new Promise<number>(() => {}) : Promise.resolve(3), output: stream('up\n') };
      },
      on: (_event: 'server-ready', listener: typeof ready) => {
        ready = listener;
        return () => {};
      },
      teardown: () => void did.push('teardown'),
    };
  };
  return { did, provider: { boot } };
}

describe('whether it can be run', () => {
  test('everything has to be there, and what is missing is said', () => {
    expect(whyUnavailable(all)).toBeUndefined();
    expect(whyUnavailable({ ...all, offered: false })).toContain('built without');
    expect(whyUnavailable({ ...all, installed: false })).toContain('built without');
    expect(whyUnavailable({ ...all, isolated: false })).toContain('isolated');
    expect(whyUnavailable({ ...all, online: false })).toContain('internet');
  });

  test('the stand-in runs nothing and says why', async () => {
    await expect(noRunner('There is none.').start(APP, () => {})).rejects.toThrow('There is none.');
  });
});

describe('running it', () => {
  test('files are mounted, packages fetched, and the program started with the variables that are its own', async () => {
    const { did, provider } = double();
    const said: string[] = [];
    const running = await startIn(provider, APP, (text) => said.push(text));
    expect(running.url).toBe('https://app.example');
    running.stop();
    expect(did).toEqual(['boot credentialless', 'mount package.json src server.js', 'spawn npm install {}', 'spawn node server.js {"PORT":"8080"}', 'teardown']);
    expect(said.join('')).toContain('added 1 package');
  });

  test('an app that ends before it listens, and packages that cannot be had, leave nothing behind', async () => {
    const ended = double({ listens: false });
    await expect(startIn(ended.provider, APP, () => {})).rejects.toThrow('ended with 3 before it listened');
    const bare = double({ install: 1 });
    await expect(startIn(bare.provider, APP, () => {})).rejects.toThrow('npm install ended with 1');
    expect([ended.did.at(-1), bare.did.at(-1)]).toEqual(['teardown', 'teardown']);
  });

  test('no path leaves the folder, and no name is special', () => {
    expect(JSON.stringify(treeOf([['../../etc/x', '1'], ['__proto__/y', '2'], ['a', '3'], ['a/b', '4']]))).toBe(
      '{"etc":{"directory":{"x":{"file":{"contents":"1"}}}},"__proto__":{"directory":{"y":{"file":{"contents":"2"}}}},"a":{"directory":{"b":{"file":{"contents":"4"}}}}}',
    );
  });
});
