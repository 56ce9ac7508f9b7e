/** What ps, top, pgrep and their kin know of a process. */
import type { Process } from '../../os';
import { isBusybox } from './_io';
import { baseName } from './_paths';
import { civil, strftime } from './_time';

/** The command's name, cut to 15 characters as the kernel keeps it. */
export function commandName(process: Process): string {
  return fullName(process).slice(0, 15);
}

export function fullName(process: Process): string {
  const word = process.title !== process.argv.join(' ') ? (process.title.split(/[ :]/)[0] ?? '') : (process.argv[0] ?? '');
  return baseName(word.replace(/^-/, '')) || '?';
}

/** `pts/0`, or `?`. */
export function terminalName(process: Process): string {
  return process.tty ? process.tty.name.replace(/^\/dev\//, '') : '?';
}

/** R, S, T with the marks that ps gives: `s` session leader, `+` in the foreground. */
export function stateText(process: Process, viewer: Process): string {
  const letter = process.stopped ? 'T' : process === viewer || process.cpuLoad > 0 ? 'R' : 'S';
  const parent = process.machine.processes.get(process.ppid);
  const leads = process.pid === process.group && (!parent || parent.tty !== process.tty);
  const foreground = process.tty !== undefined && process.tty.foregroundGroup === process.group;
  return letter + (leads ? 's' : '') + (foreground ? '+' : '');
}

/** CPU time over life time, in percent. */
export function cpuPercent(process: Process): number {
  // In whole seconds, as procps counts: what has just started has used nothing yet.
  const seconds = Math.floor((process.sim.nowMs - process.startedMs) / 1000);
  return seconds === 0 ? 0 : process.cpuMs / 10 / seconds;
}

export function memoryPercent(process: Process): number {
  return (process.memoryBytes * 100) / process.machine.memoryBytes;
}

/** Resident and virtual size in KiB. A program that claims nothing still takes what a small C program takes. */
export function residentKib(process: Process): number {
  return Math.max(900, Math.floor(process.memoryBytes / 1024));
}

export function virtualKib(process: Process): number {
  return residentKib(process) * 2 + 2400;
}

/** `HH:MM:SS` of CPU time. */
export function cpuClock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Load averages: what the machine's processes use now, for all three. */
export function loadAverage(process: Process): number {
  return process.machine.processes.list().reduce((sum, each) => sum + each.cpuLoad, 0);
}

export interface Memory {
  total: number;
  used: number;
  free: number;
  shared: number;
  cache: number;
  available: number;
}

/** The machine's memory in KiB, as free and top divide it. */
export function memoryOf(process: Process): Memory {
  const { machine } = process;
  const claimed = machine.processes.list().reduce((sum, each) => sum + each.memoryBytes, 0);
  const total = Math.floor(machine.memoryBytes / 1024);
  const used = Math.min(total, Math.floor((200 * 1024 * 1024 + claimed) / 1024));
  const cache = Math.floor((total - used) / 5);
  return { total, used, free: total - used - cache, shared: 1064, cache, available: total - used };
}

/** `2 days,  3:04`, `1:22`, `5 min`: as uptime and top write it. */
export function uptimeText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  const rest = minutes % 60;
  const clock = hours > 0 ? `${String(hours).padStart(2)}:${String(rest).padStart(2, '0')}` : `${rest} min`;
  return `${days > 0 ? `${days} day${days === 1 ? '' : 's'}, ` : ''}${clock}`;
}

/** ` 18:52:06 up  1:22,  1 user,  load average: 0.00, 0.00, 0.00`, for uptime, w and top. */
export function uptimeLine(process: Process): string {
  const terminals = new Set(
    process.machine.processes
      .list()
      .map(({ tty }) => tty)
      .filter((tty) => tty !== undefined),
  ).size;
  const load = loadAverage(process).toFixed(2);
  const up = uptimeText(process.sim.nowMs - process.machine.bootedMs);
  const users = isBusybox(process) ? '' : `${terminals} user${terminals > 1 ? 's' : ''},  `;
  return ` ${strftime('%H:%M:%S', civil(process.sim.nowMs))} up ${up},  ${users}load average: ${load}, ${load}, ${load}`;
}
