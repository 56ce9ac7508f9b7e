/** An app in a WebContainer (@webcontainer/api 1.6.4): mounted, its packages fetched, started, and shown when it listens. */
import type { AppFiles } from '../../session/protocol';
import type { RunningApp } from './app-runner';

/** As much of the package as is used here. */
export interface WebContainerModule {
  WebContainer: { boot(options: { coep: 'credentialless'; workdirName: string }): Promise<Container> };
}

export interface Container {
  mount(tree: Tree): Promise<void>;
  spawn(command: string, args: string[], options?: { env?: Record<string, string> }): Promise<Spawned>;
  on(event: 'server-ready', listener: (port: number, url: string) => void): () => void;
  teardown(): void;
}

export interface Spawned {
  exit: Promise<number>;
  output: ReadableStream<string>;
}

export interface Tree {
  [name: string]: { directory: Tree } | { file: { contents: string } };
}

const READY_LIMIT_MS = 120_000;
/** What a container has for its machine and a WebContainer has for itself. */
const OWN_VARIABLES = new Set(['PATH', 'HOSTNAME', 'HOME', 'NODE_VERSION']);

export async function startIn(provider: WebContainerModule['WebContainer'], app: AppFiles, say: (text: string) => void): Promise<RunningApp> {
  const container = await provider.boot({ coep: 'credentialless', workdirName: 'app' });
  try {
    await container.mount(treeOf(app.files));
    if (app.files.some(([path]) => path === 'package.json')) {
      const code = await finished(await container.spawn('npm', ['install']), say);
      if (code !== 0) throw new Error(`npm install ended with ${code}.`);
    }
    const ready = new Promise<string>((resolve) => container.on('server-ready', (_port, url) => resolve(url)));
    const [command = 'node', ...args] = app.command;
    const env = Object.fromEntries(app.env.filter(([name]) => !OWN_VARIABLES.has(name)));
    const inside = (word: string): string => (word.startsWith(`${app.directory}/`) ? word.slice(app.directory.length + 1) : word);
    const running = finished(await container.spawn(command.replace(/^.*\//, ''), args.map(inside), { env }), say);
    const url = await first(
      ready,
      running.then((code) => Promise.reject(new Error(`The app ended with ${code} before it listened.`))),
      new Promise<string>((_resolve, reject) => setTimeout(() => reject(new Error('The app did not listen within two minutes.')), READY_LIMIT_MS)),
    );
    return { url, stop: () => container.teardown() };
  } catch (error) {
    container.teardown();
    throw error;
  }
}

/** The first to settle decides; what the others do later is of no interest. */
function first<T>(...all: Promise<T>[]): Promise<T> {
  for (const one of all) one.catch(() => undefined);
  return Promise.race(all);
}

async function finished(spawned: Spawned, say: (text: string) => void): Promise<number> {
  const reader = spawned.output.getReader();
  const read = async (): Promise<void> => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) say(part.value);
  };
  void read().catch(() => undefined);
  return spawned.exit;
}

/** `src/a.js` and its text as folders within folders. */
export function treeOf(files: AppFiles['files']): Tree {
  const root: Tree = Object.create(null) as Tree;
  for (const [path, contents] of files) {
    const names = path.split('/').filter((name) => name !== '' && name !== '.' && name !== '..');
    const name = names.pop();
    if (name === undefined) continue;
    let folder = root;
    for (const each of names) {
      const there = folder[each];
      const next = there && 'directory' in there ? there : { directory: Object.create(null) as Tree };
      folder[each] = next;
      folder = next.directory;
    }
    folder[name] = { file: { contents } };
  }
  return root;
}
