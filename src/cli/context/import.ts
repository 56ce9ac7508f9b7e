/** `docker context import`: declared for its help; this lab says what it lacks. */
import { command, exactly } from '../_framework/command';
import { Failure } from '../_framework/failure';

export default command({
  use: 'import CONTEXT FILE|-',
  short: 'Read a context from an archive',
  args: exactly(2),
  flags: {},
  *run() {
    throw new Failure("docker context import: this lab does not read archives; 'docker context create' makes contexts");
  },
});
