/** b2sum: see _sums.ts. */
import { sumMain } from './_sums';
import { tool } from './_tool';

export default tool({ name: 'b2sum', package: 'coreutils', busybox: false, main: (process) => sumMain(process, 'b2sum') });
