/** logname: who logged in on this terminal. */
import { fail, print } from './_io';
import { tool } from './_tool';
import { userName } from './_users';

export default tool({
  name: 'logname',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    if (!process.tty) return yield* fail(process, 'no login name');
    yield* print(process, `${userName(process, process.uid)}\n`);
    return 0;
  },
});
