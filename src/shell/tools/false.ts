/** false: failure. */
import { tool } from './_tool';

export default tool({
  name: 'false',
  package: 'coreutils',
  busybox: true,
  *main() {
    return 1;
  },
});
