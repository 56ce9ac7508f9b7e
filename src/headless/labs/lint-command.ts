/** `skep labs lint`: what is wrong with labs of this build, or with folders anywhere, before anybody plays them. Exit status 1 on errors. */
import { closeSync, existsSync, lstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { labSlugs, labText } from '../../lab/catalogue';
import { GUIDE_CHARS_MAX } from '../../lab/limits';
import { findingText, isWhole, lintLab } from '../../lab/lint';
import type { LabFiles, LintFinding } from '../../lab/lint';

const USAGE = `Usage: skep labs lint [LAB|FOLDER…] [--format text|json]
  LAB                a lab of this build; all of them when absent
  FOLDER             a folder with a guide.md
`;
/** A folder from a stranger: beyond these nothing is looked at. */
const FILES_MAX = 500;
const DEPTH_MAX = 4;

export function lintCommand(args: readonly string[]): number {
  const at = args.indexOf('--format');
  const format = at < 0 ? 'text' : args[at + 1];
  const words = args.filter((_, i) => at < 0 || (i !== at && i !== at + 1));
  if (words.some((word) => word.startsWith('-')) || (format !== 'text' && format !== 'json')) {
    process.stderr.write(USAGE);
    return 2;
  }
  const reports: { lab: string; findings: LintFinding[] }[] = [];
  for (const lab of words.length === 0 ? labSlugs() : words) {
    const found = filesOf(lab);
    if (typeof found === 'string') {
      process.stderr.write(`skep: ${found}\n`);
      return 2;
    }
    reports.push({ lab, findings: [...found.refused, ...lintLab(found)] });
  }
  const all = reports.flatMap(({ findings }) => findings);
  if (format === 'json') process.stdout.write(`${JSON.stringify({ format: 'skep-lint-1', labs: reports }, null, 1)}\n`);
  else {
    for (const { lab, findings } of reports) for (const finding of findings) process.stdout.write(`${plain(`${lab}/${findingText(finding)}`)}\n`);
    const errors = all.filter(({ level }) => level === 'error').length;
    process.stdout.write(`${reports.length} lab${reports.length === 1 ? '' : 's'}: ${errors} error${errors === 1 ? '' : 's'}, ${all.length - errors} warning${all.length - errors === 1 ? '' : 's'}\n`);
  }
  return isWhole(all) ? 0 : 1;
}

/** Words of a stranger's lab must not move a terminal's cursor. */
const plain = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');

function filesOf(word: string): (LabFiles & { refused: LintFinding[] }) | string {
  const folder = existsSync(join(word, 'guide.md')) ? word : existsSync(join('labs', word, 'guide.md')) ? join('labs', word) : undefined;
  if (folder !== undefined) return folderFiles(folder);
  const text = labText(word);
  if (text === undefined) return `there is no lab "${word}", and no folder of that name with a guide.md in it. There are: ${labSlugs().join(', ')}`;
  // Of this build only the guide is at hand: what stands beside it is for those who have the folder.
  return { texts: new Map([['guide.md', text], ['solution.txt', '']]), refused: [] };
}

function folderFiles(folder: string): LabFiles & { refused: LintFinding[] } {
  const texts = new Map<string, string>();
  const names = new Set<string>();
  const refused: LintFinding[] = [];
  const walk = (within: string, depth: number): void => {
    for (const name of readdirSync(join(folder, within)).sort()) {
      const file = within === '' ? name : `${within}/${name}`;
      const stat = lstatSync(join(folder, file));
      if (names.size >= FILES_MAX) return;
      if (stat.isSymbolicLink()) refused.push({ file, line: 1, level: 'error', message: 'is a link, which may lead anywhere', advice: 'Put the file itself into the folder.' });
      else if (stat.isDirectory() && depth < DEPTH_MAX) walk(file, depth + 1);
      else if (stat.isFile()) {
        names.add(file);
        if (/\.(md|txt)$/.test(name)) texts.set(file, textOf(join(folder, file), stat.size));
      }
    }
  };
  walk('', 0);
  if (names.size >= FILES_MAX) refused.push({ file: '.', line: 1, level: 'error', message: `the folder has more than ${FILES_MAX} files`, advice: 'Leave only what the lab shows.' });
  return { texts, names, refused };
}

/** One character more than is ever read is enough to be refused for its size. */
function textOf(path: string, size: number): string {
  if (size <= GUIDE_CHARS_MAX) return readFileSync(path, 'utf8');
  const buffer = Buffer.alloc(GUIDE_CHARS_MAX * 4 + 4);
  const file = openSync(path, 'r');
  try {
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(file);
  }
}
