/** `npm run skep -- …`: builds the headless entry when its sources are newer, then runs it. */
import { spawnSync } from 'node:child_process';
import { buildHeadless } from './_headless.mjs';

const entry = await buildHeadless('main');
const result = spawnSync(process.execPath, ['--max-old-space-size=4096', entry, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(result.status ?? 1);
