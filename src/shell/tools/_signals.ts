/** Signal names and numbers as kill, pkill and timeout take them. */
import { SIGNAL_NUMBERS, signalByNumber } from '../../os';
import type { SignalName } from '../../os';

/** All of Linux's names, in order of number; those that this lab does not deliver are listed all the same. */
export const ALL_SIGNALS = [
  'HUP',
  'INT',
  'QUIT',
  'ILL',
  'TRAP',
  'ABRT',
  'BUS',
  'FPE',
  'KILL',
  'USR1',
  'SEGV',
  'USR2',
  'PIPE',
  'ALRM',
  'TERM',
  'STKFLT',
  'CHLD',
  'CONT',
  'STOP',
  'TSTP',
  'TTIN',
  'TTOU',
  'URG',
  'XCPU',
  'XFSZ',
  'VTALRM',
  'PROF',
  'WINCH',
  'POLL',
  'PWR',
  'SYS',
];

/** `9`, `KILL`, `SIGKILL`, `kill`; 0 is `test`. Undefined when there is no such signal here. */
export function parseSignal(text: string): SignalName | 'test' | undefined {
  if (text === '0') return 'test';
  if (/^\d+$/.test(text)) return signalByNumber(Number(text));
  const name = `SIG${text.toUpperCase().replace(/^SIG/, '')}`;
  return name in SIGNAL_NUMBERS ? (name as SignalName) : undefined;
}
