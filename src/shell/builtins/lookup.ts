/** type, hash, alias, unalias, enable, help: what a command word means, and changing that. */
import type { Program } from '../../sim';
import { isExecutable, pathNames, type Files } from '../../os';
import { builtinTable } from '../builtin-table';
import type { Shell } from '../shell';
import { singleQuote } from '../quote';
import { unparseFunction } from '../unparse';
import { asWords, badOption, builtin, parseOptions, usage, type Builtin } from './_builtin';

const KEYWORDS = [
  'if', 'then', 'else', 'elif', 'fi', 'case', 'esac', 'for', 'select', 'while', 'until', 'do', 'done', 'in', 'function', 'time', '{', '}', '!',
  '[[', ']]', 'coproc',
];

export type CommandKind = 'alias' | 'keyword' | 'function' | 'builtin' | 'file';

/** Everything a name means, in order of lookup. */
export function meanings(shell: Shell, name: string, path = shell.variables.get('PATH') ?? ''): { kind: CommandKind; text: string }[] {
  const found: { kind: CommandKind; text: string }[] = [];
  const alias = shell.aliases.get(name);
  if (alias !== undefined && (shell.interactive || shell.options.shopt('expand_aliases'))) found.push({ kind: 'alias', text: alias });
  if (KEYWORDS.includes(name)) found.push({ kind: 'keyword', text: name });
  if (shell.functions.has(name)) found.push({ kind: 'function', text: name });
  if (builtinTable.has(name) && !shell.disabledBuiltins.has(name)) found.push({ kind: 'builtin', text: name });
  for (const file of filesNamed(shell.machine.files, shell.process.cwd, name, path)) found.push({ kind: 'file', text: file });
  return found;
}

function filesNamed(files: Files, cwd: string, name: string, path: string): string[] {
  if (name.includes('/')) return isExecutable(files, name.startsWith('/') ? name : `${cwd}/${name}`) ? [name] : [];
  if (name === '') return [];
  const directories = path.split(':').filter((directory) => directory.startsWith('/'));
  return directories.map((directory) => `/${[...pathNames(directory), name].join('/')}`).filter((file) => isExecutable(files, file));
}

/** The lines that `command -v` (short) or `type` (long) print for a name; empty when it means nothing. */
export function describeCommand(shell: Shell, name: string, style: 'short' | 'long', all = false): string[] {
  let found = meanings(shell, name);
  if (!all) found = found.slice(0, 1);
  return found.map(({ kind, text }) => {
    if (style === 'short') return kind === 'alias' ? `alias ${name}=${singleQuote(text)}` : text;
    const ash = shell.dialect !== 'bash';
    switch (kind) {
      case 'alias':
        return `${name} is aliased to \`${text}'`;
      case 'keyword':
        return `${name} is a shell keyword`;
      case 'function': {
        const definition = shell.functions.get(name);
        return ash || !definition ? `${name} is a function` : `${name} is a function\n${unparseFunction(definition)}`;
      }
      case 'builtin':
        return `${name} is a shell builtin`;
      default:
        return !all && shell.hashed.has(name) && !name.includes('/') && !ash ? `${name} is hashed (${text})` : `${name} is ${text}`;
    }
  });
}

const type = builtin({
  name: 'type',
  usage: '[-afptP] name [name ...]',
  summary: 'Display information about command type.',
  writes: true,
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args), 'afptP');
    if (bad) return yield* badOption(shell, type, bad);
    let status = 0;
    for (const name of rest) {
      let found = meanings(shell, name);
      if (options.has('f')) found = found.filter(({ kind }) => kind !== 'function');
      const files = found.filter(({ kind }) => kind === 'file').map(({ text }) => text);
      if (options.has('P') || options.has('p')) {
        const shown = options.has('p') && found[0]?.kind !== 'file' ? [] : options.has('a') ? files : files.slice(0, 1);
        for (const path of shown) yield* shell.out(`${path}\n`);
        if (found.length === 0 || (options.has('P') && files.length === 0)) status = 1;
        continue;
      }
      if (found.length === 0) {
        status = 1;
        if (!options.has('t')) yield* shell.complain(shell.dialect === 'bash' ? `type: ${name}: not found` : `${name}: not found`);
        continue;
      }
      if (options.has('t')) {
        for (const { kind } of options.has('a') ? found : found.slice(0, 1)) yield* shell.out(`${kind}\n`);
        continue;
      }
      for (const line of describeCommand(shell, name, 'long', options.has('a'))) yield* shell.out(`${line}\n`);
    }
    return status;
  },
});

const hash = builtin({
  name: 'hash',
  usage: '[-lr] [-p pathname] [-dt] [name ...]',
  summary: 'Remember or display program locations.',
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args), 'lrp:dt');
    if (bad) return yield* badOption(shell, hash, bad);
    if (options.has('r')) shell.hashed.clear();
    if (rest.length === 0) {
      if (options.has('r')) return 0;
      if (shell.hashed.size === 0) {
        yield* shell.out(`${shell.dialect === 'bash' ? 'hash: hash table empty\n' : ''}`);
        return 0;
      }
      const rows = [...shell.hashed.values()].map(({ path, hits }) => `${String(hits).padStart(4)}\t${path}\n`);
      yield* shell.out(`hits\tcommand\n${rows.join('')}`);
      return 0;
    }
    let status = 0;
    for (const name of rest) {
      const given = options.get('p');
      const path = given ?? shell.machine.processes.which(name, shell.variables.get('PATH') ?? '');
      if (options.has('d')) {
        if (!shell.hashed.delete(name)) status = 1;
      } else if (options.has('t')) {
        const known = shell.hashed.get(name);
        if (known) yield* shell.out(`${known.path}\n`);
        else {
          yield* shell.complain(`hash: ${name}: not found`);
          status = 1;
        }
      } else if (path === undefined) {
        yield* shell.complain(`hash: ${name}: not found`);
        status = 1;
      } else shell.hashed.set(name, { path, hits: 0 });
    }
    return status;
  },
});

const alias = builtin({
  name: 'alias',
  usage: '[-p] [name[=value] ... ]',
  summary: 'Define or display aliases.',
  writes: true,
  *run(shell, args) {
    const { rest: words, bad } = parseOptions(asWords(args), 'p');
    if (bad) return yield* badOption(shell, alias, bad);
    const show = (name: string, value: string) => `${shell.dialect === 'bash' ? 'alias ' : ''}${name}=${singleQuote(value)}\n`;
    if (words.length === 0) {
      for (const name of [...shell.aliases.keys()].sort()) yield* shell.out(show(name, shell.aliases.get(name) as string));
      return 0;
    }
    let status = 0;
    for (const word of words) {
      const at = word.indexOf('=', 1);
      if (at > 0) {
        shell.aliases.set(word.slice(0, at), word.slice(at + 1));
        shell.aliasVersion++;
        continue;
      }
      const value = shell.aliases.get(word);
      if (value !== undefined) yield* shell.out(show(word, value));
      else {
        yield* shell.complain(`alias: ${word}: not found`);
        status = 1;
      }
    }
    return status;
  },
});

const unalias = builtin({
  name: 'unalias',
  usage: '[-a] name [name ...]',
  summary: 'Remove each NAME from the list of defined aliases.',
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args), 'a');
    if (bad) return yield* badOption(shell, unalias, bad);
    shell.aliasVersion++;
    if (options.has('a')) {
      shell.aliases.clear();
      return 0;
    }
    if (rest.length === 0) return yield* usage(shell, unalias);
    let status = 0;
    for (const name of rest) {
      if (shell.aliases.delete(name)) continue;
      yield* shell.complain(`unalias: ${name}: not found`);
      status = 1;
    }
    return status;
  },
});

const enable = builtin({
  name: 'enable',
  usage: '[-a] [-dnps] [-f filename] [name ...]',
  summary: 'Enable and disable shell builtins.',
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args), 'adnpsf:');
    if (bad) return yield* badOption(shell, enable, bad);
    if (rest.length === 0) {
      const names = [...builtinTable.keys()].sort().filter((name) => options.has('a') || shell.disabledBuiltins.has(name) === options.has('n'));
      yield* shell.out(names.map((name) => `enable ${shell.disabledBuiltins.has(name) ? '-n ' : ''}${name}\n`).join(''));
      return 0;
    }
    let status = 0;
    for (const name of rest) {
      if (!builtinTable.has(name)) {
        yield* shell.complain(`enable: ${name}: not a shell builtin`);
        status = 1;
      } else if (options.has('n')) shell.disabledBuiltins.add(name);
      else shell.disabledBuiltins.delete(name);
    }
    return status;
  },
});

const help = builtin({
  name: 'help',
  usage: '[-dms] [pattern ...]',
  summary: 'Display information about builtin commands.',
  writes: true,
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args), 'dms');
    if (bad) return yield* badOption(shell, help, bad);
    if (rest.length === 0) return yield* helpIndex(shell);
    let status = 0;
    for (const name of rest) {
      const found = builtinTable.get(name);
      if (!found) {
        yield* shell.complain(`help: no help topics match \`${name}'.  Try \`help help' or \`man -k ${name}' or \`info ${name}'.`);
        status = 1;
      } else if (options.has('s')) yield* shell.out(`${name}: ${`${name} ${found.usage}`.trimEnd()}\n`);
      else if (options.has('d')) yield* shell.out(`${name} - ${found.summary}\n`);
      else yield* shell.out(`${name}: ${`${name} ${found.usage}`.trimEnd()}\n    ${found.summary}\n`);
    }
    return status;
  },
});

function* helpIndex(shell: Shell): Program<number> {
  const lines = [...builtinTable.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map((found) => ` ${`${found.name} ${found.usage}`.trimEnd()}`);
  yield* shell.out(`${BANNER}\n${lines.join('\n')}\n`);
  return 0;
}

const BANNER = `GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)
These shell commands are defined internally.  Type \`help' to see this list.
Type \`help name' to find out more about the function \`name'.
`;

export const lookupBuiltins: readonly Builtin[] = [type, hash, alias, unalias, enable, help];
