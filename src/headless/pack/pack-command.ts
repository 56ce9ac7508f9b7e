/**
 * `skep pack LAB`: a lab for a learning system. Exit status 0 when it was written, 1 when it could not be, 2 for a command
 * line that is wrong.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { guideOf, labSlugs, labText } from '../../lab/catalogue';
import { packageBytes } from './package';

const USAGE = `Usage: skep pack LAB --scorm|--xapi [OPTIONS]
  LAB                a lab of this build (skep labs list)
  --scorm            a SCORM 1.2 package
  --xapi             a package that is launched with endpoint, auth and actor, and sends xAPI statements
  --lrs ORIGIN       a record store that an xAPI package may speak to, as in https://lrs.example.org; may be given again
  --mastery PERCENT  of the points, from which the lab counts as passed; 100 when absent
  --out FILE         LAB-scorm.zip or LAB-xapi.zip when absent
  --page FOLDER      the built page (npm run build); dist when absent
`;

export function packCommand(args: readonly string[]): number {
  const fail = (problem: string, status = 2): number => {
    process.stderr.write(`skep: ${problem}\n${status === 2 ? USAGE : ''}`);
    return status;
  };
  const options = { scorm: { type: 'boolean' }, xapi: { type: 'boolean' }, lrs: { type: 'string', multiple: true }, mastery: { type: 'string' }, out: { type: 'string' }, page: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals: [slug, ...more] } = parsed;
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (slug === undefined || more.length > 0) return fail('one lab');
  if ((values.scorm === true) === (values.xapi === true)) return fail('either --scorm or --xapi');
  const kind = values.scorm ? 'scorm' : 'xapi';
  const text = labText(slug);
  if (text === undefined) return fail(`there is no lab "${slug}" in this build: put its folder into labs/ and build the page. There are: ${labSlugs().join(', ')}`, 1);
  const mastery = Number(values.mastery ?? 100);
  if (!Number.isInteger(mastery) || mastery < 1 || mastery > 100) return fail(`--mastery ${values.mastery}: a whole number from 1 to 100`);
  const stores = values.lrs ?? [];
  const wrong = stores.find((store) => !isOrigin(store));
  if (wrong !== undefined) return fail(`--lrs ${wrong}: an origin such as https://lrs.example.org, without a path`);
  if (stores.length > 0 && kind === 'scorm') return fail('--lrs belongs to --xapi');
  const page = values.page ?? (existsSync('dist/index.html') ? 'dist' : fileURLToPath(new URL('../../../dist', import.meta.url)));
  if (!existsSync(join(page, 'index.html'))) return fail(`${page} holds no built page: npm run build makes it`, 1);
  const { title, summary } = guideOf(text).front;
  const out = values.out ?? `${slug}-${kind}.zip`;
  const bytes = packageBytes({ kind, lab: { slug, title, summary, mastery }, page, stores });
  writeFileSync(out, bytes);
  process.stdout.write(`${out}: "${title}", ${(bytes.length / 1_000_000).toFixed(1)} MB\n`);
  return 0;
}

/** An origin and nothing more: it goes into the page's policy as it is. */
function isOrigin(text: string): boolean {
  try {
    return /^https?:/.test(text) && new URL(text).origin === text && !/[\s;,'"]/.test(text);
  } catch {
    return false;
  }
}
