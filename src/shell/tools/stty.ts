/** stty: the terminal's size and modes, as far as scripts use them: `size`, `-echo`, `echo`, `raw`, `sane`. */
import { fail, print } from './_io';
import { quoteName } from './_text';
import { tool } from './_tool';

export default tool({
  name: 'stty',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const tty = process.stdin.tty;
    if (!tty) return yield* fail(process, "'standard input': Inappropriate ioctl for device");
    const args = process.argv.slice(1);
    if (args.length === 0 || args.includes('-a')) {
      const { echo, raw } = tty.modes;
      yield* print(
        process,
        `speed 38400 baud; rows ${tty.rows}; columns ${tty.columns}; line = 0;\n` +
          `${echo ? '' : '-'}echo ${raw ? '-' : ''}icanon ${tty.modes.signals ? '' : '-'}isig\n`,
      );
      return 0;
    }
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] as string;
      if (arg === 'size') yield* print(process, `${tty.rows} ${tty.columns}\n`);
      else if (arg === 'echo' || arg === '-echo') tty.setModes({ echo: arg === 'echo' });
      else if (arg === 'raw') tty.setModes({ raw: true, signals: false });
      else if (arg === '-icanon' || arg === 'cbreak') tty.setModes({ raw: true });
      else if (arg === 'isig' || arg === '-isig') tty.setModes({ signals: arg === 'isig' });
      else if (arg === 'sane' || arg === '-raw' || arg === 'cooked') tty.setModes({ raw: false, echo: true, signals: true });
      else if (arg === 'icanon' || arg === '-cbreak') tty.setModes({ raw: false });
      else if (arg === 'cols' || arg === 'columns' || arg === 'rows') {
        const size = Number(args[++i]);
        if (!(size > 0)) return yield* fail(process, `invalid integer argument: ${quoteName(args[i] ?? '')}`);
        if (arg === 'rows') tty.resize(tty.columns, size);
        else tty.resize(size, tty.rows);
      } else return yield* fail(process, `invalid argument ${quoteName(arg)}`);
    }
    return 0;
  },
});
