/**
 * A Vite plugin for the page's worker: the code of tools and docker, and what reads guides, goes into chunks of their own
 * that the first prompt does not wait for. `worker/late-programs.ts` and `late-guides.ts` take the
 * places of the session's `programs.ts` and `guides.ts`, `late-images.ts` that of the images' `_late.ts`; what has to be known of the tools beforehand (`shell/tools/index.ts?entries`) is read from
 * them when the page is built.
 */
import { dirname, join } from 'node:path';
import { runnerImport } from 'vite';
import type { Plugin } from 'vite';
import type { ToolEntry } from '../../session/programs';

/** By the folder that imports them. */
const LATE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  session: { './programs': 'late-programs.ts', './guides': 'late-guides.ts' },
  images: { './_late': 'late-images.ts' },
};

export function latePrograms(): Plugin {
  return {
    name: 'skep-late-programs',
    enforce: 'pre',
    resolveId(source, importer) {
      const folder = /\/src\/(\w+)\/[^/]*$/.exec(importer ?? '')?.[1] ?? '';
      const late = LATE[folder]?.[source];
      return late && importer ? join(dirname(importer), '../worker', late) : undefined;
    },
    async load(id) {
      const [path, query] = id.split('?');
      if (query !== 'entries' || path === undefined) return undefined;
      const { module } = await runnerImport<{ tools: readonly ToolEntry[] }>(path, { configFile: false, logLevel: 'error' });
      const entries = module.tools.map(({ name, aliases, package: from, busybox, sbin }) => ({ name, aliases, package: from, busybox, sbin }));
      return { code: `export default ${JSON.stringify(entries)}`, moduleType: 'js' };
    },
  };
}
