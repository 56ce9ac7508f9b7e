/** usermod, as far as installing Docker needs it: `-aG group user` adds a user to groups. */
import { isFileError } from '../../os';
import { fail } from './_io';
import { tool } from './_tool';
import { findUser, groups } from './_users';

export default tool({
  name: 'usermod',
  package: 'login',
  sbin: true,
  *main(process) {
    const args = process.argv.slice(1);
    const append = args.some((arg) => /^-[aG]*a[aG]*$/.test(arg) || arg === '--append');
    const at = args.findIndex((arg) => /^-a?Ga?$/.test(arg) || arg === '--groups');
    const lacked = args.find((arg) => arg.startsWith('-') && !/^-[aG]+$/.test(arg) && arg !== '--append' && arg !== '--groups');
    if (lacked !== undefined) return yield* fail(process, `option ${lacked} is not supported in this lab`, 2);
    const names = (args[at + 1] ?? '').split(',').filter(Boolean);
    const login = args.filter((arg, i) => !arg.startsWith('-') && i !== at + 1).at(-1);
    if (at < 0 || names.length === 0 || login === undefined) {
      yield* process.stderr.write('Usage: usermod [options] LOGIN\n');
      return 2;
    }
    if (!append) return yield* fail(process, 'only adding to groups (-aG) is supported in this lab', 2);
    if (process.uid !== 0) return yield* fail(process, 'Permission denied.\nusermod: cannot lock /etc/passwd; try again later.', 1);
    if (!findUser(process, login)) return yield* fail(process, `user '${login}' does not exist`, 6);
    const known = groups(process);
    const unknown = names.find((name) => !known.some((group) => group.name === name));
    if (unknown !== undefined) return yield* fail(process, `group '${unknown}' does not exist`, 6);
    const { files } = process.machine;
    const text = files.read('/etc/group');
    if (isFileError(text)) return yield* fail(process, 'cannot open /etc/group', 1);
    const lines = text.split('\n').map((line) => {
      const [name = '', password, gid, members = ''] = line.split(':');
      const list = members.split(',').filter(Boolean);
      return names.includes(name) && !list.includes(login) ? `${name}:${password}:${gid}:${[...list, login].join(',')}` : line;
    });
    files.write('/etc/group', lines.join('\n'));
    return 0;
  },
});
