/** A laptop in a world: the tools that make machines on it, the ways to their engines, and that all of it is replayed. */
import { describe, expect, it } from 'vitest';
import machineSolution from '../../labs/02-docker-machine/solution.txt?raw';
import vagrantSolution from '../../labs/10-three-machines-from-a-laptop/solution.txt?raw';
import { openSession } from '../os';
import { gradeText } from './grade';
import { LabPlayer, labStart } from './lab-player';
import { machineSpec } from './laptop';
import type { SessionStart, StartMachine, TimedInput } from './protocol';
import { Session } from './session';
import { startWorld } from './start-world';
import { submissionOf, writeSubmission } from './submission';

const START_MS = 1_763_640_000_000;
const LAPTOP: StartMachine = { name: 'laptop', platform: 'linux', kind: 'laptop' };

const VAGRANTFILE = `Vagrant.configure("2") do |config|
  config.vm.box = "bento/debian-12"
  config.vm.provision "docker"
  config.vm.provision "shell", path: "node.sh"
  (1..2).each do |i|
    config.vm.define "m#{i}" do |m|
      m.vm.hostname = "m#{i}"
      m.vm.network "private_network", ip: "192.168.99.20#{i}"
    end
  end
end
`;
const NODE_SCRIPT = `#!/bin/bash
echo "setting up $(hostname)"
mkdir -p /etc/docker
echo '{ "hosts": ["unix:///var/run/docker.sock", "tcp://0.0.0.0:2375"] }' > /etc/docker/daemon.json
systemctl restart docker
`;

/** A person at the laptop: what is typed, and what the screen then says. */
function desk(more: Partial<SessionStart> = {}) {
  const started = startWorld({ lab: 'test', seed: 7, startMs: START_MS, machines: [LAPTOP], ...more });
  const { world } = started;
  const session = openSession(world.host('laptop'));
  if ('error' in session) throw new Error(session.error);
  let all = '';
  session.terminal.onOutput((text) => (all += text));
  const type = (line: string, seconds = 3): string => {
    const from = all.length;
    session.terminal.input(`${line}\r`);
    world.sim.runUntil(world.sim.nowMs + seconds * 1000);
    return all.slice(from).replace(/\r|\x1b\[\?2004[hl]/g, '');
  };
  return { world, type, prompt: type('') };
}

describe('a laptop', () => {
  it('is a person\'s own computer: their prompt, a client, and no engine unless the lab says so', () => {
    const { type, prompt, world } = desk();
    expect(prompt).toContain('you@laptop:~$ ');
    expect(type('docker ps')).toContain('Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?');
    expect(type('sudo id -un')).toContain('\nroot\n');
    expect(world.address('laptop')).toBe('192.168.0.5');
    const own = desk({ machines: [{ ...LAPTOP, engine: true }] });
    expect(own.type('docker info -f "{{.Name}}"')).toContain('\nlaptop\n');
  });

  it('does not change how servers are numbered, and its tools are not on them', () => {
    const { world, type } = desk({ machines: [LAPTOP, { name: 'node1', platform: 'linux' }] });
    expect(world.address('node1')).toBe('192.168.0.11');
    expect(type('ssh -o StrictHostKeyChecking=no root@node1 docker-machine ls; ssh root@node1 vagrant')).toContain('docker-machine: command not found');
    expect(machineSpec({ name: 'node1', platform: 'windows' })).toEqual({ platform: 'windows' });
  });
});

describe('docker-machine', () => {
  it('makes machines that a TLS client reaches, and that become a swarm', () => {
    const { type, world } = desk();
    const created = type('docker-machine create -d virtualbox m1', 40);
    expect(created).toContain('Running pre-create checks...\n(m1) Image cache directory does not exist');
    expect(created).toContain('Docker is up and running!\nTo see how to connect your Docker Client to the Docker Engine running on this virtual machine, run: docker-machine env m1\n');
    expect(type('docker-machine create --driver=virtualbox w1', 30)).not.toContain('Downloading');
    expect(type('docker-machine ls')).toMatch(/^NAME {3}ACTIVE {3}DRIVER {7}STATE {5}URL {25}SWARM {3}DOCKER {10}ERRORS\nm1 {5}- {8}virtualbox {3}Running {3}tcp:\/\/192\.168\.99\.100:2376/m);
    expect(type('docker-machine env m1')).toContain('export DOCKER_TLS_VERIFY="1"\nexport DOCKER_HOST="tcp://192.168.99.100:2376"\nexport DOCKER_CERT_PATH="/home/you/.docker/machine/machines/m1"\nexport DOCKER_MACHINE_NAME="m1"\n# Run this command to configure your shell: \n# eval $(docker-machine env m1)\n');
    type('eval $(docker-machine env m1)');
    expect(type('docker-machine active; docker info -f "{{.Name}}"')).toContain('\nm1\nm1\n');
    expect(type('docker swarm init')).toContain('multiple addresses on different interfaces (10.0.2.15 on eth0 and 192.168.99.100 on eth1) - specify one with --advertise-addr');
    expect(type('docker swarm init --advertise-addr $(docker-machine ip m1)')).toContain('is now a manager');
    expect(type('docker-machine ssh w1 docker swarm join --token $(docker swarm join-token -q worker) $(docker-machine ip m1):2378', 25)).toContain('Error while dialing: dial tcp 192.168.99.100:2378: connect: connection refused"');
    expect(type('docker-machine ssh w1 docker swarm join --token $(docker swarm join-token -q worker) $(docker-machine ip m1):2377', 6)).toContain('This node joined a swarm as a worker.');
    expect(type("docker node ls --format '{{.Hostname}} {{.Status}}'")).toContain('\nm1 Ready\nw1 Ready\n');
    expect(type('docker-machine stop w1', 20)).toContain('Stopping "w1"...\nMachine "w1" was stopped.\n');
    expect(world.isPowered('w1')).toBe(false);
    expect(type('docker-machine ip w1; docker-machine ssh w1; docker-machine status w1')).toContain('Error getting IP address: Host is not running\nError: Cannot run SSH command: Host "w1" is not running\nStopped\n');
    expect(type('docker-machine start w1 m1', 20)).toContain('Machine "m1" is already running.');
    expect(world.isPowered('w1')).toBe(true);
    type('docker-machine rm w1');
    expect(type('y')).toContain('Successfully removed w1');
    expect(world.hasHost('w1')).toBe(false);
    expect(type('eval $(docker-machine env -u); docker ps')).toContain('unix:///var/run/docker.sock');
  });

  it('logs in as docker, copies files, and says what is wrong', () => {
    const { type } = desk();
    type('docker-machine create m1', 40);
    expect(type('docker-machine ssh m1')).toContain('docker@m1:~$ ');
    expect(type('id -un; docker ps -q; exit')).toContain('\ndocker\n');
    type('echo hello > note; docker-machine scp note m1:');
    expect(type('docker-machine ssh m1 cat note')).toContain('\nhello\n');
    expect(type('docker-machine ssh m1 false')).toContain('\nexit status 1\n');
    expect(type('docker-machine create m1')).toContain('Docker machine "m1" already exists');
    expect(type('docker-machine create -d nope m2')).toContain('Driver "nope" not found. Do you have the plugin binary "docker-machine-driver-nope" accessible in your PATH?');
    expect(type('docker-machine create -d hyperv m2')).toContain('this lab has no hyperv');
    expect(type('docker-machine create m_2')).toContain('Error creating machine: Invalid hostname specified. Allowed hostname chars are: 0-9a-zA-Z . -');
    expect(type('docker-machine ip nope')).toContain('Docker machine "nope" does not exist. Use "docker-machine ls" to list machines. Use "docker-machine create" to add a new one.');
    expect(type("docker-machine inspect m1 -f '{{.Driver.Memory}} {{.HostOptions.EngineOptions.TlsVerify}}'")).toContain('\n1024 true\n');
    expect(type("docker-machine ls --filter name=m --format '{{.Name}}: {{.URL}}'; docker-machine ls -q --filter state=stopped; echo .")).toContain('\nm1: tcp://192.168.99.100:2376\n.\n');
  });

  it('gives engines labels, which nodes and constraints know', () => {
    const { type } = desk();
    type('docker-machine create --engine-label disk=fast --virtualbox-cpu-count 2 m1', 40);
    type('eval $(docker-machine env m1); docker swarm init --advertise-addr eth1');
    expect(type("docker info -f '{{.OperatingSystem}}, {{.NCPU}}, {{.Labels}}'")).toContain('\nBoot2Docker 19.03.12 (TCL 10.1), 2, [provider=virtualbox disk=fast]\n');
    expect(type('docker node inspect self --pretty')).toMatch(/Engine Labels:\n - disk=fast\n - provider=virtualbox\n/);
    type('docker service create -d --name web --constraint engine.labels.disk==fast nginx', 12);
    expect(type('docker service ls')).toContain('1/1');
  });

  it('Tab knows its commands and its machines', () => {
    const { type } = desk();
    type('docker-machine create alpha', 40);
    expect(type('docker-machine ins\talp\t -f "{{.Name}}"')).toContain('\nalpha\n');
  });

  it('protects engines with certificates', () => {
    const { type } = desk();
    type('docker-machine create m1', 40);
    expect(type('docker -H tcp://192.168.99.100:2376 ps')).toContain('Error response from daemon: Client sent an HTTP request to an HTTPS server.');
    expect(type('docker -H tcp://192.168.99.100:2375 ps')).toContain('Cannot connect to the Docker daemon at tcp://192.168.99.100:2375. Is the docker daemon running?');
    expect(type('docker --tlsverify -H tcp://192.168.99.100:2376 ps')).toContain('unable to resolve docker endpoint: open /home/you/.docker/ca.pem: no such file or directory');
    expect(type('docker $(docker-machine config m1 | tr -d \'"\') ps -q; echo $?')).toContain('\n0\n');
    type('eval $(docker-machine env m1); D=$DOCKER_CERT_PATH');
    expect(type('mv $D/cert.pem $D/x.pem; docker ps')).toContain('error during connect: Get "https://192.168.99.100:2376/v1.50/containers/json": remote error: tls: certificate required');
    expect(type('cp $D/ca.pem $D/cert.pem; docker ps')).toContain('remote error: tls: bad certificate');
    expect(type('cp $D/server.pem $D/ca.pem; docker ps')).toContain('tls: failed to verify certificate: x509: certificate signed by unknown authority');
  });
});

describe('vagrant', () => {
  const files = { 'laptop:/home/you/lab/Vagrantfile': VAGRANTFILE, 'laptop:/home/you/lab/node.sh': NODE_SCRIPT };

  it('brings up what the Vagrantfile defines, runs its scripts, and takes it down', () => {
    const { type, world } = desk({ files });
    expect(type('vagrant status')).toContain('A Vagrant environment or target machine is required to run this\ncommand.');
    expect(type('cd lab; vagrant status')).toContain('Current machine states:\n\nm1                        not created (virtualbox)\nm2                        not created (virtualbox)\n\nThis environment represents multiple VMs.');
    expect(type('vagrant ssh m1')).toContain('VM must be created before running this command. Run `vagrant up` first.');
    const up = type('vagrant up', 90);
    expect(up).toContain("Bringing machine 'm1' up with 'virtualbox' provider...\nBringing machine 'm2' up with 'virtualbox' provider...\n==> m1: Box 'bento/debian-12' could not be found. Attempting to find and install...\n");
    expect(up).toContain('==> m2: Running provisioner: shell...\n    m2: Running: /home/you/lab/node.sh\n    m2: setting up m2\n');
    expect(type('export DOCKER_HOST=tcp://192.168.99.201; docker info -f "{{.Name}}"')).toContain('\nm1\n');
    expect(type('docker swarm init --advertise-addr eth1')).toContain('is now a manager');
    expect(type('docker -H tcp://192.168.99.202:2375 swarm join --token $(docker swarm join-token -q worker) 192.168.99.201', 6)).toContain('This node joined a swarm as a worker.');
    expect(type('vagrant ssh m2 -c "hostname; ls /vagrant"')).toContain('\nm2\nVagrantfile  node.sh\n');
    expect(type('vagrant ssh m2')).toContain('vagrant@m2:~$ ');
    expect(type('id -un; echo from m2 > /vagrant/shared; exit')).toContain('\nvagrant\nlogout\n');
    expect(type('cat shared')).toContain('\nfrom m2\n');
    expect(type('vagrant halt m2', 20)).toContain('==> m2: Attempting graceful shutdown of VM...\n');
    expect(type('vagrant status; vagrant ssh m2')).toMatch(/m2 +poweroff \(virtualbox\)[^]*VM must be running to open SSH connection/);
    expect(type('vagrant up m2', 30)).toContain('==> m2: Machine already provisioned. Run `vagrant provision` or use the `--provision`\n==> m2: flag to force');
    expect(type("docker node ls --format '{{.Hostname}} {{.Status}}'")).toContain('m2 Ready');
    expect(type('vagrant global-status')).toMatch(/^[0-9a-f]{7} {2}m1 {5}virtualbox running \/home\/you\/lab/m);
    expect(type('vagrant destroy -f m2', 10)).toContain('==> m2: Forcing shutdown of VM...\n==> m2: Destroying VM and associated drives...\n');
    expect(world.hasHost('m2')).toBe(false);
    expect(type('vagrant destroy -f', 10)).toContain('==> m2: VM not created. Moving on...\n==> m1: Forcing shutdown of VM...');
    expect(world.hostNames()).toEqual(['laptop']);
  });

  it('stops at a script that fails, and names the line of what it cannot read', () => {
    const { type } = desk({ files: { ...files, 'laptop:/home/you/lab/node.sh': 'echo before\nfalse\nexit 3\n', 'laptop:/home/you/bad/Vagrantfile': 'Vagrant.configure("2") do |config|\n  config.vm.box = nowhere\nend\n' } });
    const failed = type('cd lab; vagrant up m1', 60);
    expect(failed).toContain('    m1: before\nThe SSH command responded with a non-zero exit status.');
    expect(type('cd ../bad; vagrant up')).toContain('/home/you/bad/Vagrantfile:2: undefined local variable or method `nowhere\' for main:Object');
  });

  it('runs scripts that install Docker by its own script', () => {
    const script = 'set -e\ncurl -fsSL https://get.docker.com | sh\nusermod -aG docker vagrant\necho \'{"labels": ["zone=a"]}\' > /etc/docker/daemon.json\nsystemctl restart docker\n';
    const vagrantfile = 'Vagrant.configure("2") do |config|\n  config.vm.box = "ubuntu/jammy64"\n  config.vm.provision "shell", path: "up.sh"\nend\n';
    const { type } = desk({ files: { 'laptop:/home/you/Vagrantfile': vagrantfile, 'laptop:/home/you/up.sh': script.replace('echo', 'mkdir -p /etc/docker\necho') } });
    expect(type('vagrant up', 60)).toContain('    default: # Executing docker install script\n');
    expect(type("vagrant ssh -c \"docker info -f '{{.Labels}} {{.ServerVersion}}'; id -nG\"")).toMatch(/\[zone=a\] 28\.5\S+\nvagrant docker\n/);
    expect(type('curl -fsSL https://get.docker.com | sudo sh; docker info -f "{{.Name}}"', 12)).toContain('\nlaptop\n');
  });

  it('does not take a name or an address that another machine has', () => {
    const { type } = desk({ files, machines: [LAPTOP, { name: 'm2', platform: 'linux' }] });
    expect(type('cd lab; vagrant up m2', 30)).toContain("The machine 'm2' cannot be made: this lab already has a machine named m2.");
    type('cp Vagrantfile /tmp/; sed -i "s/192.168.99.20#{i}/192.168.0.11/" Vagrantfile');
    expect(type('vagrant up m1', 30)).toContain('the address 192.168.0.11 belongs to m2 already');
  });
});

describe('ways to an engine', () => {
  it('a context over ssh asks for the key once, and does all that a socket does', () => {
    const { type } = desk({ machines: [LAPTOP, { name: 'node1', platform: 'linux' }] });
    type('docker context create far --docker host=ssh://root@node1; docker context use far');
    expect(type('docker ps')).toContain('Are you sure you want to continue connecting (yes/no/[fingerprint])? ');
    expect(type('yes')).toContain('CONTAINER ID   IMAGE');
    expect(type('docker context ls')).toContain('far *                                               ssh://root@node1');
    expect(type('docker run --rm busybox hostname -i; docker run --rm -d --name web nginx', 12)).toMatch(/172\.17\.0\.\d\n/);
    type('docker exec -it web sh');
    expect(type('hostname; exit')).toMatch(/^hostname; exit\n[0-9a-f]{12}\n/);
    expect(type('docker -c default ps')).toContain('unix:///var/run/docker.sock');
    expect(type('docker -H ssh://nobody@node1 ps')).toContain('error during connect: Get "http://docker.example.com/v1.50/containers/json": command [ssh -o ConnectTimeout=30 -T -l nobody -- node1 docker system dial-stdio] has exited with exit status 255, make sure the URL is valid, and Docker 18.09 or later is installed on the remote host: stderr=');
  });

  it('a context keeps the certificates that it was made with', () => {
    const { type } = desk();
    type('docker-machine create m1', 40);
    type('C=~/.docker/machine/certs; docker context create m1 --docker host=tcp://192.168.99.100:2376,ca=$C/ca.pem,cert=$C/cert.pem,key=$C/key.pem');
    expect(type('docker --context m1 info -f "{{.Name}}"')).toContain('\nm1\n');
  });

  it('watch marks what changed between two looks', () => {
    const { type } = desk({ machines: [LAPTOP, { name: 'node1', platform: 'linux' }] });
    type('export DOCKER_HOST=tcp://node1:2375; docker swarm init; docker service create -d --name web --replicas 1 nginx');
    const screens = type('watch -d -n .5 docker service ps web --format "{{.Name}}.{{.CurrentState}}"', 12);
    expect(screens).toContain('Every 0.5s: docker service ps web');
    expect(screens).toMatch(/\x1b\[0m\x1b\[7mRunn?/);
  });
});

describe('git', () => {
  const address = 'https://github.com/skep-lab/cluster';
  const repositories = { [address]: { 'README.md': '# A cluster\n', 'scripts/up.sh': '#!/bin/sh\necho up\n' } };

  it('clones what the lab declares, and looks around in it', () => {
    const { type } = desk({ repositories });
    expect(type(`git clone ${address}.git`)).toContain("Cloning into 'cluster'...\nremote: Enumerating objects: 5, done.");
    expect(type('cd cluster; ls; sh scripts/up.sh')).toContain('README.md  scripts\nup\n');
    expect(type('git status; git branch')).toContain("On branch main\nYour branch is up to date with 'origin/main'.\n\nnothing to commit, working tree clean\n* main\n");
    expect(type('git log --oneline')).toMatch(/\n[0-9a-f]{7} \(HEAD -> main, origin\/main, origin\/HEAD\) Files of the lab\n/);
    expect(type('echo more >> README.md; touch new; git status -s')).toContain('\n M README.md\n?? new\n');
    expect(type('git checkout -b mine; git checkout README.md; git status -s')).toContain("Switched to a new branch 'mine'\nUpdated 1 path from the index\n?? new\n");
  });

  it('refuses every other address', () => {
    const { type } = desk({ repositories });
    expect(type('git clone https://github.com/other/thing')).toContain("remote: Repository not found.\nfatal: repository 'https://github.com/other/thing/' not found");
    expect(type('git clone https://nowhere.invalid/x')).toContain("fatal: unable to access 'https://nowhere.invalid/x/': Could not resolve host: nowhere.invalid");
    expect(type('git status')).toContain('fatal: not a git repository (or any of the parent directories): .git');
  });
});

describe('a session in which machines were made', () => {
  const start: SessionStart = { lab: 'playground', seed: 11, startMs: START_MS, machines: [LAPTOP], files: { 'laptop:/home/you/Vagrantfile': VAGRANTFILE, 'laptop:/home/you/node.sh': NODE_SCRIPT } };
  const silent = { output: () => {}, edit: () => {} };
  const LINES: [line: string, seconds: number][] = [
    ['docker-machine create d1', 40], ['vagrant up', 90], ['eval $(docker-machine env d1); docker swarm init --advertise-addr eth1', 4],
    ['docker -H tcp://192.168.99.201:2375 swarm join --token $(docker swarm join-token -q worker) 192.168.99.100', 6],
    ['docker service create -d --name web --replicas 4 nginx', 20], ['docker-machine restart d1', 30], ['vagrant destroy -f m1', 30], ['vagrant up m1', 60],
  ];

  function played(): Session {
    const session = new Session(start, silent);
    session.send({ kind: 'terminal.open', terminal: 't1', machine: 'laptop', columns: 100, rows: 30 });
    for (const [line, seconds] of LINES) {
      session.send({ kind: 'guide.run', terminal: 't1', line });
      session.advance(session.sim.nowMs + seconds * 1000);
    }
    // A window into a machine that there was not at the beginning.
    session.send({ kind: 'terminal.open', terminal: 't2', machine: 'm2', columns: 80, rows: 24 });
    session.send({ kind: 'guide.run', terminal: 't2', line: 'docker ps' });
    session.send({ kind: 'machine.power', machine: 'm2', action: 'kill' });
    session.advance(session.sim.nowMs + 5_000);
    return session;
  }

  it('is replayed to the same world, machines and all', () => {
    const session = played();
    const saved = session.save('laptop', 0);
    expect(session.view(1).machines.map(({ name, kind }) => `${name} ${kind}`)).toEqual(['laptop laptop', 'd1 server', 'm2 server', 'm1 server']);
    const again = new Session(saved.start, silent);
    for (const input of JSON.parse(JSON.stringify(saved.inputs)) as TimedInput[]) again.replay(input);
    while (!again.advance(saved.nowMs, 1_000));
    expect(again.sim.trace.fingerprint()).toBe(saved.fingerprint);
    expect(again.view(1).machines).toEqual(session.view(1).machines);
  });

  it('is handed in and graded as it was played', () => {
    for (const [slug, solution] of [['02-docker-machine', machineSolution], ['10-three-machines-from-a-laptop', vagrantSolution]] as const) {
      const player = new LabPlayer(labStart(slug, { learner: 'ada' }) as SessionStart);
      player.play(solution);
      const result = gradeText(writeSubmission(submissionOf(player.session)), { learner: 'ada' });
      expect(result).toMatchObject({ standing: 'ok', lab: slug, points: result.of });
    }
  }, 60_000);

  it('opens a window again when a program switches its machine on', () => {
    const session = new Session(start, silent);
    session.send({ kind: 'terminal.open', terminal: 't1', machine: 'laptop', columns: 100, rows: 30 });
    const run = (line: string, seconds: number) => {
      session.send({ kind: 'guide.run', terminal: 't1', line });
      session.advance(session.sim.nowMs + seconds * 1000);
    };
    run('docker-machine create d1', 40);
    session.send({ kind: 'terminal.open', terminal: 't2', machine: 'd1', columns: 80, rows: 24 });
    run('docker-machine restart d1', 30);
    expect(session.transcript('t2')).toMatch(/is gone[^]*docker@d1:~\$ $/);
    session.send({ kind: 'machine.power', machine: 'laptop', action: 'kill' });
    session.advance(session.sim.nowMs + 1_000);
    expect(session.view(1).machines.map(({ power }) => power)).toEqual(['off', 'off']);
  });
});
