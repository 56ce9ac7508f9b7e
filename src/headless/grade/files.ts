/** Finds what is to be graded: files, and all files of folders that may be submissions. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { labText } from '../../lab/catalogue';
import type { GradedLab } from '../../session/grade';

const ENDINGS = /\.(json|skep|sh|bash|ya?ml)$/i;
/** Beyond this nothing is read: no honest submission is as large. */
const BYTES_MAX = 16_000_000;

/** Names in the order of the alphabet; a word that is no file is told. */
export function submissionFiles(words: readonly string[]): { files: string[]; problems: string[] } {
  const files = new Set<string>();
  const problems: string[] = [];
  for (const word of words) {
    const stat = statSync(word, { throwIfNoEntry: false });
    if (!stat) problems.push(`${word}: no such file or folder`);
    else if (!stat.isDirectory()) files.add(word);
    else for (const name of readdirSync(word)) if (ENDINGS.test(name) && statSync(join(word, name)).isFile()) files.add(join(word, name));
  }
  return { files: [...files].sort(), problems };
}

/** The text of a file; too large a one comes as a text that is refused. */
export function readText(file: string): string {
  return statSync(file).size > BYTES_MAX ? ' '.repeat(BYTES_MAX) : readFileSync(file, 'utf8');
}

/** Whose file each is: `submission.json,ada` a line; a file by its path or its bare name. Words for what cannot be read. */
export function rosterOf(file: string): Map<string, string> | string {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return `${file}: no such file`;
  const out = new Map<string, string>();
  for (const [i, line] of readText(file).split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const at = line.lastIndexOf(',');
    const [name, learner] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    if (at < 0 || name === '' || learner === '') return `${file}:${i + 1}: a file and its learner were expected, with a comma between them`;
    out.set(name, learner);
  }
  return out;
}

/** A lab of this build by its name, or the folder (or guide) of another. Words for what is neither. */
export function labOf(word: string, rubricFile: string | undefined): GradedLab | string {
  let rubric: string | undefined;
  if (rubricFile !== undefined) {
    if (!statSync(rubricFile, { throwIfNoEntry: false })?.isFile()) return `${rubricFile}: no such file`;
    rubric = readText(rubricFile);
  }
  const more = rubric === undefined ? {} : { rubric };
  const known = labText(word);
  if (known !== undefined) return { slug: word, text: known, ...more };
  const stat = statSync(word, { throwIfNoEntry: false });
  const guide = stat?.isDirectory() ? join(word, 'guide.md') : word;
  if (!statSync(guide, { throwIfNoEntry: false })?.isFile()) return `there is no lab "${word}", and no folder of that name with a guide.md in it`;
  const slug = (stat?.isDirectory() ? word : join(word, '..')).replace(/\/+$/, '').split('/').at(-1) ?? word;
  return { slug, text: readText(guide), ...more };
}
