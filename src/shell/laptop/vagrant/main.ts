/** vagrant 2.4.9 with VirtualBox: a command a function, its refusals in one place. */
import { isFileError, openPath, readLine, spawnChild, type Main, type Process } from '../../../os';
import { wait, type Program } from '../../../sim';
import { exitCodeOf } from '../../tools/_children';
import { print } from '../../tools/_io';
import { BringUp, type UpOptions } from './bring-up';
import { homeOf, indexed, Project, SHORT_STATE, VagrantError, type GuestState } from './project';
import { Voice } from './says';
import type { MachineDefinition } from './vagrantfile';

interface Words {
  names: string[];
  flags: Set<string>;
  /** Values of options that have one. */
  values: Map<string, string>;
}

interface Verb {
  short: string;
  /** Options without a value, `f|force`, and with one, `c|command=`. */
  options: readonly string[];
  run(process: Process, words: Words): Program<number>;
}

const VERSION = '2.4.9';
const PROVISIONING = ['provision', 'no-provision'];

const VERBS: Readonly<Record<string, Verb>> = {
  box: { short: 'List the boxes that are here: box list', options: [], run: box },
  destroy: { short: 'Stop machines and remove all traces of them', options: ['f|force', 'g|graceful', 'parallel', 'no-parallel'], run: destroy },
  'global-status': { short: 'Tell the state of all machines of this user', options: ['prune'], run: globalStatus },
  halt: { short: 'Switch machines off', options: ['f|force'], run: halt },
  provision: { short: 'Run the provisioners of machines', options: [], run: (process, words) => forEach(process, words, provisionOne) },
  reload: { short: 'Switch machines off and on, with the Vagrantfile as it is now', options: PROVISIONING, run: (process, words) => forEach(process, words, (project, machine) => new BringUp(project, machine).reload(upOptions(words))) },
  ssh: { short: 'Log in to a machine, or run a command on it', options: ['c|command=', 't|tty', 'no-tty', 'p|plain'], run: ssh },
  status: { short: 'Tell the state of the machines of this folder', options: [], run: status },
  up: { short: 'Make machines and switch them on', options: [...PROVISIONING, 'provider=', 'parallel', 'no-parallel', 'destroy-on-error', 'no-destroy-on-error', 'install-provider', 'no-install-provider'], run: up },
  validate: { short: 'Check the Vagrantfile', options: [], run: validate },
  version: { short: 'Print the version of vagrant', options: [], run: version },
};
const LACKED = ['cloud', 'init', 'login', 'package', 'plugin', 'port', 'powershell', 'push', 'rdp', 'resume', 'snapshot', 'ssh-config', 'suspend', 'upload', 'winrm', 'winrm-config'];

const LONG_STATE: Readonly<Record<GuestState, string>> = {
  running: 'The VM is running. To stop this VM, you can run `vagrant halt` to\nshut it down forcefully, or you can run `vagrant suspend` to simply\nsuspend the virtual machine. In either case, to restart it again,\nsimply run `vagrant up`.',
  poweroff: 'The VM is powered off. To restart the VM, simply run `vagrant up`',
  not_created: 'The environment has not yet been created. Run `vagrant up` to\ncreate the environment. If a machine is not created, only the\ndefault provider will be shown. So if a provider is not listed,\nthen the machine is not created for that environment.',
};
const SEVERAL = 'This environment represents multiple VMs. The VMs are all listed\nabove with their current state. For more information about a specific\nVM, run `vagrant status NAME`.';
const NO_MACHINES = "There are no active Vagrant environments on this computer! Or,\nyou haven't destroyed and recreated Vagrant environments that were\nstarted with an older version of Vagrant.";
const FOOTER =
  'The above shows information about all known Vagrant environments\non this machine. This data is cached and may not be completely\nup-to-date (use "vagrant global-status --prune" to prune invalid\n' +
  'entries). To interact with any of the machines, you can go to that\ndirectory and run Vagrant, or you can use the ID directly with\nVagrant commands from any directory. For example:\n"vagrant destroy 1a2b3c4d"';
const NO_TTY = "Destroy doesn't have a TTY to ask for confirmation. Please pass the\n`--force` flag to force a destroy, otherwise attach a TTY so that\nthe destroy can be confirmed.";

export const vagrant: Main = function* (process) {
  const [word = 'help', ...rest] = process.argv.slice(1);
  if (word === '-v' || word === '--version') {
    yield* print(process, `Vagrant ${VERSION}\n`);
    return 0;
  }
  if (['help', '-h', '--help'].includes(word)) {
    yield* print(process, help());
    return 0;
  }
  const verb = VERBS[word];
  if (!verb) {
    if (LACKED.includes(word)) yield* process.stderr.write(`vagrant: ${word} is not supported in this lab\n`);
    else yield* print(process, help());
    return 1;
  }
  if (rest.includes('-h') || rest.includes('--help')) {
    yield* print(process, `Usage: vagrant ${word} [options] [name|id]\n\n${verb.short}\n`);
    return 0;
  }
  try {
    return yield* verb.run(process, parse(word, verb, rest));
  } catch (error) {
    if (!(error instanceof VagrantError)) throw error;
    yield* process.stderr.write(`${error.message}\n`);
    return 1;
  }
};

function parse(name: string, { options }: Verb, args: readonly string[]): Words {
  const words: Words = { names: [], flags: new Set(), values: new Map() };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--') {
      words.names.push(...args.slice(i));
      break;
    }
    const match = /^--?([A-Za-z][\w-]*)(?:=([^]*))?$/.exec(arg);
    if (!match) {
      words.names.push(arg);
      continue;
    }
    const option = options.find((one) => one.replace('=', '').split('|').includes(match[1] as string));
    if (option === undefined) throw new VagrantError(`An invalid option was specified. The help for this command\nis available below.\n\nUsage: vagrant ${name} [options] [name|id]`);
    const long = option.replace('=', '').split('|').at(-1) as string;
    if (!option.endsWith('=')) words.flags.add(long);
    else words.values.set(long, match[2] ?? args[++i] ?? '');
  }
  return words;
}

function upOptions({ flags }: Words): UpOptions {
  return { provision: flags.has('provision') ? 'always' : flags.has('no-provision') ? 'never' : 'first' };
}

function* up(process: Process, words: Words): Program<number> {
  const project = Project.open(process);
  const provider = words.values.get('provider') ?? 'virtualbox';
  if (provider !== 'virtualbox') throw new VagrantError(`The provider '${provider}' could not be found, but was requested to\nback the machine '${project.machines[0]?.name ?? 'default'}'. Please use a provider that exists.\n\nVagrant knows about the following providers: virtualbox`);
  const machines = project.chosen(words.names).filter((machine) => words.names.length > 0 || machine.autostart);
  yield* print(process, machines.map(({ name }) => `Bringing machine '${name}' up with 'virtualbox' provider...\n`).join(''));
  for (const machine of machines) yield* new BringUp(project, machine).up(upOptions(words));
  for (const { name, postUpMessage } of machines) {
    if (postUpMessage === '') continue;
    yield* print(process, '\n');
    yield* new Voice(process, name).does(`Machine '${name}' has a post \`vagrant up\` message. This is a message\nfrom the creator of the Vagrantfile, and not from Vagrant itself:\n\n${postUpMessage}`);
  }
  return 0;
}

function* halt(process: Process, words: Words): Program<number> {
  return yield* forEach(process, words, (project, machine) => haltOne(project, machine, words.flags.has('force')), true);
}

function* haltOne(project: Project, { name }: MachineDefinition, force: boolean): Program {
  const voice = new Voice(project.process, name);
  const state = project.state(name);
  if (state === 'not_created') return yield* voice.does('VM not created. Moving on...');
  if (state === 'poweroff') return;
  yield* voice.does(force ? 'Forcing shutdown of VM...' : 'Attempting graceful shutdown of VM...');
  yield* project.hypervisor.stop(name, force ? 'kill' : 'stop');
  project.index(name);
}

function* destroy(process: Process, words: Words): Program<number> {
  const project = Project.open(process);
  let declined = 0;
  const machines = [...project.chosen(words.names)].reverse();
  for (const { name } of machines) {
    const voice = new Voice(process, name);
    if (project.state(name) === 'not_created') {
      yield* voice.does('VM not created. Moving on...');
      continue;
    }
    if (!words.flags.has('force') && !(yield* isConfirmed(process, name))) {
      yield* voice.does(`The VM '${name}' will not be destroyed, since the confirmation\nwas declined.`);
      declined++;
      continue;
    }
    if (project.state(name) === 'running') {
      yield* voice.does(words.flags.has('graceful') ? 'Attempting graceful shutdown of VM...' : 'Forcing shutdown of VM...', 700);
      yield* project.hypervisor.stop(name, words.flags.has('graceful') ? 'stop' : 'kill');
    }
    yield* voice.does('Destroying VM and associated drives...', 600);
    project.hypervisor.remove(name);
    project.forget(name);
  }
  return declined === 0 ? 0 : declined === machines.length ? 1 : 2;
}

function* isConfirmed(process: Process, name: string): Program<boolean> {
  const tty = process.stdin.tty ? openPath(process, '/dev/tty', { read: true, write: true }) : undefined;
  if (!tty || isFileError(tty)) throw new VagrantError(NO_TTY);
  yield* print(process, `    ${name}: Are you sure you want to destroy the '${name}' VM? [y/N] `);
  const answer = yield* readLine(tty);
  tty.close();
  return answer?.trim().toLowerCase() === 'y';
}

function* status(process: Process, { names }: Words): Program<number> {
  const project = Project.open(process);
  const machines = project.chosen(names);
  const width = Math.max(25, ...machines.map(({ name }) => name.length));
  const lines = machines.map(({ name }) => `${name.padEnd(width)} ${SHORT_STATE[project.state(name)]} (virtualbox)\n`);
  const message = machines.length === 1 ? LONG_STATE[project.state(machines[0]?.name ?? '')] : SEVERAL;
  yield* print(process, `Current machine states:\n\n${lines.join('')}\n${message}\n`);
  return 0;
}

function* globalStatus(process: Process): Program<number> {
  const entries = [...indexed(process)];
  const wide = (least: number, pick: (entry: (typeof entries)[number][1]) => string) => Math.max(least, ...entries.map(([, entry]) => pick(entry).length));
  const widths = [8, wide(6, (entry) => entry.name), wide(6, (entry) => entry.provider), wide(6, (entry) => entry.state), wide(35, (entry) => entry.vagrantfile_path)];
  const row = (cells: readonly string[]) => `${cells.map((cell, i) => `${cell.padEnd(widths[i] as number)} `).join('')}\n`;
  const rule = '-'.repeat(widths.reduce((sum, width) => sum + width + 1, 0));
  const rows = entries.map(([id, { name, provider, state, vagrantfile_path: path }]) => row([id.slice(0, 7), name, provider, state, path]));
  const head = row(['id', 'name', 'provider', 'state', 'directory']);
  yield* print(process, `${head}${rule}\n${rows.length === 0 ? `${NO_MACHINES}\n` : `${rows.join('')} \n${FOOTER}\n`}`);
  return 0;
}

/** What stands behind `--` goes to ssh. */
function* ssh(process: Process, words: Words): Program<number> {
  const project = Project.open(process);
  const split = words.names.indexOf('--');
  const extra = split < 0 ? [] : words.names.slice(split + 1);
  const { name } = project.single(split < 0 ? words.names : words.names.slice(0, split));
  const state = project.state(name);
  if (state === 'not_created') throw new VagrantError('VM must be created before running this command. Run `vagrant up` first.');
  if (state !== 'running') throw new VagrantError('VM must be running to open SSH connection. Run `vagrant up`\nto start the virtual machine.');
  const address = (project.hypervisor.console(name)?.net.interfaces() ?? []).find((one) => one.name === 'eth1')?.addresses[0]?.split('/')[0] ?? '';
  const command = words.values.get('command');
  const terminal = command !== undefined && process.stdin.tty && !words.flags.has('no-tty') ? ['-t'] : [];
  const quietly = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=quiet'];
  const child = spawnChild(process, ['ssh', ...quietly, ...terminal, ...extra, `vagrant@${address}`, ...(command === undefined ? [] : [command])]);
  if ('error' in child) throw new VagrantError('`ssh` executable not found in any directories in the %PATH% variable. Is an\nSSH client installed? Try installing Cygwin, MinGW or Git, all of which\ncontain an SSH client.');
  return exitCodeOf(yield* wait(child.exited));
}

function* provisionOne(project: Project, machine: MachineDefinition): Program {
  const voice = new Voice(project.process, machine.name);
  const state = project.state(machine.name);
  if (state === 'not_created') return yield* voice.does('VM not created. Moving on...');
  if (state !== 'running') return yield* voice.does('VM is not currently running. Please, first bring it up with `vagrant up` then run this command.');
  yield* new BringUp(project, machine).provision({ provision: 'always' });
}

function* validate(process: Process): Program<number> {
  Project.open(process);
  yield* print(process, 'Vagrantfile validated successfully.\n');
  return 0;
}

function* version(process: Process): Program<number> {
  yield* print(process, `Installed Version: ${VERSION}\n`);
  return 0;
}

function* box(process: Process, { names }: Words): Program<number> {
  if (names[0] !== 'list') throw new VagrantError(`vagrant: box ${names[0] ?? ''} is not supported in this lab; boxes come with \`vagrant up\``);
  const { files } = process.machine;
  const folder = `${homeOf(process)}/boxes`;
  const boxes = files.list(folder);
  if (isFileError(boxes) || boxes.length === 0) {
    yield* print(process, 'There are no installed boxes! Use `vagrant box add` to add some.\n');
    return 0;
  }
  for (const each of boxes) {
    const versions = files.list(`${folder}/${each}`);
    for (const one of isFileError(versions) ? [] : versions) yield* print(process, `${each.replaceAll('-VAGRANTSLASH-', '/')} (virtualbox, ${one}, (amd64))\n`);
  }
  return 0;
}

/** One machine after the other; VirtualBox takes them so. */
function* forEach(process: Process, { names }: Words, act: (project: Project, machine: MachineDefinition) => Program, backwards = false): Program<number> {
  const project = Project.open(process);
  const machines = [...project.chosen(names)];
  for (const machine of backwards ? machines.reverse() : machines) yield* act(project, machine);
  return 0;
}

function help(): string {
  const width = Math.max(...Object.keys(VERBS).map((name) => name.length)) + 2;
  return `Usage: vagrant [options] <command> [<args>]\n\nCommands:\n${Object.entries(VERBS).map(([name, { short }]) => `     ${name.padEnd(width)}${short}\n`).join('')}\nFor help on a command: vagrant COMMAND -h\n`;
}
