/** git, as courses begin with it: `clone` of what the lab declares, and looking around in it. All else says so. */
import type { Process } from '../../os';
import { isFileError } from '../../os';
import type { Program } from '../../sim';
import { WorkTree } from './_git-work-tree';
import { print } from './_io';
import { absolutePath } from './_paths';
import { repositoriesOf } from './_repositories';
import { civil, strftime } from './_time';
import { tool } from './_tool';

const USAGE = 'usage: git [-v | --version] [-h | --help] [-C <path>] <command> [<args>]\n\nThis lab knows: branch, checkout, clone, log, remote, status, switch, --version\n';
const VERSION = 'git version 2.39.5\n';
const NO_REPOSITORY = 'fatal: not a git repository (or any of the parent directories): .git\n';
/** What the real one has besides; it needs a repository first, but for some. */
const LACKED = new Set(
  (
    'add am archive bisect bundle cherry-pick clean commit config describe diff fetch gc grep init merge mv notes pull push range-diff rebase ' +
    'reset restore revert rm shortlog show stash submodule tag worktree'
  ).split(' '),
);
const ANYWHERE = ['init', 'config'];

type Verb = (process: Process, tree: WorkTree, args: readonly string[]) => Program<number>;
const VERBS: ReadonlyMap<string, Verb> = new Map([['status', status], ['log', log], ['branch', branch], ['checkout', checkout], ['switch', checkout], ['remote', remote]]);

export default tool({
  name: 'git',
  package: 'git',
  *main(process) {
    const args = process.argv.slice(1);
    let cwd = process.cwd;
    while (args[0] === '-C' || args[0] === '-c' || args[0] === '--no-pager') {
      const [option, value = ''] = args;
      args.splice(0, option === '--no-pager' ? 1 : 2);
      if (option !== '-C') continue;
      cwd = absolutePath(process, value);
      if (isFileError(process.machine.files.list(cwd))) return yield* fatal(process, `fatal: cannot change to '${value}': No such file or directory`);
    }
    const [command, ...rest] = args;
    if (command === undefined || ['--help', '-h', 'help'].includes(command)) {
      yield* print(process, USAGE);
      return command === undefined ? 1 : 0;
    }
    if (['--version', '-v', 'version'].includes(command)) {
      yield* print(process, VERSION);
      return 0;
    }
    if (command === 'clone') return yield* clone(process, cwd, rest);
    const verb = VERBS.get(command);
    if (!verb && !LACKED.has(command)) {
      yield* process.stderr.write(`git: '${command}' is not a git command. See 'git --help'.\n`);
      return 1;
    }
    const tree = WorkTree.find(process, cwd);
    if (!tree && !ANYWHERE.includes(command)) {
      yield* process.stderr.write(NO_REPOSITORY);
      return 128;
    }
    if (verb && tree) return yield* verb(process, tree, rest);
    yield* process.stderr.write(`git: command ${command} is not supported in this lab\n`);
    return 1;
  },
});

function* fatal(process: Process, message: string, code = 128): Program<number> {
  yield* process.stderr.write(`${message}\n`);
  return code;
}

function* clone(process: Process, cwd: string, args: readonly string[]): Program<number> {
  const words: string[] = [];
  let quiet = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '-q' || arg === '--quiet') quiet = true;
    else if (/^(-b|--branch|--depth|-o|--origin|-c|--config|-j)$/.test(arg)) i++;
    else if (!arg.startsWith('-')) words.push(arg);
  }
  const [address, target] = words;
  if (address === undefined) return yield* fatal(process, 'fatal: You must specify a repository to clone.\n\nusage: git clone [<options>] [--] <repo> [<dir>]', 129);
  const plain = address.replace(/\/+$/, '').replace(/\.git$/, '');
  const name = target ?? (plain.replace(/.*[/:]/, '') || 'repo');
  const path = name.startsWith('/') ? name : `${cwd === '/' ? '' : cwd}/${name}`;
  const { files } = process.machine;
  const existing = files.list(path);
  if (!isFileError(existing) && existing.length > 0) return yield* fatal(process, `fatal: destination path '${name}' already exists and is not an empty directory.`);
  if (!quiet) yield* process.stderr.write(`Cloning into '${name}'...\n`);
  const url = address.replace(/\/?$/, '/');
  const host = /^(?:https?:\/\/|git@)([^/:]+)/.exec(address)?.[1];
  if (host === undefined) return yield* fatal(process, `fatal: repository '${address}' does not exist`);
  const found = yield* process.machine.net.resolve(host);
  if (!found.ok) return yield* fatal(process, `fatal: unable to access '${url}': Could not resolve host: ${host}`);
  yield* process.busy(400);
  const content = repositoriesOf(process.machine)?.get(plain.replace(/^git@([^:]+):/, 'https://$1/'));
  if (!content) return yield* fatal(process, `remote: Repository not found.\nfatal: repository '${url}' not found`);
  // Files, folders and the commit itself.
  const count = Object.keys(content).length + new Set(Object.keys(content).map((each) => each.replace(/[^/]*$/, ''))).size + 1;
  WorkTree.create(files, path, address, content, process.sim.nowMs);
  if (!quiet) {
    yield* process.stderr.write(
      `remote: Enumerating objects: ${count}, done.\nremote: Counting objects: 100% (${count}/${count}), done.\nremote: Compressing objects: 100% (${count}/${count}), done.\n` +
        `remote: Total ${count} (delta 0), reused ${count} (delta 0), pack-reused 0\nReceiving objects: 100% (${count}/${count}), done.\n`,
    );
  }
  return 0;
}

function* status(process: Process, tree: WorkTree, args: readonly string[]): Program<number> {
  const { modified, deleted, untracked } = tree.differences();
  const changed = [...modified.map((path) => ({ path, mark: 'M', word: 'modified:   ' })), ...deleted.map((path) => ({ path, mark: 'D', word: 'deleted:    ' }))].sort((a, b) => (a.path < b.path ? -1 : 1));
  if (args.some((arg) => arg === '-s' || arg === '--short' || arg === '--porcelain')) {
    yield* print(process, [...changed.map(({ path, mark }) => ` ${mark} ${path}\n`), ...untracked.map((path) => `?? ${path}\n`)].join(''));
    return 0;
  }
  const parts = [`On branch ${tree.branch}\n${tree.branch === 'main' ? "Your branch is up to date with 'origin/main'.\n" : ''}`];
  if (changed.length > 0) parts.push(`Changes not staged for commit:\n  (use "git add${deleted.length > 0 ? '/rm' : ''} <file>..." to update what will be committed)\n  (use "git restore <file>..." to discard changes in working directory)\n${changed.map(({ path, word }) => `\t${word}${path}\n`).join('')}`);
  if (untracked.length > 0) parts.push(`Untracked files:\n  (use "git add <file>..." to include in what will be committed)\n${untracked.map((path) => `\t${path}\n`).join('')}`);
  if (changed.length > 0) parts.push('no changes added to commit (use "git add" and/or "git commit -a")\n');
  else if (untracked.length > 0) parts.push('nothing added to commit but untracked files present (use "git add" to track)\n');
  else parts.push('nothing to commit, working tree clean\n');
  yield* print(process, parts.join(tree.branch === 'main' || changed.length + untracked.length > 0 ? '\n' : ''));
  return 0;
}

function* log(process: Process, tree: WorkTree, args: readonly string[]): Program<number> {
  const { hash, subject, author, atMs } = tree.commit;
  const branches = tree.branches.filter((one) => one !== tree.branch);
  const names = [`HEAD -> ${tree.branch}`, 'origin/main', 'origin/HEAD', ...branches].join(', ');
  const decorated = process.stdout.tty || args.includes('--decorate') ? ` (${names})` : '';
  if (args.includes('--oneline')) yield* print(process, `${hash.slice(0, 7)}${decorated} ${subject}\n`);
  else yield* print(process, `commit ${hash}${decorated}\nAuthor: ${author}\nDate:   ${strftime('%a %b %e %H:%M:%S %Y', civil(atMs))} +0000\n\n    ${subject}\n`);
  return 0;
}

function* branch(process: Process, tree: WorkTree, args: readonly string[]): Program<number> {
  const [name] = args.filter((arg) => !arg.startsWith('-'));
  if (name !== undefined) {
    if (tree.branches.includes(name)) return yield* fatal(process, `fatal: a branch named '${name}' already exists`);
    const { branch: before } = tree;
    tree.switchTo(name, true);
    tree.switchTo(before, false);
    return 0;
  }
  const remotes = args.includes('-a') || args.includes('-r') ? ['  remotes/origin/HEAD -> origin/main\n', '  remotes/origin/main\n'] : [];
  yield* print(process, [...(args.includes('-r') ? [] : tree.branches.map((one) => `${one === tree.branch ? '*' : ' '} ${one}\n`)), ...remotes].join(''));
  return 0;
}

function* checkout(process: Process, tree: WorkTree, args: readonly string[]): Program<number> {
  const makes = args.some((arg) => ['-b', '-c', '--create'].includes(arg));
  const names = args.filter((arg) => !arg.startsWith('-'));
  const paths = args.includes('--') ? args.slice(args.indexOf('--') + 1) : names.every((name) => tree.tracks(name)) ? names : [];
  if (paths.length > 0) {
    const missing = paths.find((path) => !tree.tracks(path));
    if (missing !== undefined) return yield* fatal(process, `error: pathspec '${missing}' did not match any file(s) known to git`, 1);
    for (const path of paths) tree.restore(path);
    yield* process.stderr.write(`Updated ${paths.length} path${paths.length === 1 ? '' : 's'} from the index\n`);
    return 0;
  }
  const [name] = names;
  if (name === undefined) return 0;
  if (makes && tree.branches.includes(name)) return yield* fatal(process, `fatal: a branch named '${name}' already exists`);
  if (!makes && !tree.branches.includes(name)) return yield* fatal(process, `error: pathspec '${name}' did not match any file(s) known to git`, 1);
  if (name === tree.branch && !makes) {
    yield* process.stderr.write(`Already on '${name}'\n`);
    return 0;
  }
  tree.switchTo(name, makes);
  yield* process.stderr.write(`Switched to ${makes ? 'a new ' : ''}branch '${name}'\n`);
  return 0;
}

function* remote(process: Process, tree: WorkTree, args: readonly string[]): Program<number> {
  yield* print(process, args.includes('-v') ? `origin\t${tree.address} (fetch)\norigin\t${tree.address} (push)\n` : 'origin\n');
  return 0;
}
