/** What a lab lays down where a guide says `git clone`. */
import type { Machine } from '../../os';

/** Address (without `.git`) to relative path to content. */
export type Repositories = ReadonlyMap<string, Readonly<Record<string, string>>>;

const declared = new WeakMap<Machine, Repositories>();

/** Declares what can be cloned on this machine. */
export function setRepositories(machine: Machine, repositories: Repositories): void {
  declared.set(machine, repositories);
}

export function repositoriesOf(machine: Machine): Repositories | undefined {
  return declared.get(machine);
}
