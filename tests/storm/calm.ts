/**
 * The end of a storm: faults stop, machines are on, cables whole, managers unlocked. Then either there is a leader
 * again and everything settles within its time, or it is shown that there can be none: too few managers of the last
 * agreed membership still have their disk.
 */
import { runLine } from '../../src/session/run-line';
import type { LineResult } from '../../src/session/run-line';
import type { StartedWorld } from '../../src/session/start-world';
import { spawn } from '../../src/sim';
import type { Manager } from '../../src/world/manager';
import { isOver } from './checkers/task';
import type { Observatory } from './watch/observatory';
import type { SwarmRecord } from './watch/swarm-record';

/** How a storm may end. */
export type Ending = 'calm' | 'no quorum' | 'no swarm' | 'violation';

/** Elections, certificates and a last heartbeat period: far more than they take. */
const LEADER_WITHIN_MS = 180_000;
/** Long updates of many slots, one after the other, with their delays and monitors. */
const SETTLED_WITHIN_MS = 900_000;
/** A daemon that was told to restart in the background is down and up again. */
const TYPED_BEFORE_MS = 30_000;
const LOOK_EVERY_MS = 5_000;
const SETTLE_LOOK_MS = 1_000;
/** One storm in so many has an exam whose commands wait for their tasks. */
const ATTACHED_EVERY = 20;
const GONE_WITHIN_MS = 120_000;
const OUT_OF_SEQUENCE = 'update out of sequence';
/** So often a command is typed that is refused because somebody else was quicker. */
const TRIES_MAX = 3;
const EVENTS_MAX = 30_000_000;

export function clearUp(started: StartedWorld, observatory: Observatory, keys: ReadonlySet<string>, seed: number | undefined): Ending {
  const { world } = started;
  const names = world.hostNames();
  const look = () => observatory.looked(undefined, { wait_seconds: 0, ms: 0 });
  world.links.healAll();
  for (const name of names) world.powerOn(name);
  run(started, TYPED_BEFORE_MS);
  for (const name of names) for (const key of keys) spawn(world.sim, 'calm.unlock', world.member(name).unlock(key));
  const managers = () => names.flatMap((name) => world.member(name).manager ?? []);
  const leads = () => managers().some((manager) => manager.leads);
  // A machine may still be on its way down, or away, by a command that was typed before.
  for (const name of names) if (!world.isChangingPower(name)) world.powerOn(name);
  if (!until(started, LEADER_WITHIN_MS, leads)) {
    if (managers().length === 0) return 'no swarm';
    if (hasMajority(managers())) {
      observatory.complain('quorum', `most managers are up, and there is no leader after ${LEADER_WITHIN_MS / 1000} s`);
      return 'violation';
    }
    return leaderless(started, observatory);
  }
  const swarm = () => observatory.swarms.of((managers().find((manager) => manager.leads) as Manager).store) as SwarmRecord;
  let left: string[] = [];
  const settled = () => leads() && (left = observatory.unsettled(swarm())).length === 0;
  if (!until(started, SETTLED_WITHIN_MS, settled)) {
    observatory.complain('settles', left.slice(0, 4).join('; ') || 'no leader');
    return 'violation';
  }
  look();
  if (observatory.violation === undefined) exam(started, observatory, swarm, settled, (seed ?? 0) % ATTACHED_EVERY === 0);
  look();
  return observatory.violation ? 'violation' : 'calm';
}

/** Do enough members of the latest membership still have their raft state, so that they must agree on a leader? */
function hasMajority(managers: readonly Manager[]): boolean {
  const newest = managers.reduce((best, one) => (one.peer.status().applied > best.peer.status().applied ? one : best));
  const members = newest.peer.members;
  const alive = managers.filter((manager) => members.has(manager.peer.id)).length;
  return alive * 2 > members.size;
}

/** Without a majority for good: every manager says so, and what runs goes on running. */
function leaderless(started: StartedWorld, observatory: Observatory): Ending {
  const { world } = started;
  for (const name of world.hostNames()) {
    if (!world.member(name).manager) continue;
    const { exit, stderr } = type(started, name, 'docker node ls', 60_000);
    if (exit === 0 || !/does not have a leader|deadline exceeded|being prepared/.test(stderr)) observatory.complain('quorum', `${name} has no majority and answers "${stderr.trim()}" with exit code ${exit}`);
  }
  return observatory.violation ? 'violation' : 'no quorum';
}

/**
 * A service made, changed and removed after all that: every loop of the leader still does its work, and nothing stays
 * behind. Now and then the client waits for it itself, which takes much longer to compute.
 */
function exam(started: StartedWorld, observatory: Observatory, swarm: () => SwarmRecord, settled: () => boolean, attached: boolean): void {
  const { view, leader } = swarm();
  const ready = view.list('node').filter((node) => node.Status.State === 'ready');
  const passes = (line: string, limitMs: number): boolean => {
    observatory.typing({ on: leader, run: line });
    const answer = () => type(started, leader, line, limitMs);
    let { exit, stdout, stderr } = answer();
    // Somebody else changed the object between the client's look at it and its update: a node with a new certificate, say.
    for (let tries = 1; exit !== 0 && stderr.includes(OUT_OF_SEQUENCE) && tries < TRIES_MAX; tries++) ({ exit, stdout, stderr } = answer());
    if (exit !== 0) observatory.complain('exam', `${leader}$ ${line}: exit code ${exit} ${stderr.trim()} ${stdout.trim().slice(-200)}`);
    else if (!until(started, limitMs, settled, SETTLE_LOOK_MS)) observatory.complain('exam', `${leader}$ ${line}: ${observatory.unsettled(swarm()).slice(0, 3).join('; ')}`);
    return observatory.violation === undefined;
  };
  const replicas = Math.min(5, ready.filter((node) => node.Description?.Platform.OS === 'linux').length * 2);
  const detach = `--detach=${!attached} -q`;
  const spec = '--restart-delay 1s --constraint node.platform.os==linux --stop-grace-period 1s alpine sleep 1d';
  for (const node of ready) if (!passes(`docker node update --availability active ${node.ID}`, 120_000)) return;
  if (!passes(`docker service create ${detach} --name exam --replicas ${replicas} ${spec}`, 120_000)) return;
  if (!passes(`docker service update ${detach} --force --update-parallelism 2 --update-monitor 1s exam`, 180_000)) return;
  if (!passes(`docker service rm ${swarm().view.list('service').map((service) => service.Spec.Name).join(' ')}`, 60_000)) return;
  const machines = started.world.hostNames();
  for (const name of machines) type(started, name, 'docker rm -f $(docker ps -aq --filter name=own)', 30_000);
  // What is on a node that is gone stays for a day, or until the node is removed.
  const stays = (nodeId: string) => nodeId !== '' && swarm().view.get('node', nodeId)?.Status.State === 'down';
  // So does the record of a container's attachment that ended unheard: it holds nothing any more.
  const leftover = () => swarm().view.list('task').filter((task) => !stays(task.NodeID) && !(task.ServiceID === '' && isOver(task)));
  const empty = () => leftover().length === 0 && machines.every((name) => taskContainers(started, name, swarm()).length === 0);
  if (!until(started, GONE_WITHIN_MS, empty)) {
    const tasks = leftover().map((task) => `${task.serviceName}.${task.Slot} ${task.Status.State} wanted ${task.DesiredState}`);
    const left = [...tasks, ...machines.flatMap((name) => taskContainers(started, name, swarm()))];
    observatory.complain('exam', `after all services were removed there is still ${left.slice(0, 4).join(', ')}`);
    return;
  }
  // Names that were announced are forgotten after some seconds.
  run(started, 10_000);
  if (!settled()) observatory.complain('exam', observatory.unsettled(swarm()).slice(0, 3).join('; '));
  observatory.over(swarm());
}

/** Containers of tasks on a machine of the swarm, in words. */
function taskContainers({ world }: StartedWorld, name: string, { view }: SwarmRecord): string[] {
  const node = view.get('node', world.member(name).nodeId);
  if (node?.Status.State !== 'ready') return [];
  return [...world.host(name).engine.core.containers.values()].flatMap((one) => (one.task === undefined ? [] : [`${one.name} on ${name}, ${one.status}`]));
}

function type(started: StartedWorld, on: string, line: string, limitMs: number): LineResult {
  const running = runLine(started.machine(on), line, { COLUMNS: '80', LINES: '24', TERM: 'xterm' });
  until(started, limitMs, () => running.result() !== undefined, 0);
  return running.result() ?? { stdout: '', stderr: 'no answer', exit: null };
}

function run({ world: { sim } }: StartedWorld, ms: number): void {
  sim.runUntil(sim.nowMs + ms, EVENTS_MAX);
}

/** Runs until it is so, looked at every few seconds (or at every event), or until the time is over. */
function until({ world: { sim } }: StartedWorld, limitMs: number, isSo: () => boolean, everyMs = LOOK_EVERY_MS): boolean {
  const endMs = sim.nowMs + limitMs;
  while (!isSo()) {
    if (sim.nowMs >= endMs) return false;
    if (everyMs > 0) sim.runUntil(Math.min(endMs, sim.nowMs + everyMs), EVENTS_MAX);
    else if (!sim.step()) return false;
  }
  return true;
}
