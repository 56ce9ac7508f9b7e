/** What a shell may use up before it is told no. A browser tab has one memory; nobody's typo may take it. */

/** Characters in all variables of a shell together, and in the output of one command substitution. */
export const MEMORY_CHARS_MAX = 64 * 1024 * 1024;
/** Function calls, `eval`s and `source`s inside one another. */
export const NESTING_MAX = 1000;
/** A fresh fiber every so many levels, so that waking a deep program stays cheap and its stack short. */
export const NESTING_PER_FIBER = 12;
/** Words that one brace expansion or glob may make. */
export const WORDS_MAX = 1_000_000;
/** Virtual CPU time of a builtin or an assignment. */
export const STEP_MS = 0.02;
/** How much of it may gather before the clock is told; keeps short scripts from yielding at each step. */
export const STEP_BATCH_MS = 0.1;
