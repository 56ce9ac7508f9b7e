/** The variables that a shell brings along: from its environment, of its own, and those that are made at each read. */
import { SET_OPTIONS, SHOPT_OPTIONS } from './options';
import type { Frame, Shell } from './shell';
import { AssociativeArray, createVariable, IndexedArray, isName, type Variable } from './variables';

export function initializeVariables(shell: Shell): void {
  const { variables, process } = shell;
  for (const [name, value] of process.env) {
    if (isName(name)) variables.put(name, Object.assign(createVariable(value), { exported: true }));
  }
  const level = Number(variables.get('SHLVL') ?? '0');
  const set = (name: string, value: string, attributes: Partial<Variable> = {}) => variables.put(name, Object.assign(createVariable(value), attributes));
  const usual = (name: string, value: string, attributes: Partial<Variable> = {}) => {
    if (variables.get(name) === undefined) set(name, value, attributes);
  };
  const pwd = variables.get('PWD');
  const real = pwd === undefined ? undefined : shell.machine.files.realpath(pwd);
  const same = typeof real === 'string' && real === shell.machine.files.realpath(process.cwd);
  set('PWD', same && pwd?.startsWith('/') ? pwd : process.cwd, { exported: true });
  set('OLDPWD', variables.get('OLDPWD') ?? '', { exported: true });
  if (variables.get('OLDPWD') === '') variables.put('OLDPWD', { ...createVariable(), exported: true });
  usual('PATH', '/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin:.');
  set('IFS', ' \t\n');
  set('OPTIND', '1');
  set('PPID', String(process.ppid), { readonly: true, integer: true });
  if (shell.dialect !== 'bash') {
    usual('PS4', '+ ');
    // Of bash's variables that are made when asked for, busybox has this one; dash has not.
    if (shell.dialect === 'ash') addDynamic(shell, ['RANDOM']);
    return;
  }
  set('SHLVL', String(Math.max(0, Number.isInteger(level) ? level : 0) + 1), { exported: true });
  set('BASH', shell.name.startsWith('/') ? shell.name : '/usr/bin/bash');
  set('BASH_VERSION', '5.2.15(1)-release');
  variables.put('BASH_VERSINFO', { ...createVariable(listOf(['5', '2', '15', '1', 'release', 'x86_64-pc-linux-gnu'])), readonly: true });
  set('HOSTNAME', shell.machine.hostname);
  set('HOSTTYPE', 'x86_64');
  set('MACHTYPE', 'x86_64-pc-linux-gnu');
  set('OSTYPE', 'linux-gnu');
  usual('TERM', 'dumb');
  usual('PS4', '+ ');
  set('UID', String(process.uid), { readonly: true, integer: true });
  set('EUID', String(process.uid), { readonly: true, integer: true });
  variables.put('GROUPS', createVariable(listOf([String(process.uid)])));
  variables.put('BASH_ALIASES', createVariable(new AssociativeArray()));
  shell.secondsFromMs = shell.sim.nowMs;
  addDynamic(shell, Object.keys(DYNAMIC));
}

function listOf(values: readonly string[]): IndexedArray {
  const array = new IndexedArray();
  values.forEach((value, i) => array.set(i, value));
  return array;
}

type Dynamic = NonNullable<Variable['dynamic']>;

function seconds(shell: Shell): string {
  return String(shell.secondsBase + Math.floor((shell.sim.nowMs - shell.secondsFromMs) / 1000));
}

function random(shell: Shell): string {
  if (shell.randomState === undefined) return String(shell.sim.random(`shell ${shell.machine.id}`).int(0, 32_767));
  shell.randomState = (Math.imul(shell.randomState, 1_103_515_245) + 12_345) >>> 0;
  return String((shell.randomState >>> 16) & 32_767);
}

function microseconds(shell: Shell): string {
  const now = shell.sim.nowMs;
  return `${Math.floor(now / 1000)}.${String(Math.floor((now % 1000) * 1000)).padStart(6, '0')}`;
}

/** The calls in progress, innermost first; `-c` strings and standard input have no name of their own. */
function frames(shell: Shell): Frame[] {
  return [...shell.frames].reverse();
}

function callers(shell: Shell): string[] {
  return shell.frames.length === 0 ? [] : [...frames(shell).map((frame) => frame.name), ...(shell.commandString ? [] : ['main'])];
}

function sources(shell: Shell): string[] {
  const names = [shell.source.name, ...frames(shell).map((frame) => frame.callSource.name)];
  const own = names[names.length - 1];
  return own === 'environment' || own === 'main' ? names.slice(0, -1) : names;
}

const first = (list: (shell: Shell) => string[]): Dynamic => ({ list, read: (shell) => list(shell)[0] ?? '' });

/** Variables whose value is made when it is asked for. */
const DYNAMIC: Record<string, Dynamic> = {
  SECONDS: {
    read: seconds,
    assign: (shell, value) => {
      shell.secondsFromMs = shell.sim.nowMs;
      shell.secondsBase = Number.parseInt(value, 10) || 0;
    },
  },
  RANDOM: { read: random, assign: (shell, value) => (shell.randomState = (Number.parseInt(value, 10) || 0) >>> 0) },
  SRANDOM: { read: (shell) => String(shell.sim.random(`shell ${shell.machine.id}`).uint32()) },
  LINENO: { read: (shell) => String(shell.line) },
  EPOCHSECONDS: { read: (shell) => String(Math.floor(shell.sim.nowMs / 1000)) },
  EPOCHREALTIME: { read: microseconds },
  BASHPID: { read: (shell) => String(shell.process.pid) },
  BASH_SUBSHELL: { read: (shell) => String(shell.subshellLevel) },
  HISTCMD: { read: (shell) => String(shell.history.nextNumber) },
  _: { read: (shell) => shell.lastArgument },
  SHELLOPTS: { read: (shell) => SET_OPTIONS.filter((name) => shell.options.get(name)).join(':') },
  BASHOPTS: { read: (shell) => SHOPT_OPTIONS.filter((name) => shell.options.shopt(name)).join(':') },
  FUNCNAME: first(callers),
  BASH_SOURCE: first(sources),
  BASH_LINENO: first((shell) =>
    shell.frames.length === 0 ? [] : [...frames(shell).map((frame) => String(frame.callLine)), ...(shell.commandString ? [] : ['0'])],
  ),
  PIPESTATUS: first((shell) => shell.pipeStatus.map(String)),
  DIRSTACK: first((shell) => [shell.process.cwd, ...shell.directories]),
};

function addDynamic(shell: Shell, names: readonly string[]): void {
  for (const name of names) shell.variables.put(name, Object.assign(createVariable(), { dynamic: DYNAMIC[name] as Dynamic }));
}
