/** Where a browser finds something: what the machines publish. */
import type { MachineView } from '../../session/protocol';

export interface Site {
  /** What is published, and by whom: `web`. */
  owner: string;
  port: number;
  mode: 'ingress' | 'host' | 'container';
  /** Machines on which the port answers, in the order of the map. */
  machines: string[];
}

/** Published TCP ports by service or container; those of the mesh answer on every node. */
export function sitesOf(machines: readonly MachineView[]): Site[] {
  const sites = new Map<string, Site>();
  for (const machine of machines) {
    if (machine.power !== 'on') continue;
    for (const { published, protocol, mode, owner } of machine.ports) {
      if (protocol !== 'tcp') continue;
      const key = `${owner} ${published} ${mode}`;
      const site = sites.get(key) ?? { owner, port: published, mode, machines: [] };
      if (!site.machines.includes(machine.name)) site.machines.push(machine.name);
      sites.set(key, site);
    }
  }
  return [...sites.values()].sort((a, b) => (a.owner === b.owner ? a.port - b.port : a.owner < b.owner ? -1 : 1));
}

export const placeOf = (machine: string, port: number): string => `http://${machine}:${port}/`;

/** More are of no use in a list that is offered while typing. */
const PLACES_MAX = 60;

/** Every address at which the machines publish something. */
export function placesOf(machines: readonly MachineView[]): string[] {
  return sitesOf(machines).flatMap(({ machines: names, port }) => names.map((name) => placeOf(name, port))).slice(0, PLACES_MAX);
}
