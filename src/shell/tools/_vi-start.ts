/** The command line of vi and vim, and how either is started. */
import { readAll } from './_io';
import { isFileError } from '../../os';
import type { Process } from '../../os';
import type { Program } from '../../sim';
import { openInput } from './_io';
import { runAtTerminal, Vi } from '../editors';
import type { ViStart } from '../editors';

export type ViArguments = { kind: 'start'; start: Omit<ViStart, 'wording'>; readsStdin: boolean } | { kind: 'version' } | { kind: 'help' } | { kind: 'refused'; message: string };

/** Options with a value that changes nothing here. */
const WITH_VALUE = new Set(['-u', '-U', '-i', '-T', '-w', '-W', '--startuptime']);
const WITHOUT_EFFECT = /^(?:-[nNCvbylXZ]|--clean|--noplugin|--not-a-term|--ttyfail|-V\d*|-[oOp]\d*)$/;
const NOT_HERE = /^(?:-[eEsdgfxAHFrtqLSmM]|--remote\S*|--server\S*)/;

export function parseViArguments(args: readonly string[], readOnly: boolean): ViArguments {
  const files: string[] = [];
  const commands: string[] = [];
  let isReadOnly = readOnly;
  let readsStdin = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--') {
      files.push(...args.slice(i + 1));
      break;
    }
    if (arg === '+') commands.push('$');
    else if (arg.startsWith('+')) commands.push(arg.slice(1));
    else if (arg === '-') readsStdin = true;
    else if (!arg.startsWith('-')) files.push(arg);
    else if (arg === '--version') return { kind: 'version' };
    else if (arg === '-h' || arg === '--help') return { kind: 'help' };
    else if (arg === '-R') isReadOnly = true;
    else if (arg === '-c' || arg === '--cmd') {
      const command = args[++i];
      if (command === undefined) return { kind: 'refused', message: `Argument missing after: "${arg}"` };
      commands.push(command);
    } else if (arg.startsWith('-c')) commands.push(arg.slice(2));
    else if (WITH_VALUE.has(arg)) i++;
    else if (WITHOUT_EFFECT.test(arg)) continue;
    else if (NOT_HERE.test(arg)) return { kind: 'refused', message: `Option is not supported in this lab: "${arg}"` };
    else return { kind: 'refused', message: `Unknown option argument: "${arg}"` };
  }
  return { kind: 'start', start: { files, commands, readOnly: isReadOnly }, readsStdin };
}

/** Starts the editor with its arguments understood. */
export function* startVi(process: Process, start: ViStart, readsStdin: boolean): Program<number> {
  let text: string | undefined;
  if (readsStdin) {
    const source = openInput(process, '-');
    if (!isFileError(source)) text = yield* readAll(source);
  } else if (!process.stdin.tty || !process.stdout.tty) {
    if (!process.stdout.tty) yield* process.stderr.write('Vim: Warning: Output is not to a terminal\n');
    if (!process.stdin.tty) yield* process.stderr.write('Vim: Warning: Input is not from a terminal\n');
  }
  return yield* runAtTerminal(process, (around) => new Vi(around, { ...start, ...(text === undefined ? {} : { text }) }), {
    inputEnded: 'Vim: Error reading input, exiting...\nVim: Finished.\n',
    terminated: 'Vim: Caught deadly signal TERM\nVim: Finished.\n',
    stdinIsText: readsStdin,
  });
}
