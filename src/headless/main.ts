/**
 * The Node entry: `skep play`, `skep serve` and `skep labs`. Everything it does it does through sessions and scenarios; this file
 * reads arguments and files and says what happened.
 */
import { isMainThread, workerData } from 'node:worker_threads';
import { gradeCommand, mergeCommand } from './grade/grade-command';
import type { GradeWorkerData } from './grade/pool';
import { gradeWorker } from './grade/worker';
import { importCommand } from './import/import-command';
import { labsCommand } from './labs/labs-command';
import { labWorker, type LabWorkerData } from './labs/worker';
import { packCommand } from './pack/pack-command';
import { playCommand } from './play';
import { serveCommand } from './serve';

const USAGE = `Usage:
  skep play SCENARIO.json|DIR [--out FILE|DIR]   play scenarios on the simulation, write their transcripts
       … --client docker [--pace N|max]          the same through the installed docker client
  skep serve [OPTIONS]                           simulated machines behind real sockets, for any Docker client
  skep grade LAB FILE|FOLDER… [OPTIONS]          grade submissions, scripts and compose files by replay
  skep merge RESULTS… [--format FORMAT]          put the results of several runs together
  skep labs test [LAB|FOLDER…] [OPTIONS]         play every lab's solutions, right and wrong, against its checks
  skep pack LAB --scorm|--xapi [OPTIONS]         make a lab's package for a learning system
  skep import FOLDER|FILE --out LABFOLDER        make a lab of a Killercoda scenario or a Play with Docker page
  skep labs lint [LAB|FOLDER]                    say what is wrong with labs, by file and line
  skep labs list                                 name the labs
`;

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === 'play') return await playCommand(rest);
  if (command === 'serve') return await serveCommand(rest);
  if (command === 'grade') return await gradeCommand(rest);
  if (command === 'merge') return mergeCommand(rest);
  if (command === 'pack') return packCommand(rest);
  if (command === 'import') return await importCommand(rest);
  if (command === 'labs') return await labsCommand(rest);
  process.stderr.write(command === undefined || command === '--help' || command === 'help' ? USAGE : `skep: no command "${command}"\n${USAGE}`);
  return command === '--help' || command === 'help' ? 0 : 2;
}

if (isMainThread) process.exitCode = await main(process.argv.slice(2));
else {
  const data = workerData as GradeWorkerData | LabWorkerData;
  if (data.task === 'grade') await gradeWorker(data);
  else await labWorker();
}
