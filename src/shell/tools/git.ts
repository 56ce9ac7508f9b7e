/** git: this lab has no repositories. Labs that start with a clone declare what is found there; all else says so. */
import { isFileError } from '../../os';
import type { Process } from '../../os';
import { print } from './_io';
import { absolutePath } from './_paths';
import { repositoriesOf } from './_repositories';
import { tool } from './_tool';

const USAGE = 'usage: git [-v | --version] [-h | --help] [-C <path>] <command> [<args>]\n\nThis lab knows: clone, status, --version\n';
const COMMANDS = new Set(
  (
    'add am archive bisect branch bundle checkout cherry-pick clean commit config describe diff fetch gc grep init log merge mv ' +
    'notes pull push range-diff rebase remote reset restore revert rm shortlog show stash submodule switch tag worktree'
  ).split(' '),
);

export default tool({
  name: 'git',
  package: 'git',
  *main(process) {
    const args = process.argv.slice(1);
    while (args[0] === '-C' || args[0] === '-c') args.splice(0, 2);
    const [command, ...rest] = args;
    if (command === undefined || command === '--help' || command === '-h' || command === 'help') {
      yield* print(process, USAGE);
      return command === undefined ? 1 : 0;
    }
    if (command === '--version' || command === '-v' || command === 'version') {
      yield* print(process, 'git version 2.39.5\n');
      return 0;
    }
    if (command === 'clone') return yield* clone(process, rest);
    if (command === 'status' || COMMANDS.has(command)) {
      if (command !== 'status' && command !== 'init' && command !== 'config' && !isRepository(process)) {
        yield* process.stderr.write('fatal: not a git repository (or any of the parent directories): .git\n');
        return 128;
      }
      if (command === 'status' && !isRepository(process)) {
        yield* process.stderr.write('fatal: not a git repository (or any of the parent directories): .git\n');
        return 128;
      }
      if (command === 'status') {
        yield* print(process, "On branch master\nYour branch is up to date with 'origin/master'.\n\nnothing to commit, working tree clean\n");
        return 0;
      }
      yield* process.stderr.write(`git: command ${command} is not supported in this lab\n`);
      return 1;
    }
    yield* process.stderr.write(`git: '${command}' is not a git command. See 'git --help'.\n`);
    return 1;
  },
});

function isRepository(process: Process): boolean {
  for (let path = process.cwd; ; path = path.replace(/\/[^/]*$/, '') || '/') {
    if (!isFileError(process.machine.files.stat(`${path === '/' ? '' : path}/.git`))) return true;
    if (path === '/') return false;
  }
}

function* clone(process: Process, args: readonly string[]) {
  const words: string[] = [];
  let quiet = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '-q' || arg === '--quiet') quiet = true;
    else if (/^(-b|--branch|--depth|-o|--origin|-c|--config|-j)$/.test(arg)) i++;
    else if (!arg.startsWith('-')) words.push(arg);
  }
  const [address, target] = words;
  if (address === undefined) {
    yield* process.stderr.write('fatal: You must specify a repository to clone.\n\nusage: git clone [<options>] [--] <repo> [<dir>]\n');
    return 129;
  }
  const name =
    target ??
    (address
      .replace(/\/+$/, '')
      .replace(/\.git$/, '')
      .replace(/.*[/:]/, '') ||
      'repo');
  const path = absolutePath(process, name);
  const { files } = process.machine;
  const existing = files.list(path);
  if (!isFileError(existing) && existing.length > 0) {
    yield* process.stderr.write(`fatal: destination path '${name}' already exists and is not an empty directory.\n`);
    return 128;
  }
  const plain = address.replace(/\/+$/, '').replace(/\.git$/, '');
  const content = repositoriesOf(process.machine)?.get(plain);
  if (!quiet) yield* process.stderr.write(`Cloning into '${name}'...\n`);
  const host = /^(?:https?:\/\/|git@)([^/:]+)/.exec(address)?.[1];
  if (host !== undefined) {
    const found = yield* process.machine.net.resolve(host);
    if (!found.ok) {
      yield* process.stderr.write(`fatal: unable to access '${address.replace(/\/?$/, '/')}': Could not resolve host: ${host}\n`);
      return 128;
    }
  }
  yield* process.busy(400);
  if (!content) {
    yield* process.stderr.write(`fatal: this lab has no repository '${address}'\n`);
    return 128;
  }
  const count = Object.keys(content).length;
  for (const [file, text] of Object.entries(content)) files.put(`${path}/${file}`, { content: text });
  files.put(`${path}/.git/HEAD`, { content: 'ref: refs/heads/master\n' });
  files.put(`${path}/.git/config`, { content: `[remote "origin"]\n\turl = ${address}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n` });
  if (!quiet)
    yield* process.stderr.write(
      `remote: Enumerating objects: ${count}, done.\nremote: Counting objects: 100% (${count}/${count}), done.\n` +
        `remote: Total ${count} (delta 0), reused 0 (delta 0), pack-reused 0\nReceiving objects: 100% (${count}/${count}), done.\n`,
    );
  return 0;
}
