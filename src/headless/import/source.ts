/**
 * What is imported, read with care: it may come from anybody. A folder, a zip or a single file becomes names and bytes;
 * nothing outside is ever read, and what is too large is refused before it is.
 */
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { unzipSync } from 'fflate';

export interface Source {
  /** As it was named. */
  name: string;
  /** Names inside, with `/`, in the order of the alphabet. */
  files: string[];
  bytes(file: string): Uint8Array | undefined;
}

/** Words for what cannot be read. */
export class ImportRefusal extends Error {}

const FILE_BYTES_MAX = 2_000_000;
const TOTAL_BYTES_MAX = 20_000_000;
const FILES_MAX = 2_000;
const DEPTH_MAX = 12;
const SKIPPED = new Set(['.git', '.github', 'node_modules', '.DS_Store', '__MACOSX']);

export function openSource(path: string): Source {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new ImportRefusal(`${path}: no such file or folder`);
  if (stat.isDirectory()) return folderSource(path);
  if (stat.size > TOTAL_BYTES_MAX) throw new ImportRefusal(`${path}: larger than ${TOTAL_BYTES_MAX / 1_000_000} MB`);
  const bytes = new Uint8Array(readFileSync(path));
  if (/\.zip$/i.test(path) || (bytes[0] === 0x50 && bytes[1] === 0x4b)) return zipSource(path, bytes);
  return { name: path, files: [basename(path)], bytes: (file) => (file === basename(path) ? bytes : undefined) };
}

/** Text of a file; undefined where there is none. */
export function textIn(source: Source, file: string): string | undefined {
  const bytes = source.bytes(file);
  return bytes && new TextDecoder().decode(bytes).replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}

/** The name that a reference means, inside and nowhere else: undefined for `../x`, `/etc/x` and the like. */
export function insideName(reference: string, folder = ''): string | undefined {
  if (/^[/\\~]|^[a-z]:|\0/i.test(reference)) return undefined;
  const parts: string[] = folder === '' ? [] : folder.split('/');
  const floor = parts.length;
  for (const part of reference.split(/[/\\]/)) {
    if (part === '..') {
      if (parts.length === 0 || parts.length <= floor) return undefined;
      parts.pop();
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function folderSource(root: string): Source {
  const real = realpathSync(root);
  const files: string[] = [];
  let total = 0;
  const walk = (folder: string, depth: number): void => {
    if (depth > DEPTH_MAX) throw new ImportRefusal(`${join(root, folder)}: folders lie deeper than ${DEPTH_MAX}`);
    for (const name of readdirSync(join(real, folder)).sort()) {
      if (SKIPPED.has(name)) continue;
      const inside = folder === '' ? name : `${folder}/${name}`;
      const stat = lstatSync(join(real, inside));
      // A link may lead anywhere: none is followed.
      if (stat.isDirectory()) walk(inside, depth + 1);
      else if (stat.isFile()) {
        files.push(inside);
        total += stat.size;
        if (files.length > FILES_MAX) throw new ImportRefusal(`${root}: more than ${FILES_MAX} files`);
        if (total > TOTAL_BYTES_MAX) throw new ImportRefusal(`${root}: more than ${TOTAL_BYTES_MAX / 1_000_000} MB`);
      }
    }
  };
  walk('', 0);
  return {
    name: root, files,
    bytes: (file) => {
      if (!files.includes(file)) return undefined;
      const path = join(real, file);
      if (!realpathSync(path).startsWith(real + sep)) return undefined;
      if (statSync(path).size > FILE_BYTES_MAX) throw new ImportRefusal(`${file}: larger than ${FILE_BYTES_MAX / 1_000_000} MB`);
      return new Uint8Array(readFileSync(path));
    },
  };
}

function zipSource(name: string, bytes: Uint8Array): Source {
  let count = 0;
  let total = 0;
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, {
      filter: ({ name: entry, originalSize }) => {
        if (entry.endsWith('/')) return false;
        if (insideName(entry) !== entry) throw new ImportRefusal(`${name}: the entry ${JSON.stringify(entry.slice(0, 80))} leads out of the archive`);
        total += originalSize;
        if (++count > FILES_MAX) throw new ImportRefusal(`${name}: more than ${FILES_MAX} files`);
        // Sizes as the archive tells them, before anything is unpacked; fflate unpacks no more than that.
        if (originalSize > FILE_BYTES_MAX || total > TOTAL_BYTES_MAX) throw new ImportRefusal(`${name}: unpacks to more than ${TOTAL_BYTES_MAX / 1_000_000} MB`);
        return !entry.split('/').some((part) => SKIPPED.has(part));
      },
    });
  } catch (error) {
    if (error instanceof ImportRefusal) throw error;
    throw new ImportRefusal(`${name}: not a zip archive that can be read (${error instanceof Error ? error.message : String(error)})`);
  }
  // Archives of repositories have one folder around everything.
  const [first] = Object.keys(entries);
  const around = first?.includes('/') ? `${first.split('/')[0]}/` : '';
  const strip = around !== '' && Object.keys(entries).every((entry) => entry.startsWith(around)) ? around.length : 0;
  const files = new Map(Object.entries(entries).map(([entry, data]) => [entry.slice(strip), data]));
  return { name, files: [...files.keys()].sort(), bytes: (file) => files.get(file) };
}
