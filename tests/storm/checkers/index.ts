/** All laws, by name. */
import type { MakeChecker } from '../watch/checker';
import { addresses } from './addresses';
import { api } from './api';
import { capacity } from './capacity';
import { desired } from './desired';
import { historyLimit } from './history-limit';
import { hostPorts } from './host-ports';
import { leaks } from './leaks';
import { ledger } from './ledger';
import { members } from './members';
import { oneTaskASlot } from './one-task-a-slot';
import { publishedPorts } from './published-ports';
import { replicasAgree } from './replicas-agree';
import { taskLife } from './task-life';
import { updates } from './updates';

export const CHECKERS: Readonly<Record<string, MakeChecker>> = {
  'task-life': taskLife,
  'one-task-a-slot': oneTaskASlot,
  capacity,
  'host-ports': hostPorts,
  'published-ports': publishedPorts,
  addresses,
  'history-limit': historyLimit,
  updates,
  ledger,
  api,
  desired,
  members,
  'replicas-agree': replicasAgree,
  leaks,
};
