import { describe, expect, test } from 'vitest';
import type { Task } from '../../model';
import { addressesOf, networkSpec, newTask, put, serviceSpec, swarmBench } from '../testing/swarm-bench';
import { AddressPool } from './address-pool';
import { Allocator, RETRY_INTERVAL_MS } from './allocator';
import { formatIpv4, parseSubnet } from './ipv4';
import { SerialIds } from './serial-ids';
import { SubnetPools } from './subnet-pools';

const publish = (port: number | undefined, target = 80) => ({
  EndpointSpec: { Mode: 'vip', Ports: [{ Protocol: 'tcp', TargetPort: target, PublishedPort: port, PublishMode: 'ingress' }] },
});
const on = (...ids: string[]) => ({ TaskTemplate: { ContainerSpec: { Image: 'nginx' }, Networks: ids.map((Target) => ({ Target })) } });

describe('pools', () => {
  test('addresses are serial: a freed one waits until the pointer has come round', () => {
    const pool = new AddressPool(parseSubnet('10.0.1.0/29') as never);
    const take = () => formatIpv4(pool.request() ?? 0);
    expect([take(), take(), take()]).toEqual(['10.0.1.1', '10.0.1.2', '10.0.1.3']);
    pool.release((parseSubnet('10.0.1.2/32') as { base: number }).base);
    expect([take(), take(), take(), take()]).toEqual(['10.0.1.4', '10.0.1.5', '10.0.1.6', '10.0.1.2']);
    expect(pool.request()).toBeUndefined();
  });

  test('a /16 gives 65,534 addresses and no more', () => {
    const pool = new AddressPool(parseSubnet('10.1.0.0/16') as never);
    let count = 0;
    while (pool.request() !== undefined) count++;
    expect(count).toBe(65_534);
  });

  test('networks get the lowest free subnet, stepping over those that users took', () => {
    const pools = new SubnetPools([parseSubnet('10.0.0.0/8') as never], 24);
    const take = () => formatIpv4(pools.request()?.base ?? 0);
    expect(take()).toBe('10.0.0.0');
    pools.take(parseSubnet('10.0.1.128/25') as never);
    const second = pools.request();
    expect(formatIpv4(second?.base ?? 0)).toBe('10.0.2.0');
    expect(pools.take(parseSubnet('10.0.0.0/16') as never)).toBeUndefined();
    pools.release(second as never);
    expect(take()).toBe('10.0.2.0');
  });

  test('numbers are serial and wrap', () => {
    const ids = new SerialIds(5, 7);
    expect([ids.request(), ids.request()]).toEqual([5, 6]);
    ids.release(5);
    expect([ids.request(), ids.request(), ids.request()]).toEqual([7, 5, undefined]);
  });
});

describe('the allocator', () => {
  test('[ALLOC1] with two nodes, the first published service has the VIP 10.0.0.4 and its task 10.0.0.5', () => {
    const made = swarmBench();
    made.addNode('node2');
    const ingress = made.store.list('network').find((network) => network.Spec.Ingress);
    expect(ingress).toMatchObject({ ipam: [{ Subnet: '10.0.0.0/24', Gateway: '10.0.0.1' }], vnis: [4096] });
    expect(made.store.get('node', made.managerId)?.attachments).toEqual({ [ingress?.ID ?? '']: '10.0.0.2/24' });
    const service = made.ok(made.api.createService(serviceSpec('web', publish(8080))));
    put(made, newTask('t1', service, 1));
    expect(made.store.get('service', service.ID)?.Endpoint?.VirtualIPs).toEqual([{ NetworkID: ingress?.ID, Addr: '10.0.0.4/24' }]);
    expect(made.store.get('task', 't1')).toMatchObject({ Status: { State: 'pending', Message: 'pending task scheduling' } });
    expect(addressesOf(made.store.get('task', 't1'))).toEqual(['10.0.0.5/24']);
  });

  test('[ALLOC2] on a fresh overlay: gateway, VIP, tasks, then one endpoint per node of a task; the last task frees it', () => {
    const made = swarmBench();
    const node2 = made.addNode('node2');
    const network = made.ok(made.api.createNetwork(networkSpec('app')));
    const service = made.ok(made.api.createService(serviceSpec('web', on(network.ID))));
    put(made, newTask('t1', service, 1), newTask('t2', service, 2));
    expect(made.store.get('network', network.ID)).toMatchObject({ ipam: [{ Subnet: '10.0.1.0/24', Gateway: '10.0.1.1' }], vnis: [4097] });
    expect(made.store.get('service', service.ID)?.Endpoint?.VirtualIPs?.[0]?.Addr).toBe('10.0.1.2/24');
    const pending = ['t1', 't2'].map((id) => made.store.get('task', id) as Task);
    expect(pending.flatMap(addressesOf)).toEqual(['10.0.1.3/24', '10.0.1.4/24']);
    const [first, second] = pending as [Task, Task];
    put(made, { ...first, NodeID: made.managerId, Status: { ...first.Status, State: 'assigned' } });
    put(made, { ...second, NodeID: node2, Status: { ...second.Status, State: 'assigned' } });
    expect(made.store.get('node', made.managerId)?.attachments?.[network.ID]).toBe('10.0.1.5/24');
    expect(made.store.get('node', node2)?.attachments?.[network.ID]).toBe('10.0.1.6/24');
    put(made, { ...second, NodeID: node2, Status: { ...second.Status, State: 'failed' } });
    expect(made.store.get('node', node2)?.attachments?.[network.ID]).toBeUndefined();
  });

  test('[ALLOC3] open ports count up from 30000 and stay over updates; fixed ones are as they are', () => {
    const made = swarmBench();
    const first = made.ok(made.api.createService(serviceSpec('random', publish(undefined))));
    const second = made.ok(made.api.createService(serviceSpec('random2', publish(undefined))));
    const ports = (id: string) => made.store.get('service', id)?.Endpoint?.Ports;
    expect(ports(first.ID)).toEqual([{ Protocol: 'tcp', TargetPort: 80, PublishedPort: 30000, PublishMode: 'ingress' }]);
    expect(ports(second.ID)?.[0]?.PublishedPort).toBe(30001);
    const stored = made.store.get('service', first.ID);
    made.ok(made.api.updateService('random', stored?.Version.Index ?? 0, { ...serviceSpec('random', publish(undefined)), Labels: { a: 'b' } }));
    expect(ports(first.ID)?.[0]?.PublishedPort).toBe(30000);
  });

  test('a service without networks and ports is never touched', () => {
    const made = swarmBench();
    const service = made.ok(made.api.createService(serviceSpec('plain')));
    const before = made.store.lastIndex;
    made.wait(1_000);
    expect(made.store.lastIndex).toBe(before);
    expect(made.store.get('service', service.ID)).toMatchObject({ allocated: true });
    expect(made.store.get('service', service.ID)?.Endpoint).toBeUndefined();
  });

  test('dnsrr has no VIP, and switching to it frees the one there was', () => {
    const made = swarmBench();
    const network = made.ok(made.api.createNetwork(networkSpec('app')));
    const service = made.ok(made.api.createService(serviceSpec('web', on(network.ID))));
    const version = made.store.get('service', service.ID)?.Version.Index ?? 0;
    made.ok(made.api.updateService('web', version, serviceSpec('web', { ...on(network.ID), EndpointSpec: { Mode: 'dnsrr' } })));
    expect(made.store.get('service', service.ID)?.Endpoint).toEqual({ Spec: { Mode: 'dnsrr' } });
    const rr = made.ok(made.api.createService(serviceSpec('rr', { ...on(network.ID), EndpointSpec: { Mode: 'dnsrr' } })));
    expect(made.store.get('service', rr.ID)?.Endpoint).toBeUndefined();
  });

  test('a full subnet leaves tasks new without a word, until an address is freed', () => {
    const made = swarmBench();
    const network = made.ok(made.api.createNetwork(networkSpec('tiny', { IPAM: { Driver: 'default', Config: [{ Subnet: '10.9.0.0/29' }] } })));
    const service = made.ok(made.api.createService(serviceSpec('web', on(network.ID))));
    // Gateway and VIP are gone: four are left.
    put(made, ...[1, 2, 3, 4, 5].map((slot) => newTask(`t${slot}`, service, slot)));
    expect(made.store.get('task', 't5')?.Status).toMatchObject({ State: 'new', Message: 'created' });
    const first = made.store.get('task', 't1') as Task;
    put(made, { ...first, Status: { ...first.Status, State: 'shutdown' } });
    made.wait(50);
    expect(made.store.get('task', 't5')?.Status.State).toBe('pending');
    expect(addressesOf(made.store.get('task', 't5'))).toEqual(addressesOf(first));
  });

  test('an overlapping subnet is accepted and never allocated; what needs it hangs in new', () => {
    const made = swarmBench();
    const bad = made.ok(made.api.createNetwork(networkSpec('bad', { IPAM: { Driver: 'default', Config: [{ Subnet: '10.0.0.0/16' }] } })));
    const service = made.ok(made.api.createService(serviceSpec('web', on(bad.ID))));
    put(made, newTask('t1', service, 1));
    made.wait(RETRY_INTERVAL_MS + 1_000);
    expect(made.store.get('network', bad.ID)?.ipam).toBeUndefined();
    expect(made.store.get('task', 't1')?.Status.State).toBe('new');
  });

  test('a deleted network gives its subnet to the next one, but not its VXLAN id', () => {
    const made = swarmBench();
    made.ok(made.api.createNetwork(networkSpec('a')));
    made.ok(made.api.createNetwork(networkSpec('b')));
    made.ok(made.api.removeNetwork('a'));
    const again = made.ok(made.api.createNetwork(networkSpec('c')));
    expect(made.store.get('network', again.ID)).toMatchObject({ ipam: [{ Subnet: '10.0.1.0/24' }], vnis: [4099] });
  });

  test('a new leader takes everything over and gives the lowest free address', () => {
    const made = swarmBench();
    const service = made.ok(made.api.createService(serviceSpec('web', publish(undefined))));
    put(made, newTask('t1', service, 1), newTask('t2', service, 2));
    const first = made.store.get('task', 't1') as Task;
    put(made, { ...first, Status: { ...first.Status, State: 'failed' } });
    made.allocator.stop();
    const index = made.store.lastIndex;
    const next = new Allocator(made.store, made.sim);
    next.start();
    made.wait(100);
    expect(made.store.lastIndex).toBe(index);
    put(made, newTask('t3', service, 3));
    expect(addressesOf(made.store.get('task', 't3'))).toEqual(addressesOf(first));
    const other = made.ok(made.api.createService(serviceSpec('other', publish(undefined))));
    expect(made.store.get('service', other.ID)?.Endpoint?.Ports?.[0]?.PublishedPort).toBe(30001);
    next.stop();
  });

  test('services on the host network have an entry without an address', () => {
    const made = swarmBench();
    const host = made.store.list('network').find((network) => network.Spec.Name === 'host');
    const service = made.ok(made.api.createService(serviceSpec('web', on(host?.ID ?? ''))));
    put(made, newTask('t1', service, 1));
    expect(made.store.get('service', service.ID)?.Endpoint?.VirtualIPs).toEqual([{ NetworkID: host?.ID }]);
    expect(made.store.get('task', 't1')).toMatchObject({ Status: { State: 'pending' }, NetworksAttachments: [{ Network: { ID: host?.ID } }] });
  });

  test('an attachment task gets the address it wants', () => {
    const made = swarmBench();
    const network = made.ok(made.api.createNetwork(networkSpec('open', { Attachable: true })));
    const id = made.ok(made.api.attachNetwork({ nodeId: made.managerId, network: 'open', containerId: 'c1', addresses: ['10.0.1.77'] }));
    expect(addressesOf(made.store.get('task', id))).toEqual(['10.0.1.77/24']);
    expect(made.refusal(made.api.attachNetwork({ nodeId: made.managerId, network: 'ingress', containerId: 'c2' })).message).toBe(
      'rpc error: code = PermissionDenied desc = network ingress not manually attachable',
    );
    expect(network.Spec.Attachable).toBe(true);
  });
});
