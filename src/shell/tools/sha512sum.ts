/** sha512sum: see _sums.ts. */
import { sumMain } from './_sums';
import { tool } from './_tool';

export default tool({ name: 'sha512sum', package: 'coreutils', busybox: true, main: (process) => sumMain(process, 'sha512sum') });
