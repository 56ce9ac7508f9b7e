/** id: user and groups. */
import { COREUTILS } from './_coreutils';
import { complain, fail, isBusybox, print } from './_io';
import { flag, misuse, options } from './_options';
import { quote } from './_text';
import { tool } from './_tool';
import { findUser, groupsOf, groupsOfProcess, userName } from './_users';

const command = {
  usage: '[OPTION]... [USER]...',
  summary: 'Print user and group information for each USER, or for the current one.',
  version: COREUTILS,
  options: {
    compatible: flag('-a', 'ignored'),
    group: flag('-g --group', 'only the effective group ID'),
    groups: flag('-G --groups', 'all group IDs'),
    name: flag('-n --name', 'names instead of numbers'),
    real: flag('-r --real', 'the real ID'),
    user: flag('-u --user', 'only the effective user ID'),
    zero: flag('-z --zero', 'entries end in NUL'),
    context: flag('-Z --context', 'the security context'),
  },
};

export default tool({
  name: 'id',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (values.context) return yield* fail(process, '--context (-Z) works only on an SELinux-enabled kernel');
    const only = [values.user, values.group, values.groups].filter(Boolean).length;
    if (only > 1) return yield* misuse(process, command, 'cannot print "only" of more than one choice');
    if ((values.name || values.real) && only === 0) return yield* misuse(process, command, 'cannot print only names or real IDs in default format');
    let exitCode = 0;
    for (const name of operands.length > 0 ? operands : [undefined]) {
      const user =
        name === undefined
          ? (findUser(process, String(process.uid)) ?? { name: userName(process, process.uid), uid: process.uid, gid: process.uid })
          : findUser(process, name);
      if (!user) {
        yield* complain(process, isBusybox(process) ? `unknown user ${name}` : `${quote(name as string)}: no such user`);
        exitCode = 1;
        continue;
      }
      const groups = name === undefined ? groupsOfProcess(process) : groupsOf(process, user);
      const primary = groups[0] as (typeof groups)[number];
      const end = values.zero ? '\0' : '\n';
      if (values.user) yield* print(process, (values.name ? user.name : String(user.uid)) + end);
      else if (values.group) yield* print(process, (values.name ? primary.name : String(primary.gid)) + end);
      else if (values.groups) yield* print(process, groups.map((group) => (values.name ? group.name : String(group.gid))).join(' ') + end);
      else
        yield* print(
          process,
          `uid=${named(user.uid, user.name)} gid=${named(primary.gid, primary.name)} groups=` +
            `${groups.map((group) => named(group.gid, group.name)).join(',')}${end}`,
        );
    }
    return exitCode;
  },
});

/** A number with its name, where it has one. */
const named = (id: number, name: string) => (name === String(id) ? name : `${id}(${name})`);
