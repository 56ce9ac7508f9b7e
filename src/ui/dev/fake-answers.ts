/** What the fake world's terminals print: a handful of commands, enough to see type, colour and width. */
import type { WorldView } from '../../session/protocol';

export function answerOf(line: string, view: WorldView): string {
  if (line === '') return '';
  if (line === 'docker node ls') {
    const rows = view.machines.map((machine, i) => [
      `${(machine.nodeId ?? '').padEnd(5, 'x')}q7k2m9v4c1z8h3t6w0b5${i}${machine.leader === true ? ' *' : ''}`,
      machine.name,
      machine.state === 'down' ? 'Down' : 'Ready',
      (machine.availability ?? 'active').replace(/^./, (c) => c.toUpperCase()),
      machine.leader === true ? 'Leader' : machine.role === 'manager' ? 'Reachable' : '',
      '28.5.1',
    ]);
    return table(['ID', 'HOSTNAME', 'STATUS', 'AVAILABILITY', 'MANAGER STATUS', 'ENGINE VERSION'], rows);
  }
  if (line === 'docker service ls') {
    const rows = view.services.map((service) => [
      service.id.padEnd(12, '0').slice(0, 12),
      service.name,
      service.mode,
      `${service.running}/${service.desired}`,
      service.image,
      service.ports.map((port) => `*:${port.published}->${port.target}/tcp`).join(', '),
    ]);
    return table(['ID', 'NAME', 'MODE', 'REPLICAS', 'IMAGE', 'PORTS'], rows);
  }
  if (line.startsWith('docker swarm init')) return 'Swarm initialized: current node (q7k2m9v4c1z8h3t6w0b5d) is now a manager.';
  if (line === 'colours')
    return [31, 32, 33, 34, 35, 36, 90, 91, 92].map((code) => `\x1b[${code}mcolour ${code}\x1b[0m \x1b[1;${code}mbold\x1b[0m`).join('\n');
  if (line === 'flood') return Array.from({ length: 2000 }, (_, i) => `line ${i + 1} of two thousand`).join('\n');
  return `bash: ${line.split(' ')[0]}: command not found`;
}

function table(head: string[], rows: string[][]): string {
  const widths = head.map((cell, i) => Math.max(cell.length, ...rows.map((row) => (row[i] ?? '').length)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}
