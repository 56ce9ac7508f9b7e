/** sha1sum: see _sums.ts. */
import { sumMain } from './_sums';
import { tool } from './_tool';

export default tool({ name: 'sha1sum', package: 'coreutils', busybox: true, main: (process) => sumMain(process, 'sha1sum') });
