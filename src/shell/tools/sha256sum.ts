/** sha256sum: see _sums.ts. */
import { sumMain } from './_sums';
import { tool } from './_tool';

export default tool({ name: 'sha256sum', package: 'coreutils', busybox: true, main: (process) => sumMain(process, 'sha256sum') });
