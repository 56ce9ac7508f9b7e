/** A lab's folder: its guide, and the scripts that say what passes and what must not. Of this build, or anywhere on disk. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { labSlugs, labText } from '../../lab/catalogue';

export interface LabScript {
  /** Inside the lab's folder: `wrong/too-few.txt`. */
  file: string;
  text: string;
}

export interface LabFolder {
  slug: string;
  /** Its guide. */
  text: string;
  solution?: string;
  /** Other ways that must pass too. */
  solutions: LabScript[];
  /** What must fail, each at the check that its first comment names. */
  wrong: LabScript[];
}

const built = import.meta.glob<string>(['../../../labs/*/solution.txt', '../../../labs/*/{solutions,wrong}/*.txt'], { query: '?raw', import: 'default', eager: true });
const BYTES_MAX = 4_000_000;

/** Every lab of this build. */
export function builtLabs(): LabFolder[] {
  return labSlugs().map((slug) => {
    const marker = `labs/${slug}/`;
    const scripts = Object.entries(built).filter(([path]) => path.includes(marker)).map(([path, text]) => ({ file: path.slice(path.indexOf(marker) + marker.length), text }));
    return folderOf(slug, labText(slug) ?? '', scripts);
  });
}

/** A lab by its name in this build, or by its folder; words for what is neither. */
export function labFolder(word: string): LabFolder | string {
  const known = builtLabs();
  const found = known.find(({ slug }) => slug === word);
  if (found) return found;
  const guide = join(word, 'guide.md');
  if (!existsSync(guide)) return `there is no lab "${word}", and no folder of that name with a guide.md in it. There are: ${known.map(({ slug }) => slug).join(', ')}`;
  const scripts: LabScript[] = [];
  for (const file of ['solution.txt', ...textsIn(word, 'solutions'), ...textsIn(word, 'wrong')]) {
    if (existsSync(join(word, file))) scripts.push({ file, text: read(join(word, file)) });
  }
  return folderOf(basename(resolve(word)), read(guide), scripts);
}

function folderOf(slug: string, text: string, scripts: readonly LabScript[]): LabFolder {
  const solution = scripts.find(({ file }) => file === 'solution.txt')?.text;
  const within = (folder: string): LabScript[] => scripts.filter(({ file }) => file.startsWith(`${folder}/`)).sort((a, b) => (a.file < b.file ? -1 : 1));
  return { slug, text, ...(solution === undefined ? {} : { solution }), solutions: within('solutions'), wrong: within('wrong') };
}

function textsIn(lab: string, folder: string): string[] {
  const path = join(lab, folder);
  return existsSync(path) && statSync(path).isDirectory() ? readdirSync(path).filter((name) => name.endsWith('.txt')).map((name) => `${folder}/${name}`) : [];
}

function read(file: string): string {
  const { size } = statSync(file);
  if (size > BYTES_MAX) throw new RangeError(`${file} has ${size} bytes: no lab is that large`);
  return readFileSync(file, 'utf8');
}
