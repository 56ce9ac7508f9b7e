/** `vagrant up` and `reload` for one machine: from its box to its provisioners, in the order of the real one's actions. */
import { isFileError } from '../../../os';
import type { Program } from '../../../sim';
import { provision } from './provision';
import { VagrantError, type Project } from './project';
import { Voice } from './says';
import type { MachineDefinition } from './vagrantfile';

/** Families of boxes that this lab can stand in for, with the version that it says they have. */
const BOXES: readonly (readonly [pattern: RegExp, version: string])[] = [
  [/^bento\/(debian|ubuntu|centos|fedora|rockylinux|almalinux)-[\d.]+$/, '202508.03.0'],
  [/^debian\/\w+$/, '12.20250126.1'],
  [/^ubuntu\/\w+$/, '20241002.0.0'],
  [/^generic\/\w+$/, '4.3.12'],
  [/^hashicorp\/(bionic64|precise64)$/, '1.0.282'],
  [/^boxcutter\/ubuntu\d+$/, '2.0.26'],
];
const FIRST_ADDRESS = '192.168.56.11';
const MIB = 1024 * 1024;
const USER = { name: 'vagrant', uid: 1000, home: '/home/vagrant' };
const SSH_PORT_FIRST = 2222;
const ALREADY_PROVISIONED = 'Machine already provisioned. Run `vagrant provision` or use the `--provision`\nflag to force provisioning. Provisioners marked to run always will still run.';
const INSECURE_KEY = '\nVagrant insecure key detected. Vagrant will automatically replace\nthis with a newly generated keypair for better security.\n';

export interface UpOptions {
  provision: 'first' | 'always' | 'never';
}

export class BringUp {
  private readonly voice: Voice;

  constructor(
    private readonly project: Project,
    private readonly machine: MachineDefinition,
  ) {
    this.voice = new Voice(project.process, machine.name);
  }

  *up(options: UpOptions): Program {
    const { project, machine, voice } = this;
    const before = project.state(machine.name);
    const version = this.boxVersion();
    if (before === 'not_created') {
      yield* this.ensureBox(version);
      yield* voice.does(`Importing base box '${machine.box}'...`, 3_500);
      yield* voice.does('Matching MAC address for NAT networking...', 400);
      yield* this.create();
    }
    yield* voice.does(`Checking if box '${machine.box}' version '${version}' is up to date...`, 300);
    if (before === 'not_created') yield* voice.does(`Setting the name of the VM: ${project.folder.slice(project.folder.lastIndexOf('/') + 1)}_${machine.name}_${Math.floor(project.process.sim.nowMs)}_${project.process.sim.random('vagrant').int(10_000, 99_999)}`, 300);
    if (before !== 'running') yield* this.boot();
    project.index(machine.name);
    yield* this.provision(options);
  }

  /** Off and on again, with what the Vagrantfile says now. */
  *reload(options: UpOptions): Program {
    const { project, machine, voice } = this;
    if (project.state(machine.name) === 'not_created') return yield* voice.does('VM not created. Moving on...');
    if (project.state(machine.name) === 'running') {
      yield* voice.does('Attempting graceful shutdown of VM...');
      yield* project.hypervisor.stop(machine.name, 'stop');
    }
    yield* voice.does(`Checking if box '${machine.box}' version '${this.boxVersion()}' is up to date...`, 300);
    yield* this.boot();
    project.index(machine.name);
    yield* this.provision(options);
  }

  *provision({ provision: when }: UpOptions): Program {
    const { project, machine, voice } = this;
    const isFirst = project.kept(machine.name, 'action_provision') === undefined;
    const all = when === 'always' || (when === 'first' && isFirst);
    if (when === 'first' && !isFirst) yield* voice.does(ALREADY_PROVISIONED);
    if (when !== 'never') for (const provisioner of machine.provisioners) if (all || provisioner.always) yield* provision(project, machine, provisioner, voice);
    if (all) project.keep(machine.name, 'action_provision', `1.5:${project.id(machine.name) ?? ''}`);
  }

  private boxVersion(): string {
    const { box, name } = this.machine;
    if (box === '') throw new VagrantError(`There are errors in the configuration of this machine. Please fix\nthe following errors and try again:\n\nvm:\n* A box must be specified.`);
    const known = BOXES.find(([pattern]) => pattern.test(box));
    if (known) return known[1];
    throw new VagrantError(`The box '${box}' of ${name} is none of this lab's. There are bento/debian-12, bento/ubuntu-24.04,\ndebian/bookworm64, ubuntu/jammy64, generic/debian12 and their like.`);
  }

  private *ensureBox(version: string): Program {
    const { project, machine, voice } = this;
    if (project.hasBox(machine.box)) return;
    const { box } = machine;
    yield* voice.does(`Box '${box}' could not be found. Attempting to find and install...`);
    yield* voice.detail('Box Provider: virtualbox\nBox Version: >= 0', 300);
    yield* voice.does(`Loading metadata for box '${box}'`);
    yield* voice.detail(`URL: https://vagrantcloud.com/api/v2/vagrant/${box}`, 600);
    yield* voice.does(`Adding box '${box}' (v${version}) for provider: virtualbox`);
    yield* voice.detail(`Downloading: https://vagrantcloud.com/${box.replace('/', '/boxes/')}/versions/${version}/providers/virtualbox/unknown/vagrant.box`, 6_000);
    project.addBox(box, version);
    yield* voice.does(`Successfully added box '${box}' (v${version}) for 'virtualbox'!`);
  }

  private *create(): Program {
    const { project, machine } = this;
    const problem = project.hypervisor.create({
      name: machine.name, address: machine.ip ?? project.hypervisor.freeAddress(FIRST_ADDRESS), login: USER, engine: false, listens: 'configured',
      ...(machine.cpus ? { cpus: machine.cpus } : {}), memoryBytes: (machine.memoryMib ?? 1024) * MIB,
    });
    if (problem !== undefined) throw new VagrantError(`The machine '${machine.name}' cannot be made: ${problem}.`);
    const random = project.process.sim.random('vagrant');
    project.keep(machine.name, 'id', `${random.hex(8)}-${random.hex(4)}-${random.hex(4)}-${random.hex(4)}-${random.hex(12)}`);
    project.index(machine.name);
  }

  private *boot(): Program {
    const { project, machine, voice } = this;
    const isFirst = project.kept(machine.name, 'private_key') === undefined;
    const port = this.sshPort();
    yield* voice.does('Clearing any previously set network interfaces...', 300);
    yield* voice.does('Preparing network interfaces based on configuration...');
    yield* voice.detail(`Adapter 1: nat${machine.ip === undefined ? '' : '\nAdapter 2: hostonly'}`, 300);
    yield* voice.does('Forwarding ports...');
    yield* voice.detail(`22 (guest) => ${port} (host) (adapter 1)`, 300);
    yield* voice.does('Booting VM...', 400);
    yield* voice.does('Waiting for machine to boot. This may take a few minutes...');
    yield* voice.detail(`SSH address: 127.0.0.1:${port}\nSSH username: vagrant\nSSH auth method: private key`, 1_500);
    yield* project.hypervisor.start(machine.name);
    if (isFirst) {
      yield* voice.detail(INSECURE_KEY, 400);
      yield* voice.detail("Inserting generated public key within guest...\nRemoving insecure key from the guest if it's present...", 400);
      yield* voice.detail('Key inserted! Disconnecting and reconnecting using new SSH key...', 400);
      project.keep(machine.name, 'private_key', 'kept by vagrant\n');
    }
    yield* voice.does('Machine booted and ready!', 100);
    yield* voice.does('Checking for guest additions in VM...', 400);
    const guest = project.hypervisor.console(machine.name);
    if (machine.hostname !== undefined && guest) {
      yield* voice.does('Setting hostname...', 400);
      guest.hostname = machine.hostname;
    }
    if (machine.ip !== undefined) yield* voice.does('Configuring and enabling network interfaces...', 900);
    yield* this.mountFolders();
  }

  /** The folder of the Vagrantfile is /vagrant over there, unless it says otherwise. */
  private *mountFolders(): Program {
    const { project, machine, voice } = this;
    const guest = project.hypervisor.console(machine.name);
    const folders = new Map([['/vagrant', { host: '.', disabled: false }]]);
    for (const { host, guest: at, disabled } of machine.folders) folders.set(at, { host, disabled });
    const mounted = [...folders].filter(([, { disabled }]) => !disabled);
    if (mounted.length === 0 || !guest) return;
    yield* voice.does('Mounting shared folders...', 300);
    for (const [at, { host }] of mounted) {
      const path = host.startsWith('/') ? host : host === '.' ? project.folder : `${project.folder}/${host.replace(/^\.\//, '')}`;
      if (isFileError(project.process.machine.files.stat(path))) throw new VagrantError(`vm:\n* The host path of the shared folder is missing: ${host}`);
      guest.files.mkdir(at, { parents: true });
      guest.files.mount(at, project.process.machine.files, path, { label: 'vboxsf' });
      yield* voice.detail(`${path} => ${at}`, 200);
    }
  }

  /** The laptop's port that leads to the machine's 22: each has its own. */
  private sshPort(): number {
    const { project, machine } = this;
    const known = project.kept(machine.name, 'ssh_port');
    if (known !== undefined) return Number(known);
    const taken = new Set(project.machines.map((one) => project.kept(one.name, 'ssh_port')));
    let port = SSH_PORT_FIRST;
    while (taken.has(String(port))) port = port === SSH_PORT_FIRST ? 2200 : port + 1;
    project.keep(machine.name, 'ssh_port', String(port));
    return port;
  }
}
