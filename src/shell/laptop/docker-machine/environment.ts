/** `docker-machine env`, `config`, `url` and `ip`: how a client finds a machine's engine. */
import type { Program } from '../../../sim';
import { print } from '../../tools/_io';
import { readOptions, type Options } from './options';
import { Refused } from './refused';
import type { Store } from './store';
import { oneMachine, someMachines } from './targets';

/** How each shell sets a variable: what stands before its name, between name and value, and behind. */
interface ShellForm {
  set: readonly [before: string, between: string, after: string];
  unset: readonly [before: string, after: string];
  hint(line: string): string;
}

const BASH: ShellForm = { set: ['export ', '="', '"\n'], unset: ['unset ', '\n'], hint: (line) => `# Run this command to configure your shell: \n# eval $(${line})\n` };
const FORMS: Readonly<Record<string, ShellForm>> = {
  fish: { set: ['set -gx ', ' "', '";\n'], unset: ['set -e ', ';\n'], hint: (line) => `# Run this command to configure your shell: \n# eval (${line})\n` },
  powershell: { set: ['$Env:', ' = "', '"\n'], unset: ['Remove-Item Env:\\\\', '\n'], hint: (line) => `# Run this command to configure your shell: \n# & ${line} | Invoke-Expression\n` },
  cmd: { set: ['SET ', '=', '\n'], unset: ['SET ', '=\n'], hint: (line) => `REM Run this command to configure your shell: \nREM \t@FOR /f "tokens=*" %i IN ('${line}') DO @%i\n` },
  tcsh: { set: ['setenv ', ' "', '";\n'], unset: ['unsetenv ', ';\n'], hint: (line) => `: Run this command to configure your shell: \n: eval \`${line}\`\n` },
  emacs: {
    set: ['(setenv "', '" "', '")\n'], unset: ['(setenv "', '" nil)\n'],
    hint: (line) => `;; Run this command to configure your shell: \n;; (with-temp-buffer (shell-command "${line}" (current-buffer)) (eval-buffer))\n`,
  },
};
const NAMES = ['DOCKER_TLS_VERIFY', 'DOCKER_HOST', 'DOCKER_CERT_PATH', 'DOCKER_MACHINE_NAME'] as const;

export function* environment(store: Store, words: readonly string[]): Program {
  const options = readOptions(words, { shell: '=', unset: 'u', 'no-proxy': '', swarm: '' }, 'env');
  if (options.has('swarm')) throw new Refused('docker-machine: env --swarm is about the stand-alone Swarm, which this lab has not');
  const form = FORMS[options.value('shell') ?? ''] ?? BASH;
  const text = options.has('unset') ? unsetText(store, options, form) : setText(store, options, form);
  yield* print(store.process, `${text}${form.hint(['docker-machine', 'env', ...words].join(' '))}`);
}

function setText(store: Store, options: Options, form: ShellForm): string {
  if (options.args.length > 1) throw new Refused('Error: Expected one machine name as an argument');
  const name = oneMachine(store, options.args);
  const values = ['1', prefixed('Error checking TLS connection: ', () => store.url(name)), store.pathOf(name), name];
  const [before, between, after] = form.set;
  const lines = NAMES.map((variable, i) => `${before}${variable}${between}${values[i]}${after}`);
  if (options.has('no-proxy')) {
    const [variable, value] = noProxy(store);
    const address = store.address(name);
    lines.push(`${before}${variable}${between}${value === '' ? address : value.includes(address) ? value : `${value},${address}`}${after}`);
  }
  return lines.join('');
}

function unsetText(store: Store, options: Options, form: ShellForm): string {
  if (options.args.length > 0) throw new Refused('Error: Expected no machine name when the -u flag is present');
  const [before, after] = form.unset;
  return [...NAMES, ...(options.has('no-proxy') ? [noProxy(store)[0]] : [])].map((variable) => `${before}${variable}${after}`).join('');
}

function noProxy({ process }: Store): [variable: string, value: string] {
  const lower = process.env.get('no_proxy') ?? '';
  return lower !== '' ? ['no_proxy', lower] : ['NO_PROXY', process.env.get('NO_PROXY') ?? ''];
}

export function* config(store: Store, words: readonly string[]): Program {
  const name = oneMachine(store, readOptions(words, { swarm: '' }, 'config').args);
  const url = prefixed('Error running connection boilerplate: ', () => store.url(name));
  const file = (flag: string, part: string) => `--${flag}="${store.pathOf(name, part)}"\n`;
  yield* print(store.process, `--tlsverify\n${file('tlscacert', 'ca.pem')}${file('tlscert', 'cert.pem')}${file('tlskey', 'key.pem')}-H=${url}\n`);
}

export function* url(store: Store, words: readonly string[]): Program {
  if (words.length > 1) throw new Refused('Error: Expected one machine name as an argument');
  yield* print(store.process, `${store.url(oneMachine(store, words))}\n`);
}

export function* ip(store: Store, words: readonly string[]): Program {
  const problems: string[] = [];
  for (const name of someMachines(store, readOptions(words, {}, 'ip').args)) {
    try {
      yield* print(store.process, `${store.address(name)}\n`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      problems.push(`Error getting IP address: ${error.message}`);
    }
  }
  if (problems.length > 0) throw new Refused(problems.join('\n'));
}

/** The same refusal, with words before it. */
function prefixed<T>(before: string, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw error instanceof Refused ? new Refused(`${before}${error.message}`) : error;
  }
}
