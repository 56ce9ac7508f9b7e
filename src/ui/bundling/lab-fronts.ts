/**
 * A Vite plugin: `labs/<slug>/guide.md?front` is what the catalogue shows of a lab, read when the page is built, so
 * that the start page carries neither guides nor a Markdown parser.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';
import { checksOf, parseGuide } from '../../lab/guide';
import type { GuideFront } from '../../lab/guide';

export interface LabFront extends GuideFront {
  sections: number;
  checks: number;
  /** Of the lab's folder: a session names the one it began with. */
  hash: string;
}

export function labFronts(): Plugin {
  return {
    name: 'skep-lab-fronts',
    load(id) {
      const [path, query] = id.split('?');
      if (query !== 'front' || path === undefined || !path.endsWith('guide.md')) return undefined;
      this.addWatchFile(path);
      const guide = parseGuide(readFileSync(path, 'utf8'));
      for (const problem of guide.problems) this.warn(`${path}:${problem.line} ${problem.message}`);
      const front: LabFront = { ...guide.front, sections: guide.sections.length, checks: checksOf(guide).length, hash: hashOf(dirname(path)) };
      return { code: `export default ${JSON.stringify(front)}`, moduleType: 'js' };
    },
  };
}

/** Over names and bytes of every file, in the order of names. */
function hashOf(folder: string): string {
  const hash = createHash('sha256');
  for (const path of filesIn(folder)) hash.update(path.slice(folder.length)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex').slice(0, 16);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesIn(path) : [path];
    });
}
