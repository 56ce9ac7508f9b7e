/** sha224sum: see _sums.ts. */
import { sumMain } from './_sums';
import { tool } from './_tool';

export default tool({ name: 'sha224sum', package: 'coreutils', busybox: false, main: (process) => sumMain(process, 'sha224sum') });
