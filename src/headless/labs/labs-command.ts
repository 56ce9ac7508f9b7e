/**
 * `skep labs`: every lab tests itself. Its solution and the alternatives pass, its untouched start and the wrong solutions
 * fail, over several seeds; with `--mutate` its checks are tested as well. Exit status 0 when all is well, 1 when a lab is
 * not, 2 for a command line that is wrong.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { guideOf } from '../../lab/catalogue';
import { builtLabs, labFolder, type LabFolder } from './lab-folder';
import { lintCommand } from './lint-command';
import { mutationLines } from './mutation-report';
import { testLabs, type LabReport } from './test-lab';

const USAGE = `Usage: skep labs test [LAB|FOLDER…] [OPTIONS]
       skep labs lint [LAB|FOLDER…] [--format text|json]
       skep labs list
  LAB                a lab of this build; all of them when absent
  FOLDER             a folder with a guide.md and a solution.txt
  --seeds N          in N worlds of different chance; 1 when absent
  --mutate           plays the solution with each step left out or changed, and tells which checks notice
  --workers N        side by side; the number of cores when absent
  --limit SECONDS    real time for one play; 60 when absent
  --format FORMAT    text or json; text when absent
`;

const fail = (problem: string): number => {
  process.stderr.write(`skep: ${problem}\n${USAGE}`);
  return 2;
};

export async function labsCommand(args: readonly string[]): Promise<number> {
  if (args[0] === 'lint') return lintCommand(args.slice(1));
  const options = { seeds: { type: 'string' }, mutate: { type: 'boolean' }, workers: { type: 'string' }, limit: { type: 'string' }, format: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals: [verb, ...words] } = parsed;
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (verb === 'list') {
    for (const { slug, text } of builtLabs()) process.stdout.write(`${slug}\t${guideOf(text).front.title}\n`);
    return 0;
  }
  if (verb !== 'test') return fail(verb === undefined ? 'test, lint, or list' : `no command "labs ${verb}"`);
  const numbers = { seeds: Number(values.seeds ?? 1), workers: Number(values.workers ?? availableParallelism()), limit: Number(values.limit ?? 60) };
  if (![numbers.seeds, numbers.workers].every((one) => Number.isSafeInteger(one) && one >= 1) || !(numbers.limit > 0)) return fail('--seeds, --workers and --limit are numbers above zero');
  if (values.format !== undefined && values.format !== 'text' && values.format !== 'json') return fail(`--format ${values.format}: there are text, json`);
  const labs: LabFolder[] = [];
  for (const found of words.length === 0 ? builtLabs() : words.map(labFolder)) {
    if (typeof found === 'string') {
      process.stderr.write(`skep: ${found}\n`);
      return 1;
    }
    labs.push(found);
  }
  const reports = await testLabs(labs, { seeds: numbers.seeds, mutate: values.mutate === true, workers: numbers.workers, limitMs: numbers.limit * 1000 });
  process.stdout.write(values.format === 'json' ? `${JSON.stringify({ format: 'skep-labs-1', labs: reports }, null, 1)}\n` : textOf(reports));
  return reports.every(({ problems }) => problems.length === 0) ? 0 : 1;
}

function textOf(reports: readonly LabReport[]): string {
  const passed = reports.filter(({ problems }) => problems.length === 0).length;
  const lines = reports.flatMap(({ slug, problems, plays, mutation }) => [
    ...problems.map((problem) => `  ${slug}: ${problem}`),
    `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${slug}  (${plays.length} plays, the longest ${(Math.max(0, ...plays.map(({ realMs }) => realMs)) / 1000).toFixed(1)} s)`,
    ...(mutation ? mutationLines(mutation).map((line) => `     ${line}`) : []),
  ]);
  return `${lines.join('\n')}\n${passed} passed, ${reports.length - passed} failed\n`;
}
