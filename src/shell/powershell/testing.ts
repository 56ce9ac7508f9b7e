/** A Windows machine on a fresh clock, for tests of its shells and programs. */
import { FileTree, PlainMachine, Programs, windowsLayer, type Machine } from '../../os';
import { Sim } from '../../sim';
import { allTools } from '../tools';
import { windowsMains } from '../windows';
import { windowsPrograms } from '../windows/names';

const START_MS = 1_735_787_045_000;

export function windowsMachine(files: Readonly<Record<string, string>> = {}): Machine {
  const sim = new Sim(1, START_MS);
  const programs = new Programs();
  for (const [name, main] of [...allTools(), ...windowsMains()]) programs.add(name, main);
  const tree = new FileTree({ base: windowsLayer({ programs: windowsPrograms, host: true, atMs: START_MS }), now: () => sim.nowMs, windows: true });
  const machine = new PlainMachine({ id: 'win1', hostname: 'win1', kind: 'host', platform: { os: 'windows', architecture: 'x86_64' }, sim, files: tree, programs });
  for (const [path, content] of Object.entries(files)) machine.files.put(path, { content });
  return machine;
}
