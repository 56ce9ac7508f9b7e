/** sync: nothing is ever unwritten here. */
import { tool } from './_tool';

export default tool({
  name: 'sync',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    yield* process.busy(2);
    return 0;
  },
});
