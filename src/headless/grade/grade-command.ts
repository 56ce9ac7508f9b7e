/**
 * `skep grade LAB SUBMISSION…` and `skep merge RESULTS…`. The exit status is for CI: 0 when every file was accepted with
 * all points, 1 when points are missing somewhere, 3 when a file was not accepted, 2 for a command line that is wrong.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { parseGuide } from '../../lab/guide';
import { labOf, readText, rosterOf, submissionFiles } from './files';
import { FORMATS, formatResults, isWhole, summaryOf, type Format } from './formats';
import type { GradedFile } from './grade-one';
import { gradeAll } from './pool';
import { inOrder, keyOf, readResults, withCopies, type Result } from './result';

const GRADE_USAGE = `Usage: skep grade LAB FILE|FOLDER… [OPTIONS]
  LAB                a lab of this build (skep labs list), or a folder with a guide.md
  FILE               a submission, a bash script (.sh) or a compose file (.yml)
  --format FORMAT    ${FORMATS.join(', ')}; text when absent
  --workers N        side by side; the number of cores when absent
  --shard I/N        only every Nth file, beginning with the Ith: for several machines
  --rubric FILE      further checks that learners do not see (Markdown like a guide's sections)
  --learner ID       whose these files should be: another's are not accepted
  --roster FILE      the same for many: lines of FILE,ID
  --results FILE     keeps each result as a line; a run that was stopped goes on where it was
  --limit SECONDS    real time for one file; 60 when absent
`;
const MERGE_USAGE = 'Usage: skep merge RESULTS… [--format FORMAT]\n';

const fail = (problem: string, usage: string): number => {
  process.stderr.write(`skep: ${problem}\n${usage}`);
  return 2;
};

export async function gradeCommand(args: readonly string[]): Promise<number> {
  const options = { format: { type: 'string' }, workers: { type: 'string' }, shard: { type: 'string' }, rubric: { type: 'string' }, learner: { type: 'string' }, roster: { type: 'string' }, results: { type: 'string' }, limit: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error), GRADE_USAGE);
  }
  const { values, positionals: [labWord, ...words] } = parsed;
  if (values.help) {
    process.stdout.write(GRADE_USAGE);
    return 0;
  }
  const format = values.format ?? 'text';
  if (!isFormat(format)) return fail(`--format ${format}: there are ${FORMATS.join(', ')}`, GRADE_USAGE);
  const workers = Number(values.workers ?? availableParallelism());
  const limitSeconds = Number(values.limit ?? 60);
  if (!Number.isSafeInteger(workers) || workers < 1 || !(limitSeconds > 0)) return fail('--workers and --limit are numbers above zero', GRADE_USAGE);
  const shard = /^(\d+)\/(\d+)$/.exec(values.shard ?? '1/1');
  const [part, parts] = [Number(shard?.[1]), Number(shard?.[2])];
  if (!shard || part < 1 || part > parts) return fail(`--shard ${values.shard}: it looks like 1/4, up to 4/4`, GRADE_USAGE);
  if (labWord === undefined || words.length === 0) return fail('a lab, and what is to be graded', GRADE_USAGE);
  const lab = labOf(labWord, values.rubric);
  if (typeof lab === 'string') return fail(lab, GRADE_USAGE);
  // The rubric's own faults, by the lines of the rubric.
  const problems = lab.rubric === undefined ? [] : parseGuide(lab.rubric).problems.filter(({ message }) => !/front matter/i.test(message));
  if (problems.length > 0) return fail(problems.map(({ line, message }) => `${values.rubric}:${line}: ${message}`).join('\nskep: '), '');

  const learners = values.roster === undefined ? new Map<string, string>() : rosterOf(values.roster);
  if (typeof learners === 'string') return fail(learners, GRADE_USAGE);
  const whose = (file: string): string | undefined => learners.get(file) ?? learners.get(basename(file)) ?? values.learner;

  const found = submissionFiles(words);
  for (const problem of found.problems) process.stderr.write(`skep: ${problem}\n`);
  const files = found.files.filter((_, i) => i % parts === part - 1);
  const store = values.results;
  const kept = new Map((store !== undefined && existsSync(store) ? readResults(readFileSync(store, 'utf8')).results : []).map((result) => [result.file, result]));
  const results: Result[] = [];
  const keys = new Map<string, string>();
  const progress = progressBar(files.length);
  let at = 0;
  const next = (): GradedFile | undefined => {
    for (;;) {
      const name = files[at++];
      if (name === undefined) return undefined;
      const text = readText(name);
      const learner = whose(name);
      const key = keyOf(text, `${lab.text}${lab.rubric ?? ''}`, learner);
      const known = kept.get(name);
      if (known?.of !== key) {
        keys.set(name, key);
        return { name, text, ...(learner === undefined ? {} : { learner }) };
      }
      results.push(known);
      progress(results);
    }
  };
  await gradeAll(next, {
    workers: Math.min(workers, Math.max(1, files.length)), lab, limitMs: limitSeconds * 1000,
    done: ({ name }, grade) => {
      const result: Result = { file: name, of: keys.get(name) ?? '', grade };
      results.push(result);
      if (store !== undefined) appendFileSync(store, `${JSON.stringify(result)}\n`);
      progress(results);
    },
  });
  return report(results, format, found.problems.length > 0);
}

export function mergeCommand(args: readonly string[]): number {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(MERGE_USAGE);
    return 0;
  }
  const at = args.indexOf('--format');
  const format = at < 0 ? 'text' : (args[at + 1] ?? '');
  const files = args.filter((_, i) => at < 0 || (i !== at && i !== at + 1));
  if (!isFormat(format)) return fail(`--format ${format}: there are ${FORMATS.join(', ')}`, MERGE_USAGE);
  if (files.length === 0) return fail('the results of one or more runs', MERGE_USAGE);
  const results: Result[] = [];
  for (const file of files) {
    if (!existsSync(file)) return fail(`${file}: no such file`, MERGE_USAGE);
    const read = readResults(readFileSync(file, 'utf8'));
    if (read.broken > 0) process.stderr.write(`skep: ${file}: ${read.broken} line${read.broken === 1 ? ' is' : 's are'} no result and left out\n`);
    results.push(...read.results);
  }
  return report(results, format, false);
}

function report(results: readonly Result[], format: Format, missing: boolean): number {
  const ordered = withCopies(inOrder(results));
  process.stdout.write(formatResults(ordered, format));
  if (missing || ordered.some(({ grade }) => !grade.accepted)) return 3;
  return ordered.every(({ grade }) => isWhole(grade)) ? 0 : 1;
}

const isFormat = (word: string): word is Format => (FORMATS as readonly string[]).includes(word);

/** On a terminal's error stream, so that the report can be piped on. */
function progressBar(of: number): (results: readonly Result[]) => void {
  if (!process.stderr.isTTY) return () => {};
  const WIDTH = 30;
  return (results) => {
    const share = Math.round((results.length / of) * WIDTH);
    const end = results.length === of ? '\r\x1b[K' : '';
    process.stderr.write(`\r\x1b[K${'█'.repeat(share)}${'░'.repeat(WIDTH - share)} ${summaryOf(results)} of ${of}${end}`);
  };
}
