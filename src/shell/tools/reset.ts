/** reset: a terminal put back in order. */
import { print } from './_io';
import { tool } from './_tool';

export default tool({
  name: 'reset',
  package: 'ncurses-bin',
  busybox: true,
  *main(process) {
    process.tty?.setModes({ raw: false, echo: true, signals: true });
    yield* print(process, '\x1bc\x1b[!p\x1b[?3;4l\x1b[4l\x1b>');
    return 0;
  },
});
