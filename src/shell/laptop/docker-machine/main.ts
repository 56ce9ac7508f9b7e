/** docker-machine 0.16.2: a command a function, its refusals in one place. */
import type { Main } from '../../../os';
import type { Program } from '../../../sim';
import { print } from '../../tools/_io';
import { create } from './create';
import { config, environment, ip, url } from './environment';
import { inspect } from './inspect';
import { active, list } from './list';
import { kill, remove, restart, start, status, stop } from './power';
import { Refused } from './refused';
import { scp, ssh } from './remote';
import { Store } from './store';
import { oneMachine } from './targets';

interface Verb {
  /** For help, in our own words. */
  short: string;
  run(store: Store, words: readonly string[]): Program;
}

const VERSION = 'docker-machine version 0.16.2, build bd45ab13\n';

const VERBS: Readonly<Record<string, Verb>> = {
  active: { short: 'Say which machine the client is pointed at', run: active },
  config: { short: 'Print the options with which a client reaches a machine', run: config },
  create: { short: 'Make a machine', run: create },
  env: { short: 'Print the variables that point the client at a machine', run: environment },
  inspect: { short: 'Print all that is known of a machine', run: inspect },
  ip: { short: 'Print the addresses of machines', run: ip },
  kill: { short: 'Pull the plug of machines', run: kill },
  ls: { short: 'List machines', run: list },
  restart: { short: 'Switch machines off and on', run: restart },
  rm: { short: 'Remove machines', run: remove },
  ssh: { short: 'Log in to a machine, or run a command on it', run: ssh },
  scp: { short: 'Copy files between machines', run: scp },
  start: { short: 'Switch machines on', run: start },
  status: { short: 'Say whether a machine runs', run: status },
  stop: { short: 'Switch machines off', run: stop },
  url: { short: 'Print the address of a machine\'s engine', run: url },
  version: { short: 'Print the version of docker-machine, or of a machine\'s engine', run: version },
};
/** What the real one has besides. */
const LACKED = ['mount', 'provision', 'regenerate-certs', 'upgrade'];

export const dockerMachine: Main = function* (process) {
  const words = process.argv.slice(1);
  while (words[0] === '-D' || words[0] === '--debug' || words[0] === '--native-ssh') words.shift();
  const [word = 'help', ...rest] = words;
  if (word === '-v' || word === '--version') {
    yield* print(process, VERSION);
    return 0;
  }
  if (['help', '-h', '--help'].includes(word)) {
    yield* print(process, VERBS[rest[0] ?? ''] ? verbHelp(rest[0] as string) : help());
    return 0;
  }
  const verb = VERBS[word];
  if (!verb) {
    yield* process.stderr.write(LACKED.includes(word) ? `docker-machine: ${word} is not supported in this lab\n` : `docker-machine: '${word}' is not a docker-machine command. See 'docker-machine --help'.\n`);
    return 1;
  }
  if (['-h', '-help', '--help'].includes(rest[0] ?? '')) {
    yield* print(process, verbHelp(word));
    return 0;
  }
  try {
    yield* verb.run(new Store(process), rest);
    return 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    yield* process.stderr.write(`${error.message}\n`);
    return error.exit;
  }
};

function* version(store: Store, words: readonly string[]): Program {
  if (words.length === 0) {
    yield* print(store.process, VERSION);
    return;
  }
  if (words.length > 1) throw new Refused('Error: Expected one machine name as an argument');
  const answer = yield* store.dockerVersion(oneMachine(store, words), 10_000);
  if ('why' in answer) throw new Refused(answer.why);
  yield* print(store.process, `${answer.version}\n`);
}

function help(): string {
  const width = Math.max(...Object.keys(VERBS).map((name) => name.length)) + 2;
  const lines = Object.entries(VERBS).map(([name, { short }]) => `  ${name.padEnd(width)}${short}\n`);
  return `Usage: docker-machine [OPTIONS] COMMAND [arg...]\n\nMakes machines with Docker on them, and looks after them.\n\nVersion: 0.16.2, build bd45ab13\n\nCommands:\n${lines.join('')}\nRun 'docker-machine COMMAND --help' for more information on a command.\n`;
}

function verbHelp(name: string): string {
  return `Usage: docker-machine ${name} [OPTIONS] [arg...]\n\n${VERBS[name]?.short}\n`;
}
