/** What the machines publish, as places to go to. */
import { expect, test } from 'vitest';
import type { MachineView } from '../../session/protocol';
import { addressOf } from './browser-desk.svelte';
import { sitesOf } from './places';

const machine = (name: string, ports: MachineView['ports'], power: MachineView['power'] = 'on'): MachineView =>
  ({ name, platform: 'linux', kind: 'server', address: '', power, engine: true, cable: 'plugged', swarm: 'active', labels: {}, cpus: 2, memoryBytes: 0, containers: [], pulls: [], ports });
const web = { published: 8080, target: 80, protocol: 'tcp', mode: 'ingress' as const, owner: 'web' };

test('a port of the mesh is one site with every node that is on', () => {
  expect(sitesOf([machine('node1', [web]), machine('node2', [web, { ...web, protocol: 'udp' }]), machine('node3', [web], 'off')])).toEqual([{ owner: 'web', port: 8080, mode: 'ingress', machines: ['node1', 'node2'] }]);
});

test('what is typed becomes an address; what is none is left as it is', () => {
  expect(addressOf(' node1:8080 ')).toBe('http://node1:8080/');
  expect(addressOf('node1/a?b')).toBe('http://node1/a?b');
  expect(addressOf('https://node1')).toBe('https://node1/');
  expect(addressOf('javascript:alert(1)')).toBe('javascript:alert(1)');
});
