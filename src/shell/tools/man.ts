/** man: the lab has no manual pages; it points at --help. */
import { print, programName } from './_io';
import { tool } from './_tool';

export default tool({
  name: 'man',
  aliases: ['info', 'apropos'],
  package: 'man-db',
  *main(process) {
    const words = process.argv.slice(1).filter((arg) => !arg.startsWith('-') && !/^\d$/.test(arg));
    const name = words[0];
    if (name === undefined) {
      yield* process.stderr.write("What manual page do you want?\nFor example, try 'man man'.\n");
      return 1;
    }
    if (programName(process) === 'apropos') {
      yield* process.stderr.write(`${name}: nothing appropriate.\n`);
      return 16;
    }
    const known = process.machine.processes.which(name, process.env.get('PATH') ?? '') !== undefined;
    if (!known) {
      yield* process.stderr.write(`No manual entry for ${name}\n`);
      return 16;
    }
    yield* print(process, `Manual pages are not supported in this lab. See what it knows with: ${name} --help\n`);
    return 16;
  },
});
