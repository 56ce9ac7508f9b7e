/** sudo: nobody is asked for a password, so it runs the rest as root, or as whom it names. */
import { spawnChild } from '../../os';
import { wait } from '../../sim';
import { exitCodeOf } from './_children';
import { print } from './_io';
import { tool } from './_tool';
import { findUser, userName } from './_users';

const USAGE = `usage: sudo -h | -V
usage: sudo -v
usage: sudo [-ABbEHnPS] [-g group] [-u user] [VAR=value] [-i | -s] [command [arg ...]]
`;

export default tool({
  name: 'sudo',
  package: 'sudo',
  *main(process) {
    const args = process.argv.slice(1);
    const env = new Map(process.env);
    let shell = false;
    let user = 'root';
    while (args.length > 0) {
      const arg = args[0] as string;
      if (arg === '--') {
        args.shift();
        break;
      }
      if (/^[A-Za-z_]\w*=/.test(arg)) env.set(arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1));
      else if (/^-[EHSnPbA]+$/.test(arg) || arg === '--preserve-env') {
        args.shift();
        continue;
      } else if (arg === '-i' || arg === '-s' || arg === '--login' || arg === '--shell') shell = true;
      else if (arg === '-u' || arg === '--user' || arg === '-g') {
        const name = args[1] ?? '';
        if (arg !== '-g') user = name;
        args.shift();
      } else if (arg === '-v' || arg === '-k' || arg === '-K') return 0;
      else if (arg === '-l') {
        yield* print(process, `User ${userName(process, process.uid)} may run the following commands on ${process.machine.hostname}:\n    (ALL : ALL) ALL\n`);
        return 0;
      } else if (arg === '-V' || arg === '--version') {
        yield* print(process, 'Sudo version 1.9.13p3\n');
        return 0;
      } else if (arg.startsWith('-')) {
        yield* process.stderr.write(`sudo: invalid option -- '${arg.slice(1, 2)}'\n${USAGE}`);
        return 1;
      } else break;
      args.shift();
    }
    const found = findUser(process, user);
    if (!found) {
      yield* process.stderr.write(`sudo: unknown user ${user}\nsudo: error initializing audit plugin sudoers_audit\n`);
      return 1;
    }
    const { uid } = process;
    env.set('SUDO_USER', userName(process, uid)).set('SUDO_UID', String(uid)).set('SUDO_GID', String(uid)).set('USER', found.name).set('LOGNAME', found.name);
    if (uid !== found.uid) env.set('HOME', found.home);
    const argv = args.length > 0 ? (shell ? ['bash', '-c', args.join(' ')] : args) : shell ? ['bash'] : undefined;
    if (!argv) {
      yield* process.stderr.write(USAGE);
      return 1;
    }
    env.set('SUDO_COMMAND', argv.join(' '));
    const child = spawnChild(process, argv, { env, cwd: shell && args.length === 0 ? found.home : process.cwd, uid: found.uid });
    if ('error' in child) {
      yield* process.stderr.write(`sudo: ${argv[0]}: command not found\n`);
      return 1;
    }
    return exitCodeOf(yield* wait(child.exited));
  },
});
