/** `docker context export`: declared for its help; this lab says what it lacks. */
import { between, command } from '../_framework/command';
import { contextNames, upTo } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import { checkName, findContext } from './_context';

export default command({
  use: 'export [OPTIONS] CONTEXT [FILE|-]',
  short: 'Write a context to an archive',
  args: between(1, 2),
  flags: {},
  completes: upTo(1, contextNames),
  *run(context, [name = '']) {
    checkName(name);
    findContext(context, name);
    throw new Failure("docker context export: this lab does not write archives; 'docker context inspect' shows what a context holds");
  },
});
