/** clear: an empty screen. */
import { print } from './_io';
import { tool } from './_tool';

export default tool({
  name: 'clear',
  package: 'ncurses-bin',
  busybox: true,
  *main(process) {
    const args = process.argv.slice(1);
    if (args.some((arg) => arg !== '-x')) {
      yield* process.stderr.write(
        'Usage: clear [options]\n\nOptions:\n  -T TERM     use this instead of $TERM\n  -V          print curses-version\n' +
          '  -x          do not try to clear scrollback\n',
      );
      return 1;
    }
    yield* print(process, args.includes('-x') ? '\x1b[H\x1b[2J' : '\x1b[H\x1b[2J\x1b[3J');
    return 0;
  },
});
