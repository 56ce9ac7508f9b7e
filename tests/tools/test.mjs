/**
 * `npm test`: sets up what is missing, runs every kind of test, and ends with the line `N passed, N failed`.
 * `npm test -- unit e2e` runs only the named parts.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium, ensureDependencies, root } from './_setup.mjs';

ensureDependencies();
const only = process.argv.slice(2);
const bin = (name, file) => join(root, 'node_modules', name, file);
const reports = mkdtempSync(join(tmpdir(), 'skep-test-'));
let passed = 0;
let failed = 0;

function run(args, env = {}) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;
}

/** A part that counts as one test: it passes or it does not. */
function whole(name, args) {
  const started = Date.now();
  console.log(`\n== ${name}`);
  const status = run(args);
  if (status === 0) passed++;
  else failed++;
  console.log(`== ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** A part whose runner counts its tests in a JSON report. A runner that dies without a report is one failure. */
function counted(name, args, report, read, env = {}) {
  const started = Date.now();
  console.log(`\n== ${name}`);
  const status = run(args, env);
  const counts = existsSync(report) ? read(JSON.parse(readFileSync(report, 'utf8'))) : { passed: 0, failed: 1 };
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  if (counts.passed + counts.failed === 0) counts.failed = 1;
  passed += counts.passed;
  failed += counts.failed;
  console.log(`== ${name}: ${counts.passed} passed, ${counts.failed} failed in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

const parts = {
  types: () => {
    whole('types of the page', [bin('svelte-check', 'bin/svelte-check'), '--tsconfig', './tsconfig.json', '--output', 'human']);
    whole('types of the world (no DOM, no Node)', [bin('typescript', 'bin/tsc'), '-p', 'tsconfig.world.json']);
  },
  lint: () => whole('lint', [bin('eslint', 'bin/eslint.js'), '.']),
  unit: () => {
    const report = join(reports, 'unit.json');
    counted('unit, transcripts, storms', [bin('vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], report,
      (r) => ({ passed: r.numPassedTests, failed: r.numFailedTests + (r.testResults ?? []).filter((f) => f.status === 'failed' && f.assertionResults.length === 0).length }));
  },
  build: () => whole('build', [bin('vite', 'bin/vite.js'), 'build', '--logLevel', 'warn']),
  e2e: async () => {
    const chromium = await ensureChromium();
    if (!chromium) {
      failed++;
      return;
    }
    const report = join(reports, 'e2e.json');
    counted('the page in Chromium', [bin('@playwright/test', 'cli.js'), 'test'], report,
      (r) => ({ passed: r.stats.expected + r.stats.flaky, failed: r.stats.unexpected }), { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report });
  },
};

for (const [name, part] of Object.entries(parts)) if (only.length === 0 || only.includes(name)) await part();
rmSync(reports, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
