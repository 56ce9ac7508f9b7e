/** who, users: who is logged in. */
import { COREUTILS } from './_coreutils';
import { Output, programName } from './_io';
import { flag, options } from './_options';
import { sessions } from './_sessions';
import { civil, strftime } from './_time';
import { tool } from './_tool';
import { userName } from './_users';

const command = {
  usage: '[OPTION]... [ FILE | ARG1 ARG2 ]',
  summary: 'Print information about users who are currently logged in.',
  version: COREUTILS,
  options: {
    boot: flag('-b --boot', 'time of last system boot'),
    heading: flag('-H --heading', 'column headings'),
    me: flag('-m', 'only this terminal'),
    count: flag('-q --count', 'all login names and number of users'),
    short: flag('-s --short', 'the default'),
    idle: flag('-u --users', 'accepted'),
  },
  lacks: '-a --all -d --dead -l --login --lookup -p --process -r --runlevel -t --time -T -w --mesg',
};

export default tool({
  name: 'who',
  aliases: ['users'],
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const out = new Output(process);
    const all = sessions(process);
    const mine = values.me || operands.length === 2 ? all.filter(({ tty }) => tty === process.tty) : all;
    if (programName(process) === 'users') {
      if (all.length > 0) out.line(all.map(({ uid }) => userName(process, uid)).join(' '));
    } else if (values.count) {
      out.line(all.map(({ uid }) => userName(process, uid)).join(' '));
      out.line(`# users=${all.length}`);
    } else {
      if (values.heading) out.line('NAME     LINE         TIME             COMMENT');
      if (values.boot) out.line(`         system boot  ${strftime('%F %H:%M', civil(process.machine.bootedMs))}`);
      else
        for (const { line, uid, sinceMs } of mine)
          out.line(`${userName(process, uid).padEnd(8)} ${line.padEnd(12)} ${strftime('%F %H:%M', civil(sinceMs))}`);
    }
    yield* out.flush();
    return 0;
  },
});
