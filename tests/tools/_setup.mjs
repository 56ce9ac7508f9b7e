/** Set-up that both `npm start` and `npm test` do by themselves on a fresh machine. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** Runs a command with its output shown; answers its exit status. */
export function show(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  return result.status ?? 1;
}

/** Installs the dependencies when they are missing or older than the lock file. */
export function ensureDependencies() {
  const stamp = join(root, 'node_modules', '.skep-lock-hash');
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  console.log('Installing dependencies (npm ci) ...');
  const status = show('npm', ['ci', '--no-audit', '--no-fund'], { shell: process.platform === 'win32' });
  if (status !== 0) {
    console.error('npm ci failed: see its messages above.');
    process.exit(status);
  }
  writeFileSync(stamp, hash);
}

function works(path) {
  try {
    execFileSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

function installedBrowser() {
  const named = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];
  return named.find((path) => path && existsSync(path) && works(path));
}

async function playwrightBrowser() {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return existsSync(path) && works(path) ? path : undefined;
}

/**
 * The path of a Chromium that starts: one that is installed, Playwright's own, its download where the network
 * allows, else the system's package manager when we are root. Undefined, with the reason said, when none can be had.
 */
export async function ensureChromium() {
  const found = installedBrowser() ?? (await playwrightBrowser());
  if (found) return found;
  console.log('No Chromium found: trying Playwright\'s download ...');
  spawnSync(process.execPath, [join(root, 'node_modules/@playwright/test/cli.js'), 'install', 'chromium', '--with-deps'], { cwd: root, stdio: 'ignore', timeout: 240_000 });
  const downloaded = await playwrightBrowser();
  if (downloaded) return downloaded;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing the system\'s chromium package ...');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    show('apt-get', ['update', '-qq'], { env });
    show('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    const installed = installedBrowser();
    if (installed) return installed;
  }
  console.error('No Chromium can be had here. Install one and set CHROMIUM_PATH to its path, then run npm test again.');
  return undefined;
}
