/** The same scenario, played twice in Node and once in Chromium, gives the same bytes. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { build } from 'vite';

const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const SCENARIOS = ['managers-and-quorum', 'update-failure-rollback', 'service-discovery'];

/** Bundles the player alone: as a module for Node, as a script for the browser. */
async function bundle(out: string): Promise<void> {
  for (const format of ['es', 'iife'] as const) {
    await build({
      root, configFile: join(root, 'vite.config.ts'), logLevel: 'error', publicDir: false, define: { 'process.env.NODE_ENV': '"production"' },
      build: {
        lib: { entry: join(root, 'src/session/scenario-player.ts'), formats: [format], name: 'SkepPlayer', fileName: () => `player.${format === 'es' ? 'mjs' : 'js'}` },
        outDir: out, emptyOutDir: false, copyPublicDir: false,
      },
    });
  }
}

test('Node and Chromium play the same bytes', async ({ browser }) => {
  const out = mkdtempSync(join(tmpdir(), 'skep-player-'));
  try {
    await bundle(out);
    const player = (await import(pathToFileURL(join(out, 'player.mjs')).href)) as { playScenario(scenario: unknown): unknown };
    const page = await browser.newPage();
    await page.addScriptTag({ content: readFileSync(join(out, 'player.js'), 'utf8') });
    for (const name of SCENARIOS) {
      const scenario = JSON.parse(readFileSync(join(root, 'tests/oracle/scenarios', `${name}.json`), 'utf8')) as unknown;
      const first = JSON.stringify(player.playScenario(scenario));
      const second = JSON.stringify(player.playScenario(scenario));
      const inChromium = await page.evaluate(
        (one) => JSON.stringify((globalThis as unknown as { SkepPlayer: { playScenario(scenario: unknown): unknown } }).SkepPlayer.playScenario(one)),
        scenario,
      );
      expect(second, `${name}, twice in Node`).toBe(first);
      expect(inChromium, `${name}, in Chromium`).toBe(first);
      expect(first.length).toBeGreaterThan(2_000);
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
