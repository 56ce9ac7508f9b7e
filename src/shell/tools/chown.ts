/** chown and chgrp: owners. */
import { errnoText, isFileError } from '../../os';
import { COREUTILS } from './_coreutils';
import { complain, fail, isBusybox, programName } from './_io';
import { flag, misuse, options, value } from './_options';
import { absolutePath } from './_paths';
import { quote, quoteName } from './_text';
import { tool } from './_tool';
import { findUser, groups } from './_users';
import { entriesBelow } from './_walk';

const command = {
  usage: '[OPTION]... [OWNER][:[GROUP]] FILE...',
  summary: 'Change the owner and/or group of each FILE.',
  version: COREUTILS,
  options: {
    quiet: flag('-f --silent --quiet', 'suppress most error messages'),
    noDereference: flag('-h --no-dereference', 'ignored'),
    verbose: flag('-v --verbose', 'accepted'),
    changes: flag('-c --changes', 'accepted'),
    recursive: flag('-R --recursive', 'operate on files and directories recursively'),
    reference: value('--reference', 'use the owner of this file'),
  },
  lacks: '--from -H -L -P --dereference',
};

export default tool({
  name: 'chown',
  aliases: ['chgrp'],
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const names = [...operands];
    const { files } = process.machine;
    const isGroup = programName(process) === 'chgrp';
    let uid: number | undefined;
    let gid: number | undefined;
    if (values.reference !== undefined) {
      const stat = files.stat(absolutePath(process, values.reference));
      if (isFileError(stat)) return yield* fail(process, `failed to get attributes of ${quoteName(values.reference)}: ${errnoText(stat.errno)}`);
      uid = isGroup ? undefined : stat.uid;
      gid = stat.gid;
    } else {
      const spec = names.shift();
      if (spec === undefined) return yield* misuse(process, command, 'missing operand');
      if (names.length === 0) return yield* misuse(process, command, `missing operand after ${quote(spec)}`);
      const [owner = '', group] = isGroup ? ['', spec] : (spec.split(/[:.]/, 2) as [string, string?]);
      if (owner !== '') {
        const user = findUser(process, owner);
        if (!user && !/^\d+$/.test(owner))
          return yield* fail(process, isBusybox(process) ? `unknown user ${owner}` : `invalid user: ${quote(spec)}`);
        uid = user?.uid ?? Number(owner);
        if (group === '' && user) gid = user.gid;
      }
      if (group !== undefined && group !== '') {
        const found = groups(process).find(({ name }) => name === group);
        if (!found && !/^\d+$/.test(group))
          return yield* fail(process, isBusybox(process) ? `unknown group ${group}` : `invalid group: ${quote(isGroup ? group : spec)}`);
        gid = found?.gid ?? Number(group);
      }
    }
    let exitCode = 0;
    for (const name of names) {
      const all = [name];
      const root = files.stat(absolutePath(process, name));
      if (values.recursive && !isFileError(root) && root.kind === 'directory')
        for (const visit of entriesBelow(process, name)) all.push(visit.name);
      for (const each of all) {
        const path = absolutePath(process, each);
        const stat = files.stat(path);
        const error = isFileError(stat) ? stat : files.chown(path, uid ?? stat.uid, gid ?? stat.gid);
        if (!error) continue;
        exitCode = 1;
        if (!values.quiet)
          yield* complain(
            process,
            isBusybox(process) ? `${each}: ${errnoText(error.errno)}` : `cannot access ${quoteName(each)}: ${errnoText(error.errno)}`,
          );
      }
    }
    return exitCode;
  },
});
