/**
 * Jobs: the pipelines that a shell has started and still remembers. A job's state is read off its processes; what has
 * been told to the person is remembered here.
 */
import { SIGNAL_WORDS, type ExitStatus, type Process } from '../os';

export type JobState = { kind: 'running' } | { kind: 'stopped' } | { kind: 'done'; status: ExitStatus };

export class Job {
  /** The state last shown to the person. */
  told: JobState['kind'] = 'running';
  disowned = false;
  /** Keeps it out of SIGHUP at the shell's end (`disown -h`). */
  survivesHangUp = false;

  constructor(readonly id: number, readonly processes: Process[], readonly text: string, readonly hasControl: boolean) {}

  get group(): number {
    return (this.processes[0] as Process).group;
  }

  /** The last process of the pipeline: its PID is `$!`, its status the job's. */
  get last(): Process {
    return this.processes[this.processes.length - 1] as Process;
  }

  get state(): JobState {
    if (this.processes.some((process) => process.status === undefined && process.stopped)) return { kind: 'stopped' };
    if (this.processes.some((process) => process.status === undefined)) return { kind: 'running' };
    return { kind: 'done', status: this.last.status as ExitStatus };
  }
}

export class Jobs {
  private jobs = new Map<number, Job>();
  /** Most recent first: the first is `%+`, the second `%-`. */
  private recent: number[] = [];
  /** Ended background children whose status `wait PID` may still ask for. */
  private remembered = new Map<number, ExitStatus>();

  list(): Job[] {
    return [...this.jobs.values()].sort((a, b) => a.id - b.id);
  }

  add(processes: Process[], text: string, hasControl: boolean): Job {
    let id = 1;
    for (const other of this.jobs.keys()) if (other >= id) id = other + 1;
    const job = new Job(id, processes, text, hasControl);
    this.jobs.set(id, job);
    this.recent.unshift(id);
    return job;
  }

  /** It was stopped or started anew: it becomes the current job. */
  touch(job: Job): void {
    this.recent = [job.id, ...this.recent.filter((id) => id !== job.id)];
  }

  remove(job: Job): void {
    this.jobs.delete(job.id);
    this.recent = this.recent.filter((id) => id !== job.id);
    for (const process of job.processes) if (process.status) this.remember(process.pid, process.status);
  }

  remember(pid: number, status: ExitStatus): void {
    this.remembered.set(pid, status);
    if (this.remembered.size > 1024) this.remembered.delete(this.remembered.keys().next().value as number);
  }

  statusOf(pid: number): ExitStatus | undefined {
    return this.remembered.get(pid);
  }

  forget(pid: number): void {
    this.remembered.delete(pid);
  }

  get current(): Job | undefined {
    return this.ranked()[0];
  }

  /** Stopped jobs come first, then by how recently they were touched. */
  private ranked(): Job[] {
    const jobs = this.recent.map((id) => this.jobs.get(id)).filter((job): job is Job => job !== undefined);
    return [...jobs.filter((job) => job.state.kind === 'stopped'), ...jobs.filter((job) => job.state.kind !== 'stopped')];
  }

  mark(job: Job): '+' | '-' | ' ' {
    const ranked = this.ranked();
    return ranked[0] === job ? '+' : ranked[1] === job ? '-' : ' ';
  }

  /** `%1`, `%+`, `%%`, `%-`, `%name`, `%?text`. */
  find(spec: string): Job | undefined | 'ambiguous' {
    const text = spec.startsWith('%') ? spec.slice(1) : spec;
    if (text === '' || text === '%' || text === '+') return this.current;
    if (text === '-') return this.ranked()[1] ?? this.ranked()[0];
    if (/^\d+$/.test(text)) return this.jobs.get(Number(text));
    const matching = this.list().filter((job) => (text.startsWith('?') ? job.text.includes(text.slice(1)) : job.text.startsWith(text)));
    return matching.length > 1 ? 'ambiguous' : matching[0];
  }

  byPid(pid: number): Job | undefined {
    return this.list().find((job) => job.processes.some((process) => process.pid === pid));
  }

  forSubshell(): Jobs {
    const jobs = new Jobs();
    jobs.remembered = new Map(this.remembered);
    return jobs;
  }

  /** A line of `jobs`: `[1]+  Running                 sleep 100 &`. */
  describe(job: Job, style: 'short' | 'long' = 'short'): string {
    const { state } = job;
    const words = stateWords(state);
    const tail = state.kind === 'running' ? ' &' : '';
    const head = `[${job.id}]${this.mark(job)} `;
    if (style === 'long') return `${head}${job.last.pid} ${words.padEnd(24)}${job.text}${tail}`;
    return `${head} ${words.padEnd(24)}${job.text}${tail}`;
  }
}

export function stateWords(state: JobState): string {
  if (state.kind === 'running') return 'Running';
  if (state.kind === 'stopped') return 'Stopped';
  if (state.status.signal) return SIGNAL_WORDS[state.status.signal];
  return state.status.code === 0 ? 'Done' : `Exit ${state.status.code}`;
}
