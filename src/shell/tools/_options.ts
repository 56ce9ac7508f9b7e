/**
 * Command-line options as getopt_long(3) reads them, with the complaints of the GNU tools and of busybox. A tool
 * declares what it knows; what the real one has and this lab lacks is named in `lacks` and refused in plain words.
 */
import type { Process } from '../../os';
import type { Program } from '../../sim';
import { isBusybox, isMusl, isUtf8, print, programName } from './_io';
import { localQuotes } from './_text';

type Kind = 'flag' | 'count' | 'value' | 'list' | 'optional';

export interface Option<K extends Kind = Kind> {
  kind: K;
  /** `-a`, `--all`. */
  names: readonly string[];
  help: string;
}

type ValueOf<K extends Kind> = K extends 'flag' ? boolean : K extends 'count' ? number : K extends 'list' ? string[] : string | undefined;

export type Options = Record<string, Option>;
export type Values<O extends Options> = { [K in keyof O]: ValueOf<O[K]['kind']> };

const option =
  <K extends Kind>(kind: K) =>
  (names: string, help = ''): Option<K> => ({ kind, names: names.split(' '), help });
/** Given or not. */
export const flag = option('flag');
/** How often it was given. */
export const count = option('count');
/** Takes an argument; the last one wins. */
export const value = option('value');
/** Takes an argument; all are kept. */
export const list = option('list');
/** Takes an argument only when it is attached (`--color=always`, `-i.bak`); '' without one. */
export const optional = option('optional');

export interface Command<O extends Options> {
  /** Without the program's name: `[OPTION]... [FILE]...`. */
  usage: string;
  /** One sentence for --help. */
  summary?: string;
  options: O;
  /** Options of the real tool that this lab does not have. */
  lacks?: string;
  /** Exit code of a usage error; 1 when absent. */
  misuse?: number;
  /** Options end at the first operand (`env`, `timeout`, `nohup`, `xargs`). */
  stopAtOperand?: boolean;
  /** First line of --version, without the name: `(GNU coreutils) 9.1`. */
  version?: string;
  /** The lines after a getopt complaint; by default `Try 'x --help' for more information.` */
  hint?: (program: string) => string;
  /** The whole help instead of a hint, as sed, ping and other small tools do. */
  helpOnMisuse?: boolean;
}

export interface Parsed<O extends Options> {
  values: Values<O>;
  operands: string[];
  /** Options in the order given, for tools where order matters. */
  order: { key: keyof O & string; value: string }[];
}

export type ParseOutcome<O extends Options> = ({ ok: true } & Parsed<O>) | { ok: false; stdout?: string; stderr?: string; exitCode: number };

export interface Dialect {
  busybox: boolean;
  musl: boolean;
}

/** The pure core: what an argument list means, or what to print and which code to leave with. */
export function parseOptions<O extends Options>(program: string, args: readonly string[], command: Command<O>, dialect: Dialect): ParseOutcome<O> {
  const values: Record<string, unknown> = {};
  const byName = new Map<string, string>();
  for (const [key, { kind, names }] of Object.entries(command.options)) {
    values[key] = kind === 'flag' ? false : kind === 'count' ? 0 : kind === 'list' ? [] : undefined;
    for (const name of names) byName.set(name, key);
  }
  const lacks = new Set((command.lacks ?? '').split(' ').filter(Boolean));
  const operands: string[] = [];
  const order: Parsed<O>['order'] = [];
  const refuse = (message: string): ParseOutcome<O> => ({
    ok: false,
    stderr: `${program}: ${message}\n${dialect.busybox ? busyboxHelp(program, command) : hintOf(program, command)}`,
    exitCode: dialect.busybox ? 1 : (command.misuse ?? 1),
  });
  const lacking = (name: string): ParseOutcome<O> => ({
    ok: false,
    stderr: `${program}: option ${name} is not supported in this lab\n`,
    exitCode: 1,
  });
  const set = (key: string, text: string): void => {
    const { kind } = command.options[key] as Option;
    if (kind === 'flag') values[key] = true;
    else if (kind === 'count') values[key] = (values[key] as number) + 1;
    else if (kind === 'list') (values[key] as string[]).push(text);
    else values[key] = text;
    order.push({ key, value: text });
  };

  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--') {
      operands.push(...args.slice(i + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const equals = arg.indexOf('=');
      const typed = equals < 0 ? arg : arg.slice(0, equals);
      const attached = equals < 0 ? undefined : arg.slice(equals + 1);
      const found = longName(typed, byName, lacks);
      if (found.length > 1) {
        return refuse(`option '${arg}' is ambiguous; possibilities: ${found.map((name) => `'${name}'`).join(' ')}`);
      }
      const name = found[0];
      if (name === undefined) {
        if (typed === '--help')
          return {
            ok: false,
            ...(dialect.busybox ? { stderr: busyboxHelp(program, command) } : { stdout: helpText(program, command) }),
            exitCode: 0,
          };
        if (typed === '--version' && command.version) return { ok: false, stdout: `${program} ${command.version}\n`, exitCode: 0 };
        return refuse(dialect.musl && dialect.busybox ? `unrecognized option: ${typed.slice(2)}` : `unrecognized option '${arg}'`);
      }
      const key = byName.get(name);
      if (key === undefined) return lacking(name);
      const { kind } = command.options[key] as Option;
      if (kind === 'flag' || kind === 'count') {
        if (attached !== undefined) return refuse(`option '${name}' doesn't allow an argument`);
        set(key, '');
      } else if (kind === 'optional') {
        set(key, attached ?? '');
      } else if (attached !== undefined) {
        set(key, attached);
      } else if (i + 1 < args.length) {
        set(key, args[++i] as string);
      } else {
        return refuse(`option '${name}' requires an argument`);
      }
      continue;
    }
    if (arg.startsWith('-') && arg.length > 1) {
      for (let j = 1; j < arg.length; j++) {
        const letter = arg.charAt(j);
        const key = byName.get(`-${letter}`);
        if (key === undefined) {
          if (lacks.has(`-${letter}`)) return lacking(`-${letter}`);
          return refuse(dialect.musl && dialect.busybox ? `unrecognized option: ${letter}` : `invalid option -- '${letter}'`);
        }
        const { kind } = command.options[key] as Option;
        if (kind === 'flag' || kind === 'count') {
          set(key, '');
          continue;
        }
        const attached = arg.slice(j + 1);
        if (attached !== '' || kind === 'optional') set(key, attached);
        else if (i + 1 < args.length) set(key, args[++i] as string);
        else
          return refuse(dialect.musl && dialect.busybox ? `option requires an argument: ${letter}` : `option requires an argument -- '${letter}'`);
        break;
      }
      continue;
    }
    operands.push(arg);
    if (command.stopAtOperand) {
      operands.push(...args.slice(i + 1));
      break;
    }
  }
  return { ok: true, values: values as Values<O>, operands, order };
}

/** An exact name, else every long name that begins so (getopt takes unique abbreviations). */
function longName(typed: string, byName: ReadonlyMap<string, string>, lacks: ReadonlySet<string>): string[] {
  if (byName.has(typed) || lacks.has(typed)) return [typed];
  const found: string[] = [];
  const keys = new Set<string>();
  for (const name of [...byName.keys(), ...lacks]) {
    if (!name.startsWith('--') || !name.startsWith(typed)) continue;
    const key = byName.get(name) ?? name;
    if (keys.has(key)) continue;
    keys.add(key);
    found.push(name);
  }
  return found;
}

function hintOf<O extends Options>(program: string, command: Command<O>): string {
  if (command.helpOnMisuse) return helpText(program, command);
  return command.hint ? command.hint(program) : `Try '${program} --help' for more information.\n`;
}

/** What --help prints. */
export function helpText<O extends Options>(program: string, command: Command<O>): string {
  const lines = [`Usage: ${program} ${command.usage}`];
  if (command.summary) lines.push(command.summary);
  lines.push('');
  for (const { kind, names, help } of Object.values(command.options)) {
    const shorts = names.filter((name) => !name.startsWith('--')).join(', ');
    const longs = names.filter((name) => name.startsWith('--')).join(', ');
    const argument = kind === 'value' || kind === 'list' ? (longs ? '=ARG' : ' ARG') : kind === 'optional' ? '[=ARG]' : '';
    const left = `  ${shorts === '' ? '    ' : longs === '' ? shorts : `${shorts}, `}${longs}${argument}`;
    lines.push(help === '' ? left : `${left.padEnd(27)} ${help}`);
  }
  lines.push('      --help                 show this text and leave');
  return `${lines.join('\n')}\n`;
}

export const BUSYBOX_BANNER = 'BusyBox v1.36.1 (2024-06-10 07:11:47 UTC) multi-call binary.';

function busyboxHelp<O extends Options>(program: string, command: Command<O>): string {
  const lines = [BUSYBOX_BANNER, '', `Usage: ${program} ${command.usage.replaceAll('OPTION', 'OPTIONS').replace('[OPTIONS]...', '[OPTIONS]')}`];
  if (command.summary) lines.push('', command.summary);
  const options = Object.values(command.options).filter(({ names }) => names.some((name) => !name.startsWith('--')));
  if (options.length > 0) lines.push('');
  for (const { kind, names, help } of options) {
    const short = names.find((name) => !name.startsWith('--')) as string;
    lines.push(`\t${short}${kind === 'value' || kind === 'list' ? ' ARG' : ''}${help === '' ? '' : `\t${help}`}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Reads this process's arguments; on misuse or --help it has printed what is due and answers the exit code. */
export function* options<O extends Options>(
  process: Process,
  command: Command<O>,
  args: readonly string[] = process.argv.slice(1),
): Program<Parsed<O> | number> {
  const outcome = parseOptions(programName(process), args, command, { busybox: isBusybox(process), musl: isMusl(process) });
  if (outcome.ok) return outcome;
  if (outcome.stdout) yield* print(process, outcome.stdout);
  if (outcome.stderr) yield* process.stderr.write(outcome.stderr);
  return outcome.exitCode;
}

/** The usage complaint of a tool that found the fault itself: `message`, then the hint. */
export function* misuse<O extends Options>(process: Process, command: Command<O>, message: string): Program<number> {
  const program = programName(process);
  const busybox = isBusybox(process);
  if (busybox) yield* process.stderr.write(busyboxHelp(program, command));
  else yield* process.stderr.write(`${program}: ${localQuotes(message, isUtf8(process))}\n${hintOf(program, command)}`);
  return busybox ? 1 : (command.misuse ?? 1);
}
