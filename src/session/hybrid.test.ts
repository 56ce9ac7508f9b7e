/** The hybrid workshops, played as a person would: two Linux machines and a Windows one, from the first join to the last drain. */
import { beforeAll, expect, test } from 'vitest';
import { loadJq } from '../headless/jq';
import type { SessionStart } from './protocol';
import { Session } from './session';

beforeAll(loadJq);

const LINE_LIMIT_MS = 300_000;

class Desk {
  readonly session: Session;
  private readonly heard = new Map<string, string>();

  constructor(machines: SessionStart['machines'], seed = 7) {
    this.session = new Session({ lab: 'playground', seed, startMs: 1_735_787_045_000, machines }, { output: (terminal, data) => this.heard.set(terminal, (this.heard.get(terminal) ?? '') + data), edit: () => {} });
    for (const { name } of machines) this.session.send({ kind: 'terminal.open', terminal: name, machine: name, columns: 160, rows: 30 });
    this.session.advance(this.session.sim.nowMs + 500);
  }

  /** Types a line and answers what was printed until the prompt came back. */
  on(machine: string, line: string): string {
    const { session } = this;
    this.heard.set(machine, '');
    session.send({ kind: 'terminal.input', terminal: machine, data: `${line.replaceAll('\n', '\r')}\r` });
    const untilMs = session.sim.nowMs + LINE_LIMIT_MS;
    session.advance(session.sim.nowMs + 5);
    while (session.isBusy(machine)) {
      if (session.sim.nowMs > untilMs) throw new Error(`${machine}: ${line} does not end: ${this.screen(machine)}`);
      session.advance(session.sim.nowMs + 20);
    }
    session.advance(session.sim.nowMs + 5);
    return this.screen(machine);
  }

  keys(machine: string, keys: string, waitMs: number): string {
    this.heard.set(machine, '');
    this.session.send({ kind: 'terminal.input', terminal: machine, data: keys });
    this.session.advance(this.session.sim.nowMs + waitMs);
    return this.screen(machine);
  }

  wait(ms: number): void {
    this.session.advance(this.session.sim.nowMs + ms);
  }

  /** Asks again until it holds: what a person does who waits for a service. */
  until(machine: string, line: string, wanted: RegExp, limitMs = 240_000): string {
    const untilMs = this.session.sim.nowMs + limitMs;
    for (;;) {
      const seen = this.on(machine, line);
      if (wanted.test(seen)) return seen;
      if (this.session.sim.nowMs > untilMs) throw new Error(`${line} never shows ${wanted}: ${seen}`);
      this.wait(2000);
    }
  }

  private screen(machine: string): string {
    return (this.heard.get(machine) ?? '').replace(/\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07]*\x07)/g, '').replaceAll('\r', '');
  }
}

const machines: SessionStart['machines'] = [{ name: 'node1', platform: 'linux' }, { name: 'node2', platform: 'linux' }, { name: 'win1', platform: 'windows' }];

function joined(): Desk {
  const desk = new Desk(machines);
  const init = desk.on('node1', 'docker swarm init --advertise-addr eth0');
  const join = /docker swarm join --token \S+ \S+/.exec(init)?.[0] ?? '';
  expect(desk.on('node2', join)).toContain('This node joined a swarm as a worker.');
  expect(desk.on('win1', join)).toContain('This node joined a swarm as a worker.');
  return desk;
}

test('a Windows prompt, and docker on it', () => {
  const desk = new Desk(machines);
  expect(desk.keys('win1', '\r', 300)).toMatch(/PS C:\\> $/);
  expect(desk.on('win1', 'docker version')).toMatch(/OS\/Arch:\s+windows\/amd64[\s\S]*Server:[\s\S]*OS\/Arch:\s+windows\/amd64/);
  expect(desk.on('win1', 'docker info')).toMatch(/OSType: windows[\s\S]*Docker Root Dir: C:\\ProgramData\\docker/);
  expect(desk.on('win1', 'sudo docker ps')).toContain("The term 'sudo' is not recognized as the name of a cmdlet");
  expect(desk.on('win1', 'ping node1')).toMatch(/Pinging node1 \[192\.168\.0\.11\] with 32 bytes of data:\n(?:Reply from 192\.168\.0\.11: bytes=32 time[<=]\d+ms TTL=\d+\n){4}\nPing statistics for 192\.168\.0\.11:\n {4}Packets: Sent = 4, Received = 4, Lost = 0 \(0% loss\),/);
  expect(desk.on('win1', 'docker pull alpine')).toContain('no matching manifest for windows/amd64 10.0.20348 in the manifest list entries');
  expect(desk.on('node1', 'docker pull sixeyed/atsea-db:mssql')).toContain('no matching manifest for linux/amd64 in the manifest list entries');
  expect(desk.on('win1', 'Stop-Service docker; docker ps')).toMatch(/open \/\/\.\/pipe\/docker_engine: The system cannot find the file\s+specified/);
  expect(desk.on('win1', 'Start-Service docker; (Get-Service docker).Status')).toContain('Running');
  desk.session.send({ kind: 'terminal.input', terminal: 'win1', data: 'while ($true) { Start-Sleep 1 }\r' });
  desk.wait(5000);
  expect(desk.keys('win1', '\x03', 300)).toMatch(/PS C:\\> $/);
  expect(desk.keys('win1', 'ping -t node1\r', 5500)).toContain('Reply from');
  expect(desk.keys('win1', '\x03', 500)).toMatch(/Control-C\n(?:\n)?PS C:\\> $/);
  expect(desk.keys('win1', 'get-chi\t', 300)).toContain('Get-ChildItem');
  desk.keys('win1', '\x03', 100);
  expect(desk.keys('win1', 'docker swa\t', 500)).toContain('swarm');
});

test('the hybrid workshop from its beginning to its end', () => {
  const desk = joined();
  expect(desk.on('node1', 'docker node ls')).toMatch(/win1\s+Ready\s+Active/);
  expect(desk.on('win1', 'docker node ls')).toContain("Error response from daemon: This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state.");
  expect(desk.on('node1', 'docker node promote win1')).toContain('Node win1 promoted to a manager in the swarm.');
  desk.wait(5000);
  expect(desk.on('win1', 'docker node ls')).toMatch(/\* +win1\s+Ready\s+Active\s+Reachable/);
  expect(desk.on('node1', 'docker node demote win1')).toContain('Manager win1 demoted in the swarm.');
  desk.wait(5000);

  // A Linux service stays on Linux machines, and the mesh answers everywhere.
  desk.on('node1', 'docker service create --name hostname --replicas 1 --publish 8080:8080 --detach=true dockersamples/linux-hostname:latest');
  desk.until('node1', 'docker service ls', /1\/1/);
  desk.on('node1', 'docker service scale --detach=true hostname=5');
  desk.until('node1', 'docker service ls', /5\/5/);
  expect(desk.on('node1', "docker service ps hostname --format '{{.Node}}'")).not.toContain('win1');
  expect(desk.on('node1', 'for ((i=1; i<=5; i+=1)); do curl -s localhost:8080; done').match(/Served by host: [0-9a-f]{12}/g)).toHaveLength(5);
  expect(desk.on('win1', '(Invoke-WebRequest -UseBasicParsing http://localhost:8080).Content')).toContain('Served by host:');
  desk.on('node1', 'docker service rm hostname');

  // Two services on two platforms.
  desk.on('node1', 'docker network create -d overlay atsea');
  desk.on('node1', 'docker service create --name database --endpoint-mode dnsrr --network atsea --publish mode=host,target=1433 --detach=true sixeyed/atsea-db:mssql');
  desk.until('node1', 'docker service ps database', /win1\s+Running\s+Running/);
  desk.on('node1', 'docker service create --publish 8080:8080 --network atsea --name appserver --detach=true mikegcoleman/atsea_appserver:1.0');
  desk.until('node1', 'docker service ps appserver', /Running\s+Running/);
  expect(desk.on('node1', 'docker service ps $(docker service ls -q)')).toMatch(/sixeyed\/atsea-db:mssql\s+win1\s+Running\s+Running .*\*:\d+->1433\/tcp/);
  expect(desk.on('node1', 'curl -s localhost:8080')).toContain('AtSea 1.0');
  expect(desk.on('win1', 'curl.exe -s http://localhost:8080')).toContain('AtSea 1.0');
  expect(desk.on('win1', "docker ps --format '{{.Image}} {{.Ports}}'")).toMatch(/sixeyed\/atsea-db:mssql .*->1433\/tcp/);
  const home = /^(node\d)$/m.exec(desk.on('node1', "docker service ps appserver -f desired-state=running --format '{{.Node}}'"))?.[1] as string;
  expect(desk.on(home, 'docker exec $(docker ps -qf name=appserver) nslookup database')).toMatch(/Address(?: 1)?: 10\.0\.\d+\.\d+/);
  desk.on('node1', 'docker service rm appserver; docker service rm database; sleep 20; docker network rm atsea');

  // The same as a stack.
  desk.on('node1', `cat > docker-compose.yaml <<'END'\nversion: "3.2"\nservices:\n  database:\n    image: sixeyed/atsea-db:mssql\n    ports:\n      - mode: host\n        target: 1433\n    networks:\n      - atsea\n    deploy:\n      endpoint_mode: dnsrr\n  appserver:\n    image: mikegcoleman/atsea_appserver:1.0\n    ports:\n      - target: 8080\n        published: 8080\n    networks:\n      - atsea\nnetworks:\n  atsea:\nEND`);
  expect(desk.on('node1', 'docker stack deploy -c docker-compose.yaml atsea')).toMatch(/Creating network atsea_atsea\nCreating service atsea_/);
  desk.until('node1', 'docker service ls', /atsea_appserver .*1\/1[\s\S]*atsea_database .*1\/1/);

  // An update that fails, back, one that works, more of it, and a machine drained.
  desk.on('node1', 'docker service update --image mikegcoleman/atsea_appserver:2.0 --update-failure-action pause --detach=true atsea_appserver');
  desk.until('node1', "docker service inspect -f '{{json .UpdateStatus}}' atsea_appserver | jq .State", /"paused"/);
  expect(desk.on('node1', "docker service inspect -f '{{json .UpdateStatus}}' atsea_appserver | jq")).toContain('"State": "paused"');
  expect(desk.on('node1', 'docker service ps atsea_appserver --no-trunc')).toContain('task: non-zero exit (143)');
  desk.on('node1', 'docker service update --rollback --detach=true atsea_appserver');
  desk.until('node1', "docker service ps atsea_appserver -f desired-state=running", /appserver:1\.0.*Running\s+Running/);
  desk.on('node1', 'docker service update --image mikegcoleman/atsea_appserver:3.0 --update-failure-action pause --detach=true atsea_appserver');
  desk.until('node1', "docker service ps atsea_appserver -f desired-state=running", /appserver:3\.0.*Running\s+Running/);
  desk.on('node1', 'docker service update --replicas=6 --detach=true atsea_appserver');
  desk.until('node1', 'docker service ls', /atsea_appserver .*6\/6/);
  expect(desk.on('win1', 'irm http://localhost:8080')).toContain('AtSea 3.0');
  desk.on('node1', 'docker node update --availability=drain node2');
  desk.wait(5000);
  desk.until('node1', 'docker service ls', /atsea_appserver .*6\/6/);
  const tasks = desk.on('node1', "docker service ps atsea_appserver --format '{{.Node}} {{.DesiredState}}'");
  expect(tasks.match(/^node1 Running$/gm)).toHaveLength(6);
  expect(tasks).not.toContain('win1');
});

test('no task of the wrong platform, and what is said where none fits', () => {
  const desk = new Desk([{ name: 'node1', platform: 'linux' }, { name: 'node2', platform: 'linux' }]);
  const join = /docker swarm join --token \S+ \S+/.exec(desk.on('node1', 'docker swarm init'))?.[0] ?? '';
  desk.on('node2', join);
  desk.on('node1', 'docker service create -d --name database sixeyed/atsea-db:mssql');
  desk.wait(5000);
  expect(desk.on('node1', 'docker service ps database --no-trunc')).toContain('no suitable node (unsupported platform on 2 nodes)');
});

test('an overlay from Linux to a container on Windows, and PowerShell in it', () => {
  const desk = joined();
  desk.on('node1', 'docker network create --attachable -d overlay myoverlay');
  desk.on('node1', 'docker container run --detach --network myoverlay --name alpine_host alpine top');
  desk.on('win1', 'docker run -d --name core --network myoverlay mcr.microsoft.com/windows/servercore:ltsc2022 ping -t localhost');
  expect(desk.on('win1', 'docker exec core ping alpine_host')).toMatch(/Pinging alpine_host \[10\.0\.\d+\.\d+\] with 32 bytes of data:\nReply from 10\.0\.\d+\.\d+: bytes=32 time[<=]\d+ms TTL=64/);
  expect(desk.on('win1', 'docker exec core cmd /c echo hello')).toContain('hello');
  expect(desk.on('win1', 'docker exec core bash')).toContain('The system cannot find the file specified.');
  expect(desk.keys('win1', 'docker exec -it core powershell\r', 2000)).toMatch(/PS C:\\> $/);
  expect(desk.keys('win1', '(Get-ChildItem C:\\).Name -join ","\r', 500)).toContain('License.txt');
  expect(desk.keys('win1', 'exit\r', 500)).toMatch(/PS C:\\> $/);
  expect(desk.on('win1', 'docker run --rm hello-world')).toContain('Hello from Docker!');
});

test('the networks of a Windows machine are those of its Host Network Service', () => {
  const desk = joined();
  const networks = (): string => desk.on('win1', "docker network ls --format '{{.Name}} {{.Driver}} {{.Scope}}'");
  expect(desk.on('win1', 'docker network ls')).toMatch(/NETWORK ID +NAME +DRIVER +SCOPE\n(?:\w{12} +ingress +overlay +swarm\n)?\w{12} +nat +nat +local\n\w{12} +none +null +local\n/);
  expect(networks()).not.toMatch(/bridge|host/);
  expect(desk.on('node1', "docker network ls --format '{{.Name}} {{.Driver}}'")).toMatch(/bridge bridge\ndocker_gwbridge bridge\nhost host\n/);
  expect(desk.on('win1', "docker network inspect nat --format '{{.Driver}} {{.IPAM.Driver}} {{len .IPAM.Config}}'")).toContain('nat windows 1');
  expect(desk.on('win1', "docker info --format '{{json .Plugins.Network}}'")).toContain('["ics","internal","l2bridge","l2tunnel","nat","null","overlay","private","transparent"]');

  // A container without a wish is on nat, where names are found, unlike on Linux' bridge.
  const servercore = 'mcr.microsoft.com/windows/servercore:ltsc2022 ping -t localhost';
  desk.on('win1', `docker run -d --name one ${servercore}`);
  desk.on('win1', `docker run -d --name two ${servercore}`);
  expect(desk.on('win1', "docker inspect one --format '{{.HostConfig.NetworkMode}} {{range $name, $value := .NetworkSettings.Networks}}{{$name}}{{end}}'")).toContain('nat nat');
  expect(desk.on('win1', 'docker exec one ping two')).toMatch(/Pinging two \[172\.\d+\.\d+\.\d+\] with 32 bytes of data:\nReply from/);
  expect(desk.on('win1', 'ipconfig')).toContain('Ethernet adapter vEthernet (nat):');

  // What there is on Linux alone is refused; what is the machine's own stays.
  expect(desk.on('win1', 'docker network create -d bridge mine')).toContain('plugin "bridge" not found');
  expect(desk.on('win1', 'docker network create -d nat mine')).toMatch(/\w{64}/);
  expect(desk.on('win1', `docker run -d --name three --network mine ${servercore}; docker exec three ping two`)).toContain('Ping request could not find host two.');
  expect(desk.on('win1', `docker run --rm --network host ${servercore}`)).toContain('Could not attach to network host');
  expect(desk.on('win1', 'docker network rm nat')).toContain('nat is a pre-defined network and cannot be removed');
  expect(desk.on('win1', 'docker rm -f three; docker network prune -f')).toContain('mine');
  expect(networks()).toMatch(/nat nat local\nnone null local\n/);

  // A task with an overlay leaves the machine by nat: there is no docker_gwbridge.
  desk.on('node1', 'docker network create -d overlay back');
  desk.on('node1', `docker service create -d --name ping --network back ${servercore}`);
  desk.until('node1', 'docker service ls', /1\/1/);
  expect(networks()).toMatch(/back overlay swarm\n(?:ingress overlay swarm\n)?nat nat local/);
});
