/**
 * What happened between two views, in words: for the activity line under the map and for screen readers. Only what
 * a person would remark on; the terminal has the rest.
 */
import type { MachineView, TaskView, WorldView } from '../../session/protocol';
import { shortImage } from '../kit/format';
import { isPast, slotKey } from './layout';

export type EventTone = 'calm' | 'good' | 'bad';

export interface MapEvent {
  tone: EventTone;
  text: string;
  atMs: number;
  /** Worth interrupting a screen reader for. */
  important: boolean;
}

/** Who goes where is told up to so many tasks: among more nobody could follow one. */
const MOVES_TASKS_MAX = 2_000;

/** `tasksAt`: the places of the tasks that differ, where that is known; else all are compared. */
export function eventsBetween(before: WorldView, after: WorldView, tasksAt?: readonly number[]): MapEvent[] {
  if (before === after) return [];
  const out: MapEvent[] = [];
  const say = (tone: EventTone, text: string, important = false): void => void out.push({ tone, text, atMs: after.nowMs, important });
  if (before.machines !== after.machines) machineEvents(before, after, say);
  if (before.tasks !== after.tasks) taskEvents(before, after, tasksAt ?? changedPlaces(before.tasks, after.tasks), say);
  if (before.services !== after.services) serviceEvents(before, after, say);
  if (before.quorum !== after.quorum) {
    if (after.quorum === 'lost') say('bad', 'The managers have lost their quorum', true);
    else if (before.quorum === 'lost' && after.quorum === 'ok') say('good', 'The managers have a quorum again', true);
    else if (before.quorum === 'none') say('good', 'A swarm has begun', true);
  }
  return out;
}

type Say = (tone: EventTone, text: string, important?: boolean) => void;

function machineEvents(before: WorldView, after: WorldView, say: Say): void {
  const old = new Map(before.machines.map((machine) => [machine.name, machine]));
  for (const machine of after.machines) {
    const was = old.get(machine.name);
    old.delete(machine.name);
    if (was === undefined) say('calm', `${machine.name} was added`);
    else if (was !== machine) changedMachine(was, machine, say);
  }
  for (const name of old.keys()) say('calm', `${name} was removed`);
}

function changedMachine(was: MachineView, machine: MachineView, say: Say): void {
  const { name } = machine;
  if (was.power !== machine.power) {
    if (machine.power === 'off') say('bad', `${name} lost power`, true);
    else if (machine.power === 'on') say('good', `${name} has started`);
  }
  if (was.cable !== machine.cable)
    say(machine.cable === 'cut' ? 'bad' : 'good', machine.cable === 'cut' ? `${name} is unplugged` : `${name} is plugged in again`, true);
  if (was.engine !== machine.engine && was.power === machine.power)
    say(machine.engine ? 'good' : 'bad', machine.engine ? `Docker runs on ${name}` : `Docker stopped on ${name}`);
  if (was.nodeId === undefined && machine.nodeId !== undefined) say('good', `${name} joined as ${machine.role ?? 'node'}`, true);
  else if (was.nodeId !== undefined && machine.nodeId === undefined) say('calm', `${name} left the swarm`, true);
  else if (was.role !== machine.role && machine.role !== undefined) say('calm', `${name} is now a ${machine.role}`);
  if (was.state !== machine.state && was.state !== undefined) {
    if (machine.state === 'down') say('bad', `${name} is down`, true);
    else if (machine.state === 'ready' && was.state === 'down') say('good', `${name} is ready again`, true);
  }
  if (was.leader !== true && machine.leader === true && was.nodeId !== undefined) say('calm', `${name} is the leader now`, true);
  if (was.availability !== machine.availability && machine.availability !== undefined && was.availability !== undefined) {
    say(
      'calm',
      machine.availability === 'drain' ? `${name} is drained` : machine.availability === 'pause' ? `${name} is paused` : `${name} takes tasks again`,
    );
  }
}

/** Views share what did not change. */
function changedPlaces(before: readonly TaskView[], after: readonly TaskView[]): number[] {
  return after.flatMap((task, i) => (before[i] === task ? [] : [i]));
}

function taskEvents(before: WorldView, after: WorldView, at: readonly number[], say: Say): void {
  const changed = at.flatMap((place) => after.tasks[place] ?? []);
  if (changed.length === 0) return;
  // A row that goes leaves its place to another, so one that is at a new place was at the end.
  const left = [...at.flatMap((place) => before.tasks[place] ?? []), ...before.tasks.slice(after.tasks.length)];
  const old = new Map(left.map((task) => [task.id, task]));
  const placed = changed.filter((task) => task.machine !== undefined && old.get(task.id)?.machine === undefined && !isPast(task));
  const places = placesOf(before.tasks.length > MOVES_TASKS_MAX ? [] : before.tasks, new Set(placed.flatMap((task) => slotKey(task) ?? [])));
  for (const task of changed) {
    const was = old.get(task.id);
    if (was === task) continue;
    if (task.state !== was?.state) changedTask(was, task, say);
    const key = slotKey(task);
    const from = key === undefined || was?.machine !== undefined || isPast(task) ? undefined : places.get(key);
    if (from !== undefined && task.machine !== undefined && task.machine !== from) say('calm', `${task.name} moves from ${from} to ${task.machine}`);
    if (was !== undefined && was.health !== task.health && task.health === 'unhealthy') say('bad', `${task.name} is unhealthy`, true);
  }
}

/** Where the wanted slots were. */
function placesOf(tasks: readonly TaskView[], wanted: ReadonlySet<string>): Map<string, string> {
  const out = new Map<string, string>();
  if (wanted.size === 0) return out;
  for (const task of tasks) {
    const key = slotKey(task);
    if (key !== undefined && task.machine !== undefined && wanted.has(key)) out.set(key, task.machine);
  }
  return out;
}

function changedTask(was: TaskView | undefined, task: TaskView, say: Say): void {
  const where = task.machine === undefined ? '' : ` on ${task.machine}`;
  const why = task.error === undefined || task.error === '' ? '' : `: ${task.error}`;
  if (task.state === 'failed') say('bad', `${task.name} failed${where}${why}`, true);
  else if (task.state === 'rejected') say('bad', `${task.name} was rejected${where}${why}`, true);
  else if (task.state === 'running' && was !== undefined) say('good', `${task.name} runs${where}`);
  else if (task.state === 'complete' && was !== undefined) say('good', `${task.name} completed${where}`);
}

function serviceEvents(before: WorldView, after: WorldView, say: Say): void {
  const old = new Map(before.services.map((service) => [service.id, service]));
  for (const service of after.services) {
    const was = old.get(service.id);
    old.delete(service.id);
    if (was === undefined) say('calm', `Service ${service.name} was created`);
    else if (was !== service) {
      const from = was.update?.state;
      const to = service.update?.state;
      if (from !== to && to === 'updating') say('calm', `${service.name} is being updated to ${shortImage(service.image)}`);
      else if (from !== to && to === 'completed') say('good', `${service.name} is updated`, true);
      else if (from !== to && to === 'paused') say('bad', `The update of ${service.name} is paused`, true);
      else if (from !== to && to === 'rollback_started') say('bad', `${service.name} is being rolled back`, true);
      else if (from !== to && to === 'rollback_completed') say('good', `${service.name} is rolled back`, true);
      if (was.desired !== service.desired && service.mode === 'replicated') say('calm', `${service.name} wants ${service.desired} replicas`);
    }
  }
  for (const service of old.values()) say('calm', `Service ${service.name} was removed`);
}
