/**
 * The resolvers: 127.0.0.11 in containers (services, `tasks.` names, containers and aliases of the networks that it
 * shares), the LAN's for everybody else. Behaviour after moby libnetwork resolver.go and sandbox.go.
 */
import type { DnsAnswer } from '../os';
import type { Sim } from '../sim';
import { bareAddress } from './address';
import type { ServiceDirectory } from './directory';
import { internetAddress } from './internet';
import type { Links } from './links';
import type { Stack } from './stack';
import type { Box } from './box';
import { hasWayOut, type Topology } from './topology';

/** Time to live of an answer, in seconds: Docker's own names, hosts of the LAN, the internet. */
const DOCKER_TTL = 600;
const LAN_TTL = 60;
const INTERNET_TTL = 300;

export class Names {
  constructor(
    private readonly sim: Sim,
    private readonly links: Links,
    private readonly topology: Topology,
    private readonly directory: ServiceDirectory,
  ) {}

  lookup(from: Stack, name: string): DnsAnswer | { error: 'nxdomain' | 'no-server' } {
    const box = this.topology.boxOf(from);
    if (box) {
      const found = this.inside(box, name);
      if (found) return { addresses: found, server: '127.0.0.11', ttlSeconds: DOCKER_TTL };
      if (!hasWayOut(box)) return { error: box.endpoints.some((endpoint) => endpoint.servesNames) ? 'nxdomain' : 'no-server' };
    }
    const server = box ? '127.0.0.11' : '192.168.0.1';
    const host = this.topology.hosts.get(name);
    if (host) return { addresses: [host.end.address], server, ttlSeconds: LAN_TTL };
    const outside = internetAddress(name);
    return outside === undefined ? { error: 'nxdomain' } : { addresses: [outside], server, ttlSeconds: INTERNET_TTL };
  }

  reverse(from: Stack, address: string): string | undefined {
    const box = this.topology.boxes.get(from.containerId);
    for (const endpoint of box?.endpoints ?? []) {
      if (!endpoint.servesNames) continue;
      const there = this.topology.neighbour(endpoint, from.host, address)?.endpoints.find((one) => one.networkId === endpoint.networkId);
      if (there?.names[0] !== undefined) return `${there.names[0]}.${endpoint.networkName}`;
    }
    return this.links.at(address)?.name;
  }

  private inside(box: Box, name: string): string[] | undefined {
    const host = box.spec.host;
    for (const endpoint of box.endpoints) {
      if (!endpoint.servesNames) continue;
      const plain = name.endsWith(`.${endpoint.networkName.toLowerCase()}`) ? name.slice(0, -endpoint.networkName.length - 1) : name;
      const tasksOf = plain.startsWith('tasks.') ? plain.slice(6) : undefined;
      const answers: string[] = [];
      for (const binding of this.directory.seen(host, endpoint.networkId)) {
        if (binding.ingress) continue;
        const names = [binding.serviceName, ...binding.aliases];
        const matches = (wanted: string) => names.some((one) => one.toLowerCase() === wanted);
        const byTask = binding.taskName.toLowerCase() === plain || (tasksOf !== undefined && matches(tasksOf));
        const answer = byTask ? binding.address : matches(plain) ? (binding.vip ?? binding.address) : undefined;
        if (answer !== undefined && !answers.includes(answer)) answers.push(answer);
      }
      for (const other of this.topology.on(endpoint.networkId)) {
        // Overlay names come from every host by gossip; a bridge's only from its own.
        if (endpoint.driver !== 'overlay' && other.spec.host !== host) continue;
        const there = other.endpoints.find((one) => one.networkId === endpoint.networkId);
        if (!there || !there.names.some((one) => one.toLowerCase() === plain)) continue;
        const address = bareAddress(there.address);
        if (!answers.includes(address)) answers.push(address);
      }
      if (answers.length > 0) return answers.length > 1 ? this.sim.random('dns').shuffle(answers) : answers;
    }
    return undefined;
  }
}
