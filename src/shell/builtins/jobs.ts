/** jobs, fg, bg, wait, kill, disown, suspend. */
import { race, type Program } from '../../sim';
import { SIGNAL_NUMBERS, signalByName, type SignalName } from '../../os';
import { setVariable } from '../assign';
import { foreground, waitInterruptibly } from '../job-control';
import type { Job } from '../jobs';
import type { Shell } from '../shell';
import { runPendingTraps } from '../trap-run';
import { asWords, badOption, builtin, parseOptions, usage, type Builtin } from './_builtin';
import { signalNumberName, signalTable } from './control';

/** The job that a word means; complains in the builtin's name when there is none. */
function* findJob(shell: Shell, name: string, word: string | undefined): Program<Job | undefined> {
  const found =
    word === undefined || word.startsWith('%')
      ? shell.jobs.find(word ?? '%')
      : /^\d+$/.test(word)
        ? shell.jobs.byPid(Number(word))
        : shell.jobs.find(word);
  if (found === 'ambiguous') {
    yield* shell.complain(`${name}: ${word}: ambiguous job spec`);
    return undefined;
  }
  if (!found) yield* shell.complain(`${name}: ${word ?? 'current'}: no such job`);
  return found;
}

const jobs = builtin({
  name: 'jobs',
  usage: '[-lnprs] [jobspec ...] or jobs -x command [args]',
  summary: 'Display status of jobs.',
  writes: true,
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args), 'lnprs');
    if (bad) return yield* badOption(shell, jobs, bad);
    let chosen = shell.jobs.list();
    if (rest.length > 0) {
      chosen = [];
      for (const word of rest) {
        const job = yield* findJob(shell, 'jobs', word);
        if (!job) return 1;
        chosen.push(job);
      }
    }
    const lines: string[] = [];
    const finished: Job[] = [];
    for (const job of chosen) {
      const { state } = job;
      if (options.has('r') && state.kind !== 'running') continue;
      if (options.has('s') && state.kind !== 'stopped') continue;
      if (options.has('p')) lines.push(String((job.processes[0] as { pid: number }).pid));
      else lines.push(shell.jobs.describe(job, options.has('l') ? 'long' : 'short'));
      job.told = state.kind;
      if (state.kind === 'done') finished.push(job);
    }
    if (lines.length > 0) yield* shell.out(`${lines.join('\n')}\n`);
    for (const job of finished) shell.jobs.remove(job);
    return 0;
  },
});

const fg = builtin({
  name: 'fg',
  usage: '[job_spec]',
  summary: 'Move job to the foreground.',
  *run(shell, args) {
    if (!shell.hasJobControl) {
      yield* shell.complain('fg: no job control');
      return 1;
    }
    const job = yield* findJob(shell, 'fg', asWords(args)[0]);
    if (!job) return 1;
    if (job.state.kind === 'done') {
      yield* shell.complain('fg: job has terminated');
      shell.jobs.remove(job);
      return 1;
    }
    yield* shell.out(`${job.text}\n`);
    return yield* foreground(shell, job);
  },
});

const bg = builtin({
  name: 'bg',
  usage: '[job_spec ...]',
  summary: 'Move jobs to the background.',
  *run(shell, args) {
    if (!shell.hasJobControl) {
      yield* shell.complain('bg: no job control');
      return 1;
    }
    const words = asWords(args);
    for (const word of words.length > 0 ? words : [undefined]) {
      const job = yield* findJob(shell, 'bg', word);
      if (!job) return 1;
      if (job.state.kind === 'running') {
        yield* shell.complain(`bg: job ${job.id} already in background`);
        continue;
      }
      yield* shell.out(`[${job.id}]${shell.jobs.mark(job)} ${job.text} &\n`);
      job.told = 'running';
      for (const process of job.processes) process.signal('SIGCONT');
    }
    return 0;
  },
});

/** 128 + number of the trapped signal that cut a wait short, after its trap has run. */
function* interrupted(shell: Shell): Program<number> {
  const signal = shell.traps.pending[0] as SignalName;
  yield* runPendingTraps(shell);
  return 128 + SIGNAL_NUMBERS[signal];
}

const wait = builtin({
  name: 'wait',
  usage: '[-fn] [-p var] [id ...]',
  summary: 'Wait for job completion and return exit status.',
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args), 'fnp:');
    if (bad) return yield* badOption(shell, wait, bad);
    if (options.has('n')) return yield* waitAny(shell, rest, options.get('p'));
    if (rest.length === 0) {
      for (const job of shell.jobs.list()) {
        for (const process of job.processes) if ((yield* waitInterruptibly(shell, process)) === undefined) return yield* interrupted(shell);
        if (!shell.interactive) shell.jobs.remove(job);
      }
      return 0;
    }
    let status = 0;
    for (const word of rest) {
      const answer = yield* waitOne(shell, word);
      if (answer === 'interrupted') return yield* interrupted(shell);
      status = answer;
    }
    return status;
  },
});

function* waitOne(shell: Shell, word: string): Program<number | 'interrupted'> {
  if (!word.startsWith('%') && !/^\d+$/.test(word)) {
    yield* shell.complain(`wait: \`${word}': not a pid or valid job spec`);
    return 1;
  }
  const job = word.startsWith('%') ? yield* findJob(shell, 'wait', word) : shell.jobs.byPid(Number(word));
  if (!job) {
    if (word.startsWith('%')) return 127;
    const remembered = shell.jobs.statusOf(Number(word));
    if (remembered) return remembered.code;
    yield* shell.complain(`wait: pid ${word} is not a child of this shell`);
    return 127;
  }
  const process = word.startsWith('%') ? job.last : (job.processes.find(({ pid }) => pid === Number(word)) ?? job.last);
  for (const member of word.startsWith('%') ? job.processes : [process]) {
    if ((yield* waitInterruptibly(shell, member)) === undefined) return 'interrupted';
  }
  if (job.state.kind === 'done' && !shell.interactive) shell.jobs.remove(job);
  return process.status?.code ?? 0;
}

function* waitAny(shell: Shell, words: string[], variable: string | undefined): Program<number> {
  const wanted: Job[] = [];
  for (const word of words) {
    const job = word.startsWith('%') ? yield* findJob(shell, 'wait', word) : shell.jobs.byPid(Number(word));
    if (job) wanted.push(job);
  }
  const candidates = words.length > 0 ? wanted : shell.jobs.list();
  if (candidates.length === 0) return 127;
  for (;;) {
    const done = candidates.find((job) => job.state.kind === 'done');
    if (done) {
      if (variable !== undefined) setVariable(shell, variable, String(done.last.pid));
      const { code } = done.last.status as { code: number };
      shell.jobs.remove(done);
      return code;
    }
    const { index } = yield* race<unknown>(
      shell.trapArrived.wait as never,
      ...candidates.map((job) => job.processes.find((process) => !process.status)?.exited as never),
    );
    if (index === 0) return yield* interrupted(shell);
  }
}

const kill = builtin({
  name: 'kill',
  usage: '[-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]',
  summary: 'Send a signal to a job.',
  *run(shell, args) {
    const words = asWords(args);
    if (words.length === 0) return yield* usage(shell, kill);
    let signalText = 'TERM';
    let i = 0;
    const first = words[0] as string;
    if (first === '-l' || first === '-L') return yield* listSignals(shell, words.slice(1));
    if (first === '-s' || first === '-n') {
      if (words[1] === undefined) {
        yield* shell.complain(`kill: ${first}: option requires an argument`);
        return 1;
      }
      signalText = words[1];
      i = 2;
    } else if (first === '--') i = 1;
    else if (/^-./.test(first)) {
      signalText = first.startsWith('-s') && first.length > 2 && signalByName(first.slice(1)) === undefined ? first.slice(2) : first.slice(1);
      i = 1;
    }
    if (words[i] === '--') i++;
    const probe = signalText === '0' || signalText.toUpperCase() === 'EXIT';
    const signal = probe ? undefined : signalByName(signalText);
    if (!probe && !signal && !(/^\d+$/.test(signalText) && signalNumberName(Number(signalText)) !== undefined)) {
      yield* shell.complain(`kill: ${signalText}: invalid signal specification`);
      return 1;
    }
    if (i >= words.length) return yield* usage(shell, kill);
    let status = 1;
    for (const word of words.slice(i)) if (yield* killOne(shell, word, signal)) status = 0;
    return status;
  },
});

function* listSignals(shell: Shell, words: string[]): Program<number> {
  if (words.length === 0) yield* shell.out(signalTable());
  for (const word of words) {
    const number = Number(word);
    const text = /^\d+$/.test(word)
      ? signalNumberName(number > 128 ? number - 128 : number)
      : String(signalByName(word) ? SIGNAL_NUMBERS[signalByName(word) as SignalName] : '');
    if (text === undefined || text === '') {
      yield* shell.complain(`kill: ${word}: invalid signal specification`);
      return 1;
    }
    yield* shell.out(`${text}\n`);
  }
  return 0;
}

function* killOne(shell: Shell, word: string, signal: SignalName | undefined): Program<boolean> {
  if (word.startsWith('%')) {
    const job = yield* findJob(shell, 'kill', word);
    if (!job) return false;
    if (signal) signalJob(job, signal);
    return true;
  }
  if (!/^-?\d+$/.test(word)) {
    yield* shell.complain(`kill: ${word}: arguments must be process or job IDs`);
    return false;
  }
  const pid = Number(word);
  const { processes } = shell.machine;
  if (pid > 0) {
    const target = processes.get(pid);
    if (!target) {
      yield* shell.complain(`kill: (${word}) - No such process`);
      return false;
    }
    if (signal) target.signal(signal);
    yield* shell.process.busy(0.01);
    return true;
  }
  const group = pid === 0 ? shell.process.group : -pid;
  const members = processes
    .list()
    .filter((process) => (pid === -1 ? process.pid !== 1 && process.pid !== shell.process.pid : process.group === group));
  if (members.length === 0) {
    yield* shell.complain(`kill: (${word}) - No such process`);
    return false;
  }
  if (signal) for (const member of members) member.signal(signal);
  yield* shell.process.busy(0.01);
  return true;
}

function signalJob(job: Job, signal: SignalName): void {
  const stopped = job.state.kind === 'stopped';
  for (const process of job.processes) {
    process.signal(signal);
    // A stopped job must run to see the signal that is to end it.
    if (stopped && (signal === 'SIGTERM' || signal === 'SIGHUP')) process.signal('SIGCONT');
  }
}

const disown = builtin({
  name: 'disown',
  usage: '[-h] [-ar] [jobspec ... | pid ...]',
  summary: 'Remove jobs from current shell.',
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args), 'har');
    if (bad) return yield* badOption(shell, disown, bad);
    let chosen: Job[] = [];
    if (rest.length > 0) {
      for (const word of rest) {
        const job = yield* findJob(shell, 'disown', word);
        if (!job) return 1;
        chosen.push(job);
      }
    } else if (options.has('a') || options.has('r')) chosen = shell.jobs.list().filter((job) => !options.has('r') || job.state.kind === 'running');
    else {
      const job = yield* findJob(shell, 'disown', undefined);
      if (!job) return 1;
      chosen = [job];
    }
    for (const job of chosen) {
      if (options.has('h')) job.survivesHangUp = true;
      else shell.jobs.remove(job);
    }
    return 0;
  },
});

const suspend = builtin({
  name: 'suspend',
  usage: '[-f]',
  summary: 'Suspend shell execution.',
  *run(shell) {
    if (!shell.hasJobControl || shell.login) {
      yield* shell.complain(shell.login ? 'suspend: cannot suspend a login shell' : 'suspend: cannot suspend: no job control');
      return 1;
    }
    shell.process.signal('SIGSTOP');
    yield* shell.process.busy(0.01);
    return 0;
  },
});

export const jobBuiltins: readonly Builtin[] = [jobs, fg, bg, wait, kill, disown, suspend];
