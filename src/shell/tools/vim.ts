/** vim: the editor of the hosts, and of images where its package was installed. */
import { VIM } from '../editors';
import { print, programName } from './_io';
import { parseViArguments, startVi } from './_vi-start';
import { tool } from './_tool';

const VERSION = 'VIM - Vi IMproved 9.0 (2022 Jun 28, compiled Feb 16 2025 05:23:41)\n';

const HELP = `${VERSION}
Usage: vim [arguments] [file ..]       edit specified file(s)
   or: vim [arguments] -               read text from stdin

Arguments:
   --\t\t\tOnly file names after this
   -R\t\t\tReadonly mode (like "view")
   +\t\t\tStart at end of file
   +<lnum>\t\tStart at line <lnum>
   +/<pattern>\t\tStart at the first match
   -c <command>\t\tRun <command> after loading the first file
   -h  or  --help\tPrint this and exit
   --version\t\tPrint the version and exit
`;

export default tool({
  name: 'vim',
  aliases: ['view', 'vim.tiny'],
  package: 'vim',
  *main(process) {
    const parsed = parseViArguments(process.argv.slice(1), programName(process) === 'view');
    switch (parsed.kind) {
      case 'version':
        yield* print(process, `${VERSION}${VIM.version.slice(1).join('\n')}\n`);
        return 0;
      case 'help':
        yield* print(process, HELP);
        return 0;
      case 'refused':
        yield* process.stderr.write(`${VERSION}${parsed.message}\nMore info with: "vim -h"\n`);
        return 1;
      case 'start':
        return yield* startVi(process, { ...parsed.start, wording: VIM }, parsed.readsStdin);
    }
  },
});
