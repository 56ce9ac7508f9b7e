/** A package for a learning system: the built page, told which lab it is about, and a manifest, in a zip. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { scormManifest, tincanManifest, xml, type PackedLab } from './manifest';

export type PackageKind = 'scorm' | 'xapi';

export interface PackageOptions {
  kind: PackageKind;
  lab: PackedLab;
  /** Folder of the built page. */
  page: string;
  /** Origins of record stores that the page may speak to. */
  stores: readonly string[];
}

/** Not of a package: its learning system keeps the files, and nobody embeds it. */
const LEFT_OUT = new Set(['sw.js', 'embed.js']);
/** Zips know no time before this; the same page gives the same bytes. */
const MADE = new Date(1980, 0, 2);

export function packageBytes({ kind, lab, page, stores }: PackageOptions): Uint8Array {
  const files: Record<string, Uint8Array> = {};
  for (const name of filesIn(page)) if (!LEFT_OUT.has(name)) files[name] = new Uint8Array(readFileSync(join(page, name)));
  const index = files['index.html'];
  if (!index) throw new RangeError(`${page} has no index.html`);
  files['index.html'] = strToU8(coursePageOf(new TextDecoder().decode(index), kind, lab, stores));
  const names = Object.keys(files).sort();
  const manifest: Record<string, Uint8Array> = kind === 'scorm' ? { 'imsmanifest.xml': strToU8(scormManifest(lab, names)) } : { 'tincan.xml': strToU8(tincanManifest(lab)) };
  // The manifest first: systems look for it at the top.
  return zipSync({ ...manifest, ...Object.fromEntries(names.map((name) => [name, files[name] as Uint8Array])) }, { level: 6, mtime: MADE });
}

/** The page's document with its lab in it; its policy lets it speak to the record stores, and to nobody else. */
export function coursePageOf(html: string, kind: PackageKind, { slug, mastery }: PackedLab, stores: readonly string[]): string {
  const told = html.replace('<meta charset="utf-8" />', `$&\n    <meta name="skep-course" content="${xml(`${kind} ${slug} ${mastery}`)}" />`);
  if (told === html) throw new RangeError('index.html is not a page of this build: it has no <meta charset>');
  if (stores.length === 0) return told;
  const open = told.replace(/connect-src 'self'/, `connect-src 'self' ${stores.join(' ')}`);
  if (open === told) throw new RangeError('index.html has no policy with connect-src that could be widened');
  return open;
}

function filesIn(folder: string, inside = ''): string[] {
  return readdirSync(join(folder, inside)).sort().flatMap((name) => {
    const path = inside === '' ? name : `${inside}/${name}`;
    return statSync(join(folder, path)).isDirectory() ? filesIn(folder, path) : [path];
  });
}
