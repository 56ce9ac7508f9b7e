/** `docker-machine create`: a guest of VirtualBox with Docker in it, step by step as the real one tells of them. */
import { isFileError, makeCertificate, makeKey } from '../../../os';
import { sleep, type Program } from '../../../sim';
import { CERTIFICATES } from '../../../world';
import { print } from '../../tools/_io';
import { configJson } from './config-json';
import { readOptions, type OptionSpec } from './options';
import { Refused } from './refused';
import { SSH_USER, type Store } from './store';

const OPTIONS: OptionSpec = { driver: 'd=', 'engine-label': '=', 'virtualbox-cpu-count': '=', 'virtualbox-memory': '=', 'virtualbox-disk-size': '=' };
/** Those that change what this lab has no part for. */
const LACKED = /^--?(engine-|swarm|tls-san|virtualbox-)/;
const ELSEWHERE = ['amazonec2', 'azure', 'digitalocean', 'exoscale', 'generic', 'google', 'hyperv', 'openstack', 'rackspace', 'softlayer', 'vmwarefusion', 'vmwarevcloudair', 'vmwarevsphere', 'none'];
const ISO = { version: 'v19.03.12', name: 'boot2docker.iso' };
const FIRST_ADDRESS = '192.168.99.100';
const MEMORY_MIB = 1024;
const DISK_MIB = 20_000;
const MIB = 1024 * 1024;

const PROFILE = `CACERT=${CERTIFICATES}/ca.pem
DOCKER_HOST='-H tcp://0.0.0.0:2376'
DOCKER_STORAGE=overlay2
DOCKER_TLS=auto
SERVERKEY=${CERTIFICATES}/server-key.pem
SERVERCERT=${CERTIFICATES}/server.pem
`;

const MOTD = `   ( '>')
  /) TC (\\   Core is distributed with ABSOLUTELY NO WARRANTY.
 (/-_--_-\\)           www.tinycorelinux.net

`;
const OS_RELEASE = `NAME=Boot2Docker
VERSION=${ISO.version.slice(1)}
ID=boot2docker
ID_LIKE=tcl
VERSION_ID=${ISO.version.slice(1)}
PRETTY_NAME="Boot2Docker ${ISO.version.slice(1)} (TCL 10.1)"
ANSI_COLOR="1;34"
HOME_URL="https://github.com/boot2docker/boot2docker"
`;

export function* create(store: Store, words: readonly string[]): Program {
  const lacked = words.find((word) => LACKED.test(word) && !Object.keys(OPTIONS).some((name) => word.replace(/^--?/, '').split('=')[0] === name));
  if (lacked) throw new Refused(`docker-machine: ${lacked.split('=')[0]} is not supported in this lab`);
  const options = readOptions(words, OPTIONS, 'create');
  const [name, ...more] = options.args;
  if (more.length > 0) throw new Refused(`Invalid command line. Found extra arguments [${more.join(' ')}]`);
  if (name === undefined) throw new Refused('Error: No machine name specified');
  if (!/^[a-zA-Z0-9][a-zA-Z0-9\-.]*$/.test(name)) throw new Refused('Error creating machine: Invalid hostname specified. Allowed hostname chars are: 0-9a-zA-Z . -');
  checkDriver(options.value('driver') ?? (store.process.env.get('MACHINE_DRIVER') || 'virtualbox'));
  if (store.exists(name)) throw new Refused(`Docker machine "${name}" already exists`);
  const cpus = whole(options.value('virtualbox-cpu-count') ?? '1', 'virtualbox-cpu-count');
  const memory = whole(options.value('virtualbox-memory') ?? String(MEMORY_MIB), 'virtualbox-memory');
  const disk = whole(options.value('virtualbox-disk-size') ?? String(DISK_MIB), 'virtualbox-disk-size');
  const address = store.hypervisor.freeAddress(FIRST_ADDRESS);
  const labels = ['provider=virtualbox', ...options.all('engine-label')];
  yield* new Creation(store, name, { cpus, memory, disk, address, labels }).run();
}

function checkDriver(driver: string): void {
  if (driver === 'virtualbox') return;
  if (ELSEWHERE.includes(driver)) throw new Refused(`docker-machine: this lab has no ${driver}; its machines are made with --driver virtualbox`);
  throw new Refused(`Driver "${driver}" not found. Do you have the plugin binary "docker-machine-driver-${driver}" accessible in your PATH?`);
}

function whole(text: string, name: string): number {
  if (!/^-?\d+$/.test(text)) throw new Refused(`Incorrect Usage.\n\ninvalid value "${text}" for flag -${name}: strconv.ParseInt: parsing "${text}": invalid syntax`);
  return Math.max(1, Number(text));
}

class Creation {
  constructor(
    private readonly store: Store,
    private readonly name: string,
    private readonly wanted: { cpus: number; memory: number; disk: number; address: string; labels: readonly string[] },
  ) {}

  *run(): Program {
    const { store, name, wanted } = this;
    const { hypervisor } = store;
    yield* this.bootstrapCertificates();
    yield* this.say('Running pre-create checks...', 700);
    yield* this.fetchIso();
    yield* this.say('Creating machine...', 100);
    yield* this.tell(`Copying ${this.iso} to ${store.pathOf(name, ISO.name)}...`, 900);
    yield* this.tell('Creating VirtualBox VM...', 900);
    const problem = hypervisor.create({
      name, address: wanted.address, login: SSH_USER, engine: true, listens: 'tls', cpus: wanted.cpus, memoryBytes: wanted.memory * MIB,
    });
    if (problem !== undefined) throw new Refused(`Error creating machine: Error in driver during machine creation: ${problem}`);
    store.write(store.pathOf(name, 'config.json'), configJson(store, name, wanted));
    const { files } = hypervisor.console(name) as NonNullable<ReturnType<typeof hypervisor.console>>;
    files.put('/etc/motd', { content: MOTD });
    files.put('/etc/os-release', { content: OS_RELEASE });
    yield* this.tell('Creating SSH key...', 500);
    store.write(store.pathOf(name, 'id_rsa'), makeKey(`ssh ${name}`));
    yield* this.tell('Starting the VM...', 400);
    yield* this.tell('Check network to re-create if needed...', 400);
    yield* this.tell('Waiting for an IP...', 600);
    yield* hypervisor.start(name);
    yield* this.say('Waiting for machine to be running, this may take a few minutes...', 500);
    yield* this.say('Detecting operating system of created instance...', 200);
    yield* this.say('Waiting for SSH to be available...', 1_200);
    yield* this.say('Detecting the provisioner...', 300);
    yield* this.say('Provisioning with boot2docker...', 2_000);
    yield* this.say('Copying certs to the local machine directory...', 300);
    this.placeCertificates();
    yield* this.say('Copying certs to the remote machine...', 500);
    yield* this.say('Setting Docker configuration on the remote daemon...', 1_000);
    yield* hypervisor.restartEngine(name);
    yield* this.say('Checking connection to Docker...', 100);
    const answer = yield* store.dockerVersion(name, 10_000);
    if ('why' in answer) throw new Refused(`Error creating machine: Error checking the host: ${answer.why}`);
    yield* this.say('Docker is up and running!', 0);
    yield* this.say(`To see how to connect your Docker Client to the Docker Engine running on this virtual machine, run: docker-machine env ${name}`, 0);
  }

  private get iso(): string {
    return `${this.store.folder}/cache/${ISO.name}`;
  }

  private get certificates(): string {
    return `${this.store.folder}/certs`;
  }

  /** Once for each user: an authority, and a certificate to show. */
  private *bootstrapCertificates(): Program {
    const { store } = this;
    const user = `${store.process.env.get('USER') ?? 'root'}.laptop`;
    if (store.read(`${this.certificates}/ca.pem`) === undefined) {
      yield* this.say(`Creating CA: ${this.certificates}/ca.pem`, 400);
      store.write(`${this.certificates}/ca.pem`, makeCertificate(`CA ${user} ${store.process.sim.nowMs}`));
      store.write(`${this.certificates}/ca-key.pem`, makeKey(`CA ${user}`));
    }
    if (store.read(`${this.certificates}/cert.pem`) === undefined) {
      yield* this.say(`Creating client certificate: ${this.certificates}/cert.pem`, 400);
      store.write(`${this.certificates}/cert.pem`, makeCertificate(`client ${user}`, store.read(`${this.certificates}/ca.pem`) ?? ''));
      store.write(`${this.certificates}/key.pem`, makeKey(`client ${user}`));
    }
  }

  private *fetchIso(): Program {
    const { store, iso } = this;
    if (store.read(iso) !== undefined) return;
    if (isFileError(store.process.machine.files.stat(`${store.folder}/cache`))) yield* this.tell(`Image cache directory does not exist, creating it at ${store.folder}/cache...`, 100);
    yield* this.tell('No default Boot2Docker ISO found locally, downloading the latest release...', 400);
    const project = 'github.com/boot2docker/boot2docker';
    yield* this.tell(`Latest release for ${project} is ${ISO.version}`, 100);
    yield* this.tell(`Downloading ${iso} from https://${project}/releases/download/${ISO.version}/${ISO.name}...`, 300);
    yield* print(store.process, `(${this.name}) 0%`);
    for (let percent = 10; percent <= 100; percent += 10) {
      yield* sleep(store.process.sim, 250);
      yield* print(store.process, `....${percent}%`);
    }
    yield* print(store.process, '\n');
    store.write(iso, `boot2docker ${ISO.version}\n`);
  }

  /** The machine's own folder has what the client shows, the machine what its daemon shows. */
  private placeCertificates(): void {
    const { store, name, certificates } = this;
    const authority = store.read(`${certificates}/ca.pem`) ?? '';
    const server = makeCertificate(`server ${name} ${store.process.sim.nowMs}`, authority);
    for (const file of ['ca.pem', 'cert.pem', 'key.pem']) store.write(store.pathOf(name, file), store.read(`${certificates}/${file}`) ?? '');
    store.write(store.pathOf(name, 'server.pem'), server);
    store.write(store.pathOf(name, 'server-key.pem'), makeKey(`server ${name}`));
    const guest = store.hypervisor.console(name);
    guest?.files.put(`${CERTIFICATES}/ca.pem`, { content: authority });
    guest?.files.put(`${CERTIFICATES}/server.pem`, { content: server });
    guest?.files.put(`${CERTIFICATES}/server-key.pem`, { content: makeKey(`server ${name}`), mode: 0o600 });
    const labels = this.wanted.labels.map((label) => `--label ${label}\n`).join('');
    guest?.files.put(`${CERTIFICATES}/profile`, { content: `\nEXTRA_ARGS='\n${labels}\n'\n${PROFILE}` });
  }

  private *say(line: string, ms: number): Program {
    yield* print(this.store.process, `${line}\n`);
    yield* sleep(this.store.process.sim, ms);
  }

  /** What the driver says. */
  private *tell(line: string, ms: number): Program {
    yield* this.say(`(${this.name}) ${line}`, ms);
  }
}
