/** Reading and setting variables: plain ones, those of the environment, and the ones that PowerShell keeps itself. */
import { problem } from './problem';
import type { Scope } from './scope';
import type { Shell } from './shell';
import { textOf } from './text';
import { Table, Thing, type Value } from './values';

const FIXED = new Set(['true', 'false', 'null', 'pid', 'pshome', 'psversiontable', 'host', 'home', '?']);

export const VERSION = { major: 5, minor: 1, build: 20348, revision: 2849 };
export const versionText = `${VERSION.major}.${VERSION.minor}.${VERSION.build}.${VERSION.revision}`;

export function versionThing(): Thing {
  const made = new Thing('System.Version', { Major: VERSION.major, Minor: VERSION.minor, Build: VERSION.build, Revision: VERSION.revision });
  made.text = versionText;
  return made;
}

export function variable(shell: Shell, scope: Scope, name: string): Value {
  const [drive, rest] = split(name);
  if (drive === 'env') return shell.environment(rest) ?? null;
  if (drive === 'function') return shell.functions.has(rest.toLowerCase()) ? rest : null;
  if (drive === 'global') return scope.global.get(rest) ?? automatic(shell, rest) ?? null;
  if (drive === 'script') return scope.nearestScript.get(rest) ?? null;
  return automatic(shell, rest) ?? scope.get(rest) ?? null;
}

function automatic(shell: Shell, name: string): Value | undefined {
  switch (name.toLowerCase()) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'null':
      return null;
    case '?':
      return shell.ok;
    case 'pid':
      return shell.process.pid;
    case 'home':
      return shell.home;
    case 'pwd':
      return locationThing(shell.location);
    case 'error':
      return [...shell.errorRecords];
    case 'matches':
      return shell.matches ?? null;
    case 'pshome':
      return 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0';
    case 'host':
      return new Thing('System.Management.Automation.Internal.Host.InternalHost', { Name: 'ConsoleHost', Version: versionThing() });
    case 'psversiontable': {
      const table = new Table();
      for (const [key, value] of Object.entries({ PSVersion: versionThing(), PSEdition: 'Desktop', BuildVersion: '10.0.20348.2849', CLRVersion: '4.0.30319.42000', WSManStackVersion: '3.0', PSRemotingProtocolVersion: '2.3', SerializationVersion: '1.1.0.1' })) table.set(key, value);
      return table;
    }
    default:
      return undefined;
  }
}

export function locationThing(path: string): Thing {
  const made = new Thing('System.Management.Automation.PathInfo', { Path: path, Drive: 'C', ProviderPath: path });
  made.text = path;
  return made;
}

export function setVariable(shell: Shell, scope: Scope, name: string, value: Value): void {
  const [drive, rest] = split(name);
  if (drive === 'env') {
    shell.setEnvironment(rest, value === null ? undefined : textOf(value));
    return;
  }
  if (FIXED.has(rest.toLowerCase())) throw problem(`Cannot overwrite variable ${rest} because it is read-only or constant.`, 'VariableNotWritable', 'WriteError', `${rest}:String`, 'SessionStateUnauthorizedAccessException');
  const target = drive === 'global' ? scope.global : drive === 'script' ? scope.nearestScript : scope;
  target.set(rest, value);
}

function split(name: string): [drive: string, rest: string] {
  const colon = name.indexOf(':');
  if (colon < 0) return ['', name];
  const drive = name.slice(0, colon).toLowerCase();
  return [drive === 'variable' || drive === 'local' || drive === 'private' || drive === 'using' ? '' : drive, name.slice(colon + 1)];
}
