import { defineConfig } from '@playwright/test';

/** Another port lets two checkouts be tested at once. */
const port = process.env.SKEP_E2E_PORT ?? '4199';

/** The real page, built and served as users get it, in Chromium, by keyboard and mouse. */
export default defineConfig({
  testDir: 'tests/e2e',
  timeout: 180_000,
  expect: { timeout: 15_000 },
  fullyParallel: false,
  // Files side by side: most of a test waits for the world.
  workers: 2,
  retries: process.env.CI ? 1 : 0,
  // The JSON goes to the file that `npm test` names, for its count.
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : [['list']],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --port ${port} --strictPort --host 127.0.0.1`,
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: !process.env.CI,
  },
});
