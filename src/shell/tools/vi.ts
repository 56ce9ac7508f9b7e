/** vi: vim's other name on hosts; in the images of busybox and alpine, busybox' own small vi. */
import { BUSYBOX } from '../editors';
import { isBusybox } from './_io';
import { parseViArguments, startVi } from './_vi-start';
import { tool } from './_tool';
import vim from './vim';

const USAGE = `BusyBox v1.36.1 (2024-06-10 07:11:47 UTC) multi-call binary.

Usage: vi [-c CMD] [-R] [-H] [FILE]...

Edit FILE

\t-c CMD\tInitial command to run ($EXINIT and ~/.exrc also available)
\t-R\tRead-only
\t-H\tList available features
`;

export default tool({
  name: 'vi',
  package: 'busybox',
  busybox: true,
  *main(process) {
    if (!isBusybox(process)) return yield* vim.main(process);
    const parsed = parseViArguments(process.argv.slice(1), false);
    if (parsed.kind !== 'start') {
      yield* process.stderr.write(parsed.kind === 'refused' ? `vi: ${parsed.message}\n${USAGE}` : USAGE);
      return 1;
    }
    return yield* startVi(process, { ...parsed.start, wording: BUSYBOX }, parsed.readsStdin);
  },
});

