/**
 * A Vite plugin: `labs/<slug>/guide.md?front` is what the catalogue shows of a lab, read when the page is built, so
 * that the start page carries neither guides nor a Markdown parser.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { checksOf, parseGuide } from '../../lab/guide';
import type { GuideFront } from '../../lab/guide';
import { fillVariant } from '../../lab/variants';

export interface LabFront extends GuideFront {
  sections: number;
  checks: number;
  /** Of the guide: a session names the edition that it began with, and a grader asks for that one (lab/catalogue.ts `labHash`). */
  hash: string;
}

export function labFronts(): Plugin {
  return {
    name: 'skep-lab-fronts',
    load(id) {
      const [path, query] = id.split('?');
      if (query !== 'front' || path === undefined || !path.endsWith('guide.md')) return undefined;
      this.addWatchFile(path);
      const text = readFileSync(path, 'utf8');
      // As a learner without a name gets it.
      const guide = parseGuide(fillVariant(text, undefined));
      for (const problem of guide.problems) this.warn(`${path}:${problem.line} ${problem.message}`);
      const front: LabFront = { ...guide.front, sections: guide.sections.length, checks: checksOf(guide).length, hash: createHash('sha256').update(text).digest('hex') };
      return { code: `export default ${JSON.stringify(front)}`, moduleType: 'js' };
    },
  };
}
