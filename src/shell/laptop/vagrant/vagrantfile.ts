/** What a Vagrantfile asks for: machines with box, address, size, folders and provisioners. */
import { isHash, RubyError, runRuby, shown, type Receiver, type RubyHash, type RubyValue } from './ruby';

export interface Provisioner {
  type: 'shell' | 'docker';
  /** Shell text, or the path of a script beside the Vagrantfile. */
  inline?: string;
  path?: string;
  args: string[];
  /** By the user vagrant rather than by root. */
  unprivileged: boolean;
  /** At every start, not at the first alone. */
  always: boolean;
  /** Of docker: what it pulls. */
  images: string[];
}

export interface MachineDefinition {
  name: string;
  box: string;
  hostname?: string;
  ip?: string;
  autostart: boolean;
  primary: boolean;
  memoryMib?: number;
  cpus?: number;
  folders: { host: string; guest: string; disabled: boolean }[];
  provisioners: Provisioner[];
  postUpMessage: string;
}

/** Settings that change nothing this lab has. */
const WITHOUT_EFFECT = new Set([
  'vm.box_check_update', 'vm.box_version', 'vm.box_url', 'vm.boot_timeout', 'vm.graceful_halt_timeout', 'vm.guest', 'vm.communicator', 'vm.usable_port_range', 'vm.base_mac',
  'ssh.insert_key', 'ssh.forward_agent', 'ssh.username', 'ssh.private_key_path', 'ssh.shell',
]);
const PROVIDER_WITHOUT_EFFECT = new Set(['name', 'gui', 'linked_clone', 'check_guest_additions', 'default_nic_type']);

/** Machines in the order in which they are defined; throws RubyError with the line of what it cannot read. */
export function readVagrantfile(text: string): MachineDefinition[] {
  const root = new Settings(undefined);
  runRuby(text, {
    Vagrant: {
      set: (path, _value, line) => unknown(path, line),
      call: (path, args, _options, line) => {
        if (path !== 'configure') return unknown(`Vagrant.${path}`, line);
        if (!['1', '2'].includes(shown(args[0] ?? ''))) throw new RubyError(line, 'Vagrant.configure wants "2"');
        return root;
      },
    },
  });
  return root.machines.length > 0 ? root.machines.map((each) => each.settings.definition(each.name, root, each.options)) : [root.definition('default', undefined, Object.create(null) as RubyHash)];
}

function unknown(path: string, line: number): never {
  throw new RubyError(line, `this lab's vagrant does not know \`${path}\``);
}

/** The object that `Vagrant.configure` and `define` give their blocks. */
class Settings implements Receiver {
  readonly machines: { name: string; settings: Settings; options: RubyHash }[] = [];
  private readonly values = new Map<string, RubyValue>();
  private ip: string | undefined;
  private memoryMib: number | undefined;
  private cpus: number | undefined;
  private readonly folders: MachineDefinition['folders'] = [];
  private readonly provisioners: Provisioner[] = [];

  constructor(private readonly outer: Settings | undefined) {}

  set(path: string, value: RubyValue, line: number): void {
    if (WITHOUT_EFFECT.has(path)) return;
    if (!['vm.box', 'vm.hostname', 'vm.post_up_message'].includes(path)) unknown(path, line);
    this.values.set(path, value);
  }

  call(path: string, args: readonly RubyValue[], options: RubyHash, line: number): Receiver | undefined {
    const first = shown(args[0] ?? '');
    switch (path) {
      case 'vm.define': {
        if (this.outer) throw new RubyError(line, 'a machine cannot be defined inside another');
        if (!/^[\w][\w.-]*$/.test(first)) throw new RubyError(line, `"${first}" is no name for a machine`);
        const known = this.machines.find((each) => each.name === first);
        if (known) return known.settings;
        const settings = new Settings(this);
        this.machines.push({ name: first, settings, options });
        return settings;
      }
      case 'vm.network':
        return this.network(first, options, line);
      case 'vm.synced_folder':
        this.folders.push({ host: first, guest: shown(args[1] ?? ''), disabled: options['disabled'] === true });
        return undefined;
      case 'vm.provider':
        // Settings for other providers are another's business.
        return new ProviderSettings(first === 'virtualbox' ? (what, value) => this.size(what, value) : () => {});
      case 'vm.provision':
        return this.provision(first, options, line);
      case 'vbguest':
      case 'cache':
        return undefined;
      default:
        return unknown(path, line);
    }
  }

  definition(name: string, outer: Settings | undefined, options: RubyHash): MachineDefinition {
    const value = (path: string): string | undefined => {
      const found = this.values.get(path) ?? outer?.values.get(path);
      return found === undefined ? undefined : shown(found);
    };
    const hostname = value('vm.hostname');
    const ip = this.ip ?? outer?.ip;
    const memoryMib = this.memoryMib ?? outer?.memoryMib;
    const cpus = this.cpus ?? outer?.cpus;
    return {
      name, box: value('vm.box') ?? '', autostart: options['autostart'] !== false, primary: options['primary'] === true, postUpMessage: value('vm.post_up_message') ?? '',
      ...(hostname === undefined ? {} : { hostname }), ...(ip === undefined ? {} : { ip }), ...(memoryMib === undefined ? {} : { memoryMib }), ...(cpus === undefined ? {} : { cpus }),
      folders: [...(outer?.folders ?? []), ...this.folders],
      // What is outside runs before what is inside.
      provisioners: [...(outer?.provisioners ?? []), ...this.provisioners],
    };
  }

  private network(kind: string, options: RubyHash, line: number): undefined {
    if (kind !== 'private_network') throw new RubyError(line, `this lab's vagrant has private_network, not ${kind}`);
    if (options['ip'] === undefined) return undefined;
    const ip = shown(options['ip']);
    const parts = ip.split('.').map(Number);
    if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(ip) || parts.some((part) => part > 255)) throw new RubyError(line, `An IP address of ${ip} is not one`);
    this.ip = ip;
    return undefined;
  }

  private size(what: 'memory' | 'cpus', value: number): void {
    if (what === 'memory') this.memoryMib = value;
    else this.cpus = value;
  }

  private provision(first: string, options: RubyHash, line: number): Receiver {
    const type = options['type'] === undefined ? first : shown(options['type']);
    if (type !== 'shell' && type !== 'docker') throw new RubyError(line, `this lab's vagrant has the provisioners shell and docker, not ${type}`);
    const provisioner: Provisioner = { type, args: [], unprivileged: false, always: false, images: [] };
    this.provisioners.push(provisioner);
    for (const [name, value] of Object.entries(options)) if (name !== 'type') settle(provisioner, name, value, line);
    return { set: (path, value, at) => settle(provisioner, path, value, at), call: (path, args, _options, at) => {
      if (type !== 'docker' || path !== 'pull_images') return unknown(path, at);
      provisioner.images.push(...args.map(shown));
      return undefined;
    } };
  }
}

function settle(provisioner: Provisioner, name: string, value: RubyValue, line: number): void {
  if (name === 'inline') provisioner.inline = shown(value);
  else if (name === 'path') provisioner.path = shown(value);
  else if (name === 'args') provisioner.args = (Array.isArray(value) ? value : [value]).map(shown);
  else if (name === 'privileged') provisioner.unprivileged = value === false;
  else if (name === 'run') provisioner.always = value === 'always';
  else if (name === 'images') provisioner.images = (Array.isArray(value) ? value : [value]).map(shown);
  else if (!['name', 'keep_color', 'reset', 'preserve_order'].includes(name)) unknown(name, line);
}

/** What `vm.provider "virtualbox"` gives its block. */
class ProviderSettings implements Receiver {
  constructor(private readonly size: (what: 'memory' | 'cpus', value: number) => void) {}

  set(path: string, value: RubyValue, line: number): void {
    if (path === 'memory' || path === 'cpus') this.size(path, number(value, line));
    else if (!PROVIDER_WITHOUT_EFFECT.has(path)) unknown(path, line);
  }

  call(path: string, args: readonly RubyValue[], _options: RubyHash, line: number): undefined {
    if (path !== 'customize') unknown(path, line);
    const words = (Array.isArray(args[0]) ? args[0] : args).map((word) => (isHash(word) ? '' : shown(word)));
    for (const what of ['memory', 'cpus'] as const) {
      const at = words.indexOf(`--${what}`);
      if (at >= 0) this.size(what, number(words[at + 1] ?? '', line));
    }
    return undefined;
  }
}

function number(value: RubyValue, line: number): number {
  const size = Number(value);
  if (!Number.isInteger(size) || size < 1) throw new RubyError(line, `${shown(value)} is no size`);
  return size;
}
