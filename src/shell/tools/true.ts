/** true: success. */
import { tool } from './_tool';

export default tool({
  name: 'true',
  package: 'coreutils',
  busybox: true,
  *main() {
    return 0;
  },
});
