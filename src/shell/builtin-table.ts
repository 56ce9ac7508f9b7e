/**
 * The builtins by name. The evaluator looks them up here and they call the evaluator, so the table stands between:
 * `builtins/index.ts` fills it when the shell is put together.
 */
import type { Builtin } from './builtins/_builtin';

export const builtinTable = new Map<string, Builtin>();
