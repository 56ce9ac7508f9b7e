/** Tests labs: every play of each over worker threads, and what they say put together. */
import { guideOf } from '../../lab/catalogue';
import { checksOf } from '../../lab/guide';
import { gradedStart } from '../../session/grade';
import { LabPlayer } from '../../session/lab-player';
import { overWorkers } from '../pool';
import { findingsOf } from './findings';
import type { LabFolder } from './lab-folder';
import { mutantsOf, type Mutant } from './mutants';
import { mutantResult, mutationReport, type MutantResult, type MutationReport } from './mutation-report';
import { planLab, worldsOf, type PlannedTrial } from './plan';
import type { Trial, TrialOutcome } from './trial';
import type { LabWorkerData } from './worker';

export interface LabTestOptions {
  seeds: number;
  mutate: boolean;
  workers: number;
  /** Real time for one play, in milliseconds. */
  limitMs: number;
}

export interface Played {
  kind: PlannedTrial['kind'];
  file: string;
  seed: number;
  learner?: string;
  realMs: number;
  virtualMs: number;
}

export interface LabReport {
  slug: string;
  problems: string[];
  plays: Played[];
  mutation?: MutationReport;
}

type Job = { trial: Trial; lab: number } & ({ planned: PlannedTrial } | { mutant: Mutant });

export async function testLabs(labs: readonly LabFolder[], options: LabTestOptions): Promise<LabReport[]> {
  const reports = labs.map(({ slug }): LabReport => ({ slug, problems: [], plays: [] }));
  const mutants = labs.map((): MutantResult[] => []);
  const jobs = labs.flatMap((lab, i) => jobsOf(lab, i, reports[i] as LabReport, options));
  let at = 0;
  await overWorkers<Job, TrialOutcome | { fault: string }>(() => jobs[at++], {
    workers: Math.min(options.workers, Math.max(1, jobs.length)), limitMs: options.limitMs, data: { task: 'labs' } satisfies LabWorkerData,
    done: (job, answer) => {
      const outcome = 'value' in answer ? answer.value : answer;
      if ('mutant' in job) (mutants[job.lab] as MutantResult[]).push(mutantResult(job.mutant, outcome));
      else note(reports[job.lab] as LabReport, job.planned, outcome);
    },
  });
  reports.forEach((report, i) => {
    // The order in which workers came back says nothing.
    report.plays.sort((a, b) => (a.file === b.file ? a.seed - b.seed : a.file < b.file ? -1 : 1));
    report.problems = [...new Set(report.problems)].sort();
    if (options.mutate) addMutation(report, labs[i] as LabFolder, mutants[i] as MutantResult[]);
  });
  return reports;
}

function jobsOf(lab: LabFolder, index: number, report: LabReport, { seeds, mutate }: LabTestOptions): Job[] {
  const guide = guideOf(lab.text);
  const { trials, problems } = planLab(lab, seeds);
  report.problems.push(...guide.problems.map(({ line, message }) => `guide.md:${line}: ${message}`), ...problems);
  if (lab.solution === undefined) report.problems.push('no solution.txt');
  const jobs: Job[] = trials.map((planned) => ({ lab: index, trial: planned.trial, planned }));
  if (!mutate || lab.solution === undefined) return jobs;
  const [world] = worldsOf(lab.text, 1);
  const images = new Set(new LabPlayer(gradedStart(lab, {})).session.world.catalogue().map(({ name }) => name));
  const trialOf = (script: string): Trial => ({ lab: { slug: lab.slug, text: lab.text }, seed: world?.seed ?? 1, script });
  return [...jobs, ...mutantsOf(lab.solution, guide, images).map((mutant) => ({ lab: index, trial: trialOf(mutant.script), mutant }))];
}

function note(report: LabReport, planned: PlannedTrial, outcome: TrialOutcome | { fault: string }): void {
  const { kind, file, trial: { seed, learner } } = planned;
  const who = learner === undefined ? {} : { learner };
  if ('fault' in outcome) report.problems.push(`${file || 'the untouched start'} (seed ${seed}): ${outcome.fault}`);
  else {
    report.plays.push({ kind, file, seed, ...who, realMs: Math.round(outcome.realMs), virtualMs: Math.round(outcome.virtualMs) });
    const where = `seed ${seed}${learner === undefined ? '' : `, ${learner}`}`;
    report.problems.push(...findingsOf(planned, outcome).map((words) => `${words} (${where})`));
  }
}

function addMutation(report: LabReport, lab: LabFolder, results: MutantResult[]): void {
  const inOrder = [...results].sort((a, b) => a.line - b.line || (a.now ?? '').localeCompare(b.now ?? ''));
  report.mutation = mutationReport(checksOf(guideOf(lab.text)).map(({ id }) => id), inOrder);
  report.problems.push(...report.mutation.neverFail.map((id) => `check ${id} never fails, whatever is left out of the solution or changed in it`));
}
