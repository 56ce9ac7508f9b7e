/** The map in words: what hover, focus and a screen reader say. Every glyph of the map has its sentence here. */
import { isTerminal } from '../../model';
import type { MachineView, ServiceView, TaskView } from '../../session/protocol';
import { count, formatDuration, listed, shortImage } from '../kit/format';
import { isPast } from './layout';

/** The drawing of a tile's state; never told apart by colour alone. */
export type TileState = 'pending' | 'starting' | 'running' | 'unhealthy' | 'complete' | 'failed' | 'shutdown' | 'lost';

export function tileState(task: TaskView): TileState {
  if (task.state === 'failed' || task.state === 'rejected') return 'failed';
  if (task.state === 'orphaned') return 'lost';
  if (task.state === 'complete') return 'complete';
  if (isTerminal(task.state)) return 'shutdown';
  // Still running as far as anybody knows, on a machine that no longer answers.
  if (isPast(task)) return task.state === 'running' ? 'lost' : 'shutdown';
  if (task.state === 'running') return task.health === 'unhealthy' ? 'unhealthy' : task.health === 'starting' ? 'starting' : 'running';
  return task.state === 'new' || task.state === 'pending' || task.state === 'assigned' ? 'pending' : 'starting';
}

const STATE_WORDS: Readonly<Record<TaskView['state'], string>> = {
  new: 'new',
  pending: 'waiting for a node',
  assigned: 'assigned',
  accepted: 'accepted',
  preparing: 'preparing',
  ready: 'ready to start',
  starting: 'starting',
  running: 'running',
  complete: 'complete',
  shutdown: 'shut down',
  failed: 'failed',
  rejected: 'rejected',
  remove: 'being removed',
  orphaned: 'orphaned',
};

/** One sentence: `web.1 of nginx:1.27, running on node2 for 12 s, healthy.` */
export function describeTask(task: TaskView, nowMs: number): string {
  const parts = [`${task.name} of ${shortImage(task.image)}`];
  let state = STATE_WORDS[task.state];
  if (task.machine !== undefined) state += ` on ${task.machine}`;
  state += ` for ${formatDuration(nowMs - task.sinceMs)}`;
  parts.push(state);
  if (task.pull !== undefined) parts.push(`image ${Math.round(task.pull * 100)} % pulled`);
  if (task.health !== undefined && task.state === 'running') parts.push(task.health === 'starting' ? 'health not known yet' : task.health);
  if (!isTerminal(task.state) && isPast(task)) parts.push('to be shut down');
  return `${parts.join(', ')}.${task.error === undefined || task.error === '' ? '' : ` ${sentence(task.error)}`}`;
}

/** What a machine is right now, most important first: `leader`, `worker, drained`, `down`. */
export function describeStanding(machine: MachineView): string {
  const words: string[] = [];
  if (machine.power === 'off') words.push('powered off');
  else if (machine.power === 'booting') words.push('booting');
  if (machine.cable === 'cut') words.push('cable cut');
  if (machine.power === 'on' && !machine.engine) words.push('Docker stopped');
  if (machine.role === 'manager') words.push(managerWord(machine));
  else if (machine.role === 'worker') words.push('worker');
  else if (machine.swarm === 'pending') words.push('joining');
  else if (machine.swarm === 'locked') words.push('locked');
  else if (machine.kind === 'laptop') words.push('your laptop, outside the swarm');
  else if (machine.swarm === 'inactive') words.push('not in a swarm');
  if (machine.state === 'down') words.push('down');
  if (machine.availability === 'drain') words.push('drained');
  else if (machine.availability === 'pause') words.push('paused');
  return words.join(', ');
}

/** The one word that fits a card: trouble before everything, then what was asked of it, then what it is. */
export function shortStanding(machine: MachineView): string {
  if (machine.power !== 'on') return machine.power === 'off' ? 'powered off' : 'booting';
  if (machine.cable === 'cut') return 'cable cut';
  if (!machine.engine) return 'Docker stopped';
  if (machine.state === 'down') return 'down';
  if (machine.availability === 'drain') return 'drained';
  if (machine.availability === 'pause') return 'paused';
  if (machine.reachability === 'unreachable') return 'unreachable';
  if (machine.role === undefined && machine.kind === 'laptop') return 'your laptop';
  if (machine.role === undefined && machine.swarm === 'inactive') return 'no swarm';
  return describeStanding(machine);
}

export function managerWord(machine: MachineView): string {
  if (machine.leader === true) return 'leader';
  return machine.reachability === 'unreachable' ? 'manager, unreachable' : 'manager';
}

/** Everything about a card, for its label. */
export function describeMachine(machine: MachineView, tasks: readonly TaskView[]): string {
  const live = tasks.filter((task) => task.machine === machine.name && !isPast(task));
  const running = live.filter((task) => task.state === 'running').length;
  const parts = [`${machine.name}: ${describeStanding(machine)}`];
  if (machine.platform === 'windows') parts.push('Windows');
  if (machine.role !== undefined || machine.kind !== 'laptop') parts.push(
    live.length === 0
      ? 'no tasks'
      : running === live.length
        ? `${count(running, 'task')} running`
        : `${running} of ${count(live.length, 'task')} running`,
  );
  if (machine.containers.length > 0) parts.push(count(machine.containers.length, 'other container'));
  if (machine.ports.length > 0) parts.push(`port ${listed([...new Set(machine.ports.map((port) => String(port.published)))])}`);
  return parts.join(', ');
}

/** `updating, 2 of 5 done`, or nothing when no update is on. */
export function describeUpdate({ update, updated, desired }: ServiceView): string | undefined {
  if (!update || update.state === 'completed' || update.state === 'rollback_completed') return undefined;
  const progress = `${updated} of ${desired} done`;
  switch (update.state) {
    case 'updating':
      return `updating, ${progress}`;
    case 'rollback_started':
      return `rolling back, ${progress}`;
    case 'paused':
      return 'update paused';
    case 'rollback_paused':
      return 'rollback paused';
  }
}

/** How many of the desired tasks already run what the service asks for. */
export function updateProgress({ updated, desired }: ServiceView): number {
  return desired === 0 ? 1 : Math.min(1, updated / desired);
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
