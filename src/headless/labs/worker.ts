/** A worker's side of `skep labs test`: plays what it is sent. */
import { loadJq } from '../jq';
import { answerJobs } from '../pool';
import { playTrial, type Trial, type TrialOutcome } from './trial';

export type LabWorkerData = { task: 'labs' };

export async function labWorker(): Promise<void> {
  await loadJq();
  answerJobs(({ trial }: { trial: Trial }): TrialOutcome | { fault: string } => {
    try {
      return playTrial(trial);
    } catch (error) {
      // Our own bug, or a lab that found one: this play alone.
      return { fault: `its play broke: ${error instanceof Error ? error.message : String(error)}` };
    }
  });
}
