/** md5sum: see _sums.ts. */
import { sumMain } from './_sums';
import { tool } from './_tool';

export default tool({ name: 'md5sum', package: 'coreutils', busybox: true, main: (process) => sumMain(process, 'md5sum') });
