/** `docker-machine start`, `stop`, `kill`, `restart`, `status` and `rm`. */
import { openPath, readLine, isFileError } from '../../../os';
import { sleep, spawn, type Fiber, type Program } from '../../../sim';
import { print } from '../../tools/_io';
import { readOptions } from './options';
import { Refused } from './refused';
import type { Store } from './store';
import { oneMachine, someMachines } from './targets';

type Action = (store: Store, name: string) => Program;

export function* start(store: Store, words: readonly string[]): Program {
  yield* forEach(store, words, 'start', startOne);
  yield* say(store, 'Started machines may have new IP addresses. You may need to re-run the `docker-machine env` command.');
}

export function* stop(store: Store, words: readonly string[]): Program {
  yield* forEach(store, words, 'stop', (where, name) => stopOne(where, name, 'stop'));
}

export function* kill(store: Store, words: readonly string[]): Program {
  yield* forEach(store, words, 'kill', (where, name) => stopOne(where, name, 'kill'));
}

export function* restart(store: Store, words: readonly string[]): Program {
  yield* forEach(store, words, 'restart', restartOne);
  yield* say(store, 'Restarted machines may have new IP addresses. You may need to re-run the `docker-machine env` command.');
}

export function* status(store: Store, words: readonly string[]): Program {
  if (words.length > 1) throw new Refused('Error: Expected one machine name as an argument');
  const name = oneMachine(store, words);
  const state = store.state(name);
  if (state === 'Error') throw new Refused(`error getting state for host ${name}: machine does not exist`);
  yield* say(store, state);
}

export function* remove(store: Store, words: readonly string[]): Program {
  const options = readOptions(words, { force: 'f', y: '' }, 'rm');
  if (options.args.length === 0) throw new Refused('Error: Expected to get one or more machine names as arguments');
  const force = options.has('force');
  yield* say(store, `About to remove ${options.args.join(', ')}`);
  yield* say(store, 'WARNING: This action will delete both local reference and remote instance.');
  if (!force && !options.has('y') && !(yield* isSure(store))) return;
  const problems: string[] = [];
  for (const name of options.args) {
    if (store.exists(name)) {
      store.hypervisor.remove(name);
      yield* sleep(store.process.sim, 600);
      store.remove(name);
      yield* say(store, `Successfully removed ${name}`);
      continue;
    }
    problems.push(`Error removing host "${name}": Docker machine "${name}" does not exist. Use "docker-machine ls" to list machines. Use "docker-machine create" to add a new one.`);
    if (force) problems.push(`Can't remove "${name}"`);
  }
  if (problems.length === 0) return;
  if (!force) throw new Refused(problems.join('\n'));
  yield* store.process.stderr.write(`${problems.join('\n')}\n`);
}

/** Without a person, or at the end of what they say, nobody is sure. */
function* isSure(store: Store): Program<boolean> {
  yield* print(store.process, 'Are you sure? (y/n): ');
  const tty = store.process.stdin.tty ? openPath(store.process, '/dev/tty', { read: true, write: true }) : undefined;
  const answer = yield* readLine(tty && !isFileError(tty) ? tty : store.process.stdin);
  return answer?.trim().toLowerCase().startsWith('y') === true;
}

/** All at the same time; what went wrong is told in the end. */
function* forEach(store: Store, words: readonly string[], verb: string, act: Action): Program {
  const problems: string[] = [];
  const fibers = someMachines(store, readOptions(words, {}, verb).args).map((name) => spawn(store.process.sim, `docker-machine ${verb}`, caught(act(store, name), problems), store.process.fiber as Fiber));
  for (const fiber of fibers) yield* fiber.join();
  if (problems.length > 0) throw new Refused(problems.join('\n'));
}

function* caught(program: Program, problems: string[]): Program {
  try {
    yield* program;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    problems.push(error.message);
  }
}

function* startOne(store: Store, name: string): Program {
  yield* say(store, `Starting "${name}"...`);
  const state = store.state(name);
  if (state === 'Error') throw new Refused('machine does not exist');
  if (state === 'Running') throw new Refused(`Machine "${name}" is already running.`);
  yield* bootOne(store, name);
  yield* say(store, `Machine "${name}" was started.`);
  yield* waitForDocker(store);
}

function* stopOne(store: Store, name: string, how: 'stop' | 'kill'): Program {
  yield* say(store, `${how === 'stop' ? 'Stopping' : 'Killing'} "${name}"...`);
  const state = store.state(name);
  if (state === 'Error') throw new Refused('machine does not exist');
  if (state === 'Stopped') throw new Refused(`Machine "${name}" is already stopped.`);
  yield* store.hypervisor.stop(name, how);
  yield* say(store, `Machine "${name}" was ${how === 'stop' ? 'stopped' : 'killed'}.`);
}

function* restartOne(store: Store, name: string): Program {
  yield* say(store, `Restarting "${name}"...`);
  const state = store.state(name);
  if (state === 'Error') throw new Refused('machine does not exist');
  if (state === 'Stopped') return yield* startOne(store, name);
  yield* store.hypervisor.stop(name, 'stop');
  yield* bootOne(store, name);
  yield* waitForDocker(store);
}

function* bootOne(store: Store, name: string): Program {
  yield* say(store, `(${name}) Check network to re-create if needed...`, 400);
  yield* say(store, `(${name}) Waiting for an IP...`, 600);
  yield* store.hypervisor.start(name);
}

function* waitForDocker(store: Store): Program {
  yield* say(store, 'Waiting for SSH to be available...', 800);
  yield* say(store, 'Detecting the provisioner...', 400);
}

function* say(store: Store, line: string, ms = 0): Program {
  yield* print(store.process, `${line}\n`);
  if (ms > 0) yield* sleep(store.process.sim, ms);
}
