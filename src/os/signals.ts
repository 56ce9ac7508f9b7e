/** Signals by number and by default action, as in signal(7) on x86. */
import type { SignalName } from './process';

export const SIGNAL_NUMBERS: Readonly<Record<SignalName, number>> = {
  SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGKILL: 9, SIGUSR1: 10, SIGUSR2: 12, SIGPIPE: 13, SIGALRM: 14, SIGTERM: 15, SIGCHLD: 17,
  SIGCONT: 18, SIGSTOP: 19, SIGTSTP: 20, SIGTTIN: 21, SIGTTOU: 22, SIGWINCH: 28,
};

/** What strsignal(3) says, for a shell's report of how a job ended. */
export const SIGNAL_WORDS: Readonly<Record<SignalName, string>> = {
  SIGHUP: 'Hangup', SIGINT: 'Interrupt', SIGQUIT: 'Quit', SIGKILL: 'Killed', SIGUSR1: 'User defined signal 1',
  SIGUSR2: 'User defined signal 2', SIGPIPE: 'Broken pipe', SIGALRM: 'Alarm clock', SIGTERM: 'Terminated', SIGCHLD: 'Child exited',
  SIGCONT: 'Continued', SIGSTOP: 'Stopped (signal)', SIGTSTP: 'Stopped', SIGTTIN: 'Stopped (tty input)',
  SIGTTOU: 'Stopped (tty output)', SIGWINCH: 'Window changed',
};

export type DefaultAction = 'end' | 'stop' | 'ignore' | 'continue';

export function defaultAction(signal: SignalName): DefaultAction {
  switch (signal) {
    case 'SIGCHLD':
    case 'SIGWINCH':
      return 'ignore';
    case 'SIGCONT':
      return 'continue';
    case 'SIGSTOP':
    case 'SIGTSTP':
    case 'SIGTTIN':
    case 'SIGTTOU':
      return 'stop';
    default:
      return 'end';
  }
}

/** `TERM`, `SIGTERM`, `term`, `15` or 15 to a name; undefined for none that this system has. */
export function signalByName(text: string): SignalName | undefined {
  if (/^\d+$/.test(text)) return signalByNumber(Number(text));
  const upper = text.toUpperCase();
  const name = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  return name in SIGNAL_NUMBERS ? (name as SignalName) : undefined;
}

export function signalByNumber(number: number): SignalName | undefined {
  return (Object.keys(SIGNAL_NUMBERS) as SignalName[]).find((name) => SIGNAL_NUMBERS[name] === number);
}

/** Linux's other signals, which have no effect of their own in this system. */
const MORE_NUMBERS: Readonly<Record<string, number>> = {
  SIGILL: 4, SIGTRAP: 5, SIGABRT: 6, SIGIOT: 6, SIGBUS: 7, SIGFPE: 8, SIGSEGV: 11, SIGSTKFLT: 16, SIGCLD: 17, SIGURG: 23, SIGXCPU: 24,
  SIGXFSZ: 25, SIGVTALRM: 26, SIGPROF: 27, SIGIO: 29, SIGPOLL: 29, SIGPWR: 30, SIGSYS: 31,
};
const REAL_TIME_FIRST = 34;
const SIGNAL_LAST = 64;

/** The number of any signal that Linux has, by name or number; undefined for words that are none (moby signal_linux.go). */
export function signalNumber(text: string): number | undefined {
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  const upper = text.toUpperCase();
  const name = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  const known = SIGNAL_NUMBERS[name as SignalName] ?? MORE_NUMBERS[name];
  if (known !== undefined) return known;
  const [, edge = '', offset = '0'] = /^SIG(RTMIN|RTMAX)(?:[+-](\d+))?$/.exec(name) ?? [];
  if (edge === '') return undefined;
  const number = edge === 'RTMIN' ? REAL_TIME_FIRST + Number(offset) : SIGNAL_LAST - Number(offset);
  return number >= REAL_TIME_FIRST && number <= SIGNAL_LAST ? number : undefined;
}

export const isSignalNumber = (number: number): boolean => number >= 1 && number <= SIGNAL_LAST;
