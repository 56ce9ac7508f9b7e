/** The power switch of a machine, for Restart-Computer and shutdown; a container has none. */
import type { Machine } from '../../os';

type Power = (what: 'restart' | 'stop') => void;

const switches = new WeakMap<Machine, Power>();

export function setMachinePower(machine: Machine, power: Power): void {
  switches.set(machine, power);
}

export function machinePower(machine: Machine): Power | undefined {
  return switches.get(machine);
}
