/** A file as the lint sees it, for tests: on a machine with these files and this environment. */
import { FileTree } from '../../../os/file-tree';
import type { Diagnostic } from './diagnostic';
import type { Catalogue, Scene } from './document';

export interface SceneOptions {
  path?: string;
  files?: Record<string, string>;
  env?: Record<string, string>;
  catalogue?: Catalogue;
}

export function sceneOf({ path = '/root/stack.yml', files = {}, env = { HOME: '/root' }, catalogue }: SceneOptions = {}): Scene {
  const tree = new FileTree();
  for (const [name, content] of Object.entries(files)) tree.put(name, { content });
  const cwd = path.slice(0, path.lastIndexOf('/')) || '/';
  return { path, reader: { cwd, env: new Map(Object.entries(env)), machine: { files: tree } }, ...(catalogue ? { catalogue } : {}) };
}

/** `error 3:5-10 words`, the first line of them. */
export function shortly({ severity, from, to, message }: Diagnostic): string {
  const end = to.line === from.line ? `${to.column}` : `${to.line}:${to.column}`;
  return `${severity} ${from.line}:${from.column}-${end} ${message.split('\n')[0] ?? ''}`;
}
