/** A container's program as something that could be run elsewhere: its own files, the words that started it, its environment. */
import { packTree } from '../os';
import type { World } from '../world';
import type { AppFiles } from './protocol';

const FILES_MAX = 1_000;
const CHARS_MAX = 4_000_000;

/** Of a running container, from its working directory; in words why there is nothing to be had. */
export function appFilesOf(world: World, machine: string, container: string): AppFiles | string {
  const engine = world.hasHost(machine) ? world.engine(machine) : undefined;
  const found = engine?.core.containers.get(container);
  const main = found?.run?.main;
  if (!found?.run || !main) return 'That container is not running any more.';
  const directory = found.config.WorkingDir || '/';
  if (directory === '/') return 'Its files are not in a folder of their own: set WORKDIR in the Dockerfile.';
  const files: [string, string][] = [];
  let chars = 0;
  for (const entry of packTree(found.run.files, directory, '', [`${directory}/node_modules`])) {
    if (entry.kind !== 'file') continue;
    const content = entry.content ?? '';
    chars += content.length;
    if (files.length >= FILES_MAX || chars > CHARS_MAX) return `It has more than ${FILES_MAX} files, or ${CHARS_MAX / 1_000_000} MB of them.`;
    files.push([entry.name.replace(/^\//, ''), content]);
  }
  return { directory, command: [...main.argv], env: [...main.env], files };
}
