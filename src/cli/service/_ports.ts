/** The PORTS cell of a service: ingress ports, runs of them merged (service/formatter.go Ports). */
import type { PortConfig } from '../../model';

interface Run {
  protocol: string;
  published: [number, number];
  target: [number, number];
}

const range = ([from, to]: [number, number]) => (from === to ? `${from}` : `${from}-${to}`);

/** `*:8080-8081->80-81/tcp, *:53->53/udp`. Unassigned and host-mode ports do not show. */
export function formatServicePorts(ports: readonly PortConfig[]): string {
  const shown = ports.filter((port) => port.PublishMode === 'ingress' && (port.PublishedPort ?? 0) !== 0);
  shown.sort((a, b) => (a.Protocol === b.Protocol ? (a.PublishedPort as number) - (b.PublishedPort as number) : a.Protocol < b.Protocol ? -1 : 1));
  const runs: Run[] = [];
  for (const { Protocol: protocol, PublishedPort, TargetPort: target } of shown) {
    const published = PublishedPort as number;
    const last = runs.at(-1);
    if (last && last.protocol === protocol && published === last.published[1] + 1) {
      const single = last.published[0] === last.published[1];
      const consecutive = target === last.target[1] + 1 && (single || last.target[1] > last.target[0]);
      const equal = target === last.target[1] && last.target[0] === last.target[1];
      if (consecutive || equal) {
        last.published[1] = published;
        last.target[1] = target;
        continue;
      }
    }
    runs.push({ protocol, published: [published, published], target: [target, target] });
  }
  return runs.map((run) => `*:${range(run.published)}->${range(run.target)}/${run.protocol}`).join(', ');
}
