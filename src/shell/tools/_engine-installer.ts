/** Docker's packages for a machine that came without: whoever puts a world together says how its engine is installed. */
import type { Machine } from '../../os';
import type { Program } from '../../sim';

const installers = new WeakMap<Machine, () => Program>();

export function setEngineInstaller(machine: Machine, install: () => Program): void {
  installers.set(machine, install);
}

/** Undefined where Docker cannot be installed: in a container. */
export function engineInstaller(machine: Machine): (() => Program) | undefined {
  return installers.get(machine);
}
