/** yes: a line again and again until nobody reads. */
import { COREUTILS } from './_coreutils';
import { Output } from './_io';
import { options } from './_options';
import { tool } from './_tool';

const command = { usage: '[STRING]...', summary: "Repeatedly output a line with all given STRING(s), or 'y'.", version: COREUTILS, options: {} };

export default tool({
  name: 'yes',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const line = `${parsed.operands.length > 0 ? parsed.operands.join(' ') : 'y'}\n`;
    const block = line.repeat(Math.max(1, Math.floor(1024 / line.length)));
    const out = new Output(process);
    for (;;) {
      out.put(block);
      if (!(yield* out.flush())) return 1;
      // A real one fills a pipe at gigabytes a second; on a terminal this is already too fast to read.
      yield* process.busy(1);
    }
  },
});
