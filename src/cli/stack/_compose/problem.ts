/** How a compose file is refused: with the loader's words, exit code 1. */
import { Failure } from '../../_framework/failure';

/** Keys that no stack may use; `deploy` lists them, `config` only says that there are some. */
export class ForbiddenKeys extends Failure {
  constructor(readonly keys: ReadonlyMap<string, string>) {
    super('Configuration contains forbidden properties');
  }
}
