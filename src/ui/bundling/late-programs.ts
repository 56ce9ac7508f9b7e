/**
 * A Vite plugin for the page's worker: the code of tools and docker, and what reads guides, goes into chunks of their own
 * that the first prompt does not wait for. `worker/late-programs.ts` and `late-guides.ts` take the
 * places of the session's `programs.ts` and `guides.ts`; what has to be known of the tools beforehand (`shell/tools/index.ts?entries`) is read from
 * them when the page is built.
 */
import { dirname, join } from 'node:path';
import { runnerImport } from 'vite';
import type { Plugin } from 'vite';
import type { ToolEntry } from '../../session/programs';

const LATE: Readonly<Record<string, string>> = { './programs': 'late-programs.ts', './guides': 'late-guides.ts' };

export function latePrograms(): Plugin {
  return {
    name: 'skep-late-programs',
    enforce: 'pre',
    resolveId(source, importer) {
      const late = importer?.includes('/src/session/') ? LATE[source] : undefined;
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
