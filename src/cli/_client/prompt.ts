/** Questions on the terminal: yes or no, and words that are not echoed. */
import { readLine } from '../../os';
import type { Program, Wait } from '../../sim';
import type { Context } from '../_framework/context';
import { interruptible } from '../_framework/interruptible';

/**
 * Prints `question [y/N] ` and answers whether the reply was y. Anything else, the end of input and Ctrl-C are a
 * no, after which the caller ends quietly with exit 0 (command/utils.go PromptForConfirmation).
 */
export function* confirmed(context: Context, question: string): Program<boolean> {
  yield* context.out.write(`${question} [y/N] `);
  const { process } = context;
  let interrupted: (() => void) | undefined;
  const onInterrupt: Wait<void> = (wake) => {
    interrupted = wake;
    return () => {
      interrupted = undefined;
    };
  };
  const stop = context.signals.on(['SIGINT'], () => interrupted?.());
  try {
    const reply = yield* interruptible(readLine(process.stdin), onInterrupt);
    if (reply.interrupted) {
      yield* context.out.line('');
      return false;
    }
    return reply.value?.trim().toLowerCase() === 'y';
  } finally {
    stop();
  }
}

/** Asks for a secret word: not echoed on a terminal, else the first line of stdin. */
export function* askSecret(context: Context, question: string): Program<string> {
  const { stdin } = context.process;
  const { tty } = stdin;
  if (tty) yield* context.err.write(question);
  const echo = tty?.modes.echo;
  tty?.setModes({ echo: false });
  try {
    const line = yield* readLine(stdin);
    if (tty) yield* context.err.line('');
    return (line ?? '').trim();
  } finally {
    if (echo !== undefined) tty?.setModes({ echo });
  }
}

/** The rest of stdin. */
export function* readStdin(context: Context): Program<string> {
  const parts: string[] = [];
  for (let chunk = yield* context.process.stdin.read(); chunk !== undefined; chunk = yield* context.process.stdin.read()) parts.push(chunk);
  return parts.join('');
}
