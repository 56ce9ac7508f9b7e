/** `docker-machine ssh` and `scp`: the usual programs with what they need to know of a machine. */
import { exitCodeOf } from '../../tools/_children';
import { spawnChild } from '../../../os';
import { wait, type Program } from '../../../sim';
import { readOptions } from './options';
import { Refused } from './refused';
import { SSH_USER, type Store } from './store';
import { oneMachine } from './targets';

/** Keys are docker-machine's own affair: nobody is asked, nothing is remembered. */
const QUIETLY = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=quiet', '-o', 'ConnectTimeout=10', '-o', 'PasswordAuthentication=no'];

export function* ssh(store: Store, words: readonly string[]): Program {
  const name = oneMachine(store, words);
  if (store.state(name) === 'Error') throw new Refused('machine does not exist');
  if (store.state(name) !== 'Running') throw new Refused(`Error: Cannot run SSH command: Host "${name}" is not running`);
  yield* run(store, ['ssh', ...QUIETLY, `${SSH_USER.name}@${store.address(name)}`, ...words.slice(1)]);
}

export function* scp(store: Store, words: readonly string[]): Program {
  const options = readOptions(words, { recursive: 'r', delta: 'd', quiet: 'q' }, 'scp');
  if (options.args.length !== 2) throw new Refused('Improper number of arguments');
  if (options.has('delta')) throw new Refused('You must have a copy of the rsync binary locally to use the --delta option');
  const places = options.args.map((place) => placeOf(store, place));
  yield* run(store, ['scp', ...QUIETLY, ...(options.has('recursive') ? ['-r'] : []), ...(options.has('quiet') ? ['-q'] : []), ...places]);
}

/** `machine:path` and `user@machine:path`; anything else is a path here. */
function placeOf(store: Store, text: string): string {
  const match = /^(?:([^@/:]+)@)?([^/:]+):(.*)$/.exec(text);
  if (!match) return text;
  const [, user = SSH_USER.name, machine = '', path = ''] = match;
  if (machine === 'localhost') return path;
  if (!store.exists(machine)) throw new Refused(`Error loading host: Error loading host: Docker machine "${machine}" does not exist. Use "docker-machine ls" to list machines. Use "docker-machine create" to add a new one.`);
  return `${user}@${store.address(machine)}:${path}`;
}

function* run(store: Store, argv: string[]): Program {
  const child = spawnChild(store.process, argv);
  if ('error' in child) throw new Refused(`exec: "${argv[0]}": executable file not found in $PATH`);
  const code = exitCodeOf(yield* wait(child.exited));
  if (code !== 0) throw new Refused(`exit status ${code}`);
}
