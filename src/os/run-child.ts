/** Starting a child and waiting for it, as `xargs`, `env`, `timeout` and `watch` do. */
import { wait, type Program } from '../sim';
import type { ExitStatus, Process, SpawnError } from './process';
import type { OpenFile } from './stream';

export interface ChildOptions {
  env?: ReadonlyMap<string, string>;
  cwd?: string;
  /** Instead of the parent's 0, 1 and 2; the caller closes its own copies. */
  fds?: ReadonlyMap<number, OpenFile>;
  newGroup?: boolean;
  uid?: number;
}

/** Starts `argv` with the parent's environment, directory and descriptors unless told otherwise. */
export function spawnChild(parent: Process, argv: string[], options: ChildOptions = {}): Process | SpawnError {
  return parent.machine.processes.spawn({
    argv,
    env: options.env ?? parent.env,
    cwd: options.cwd ?? parent.cwd,
    fds: options.fds ?? standardFds(parent),
    parent,
    newGroup: options.newGroup,
    uid: options.uid,
  });
}

/** The same, and waits for its end. */
export function* runChild(parent: Process, argv: string[], options: ChildOptions = {}): Program<ExitStatus | SpawnError> {
  const child = spawnChild(parent, argv, options);
  if ('error' in child) return child;
  return yield* wait(child.exited);
}

function standardFds(process: Process): Map<number, OpenFile> {
  return new Map([...process.fds].filter(([fd]) => fd <= 2));
}
