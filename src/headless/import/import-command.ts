/**
 * `skep import`: makes a lab of a scenario for another platform, and says what could not be carried over. Exit status 0
 * when it was written, 1 when it could not be, 2 for a command line that is wrong.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseGuide } from '../../lab/guide';
import { loadJq } from '../jq';
import { playTrial } from '../labs/trial';
import { guideTextOf, reportLines, solutionTextOf, type LabDraft } from './draft';
import { importKatacoda } from './katacoda';
import { importPlayWithDocker } from './play-with-docker';
import { ImportRefusal, openSource, type Source } from './source';

const USAGE = `Usage: skep import FOLDER|FILE --out LABFOLDER
  FOLDER             a Katacoda or Killercoda scenario: a folder (or a zip) with an index.json
  FILE               a Markdown page of Play with Docker, with .term1 blocks
  --out LABFOLDER    where the lab is written: guide.md, solution.txt and IMPORT.md, which says what is missing
`;

export async function importCommand(args: readonly string[]): Promise<number> {
  const wrong = (problem: string): number => {
    process.stderr.write(`skep: ${problem}\n${USAGE}`);
    return 2;
  };
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: { out: { type: 'string' }, help: { type: 'boolean', short: 'h' } }, allowPositionals: true });
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  const { values: { out, help }, positionals: [from, ...more] } = parsed;
  if (help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (from === undefined || more.length > 0) return wrong('one folder or file to import');
  if (out === undefined) return wrong('--out, the folder for the lab');
  if (existsSync(out) && readdirSync(out).length > 0) return wrong(`--out ${out}: it is there already, and not empty`);
  try {
    const draft = importLab(openSource(from));
    const { files, report } = written(draft);
    await loadJq();
    report.push(...playedLines(basename(resolve(out)), files));
    files['IMPORT.md'] = reportText(report);
    mkdirSync(out, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(out, name), text);
    process.stdout.write(`${report.map((line) => `  ${line}\n`).join('')}${join(out, 'guide.md')}: "${draft.front.title}", ${draft.front.machines.length} machine${draft.front.machines.length === 1 ? '' : 's'}, ${draft.losses.length} thing${draft.losses.length === 1 ? '' : 's'} not carried over\nTry it: skep labs test ${out}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof ImportRefusal)) throw error;
    process.stderr.write(`skep: ${error.message}\n`);
    return 1;
  }
}

/** Plays the lab, untouched and by its commands: what does not come out as it should, in words. */
export function playedLines(slug: string, files: Record<string, string>): string[] {
  const lab = { slug, text: files['guide.md'] as string };
  const seed = parseGuide(lab.text).front.seed;
  const script = files['solution.txt'] as string;
  const untouched = playTrial({ lab, seed });
  const played = playTrial({ lab, seed, script });
  return [
    ...untouched.checks.filter(({ passed }) => passed).map(({ id }) => `guide.md: check ${id} passes before anything was done: it checks nothing`),
    ...played.problems.map((problem) => `solution.txt: ${problem}`),
    ...played.checks.filter(({ passed }) => !passed).map(({ id, fault, reason }) => (fault ? `guide.md: check ${id}: ${reason}` : `solution.txt: check ${id} does not pass after the commands of the text: the learner has to do something that it does not type`)),
  ];
}

/** Whatever it is: a scenario has an index.json, a page is Markdown. */
export function importLab(source: Source): LabDraft {
  if (source.files.includes('index.json')) return importKatacoda(source);
  const pages = source.files.filter((file) => /\.(?:md|markdown)$/i.test(file));
  if (pages.length === 1) return importPlayWithDocker(source, pages[0] as string);
  throw new ImportRefusal(pages.length === 0 ? `${source.name}: neither a scenario with an index.json nor a Markdown page` : `${source.name}: several pages and no index.json: name one of them`);
}

/** The lab's files, and the report. What the guide's own reader objects to is told as well. */
export function written(draft: LabDraft): { files: Record<string, string>; report: string[] } {
  const guide = guideTextOf(draft);
  const report = [...reportLines(draft.losses), ...parseGuide(guide).problems.map(({ line, message }) => `guide.md:${line}: ${message}`)];
  return { files: { 'guide.md': guide, 'solution.txt': solutionTextOf(draft), 'IMPORT.md': reportText(report) }, report };
}

/** As a page: words of strangers are no markup in it. */
function reportText(report: readonly string[]): string {
  const words = report.length === 0 ? 'Everything was carried over.' : report.map((line) => `- ${line.replace(/[\\`*_<>[\]]/g, '\\$&')}`).join('\n');
  return `# What the import could not carry over\n\n${words}\n`;
}
