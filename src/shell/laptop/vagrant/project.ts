/**
 * A folder with a Vagrantfile, and what vagrant keeps of its machines: `.vagrant` beside the file, boxes and the index of all
 * machines in ~/.vagrant.d.
 */
import { isFileError, type Process } from '../../../os';
import { hypervisorOf, type Hypervisor } from '../../tools/_hypervisor';
import { RubyError } from './ruby';
import { readVagrantfile, type MachineDefinition } from './vagrantfile';

/** How a command of vagrant ends badly: its words for stderr. */
export class VagrantError extends Error {}

export type GuestState = 'running' | 'poweroff' | 'not_created';

export const SHORT_STATE: Readonly<Record<GuestState, string>> = { running: 'running', poweroff: 'poweroff', not_created: 'not created' };

interface IndexEntry {
  name: string;
  provider: string;
  state: string;
  vagrantfile_path: string;
}

const NO_PROJECT = `A Vagrant environment or target machine is required to run this
command. Run \`vagrant init\` to create a new Vagrant environment. Or,
get an ID of a target machine from \`vagrant global-status\` to run
this command on. A final option is to change to a directory with a
Vagrantfile and to try again.`;

export class Project {
  readonly hypervisor: Hypervisor;

  private constructor(
    readonly process: Process,
    readonly folder: string,
    readonly machines: readonly MachineDefinition[],
  ) {
    this.hypervisor = virtualBox(process);
  }

  /** That of the working directory, or of the nearest folder above it. */
  static open(process: Process): Project {
    for (let folder = process.cwd; ; folder = folder.slice(0, folder.lastIndexOf('/'))) {
      const path = `${folder === '/' ? '' : folder}/Vagrantfile`;
      const text = process.machine.files.read(path);
      if (!isFileError(text)) return new Project(process, folder, definitions(path, text));
      if (folder === '' || folder === '/') throw new VagrantError(NO_PROJECT);
    }
  }

  /** The machines that the words name; all when there are none. */
  chosen(names: readonly string[]): readonly MachineDefinition[] {
    if (names.length === 0) return this.machines;
    return names.map((name) => {
      const found = this.machines.find((one) => one.name === name || this.shortId(one.name) === name);
      if (!found) throw new VagrantError(`The machine with the name '${name}' was not found configured for\nthis Vagrant environment.`);
      return found;
    });
  }

  /** The one that a command like ssh is about. */
  single(names: readonly string[]): MachineDefinition {
    if (names.length > 0) return this.chosen(names.slice(0, 1))[0] as MachineDefinition;
    const [first] = this.machines;
    const one = this.machines.length === 1 ? first : this.machines.find((each) => each.primary);
    if (!one) throw new VagrantError('This command requires a specific VM name to target in a multi-VM environment.');
    return one;
  }

  state(name: string): GuestState {
    return this.id(name) === undefined ? 'not_created' : (this.hypervisor.state(name) ?? 'not_created');
  }

  /** Of a machine that was made; its first seven digits are what people use. */
  id(name: string): string | undefined {
    return this.kept(name, 'id');
  }

  /** Something that was noted about a machine. */
  kept(name: string, what: string): string | undefined {
    const text = this.process.machine.files.read(`${this.folder}/.vagrant/machines/${name}/virtualbox/${what}`);
    return isFileError(text) ? undefined : text.trim();
  }

  keep(name: string, what: string, text: string): void {
    this.process.machine.files.put(`${this.folder}/.vagrant/machines/${name}/virtualbox/${what}`, { content: text });
  }

  forget(name: string): void {
    const id = this.id(name);
    this.process.machine.files.remove(`${this.folder}/.vagrant/machines/${name}`, { recursive: true });
    if (id !== undefined) updateIndex(this.process, (machines) => machines.delete(id));
  }

  /** Notes the machine's state for `global-status`. */
  index(name: string): void {
    const id = this.id(name);
    if (id !== undefined) updateIndex(this.process, (machines) => machines.set(id, { name, provider: 'virtualbox', state: this.state(name), vagrantfile_path: this.folder }));
  }

  hasBox(box: string): boolean {
    return !isFileError(this.process.machine.files.stat(this.boxPath(box)));
  }

  addBox(box: string, version: string): void {
    this.process.machine.files.put(`${this.boxPath(box)}/${version}/virtualbox/metadata.json`, { content: '{"provider":"virtualbox"}\n' });
  }

  private boxPath(box: string): string {
    return `${homeOf(this.process)}/boxes/${box.replaceAll('/', '-VAGRANTSLASH-')}`;
  }

  private shortId(name: string): string | undefined {
    return this.id(name)?.slice(0, 7);
  }
}

export function homeOf(process: Process): string {
  return process.env.get('VAGRANT_HOME') || `${process.env.get('HOME') ?? '/root'}/.vagrant.d`;
}

export function virtualBox(process: Process): Hypervisor {
  const hypervisor = hypervisorOf(process.machine);
  if (!hypervisor) throw new VagrantError('No usable default provider could be found for your system.');
  return hypervisor;
}

/** All machines of all projects, by id. */
export function indexed(process: Process): Map<string, IndexEntry> {
  const text = process.machine.files.read(indexPath(process));
  if (isFileError(text)) return new Map();
  try {
    const { machines } = JSON.parse(text) as { machines: Record<string, IndexEntry> };
    return new Map(Object.entries(machines));
  } catch {
    throw new VagrantError(`The machine index ${indexPath(process)} is not JSON any more: remove it, and vagrant makes a new one.`);
  }
}

function updateIndex(process: Process, change: (machines: Map<string, IndexEntry>) => unknown): void {
  const machines = indexed(process);
  change(machines);
  process.machine.files.put(indexPath(process), { content: `${JSON.stringify({ version: 1, machines: Object.fromEntries(machines) })}\n` });
}

const indexPath = (process: Process): string => `${homeOf(process)}/data/machine-index/index`;

function definitions(path: string, text: string): MachineDefinition[] {
  try {
    return readVagrantfile(text);
  } catch (error) {
    if (!(error instanceof RubyError)) throw error;
    throw new VagrantError(`There is a syntax error in the following Vagrantfile. The syntax error\nmessage is reproduced below for convenience:\n\n${path}:${error.line}: ${error.message}`);
  }
}
