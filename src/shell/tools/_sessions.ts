/** Who is logged in: one session per terminal that some process has. */
import type { Process, Tty } from '../../os';

export interface Session {
  tty: Tty;
  /** `pts/0` */
  line: string;
  uid: number;
  sinceMs: number;
  /** What runs in front, for `w`. */
  foreground: Process;
}

export function sessions(process: Process): Session[] {
  const found = new Map<Tty, Session>();
  for (const each of process.machine.processes.list()) {
    if (!each.tty) continue;
    const known = found.get(each.tty);
    if (!known)
      found.set(each.tty, { tty: each.tty, line: each.tty.name.replace(/^\/dev\//, ''), uid: each.uid, sinceMs: each.startedMs, foreground: each });
    else if (each.group === each.tty.foregroundGroup) known.foreground = each;
  }
  return [...found.values()];
}
