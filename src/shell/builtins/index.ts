/** All builtins, put into the table. Import this once, where the shell is put together. */
import { builtinTable } from '../builtin-table';
import { controlBuiltins } from './control';
import { declareBuiltins } from './declare';
import { directoryBuiltins } from './directories';
import { echoBuiltins } from './echo';
import { historyBuiltins } from './history';
import { jobBuiltins } from './jobs';
import { lookupBuiltins } from './lookup';
import { readBuiltins } from './read';
import { setBuiltins } from './set';
import { settingBuiltins } from './settings';
import { testBuiltins } from './test';

export function installBuiltins(): void {
  const groups = [
    controlBuiltins, declareBuiltins, directoryBuiltins, echoBuiltins, historyBuiltins, jobBuiltins, lookupBuiltins, readBuiltins, setBuiltins,
    settingBuiltins, testBuiltins,
  ];
  for (const group of groups) for (const builtin of group) builtinTable.set(builtin.name, builtin);
}
