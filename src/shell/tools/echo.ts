/** echo as an executable; the shell has its own. */
import { print } from './_io';
import { unescape } from './_printf';
import { tool } from './_tool';

export default tool({
  name: 'echo',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const args = process.argv.slice(1);
    let newline = true;
    let escapes = false;
    while (/^-[neE]+$/.test(args[0] ?? '')) {
      for (const letter of (args.shift() as string).slice(1)) {
        if (letter === 'n') newline = false;
        else escapes = letter === 'e';
      }
    }
    const plain = args.join(' ');
    if (!escapes) {
      yield* print(process, plain + (newline ? '\n' : ''));
      return 0;
    }
    const { text, stops } = unescape(plain, 'echo');
    yield* print(process, text + (newline && !stops ? '\n' : ''));
    return 0;
  },
});
