/** groups: the groups a user is in. */
import { COREUTILS } from './_coreutils';
import { complain, print } from './_io';
import { options } from './_options';
import { quote } from './_text';
import { tool } from './_tool';
import { findUser, groupsOf, groupsOfProcess } from './_users';

const command = {
  usage: '[OPTION]... [USERNAME]...',
  summary: 'Print group memberships for each USERNAME, or for the current process.',
  version: COREUTILS,
  options: {},
};

export default tool({
  name: 'groups',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    let exitCode = 0;
    if (parsed.operands.length === 0) {
      yield* print(
        process,
        `${groupsOfProcess(process)
          .map(({ name }) => name)
          .join(' ')}\n`,
      );
    }
    for (const name of parsed.operands) {
      const user = findUser(process, name);
      if (!user) {
        yield* complain(process, `${quote(name)}: no such user`);
        exitCode = 1;
      } else
        yield* print(
          process,
          `${name} : ${groupsOf(process, user)
            .map((group) => group.name)
            .join(' ')}\n`,
        );
    }
    return exitCode;
  },
});
