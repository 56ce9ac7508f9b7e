/** The wire by itself: hosts, containers on bridges and overlays, names, VIPs, the mesh, cut cables. */
import { describe, expect, test } from 'vitest';
import type { SandboxEndpoint, ServiceBinding } from '../host';
import type { HttpRequest, Machine, NetResult } from '../os';
import { textResponse } from '../os';
import type { Program } from '../sim';
import { Sim, spawn } from '../sim';
import { Links } from './links';
import { Wire } from './wire';

const GET: HttpRequest = { method: 'GET', path: '/', headers: {}, body: '' };
const OVERLAY = 'net1';

function lab() {
  const sim = new Sim(1, 1_000_000);
  const links = new Links(sim);
  const wire = new Wire(sim, links);
  const hosts = ['node1', 'node2'].map((name, i) => {
    const end = { name, address: `192.168.0.${11 + i}`, powered: true };
    const stack = wire.attachHost(end);
    wire.networkCreated(name, { id: 'ing', name: 'ingress', driver: 'overlay', scope: 'swarm', subnet: '10.0.0.0/24', gateway: '10.0.0.1', internal: false, ingress: true, nodeAddress: `10.0.0.${2 + i}/24` });
    wire.networkCreated(name, { id: OVERLAY, name: 'back', driver: 'overlay', scope: 'swarm', subnet: '10.0.1.0/24', gateway: '10.0.1.1', internal: false, ingress: false, nodeAddress: `10.0.1.${20 + i}/24` });
    return { end, stack };
  });
  const endpoint = (address: string, names: string[]): SandboxEndpoint => ({
    id: `endpoint of ${names[0]}`, networkId: OVERLAY, networkName: 'back', driver: 'overlay', address: `${address}/24`, gateway: '10.0.1.1', mac: '02:42:0a:00:01:03', interfaceName: 'eth0', names, internal: false, servesNames: true,
  });
  const container = (host: string, id: string, address: string) =>
    wire.createSandbox({
      host, id, machine: undefined as unknown as Machine, hostname: id, mode: 'networks', endpoints: [endpoint(address, [id])], dns: [], dnsSearch: [], extraHosts: () => [],
    });
  const bind = (host: string, id: string, address: string, more: Partial<ServiceBinding> = {}) =>
    wire.bindService({
      host, containerId: id, taskId: id, taskName: `web.1.${id}`, endpointId: `endpoint of ${id}`, serviceId: 's1', serviceName: 'web', networkId: OVERLAY, networkName: 'back', address, vip: '10.0.1.2', aliases: [], ingress: false, ports: [], ...more,
    });
  const run = <T>(program: Program<T>): T => {
    const fiber = spawn(sim, 'test', program);
    for (let i = 0; i < 100_000 && !fiber.done; i++) sim.step();
    if (fiber.outcome?.kind !== 'returned') throw new Error('the program did not end');
    return fiber.outcome.value;
  };
  const page = (result: NetResult<{ body: unknown }>) => (result.ok ? result.value.body : result.error.kind);
  return { sim, links, wire, hosts, container, bind, run, page };
}

describe('the wire', () => {
  test('hosts reach each other by address and by name, and a port without a listener refuses', () => {
    const { hosts, run, page } = lab();
    hosts[1]?.stack.listenHttp(80, function* () {
      return textResponse(200, 'two');
    });
    expect(page(run(hosts[0]!.stack.http({ host: '192.168.0.12', port: 80 }, GET)))).toBe('two');
    expect(page(run(hosts[0]!.stack.http({ host: 'node2', port: 80 }, GET)))).toBe('two');
    expect(page(run(hosts[0]!.stack.http({ host: 'node2', port: 81 }, GET)))).toBe('refused');
  });

  test('a service name answers its VIP, tasks.name every task, and the VIP takes turns', () => {
    const { sim, container, bind, run, page } = lab();
    const client = container('node1', 'client', '10.0.1.9');
    for (const [host, id, address] of [['node1', 'a', '10.0.1.3'], ['node2', 'b', '10.0.1.4']] as const) {
      container(host, id, address).net.listenHttp(80, function* () {
        return textResponse(200, id);
      });
      bind(host, id, address);
    }
    sim.runUntil(sim.nowMs + 1_000);
    const web = run(client.net.resolve('web'));
    expect(web.ok && web.value.addresses).toEqual(['10.0.1.2']);
    const tasks = run(client.net.resolve('tasks.web'));
    expect(tasks.ok && [...tasks.value.addresses].sort()).toEqual(['10.0.1.3', '10.0.1.4']);
    const seen = [1, 2, 3, 4].map(() => page(run(client.net.http({ host: 'web', port: 80 }, GET))));
    expect(seen).toEqual(['a', 'b', 'a', 'b']);
  });

  test('every node answers on a published port, also one without a task, and a withdrawn task gets nothing', () => {
    const { sim, hosts, wire, container, bind, run, page } = lab();
    container('node2', 'b', '10.0.1.4').net.listenHttp(80, function* () {
      return textResponse(200, 'b');
    });
    bind('node2', 'b', '10.0.0.5', { networkId: 'ing', networkName: 'ingress', ingress: true, ports: [{ Protocol: 'tcp', TargetPort: 80, PublishedPort: 8080, PublishMode: 'ingress' }] });
    sim.runUntil(sim.nowMs + 1_000);
    expect(page(run(hosts[0]!.stack.http({ host: 'localhost', port: 8080 }, GET)))).toBe('b');
    wire.unbindService('node2', 'ing', 'b');
    sim.runUntil(sim.nowMs + 1_000);
    expect(page(run(hosts[0]!.stack.http({ host: 'localhost', port: 8080 }, GET)))).toBe('refused');
  });

  test('a balancer hands on under its own address: of the node that took the request, on the network that leads to the task', () => {
    const { sim, hosts, container, bind, run, page } = lab();
    container('node2', 'b', '10.0.1.4').net.listenHttp(80, function* (request) {
      return textResponse(200, request.remoteAddress ?? '');
    });
    const client = container('node1', 'client', '10.0.1.9');
    bind('node2', 'b', '10.0.1.4');
    bind('node2', 'b', '10.0.0.5', { networkId: 'ing', networkName: 'ingress', ingress: true, ports: [{ Protocol: 'tcp', TargetPort: 80, PublishedPort: 8080, PublishMode: 'ingress' }] });
    sim.runUntil(sim.nowMs + 1_000);
    const seen = (net: (typeof client)['net'], host: string, port: number) => page(run(net.http({ host, port }, GET)));
    expect(seen(hosts[0]!.stack, 'localhost', 8080)).toBe('10.0.0.2');
    expect(seen(hosts[0]!.stack, 'node2', 8080)).toBe('10.0.0.3');
    expect(seen(hosts[1]!.stack, 'localhost', 8080)).toBe('10.0.0.3');
    expect(seen(client.net, 'web', 80)).toBe('10.0.1.20');
    expect(seen(client.net, '10.0.1.4', 80)).toBe('10.0.1.9');
  });

  test('what a host publishes for itself shows the client, and for its loopback the bridge', () => {
    const { wire, hosts, run, page } = lab();
    const endpoint: SandboxEndpoint = {
      id: 'e', networkId: 'bridge', networkName: 'bridge', driver: 'bridge', address: '172.17.0.2/16', gateway: '172.17.0.1', mac: '02:42:ac:11:00:02', interfaceName: 'eth0', names: [], internal: false, servesNames: false,
    };
    wire.networkCreated('node1', { id: 'bridge', name: 'bridge', driver: 'bridge', scope: 'local', subnet: '172.17.0.0/16', gateway: '172.17.0.1', internal: false, ingress: false });
    wire.createSandbox({ host: 'node1', id: 'c', machine: undefined as unknown as Machine, hostname: 'c', mode: 'networks', endpoints: [endpoint], dns: [], dnsSearch: [], extraHosts: () => [] }).net.listenHttp(80, function* (request) {
      return textResponse(200, request.remoteAddress ?? '');
    });
    wire.publish('node1', { hostIp: '', hostPort: 8000, protocol: 'tcp', containerId: 'c', containerPort: 80 });
    const seen = (at: number, host: string, port: number) => page(run(hosts[at]!.stack.http({ host, port }, GET)));
    expect(seen(1, 'node1', 8000)).toBe('192.168.0.12');
    expect(seen(0, 'localhost', 8000)).toBe('172.17.0.1');
    expect(seen(0, '172.17.0.2', 80)).toBe('172.17.0.1');
  });

  test('a cut cable makes connections time out, and its records go after some seconds', () => {
    const { sim, links, container, bind, run, page } = lab();
    const client = container('node1', 'client', '10.0.1.9');
    container('node2', 'b', '10.0.1.4').net.listenHttp(80, function* () {
      return textResponse(200, 'b');
    });
    bind('node2', 'b', '10.0.1.4');
    sim.runUntil(sim.nowMs + 1_000);
    links.cut('node2');
    expect(page(run(client.net.http({ host: 'web', port: 80 }, GET, 2_000)))).toBe('timeout');
    sim.runUntil(sim.nowMs + 10_000);
    expect(page(run(client.net.http({ host: 'web', port: 80 }, GET, 2_000)))).toBe('unknown-host');
    links.heal('node2');
    expect(page(run(client.net.http({ host: 'web', port: 80 }, GET, 2_000)))).toBe('b');
  });

  test('a connection kept alive stays with one task; new connections take turns', () => {
    const { sim, container, bind, run, page } = lab();
    const client = container('node1', 'client', '10.0.1.9');
    for (const [id, address] of [['a', '10.0.1.3'], ['b', '10.0.1.4']] as const) {
      container('node2', id, address).net.listenHttp(80, function* () {
        return textResponse(200, id);
      });
      bind('node2', id, address);
    }
    sim.runUntil(sim.nowMs + 1_000);
    const opened = run(client.net.openHttp({ host: 'web', port: 80 }));
    if (!opened.ok) throw new Error(opened.error.kind);
    const kept = [1, 2, 3].map(() => page(run(opened.value.request(GET))));
    expect(kept).toEqual(['a', 'a', 'a']);
    expect(page(run(client.net.http({ host: 'web', port: 80 }, GET)))).toBe('b');
    opened.value.close();
    expect(page(run(opened.value.request(GET)))).toBe('reset');
  });

  test('a connection kept alive is reset when its task goes, though others live', () => {
    const { sim, container, bind, run, page } = lab();
    const client = container('node1', 'client', '10.0.1.9');
    const server = container('node2', 'a', '10.0.1.3');
    server.net.listenHttp(80, function* () {
      return textResponse(200, 'a');
    });
    bind('node2', 'a', '10.0.1.3');
    sim.runUntil(sim.nowMs + 1_000);
    const opened = run(client.net.openHttp({ host: 'web', port: 80 }));
    if (!opened.ok) throw new Error(opened.error.kind);
    expect(opened.value.open).toBe(true);
    server.destroy();
    expect(opened.value.open).toBe(false);
    expect(page(run(opened.value.request(GET)))).toBe('reset');
  });

  test('every attempt is told once, with its way and its end', () => {
    const { sim, wire, hosts, container, bind, run } = lab();
    const client = container('node1', 'client', '10.0.1.9');
    container('node2', 'b', '10.0.1.4').net.listenHttp(80, function* () {
      return textResponse(200, 'four');
    });
    bind('node2', 'b', '10.0.1.4');
    bind('node2', 'b', '10.0.0.5', { networkId: 'ing', networkName: 'ingress', ingress: true, ports: [{ Protocol: 'tcp', TargetPort: 80, PublishedPort: 8080, PublishMode: 'ingress' }] });
    sim.runUntil(sim.nowMs + 1_000);
    const told: string[] = [];
    const stop = wire.requests.watch((one) => {
      const { via = '-', entry = '-', machine = '-', service = '-' } = one.route ?? {};
      told.push(`${one.from.machine}/${one.from.container ?? ''} ${one.target} ${via} ${entry} ${machine} ${service} ${one.outcome} ${one.status ?? 0} ${one.bytes}`);
    });
    run(client.net.http({ host: 'web', port: 80 }, GET));
    run(hosts[0]!.stack.http({ host: 'localhost', port: 8080 }, GET));
    run(hosts[0]!.stack.http({ host: 'node2', port: 81 }, GET));
    run(hosts[0]!.stack.http({ host: 'nowhere', port: 80 }, GET));
    stop();
    run(hosts[0]!.stack.http({ host: 'node2', port: 81 }, GET));
    expect(told).toEqual([
      'node1/client web:80 vip - node2 web answered 200 4',
      'node1/ localhost:8080 ingress node1 node2 web answered 200 4',
      'node1/ node2:81 host - node2 - refused 0 0',
      'node1/ nowhere:80 - - - - unknown-host 0 0',
    ]);
  });

  test('a way that is cut in one direction carries datagrams in the other, and no connections at all', () => {
    const { sim, links, hosts, run, page } = lab();
    hosts[1]?.stack.listenHttp(80, function* () {
      return textResponse(200, 'two');
    });
    links.setWay('node2', 'node1', { cut: true });
    const heard: string[] = [];
    links.deliver('node1', 'node2', 'test', () => heard.push('there'));
    links.deliver('node2', 'node1', 'test', () => heard.push('back'));
    sim.runUntil(sim.nowMs + 1_000);
    expect(heard).toEqual(['there']);
    expect(page(run(hosts[0]!.stack.http({ host: 'node2', port: 80 }, GET, 2_000)))).toBe('timeout');
    links.healAll();
    expect(page(run(hosts[0]!.stack.http({ host: 'node2', port: 80 }, GET)))).toBe('two');
  });

  test('what is sent over a connection while the way is cut arrives afterwards, in order; a power cut ends it', () => {
    const { sim, links, hosts } = lab();
    const send = links.channel('node1', 'node2', 'test');
    const heard: number[] = [];
    send(() => heard.push(1));
    links.cut('node2');
    send(() => heard.push(2));
    sim.runUntil(sim.nowMs + 1_000);
    send(() => heard.push(3));
    expect(heard).toEqual([]);
    links.heal('node2');
    send(() => heard.push(4));
    sim.runUntil(sim.nowMs + 1_000);
    expect(heard).toEqual([1, 2, 3, 4]);
    links.cut('node2');
    send(() => heard.push(5));
    hosts[1]!.end.powered = false;
    links.changed();
    hosts[1]!.end.powered = true;
    links.heal('node2');
    sim.runUntil(sim.nowMs + 1_000);
    expect(heard).toHaveLength(4);
  });
});
