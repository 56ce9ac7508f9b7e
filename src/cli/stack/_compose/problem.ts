/** How a compose file is refused: with the loader's words, exit code 1. */
import { Failure } from '../../_framework/failure';

/** The keys and indices that lead to a place in a compose file. */
export type Path = readonly (string | number)[];

export interface Reason {
  /** What is told of this one. */
  words: string;
  at: Path;
  /** It is about the key there, not about its value. */
  key?: boolean;
}

/** A refusal whose reasons have places in the file, for those who show them there. The message is what the client says. */
export class Misfit extends Failure {
  constructor(
    message: string,
    readonly reasons: readonly Reason[],
  ) {
    super(message);
  }
}

/** A refusal for one reason at one place. */
export const misfit = (message: string, at: Path): Misfit => new Misfit(message, [{ words: message, at }]);

/** Keys that no stack may use; `deploy` lists them, `config` only says that there are some. */
export class ForbiddenKeys extends Misfit {
  constructor(
    readonly keys: ReadonlyMap<string, string>,
    uses: readonly Path[],
  ) {
    super(
      'Configuration contains forbidden properties',
      uses.map((at) => ({ words: `${String(at.at(-1))}: ${keys.get(String(at.at(-1))) ?? ''}`, at, key: true })),
    );
  }
}
