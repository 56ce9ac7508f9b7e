/** A machine with the shells and all tools, for tests of this folder. */
import { Programs, type Machine, type Main } from '../os';
import { testMachine, type TestMachineOptions } from '../os/testing';
import { addShells, Completers } from './index';
import { allTools } from './tools';

export function shellMachine(options: Omit<TestMachineOptions, 'programs'> & { more?: Record<string, Main>; completers?: Completers } = {}): Machine {
  const { more, completers, ...rest } = options;
  const programs = new Programs();
  addShells(programs, completers);
  for (const [name, main] of Object.entries(more ?? {})) programs.add(name, main);
  for (const [name, main] of allTools()) if (!programs.get(name)) programs.add(name, main);
  return testMachine({ ...rest, programs });
}
