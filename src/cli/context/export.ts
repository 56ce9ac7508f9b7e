/** `docker context export` (command/context/export.go): its description as an archive, in a file that must be new. */
import { absolutePath, isFileError, writeTar } from '../../os';
import { goErrno } from '../_client/local-files';
import { between, command } from '../_framework/command';
import { contextNames, upTo } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import { checkName, findContext, META_FILE } from './_context';

export default command({
  use: 'export [OPTIONS] CONTEXT [FILE|-]',
  short: 'Write a context to an archive',
  args: between(1, 2),
  flags: {},
  completes: upTo(1, contextNames),
  *run(context, [name = '', target = `${name}.dockercontext`]) {
    if (name !== 'default') checkName(name);
    const content = context.config.contextMeta(findContext(context, name));
    const archive = writeTar([{ name: META_FILE, kind: 'file', mode: 0o644, modifiedMs: 0, content }]);
    if (target === '-') {
      if (context.out.isTerminal) throw new Failure('cowardly refusing to export to a terminal, specify a file path');
      yield* context.out.write(archive);
      return;
    }
    const { files } = context.process.machine;
    const path = absolutePath(context.process.cwd, target);
    if (!isFileError(files.stat(path))) throw new Failure(`open ${target}: file exists`);
    const failed = files.write(path, archive, { mode: 0o600 });
    if (isFileError(failed)) throw new Failure(`open ${target}: ${goErrno(failed)}`);
    yield* context.err.line(`Written file "${target}"`);
  },
});
