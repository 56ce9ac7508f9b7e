/** Windows' own shells and programs, by program name. */
import type { Main } from '../../os';
import { powershellProgram } from '../powershell/main';
import type { PowerShellCompleters } from '../powershell/complete';
import { cmd } from './cmd';
import { edit } from './edit';
import { findstr } from './findstr';
import { ipconfig } from './ipconfig';
import { more } from './more';
import { netstat } from './netstat';
import { nslookup } from './nslookup';
import { ping } from './ping';
import { net, sc } from './services';
import { hostname, shutdown, tasklist, timeout, where, whoami } from './system';
import { tracert } from './tracert';

export function windowsMains(completers: PowerShellCompleters = {}): ReadonlyMap<string, Main> {
  return new Map<string, Main>([
    ['powershell', powershellProgram(completers)],
    ['cmd', cmd],
    ['windows-edit', edit],
    ['windows-ping', ping],
    ['windows-ipconfig', ipconfig],
    ['windows-nslookup', nslookup],
    ['windows-tracert', tracert],
    ['windows-netstat', netstat],
    ['windows-hostname', hostname],
    ['windows-whoami', whoami],
    ['windows-findstr', findstr],
    ['windows-more', more],
    ['windows-where', where],
    ['windows-tasklist', tasklist],
    ['windows-shutdown', shutdown],
    ['windows-net', net],
    ['windows-sc', sc],
    ['windows-timeout', timeout],
  ]);
}
