/**
 * Looks at a lab's folder as its author would wish somebody did before learners do: the guide, its front matter, its
 * translations, its pictures and its solution, each problem with file, line and advice. It runs nothing, and what is beyond
 * all bounds is refused unread.
 */
import { parse } from 'yaml';
import { parseGuide } from './guide';
import { splitFront } from './guide-front';
import type { GuideProblem } from './guide-front';
import { withInner } from './guide-model';
import type { Guide } from './guide-model';
import { imageFile } from './images';
import { solutionProblems } from './lint-solution';
import { meant } from './notation';
import { readTranslation, TRANSLATION_FILE } from './translation';
import { fillVariant } from './variants';

export interface LintFinding {
  file: string;
  /** 1-based. */
  line: number;
  level: 'error' | 'warning';
  message: string;
  advice?: string;
}

export interface LabFiles {
  /** Texts by their place in the folder: `guide.md`, `wrong/too-few.txt`. */
  texts: ReadonlyMap<string, string>;
  /** Everything in the folder; undefined when nobody can look. */
  names?: ReadonlySet<string>;
}

const FRONT_FIELDS = ['title', 'summary', 'minutes', 'level', 'machines', 'seed', 'start', 'setup', 'files', 'variants', 'images', 'repositories'];
const MACHINE_FIELDS = ['name', 'platform', 'kind', 'place', 'cpus', 'memory'];

export function lintLab({ texts, names }: LabFiles): LintFinding[] {
  const written = texts.get('guide.md');
  if (written === undefined) return [{ file: 'guide.md', line: 1, level: 'error', message: 'there is no guide.md', advice: 'A lab is a folder with one; begin with --- title, summary, machines ---.' }];
  // As it is without a learner: lines stay where they are.
  const text = fillVariant(written, undefined);
  const guide = parseGuide(text);
  const findings = inFile('guide.md', [...guide.problems.map(atItsField(text)), ...frontProblems(text, guide), ...sectionProblems(text, guide), ...(names ? pictureProblems(text, names) : [])]);
  for (const [file, translation] of texts) if (TRANSLATION_FILE.test(file)) findings.push(...inFile(file, readTranslation(guide, fillVariant(translation, undefined)).problems));
  const solution = texts.get('solution.txt');
  if (solution === undefined) findings.push({ file: 'solution.txt', line: 1, level: 'warning', message: 'there is no solution.txt', advice: 'With one the lab can test itself: skep labs test.' });
  for (const [file, script] of texts) if (file === 'solution.txt' || /^(solutions|wrong)\/[^/]+\.txt$/.test(file)) findings.push(...inFile(file, solutionProblems(guide, script, file)));
  return findings.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/** As `skep labs lint` and the author's view say it. */
export function findingText({ file, line, level, message, advice }: LintFinding): string {
  return `${file}:${line}: ${level}: ${message}${advice === undefined ? '' : `. ${advice}`}`;
}

function inFile(file: string, problems: readonly GuideProblem[]): LintFinding[] {
  return problems.map(({ line, message, advice, level }) => ({ file, line, level: level ?? 'error', message, ...(advice === undefined ? {} : { advice }) }));
}

/** What is said of the front matter is said at the field that it names. */
function atItsField(text: string): (problem: GuideProblem) => GuideProblem {
  return (problem) => {
    const field = problem.line === 1 ? /^front matter: `(\w+)`/.exec(problem.message)?.[1] : undefined;
    return field === undefined ? problem : { ...problem, line: lineOf(text, new RegExp(`^${field}\\s*:`)) };
  };
}

function lineOf(text: string, pattern: RegExp): number {
  const at = text.split('\n').findIndex((line) => pattern.test(line));
  return at < 0 ? 1 : at + 1;
}

function frontProblems(text: string, guide: Guide): GuideProblem[] {
  if (guide.problems.some(({ message }) => /at most|nested|repeats itself|containers are open/.test(message)) && guide.sections.length === 0) return [];
  const fields = fieldsOf(text);
  const problems: GuideProblem[] = [];
  for (const name of Object.keys(fields)) {
    if (!FRONT_FIELDS.includes(name)) problems.push({ line: lineOf(text, new RegExp(`^${escaped(name)}\\s*:`)), level: 'warning', message: `front matter has no field ${name.slice(0, 60)}`, advice: meant(name, FRONT_FIELDS) });
  }
  const machines = Array.isArray(fields['machines']) ? (fields['machines'] as unknown[]) : [];
  for (const key of new Set(machines.flatMap((machine) => (typeof machine === 'object' && machine !== null ? Object.keys(machine) : [])))) {
    if (!MACHINE_FIELDS.includes(key)) problems.push({ line: lineOf(text, new RegExp(`^\\s.*\\b${escaped(key)}\\s*:`)), level: 'warning', message: `a machine has no field ${key.slice(0, 60)}`, advice: meant(key, MACHINE_FIELDS) });
  }
  const known = guide.front.machines.map(({ name }) => name);
  for (const { on } of guide.front.setup) {
    if (!known.includes(on)) problems.push({ line: lineOf(text, /^setup\s*:/), message: `setup runs on ${on.slice(0, 60)}, which is no machine of this lab`, advice: meant(on, known) });
  }
  for (const place of Object.keys(guide.front.files)) {
    const line = lineOf(text, new RegExp(`^\\s*["']?${escaped(place)}["']?\\s*:`));
    const [machine = '', path = ''] = [place.slice(0, place.indexOf(':')), place.slice(place.indexOf(':') + 1)];
    if (!known.includes(machine)) problems.push({ line, message: `files are put on ${machine.slice(0, 60)}, which is no machine of this lab`, advice: meant(machine, known) });
    if (path.split('/').includes('..') || /[\u0000-\u001f]/.test(path)) problems.push({ line, message: `the path ${path.slice(0, 80)} leads elsewhere than it says`, advice: 'Write the whole path, without "..".' });
  }
  return problems;
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = parse(splitFront(text).yaml);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function sectionProblems(text: string, guide: Guide): GuideProblem[] {
  const headings = text.split('\n').flatMap((line, i) => (/^ {0,3}## /.test(line) ? [i + 1] : []));
  if (guide.sections.length === 0) return guide.problems.length > 0 ? [] : [{ line: 1, message: 'this guide has no section', advice: 'Each begins with a heading: ## Begin the swarm.' }];
  return guide.sections.flatMap((section, i): GuideProblem[] => {
    const asks = withInner(section.blocks).some(({ kind }) => kind === 'check' || kind === 'quiz');
    const acts = withInner(section.blocks).some(({ kind }) => kind === 'command');
    if (asks || !acts) return [];
    return [{ line: headings[i] ?? 1, level: 'warning', message: `section "${section.title.slice(0, 60)}" has commands but nothing that checks them`, advice: 'Add a check or a quiz: nobody knows whether it was done.' }];
  });
}

function pictureProblems(text: string, names: ReadonlySet<string>): GuideProblem[] {
  return [...text.matchAll(/!\[[^\]\n]{0,500}\]\(([^)\s]{1,300})/g)].flatMap((match): GuideProblem[] => {
    const file = imageFile(match[1] as string);
    if ('message' in file || names.has(file.path)) return [];
    const line = text.slice(0, match.index).split('\n').length;
    return [{ line, message: `there is no picture ${file.path} in the lab's folder`, advice: meant(file.path, [...names].filter((name) => 'path' in imageFile(name))).replace('There are .', 'The folder has none.') }];
  });
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** For whom a guide is a whole lab: nothing in it is an error. */
export const isWhole = (findings: readonly LintFinding[]): boolean => findings.every(({ level }) => level !== 'error');

