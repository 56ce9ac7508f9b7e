/** The columns of ps: keyword to heading, width and content. */
import type { Process } from '../../os';
import { commandName, cpuClock, cpuPercent, memoryPercent, residentKib, stateText, terminalName, virtualKib } from './_process-info';
import { civil, strftime } from './_time';
import { groupName, userName } from './_users';
import { wordTable } from '../../os/word-table';

export interface Column {
  head: string;
  width: number;
  right?: boolean;
  text: (process: Process, viewer: Process) => string;
}

function startText(process: Process, viewer: Process): string {
  const started = civil(process.startedMs);
  const sameDay = viewer.sim.nowMs - process.startedMs < 86_400_000;
  return strftime(sameDay ? '%H:%M' : '%b%d', started);
}

function elapsed(process: Process): string {
  const seconds = Math.floor((process.sim.nowMs - process.startedMs) / 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor(seconds / 3600) % 24;
  const clock = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return days > 0 ? `${days}-${two(hours)}:${clock}` : hours > 0 ? `${two(hours)}:${clock}` : clock;
}

function minutes(process: Process): string {
  const seconds = Math.floor(process.cpuMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const column = (head: string, width: number, right: boolean, text: Column['text']): Column => ({ head, width, right, text });

export const COLUMNS: Readonly<Record<string, Column>> = wordTable({
  pid: column('PID', 7, true, (p) => String(p.pid)),
  ppid: column('PPID', 7, true, (p) => String(p.ppid)),
  pgid: column('PGID', 7, true, (p) => String(p.group)),
  pgrp: column('PGRP', 7, true, (p) => String(p.group)),
  sid: column('SID', 7, true, (p) => String(p.group)),
  sess: column('SESS', 7, true, (p) => String(p.group)),
  tpgid: column('TPGID', 7, true, (p) => String(p.tty?.foregroundGroup ?? -1)),
  uid: column('UID', 5, true, (p) => String(p.uid)),
  user: column('USER', 8, false, (p) => userName(p, p.uid)),
  euser: column('EUSER', 8, false, (p) => userName(p, p.uid)),
  ruser: column('RUSER', 8, false, (p) => userName(p, p.uid)),
  uname: column('USER', 8, false, (p) => userName(p, p.uid)),
  group: column('GROUP', 8, false, (p) => groupName(p, p.uid)),
  tty: column('TT', 8, false, terminalName),
  tt: column('TT', 8, false, terminalName),
  tname: column('TTY', 8, false, terminalName),
  time: column('TIME', 8, true, (p) => cpuClock(p.cpuMs)),
  cputime: column('TIME', 8, true, (p) => cpuClock(p.cpuMs)),
  bsdtime: column('TIME', 6, true, minutes),
  etime: column('ELAPSED', 11, true, elapsed),
  etimes: column('ELAPSED', 7, true, (p) => String(Math.floor((p.sim.nowMs - p.startedMs) / 1000))),
  start: column('STARTED', 8, true, (p) => strftime('%H:%M:%S', civil(p.startedMs))),
  start_time: column('START', 5, false, startText),
  stime: column('STIME', 5, false, startText),
  bsdstart: column('START', 5, false, startText),
  lstart: column('STARTED', 24, true, (p) => strftime('%a %b %e %H:%M:%S %Y', civil(p.startedMs))),
  c: column('C', 2, true, (p) => String(Math.min(99, Math.floor(cpuPercent(p))))),
  pcpu: column('%CPU', 4, true, (p) => cpuPercent(p).toFixed(1)),
  '%cpu': column('%CPU', 4, true, (p) => cpuPercent(p).toFixed(1)),
  pmem: column('%MEM', 4, true, (p) => memoryPercent(p).toFixed(1)),
  '%mem': column('%MEM', 4, true, (p) => memoryPercent(p).toFixed(1)),
  vsz: column('VSZ', 6, true, (p) => String(virtualKib(p))),
  vsize: column('VSZ', 6, true, (p) => String(virtualKib(p))),
  rss: column('RSS', 5, true, (p) => String(residentKib(p))),
  rssize: column('RSS', 5, true, (p) => String(residentKib(p))),
  size: column('SIZE', 5, true, (p) => String(residentKib(p))),
  sz: column('SZ', 5, true, (p) => String(Math.floor(virtualKib(p) / 4))),
  stat: column('STAT', 4, false, stateText),
  state: column('S', 1, false, (p, v) => stateText(p, v).charAt(0)),
  s: column('S', 1, false, (p, v) => stateText(p, v).charAt(0)),
  ni: column('NI', 3, true, () => '0'),
  nice: column('NI', 3, true, () => '0'),
  pri: column('PRI', 3, true, () => '19'),
  priority: column('PRI', 3, true, () => '20'),
  f: column('F', 1, true, () => '4'),
  wchan: column('WCHAN', 6, false, () => '-'),
  addr: column('ADDR', 4, false, () => '-'),
  nlwp: column('NLWP', 4, true, () => '1'),
  thcount: column('THCNT', 5, true, () => '1'),
  cls: column('CLS', 3, true, () => 'TS'),
  psr: column('PSR', 3, true, () => '0'),
  comm: column('COMMAND', 15, false, commandName),
  ucmd: column('CMD', 15, false, commandName),
  ucomm: column('COMMAND', 15, false, commandName),
  cmd: column('CMD', 27, false, (p) => p.title),
  args: column('COMMAND', 27, false, (p) => p.title),
  command: column('COMMAND', 27, false, (p) => p.title),
});
