/** nano's command line: options, `+line,column` before a file's name, the names. */
import type { NanoOptions, NanoStart } from '../editors';

export type NanoArguments =
  { kind: 'start'; start: Omit<NanoStart, 'text'>; readsStdin: boolean } | { kind: 'version' } | { kind: 'help' } | { kind: 'refused'; message: string };

const FLAGS: Readonly<Record<string, keyof NanoOptions>> = {
  l: 'lineNumbers',
  i: 'autoindent',
  E: 'tabsToSpaces',
  x: 'noHelp',
  c: 'constantShow',
  L: 'noNewlines',
  v: 'viewOnly',
};

const LONG: Readonly<Record<string, string>> = {
  '--linenumbers': 'l',
  '--autoindent': 'i',
  '--tabstospaces': 'E',
  '--nohelp': 'x',
  '--constantshow': 'c',
  '--nonewlines': 'L',
  '--view': 'v',
  '--ignorercfiles': 'I',
  '--nowrap': 'w',
  '--rebinddelete': 'K',
  '--zap': 'Z',
  '--smarthome': 'A',
  '--mouse': 'm',
};

/** Options of the real one that change nothing that can be seen here, and those with a value. */
const WITHOUT_EFFECT = 'IwKAmDFbtGHPUNOk';
const LACKED = 'BCQRSXYaefghjnopqrsyz/01!%=@Z';

export function parseNanoArguments(args: readonly string[]): NanoArguments {
  const options: Partial<NanoOptions> = {};
  const files: { path: string; line?: number; column?: number }[] = [];
  let readsStdin = false;
  let place: { line?: number; column?: number } = {};
  let onlyNames = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (onlyNames || !/^[-+]./.test(arg)) {
      if (arg === '-' && !onlyNames) readsStdin = true;
      else {
        files.push({ path: arg, ...place });
        place = {};
      }
      continue;
    }
    if (arg === '--') onlyNames = true;
    else if (arg === '--version' || arg === '-V') return { kind: 'version' };
    else if (arg === '--help' || arg === '-h') return { kind: 'help' };
    else if (arg.startsWith('+')) {
      const match = /^\+(-?\d+)?(?:,(-?\d+))?$/.exec(arg);
      if (match) place = { ...(match[1] === undefined ? {} : { line: Number(match[1]) }), ...(match[2] === undefined ? {} : { column: Number(match[2]) }) };
      else files.push({ path: arg });
    } else if (arg.startsWith('--')) {
      const size = /^--tabsize(?:=(\d+))?$/.exec(arg);
      if (size) {
        const value = size[1] ?? args[++i];
        if (!/^[1-9]\d*$/.test(value ?? '')) return { kind: 'refused', message: `Requested tab size "${value ?? ''}" is invalid` };
        options.tabSize = Number(value);
        continue;
      }
      const letter = LONG[arg];
      if (letter === undefined) return { kind: 'refused', message: `nano: unrecognized option '${arg}'` };
      const name = FLAGS[letter];
      if (name !== undefined && name !== 'tabSize') options[name] = true;
    } else {
      for (let at = 1; at < arg.length; at++) {
        const letter = arg[at] as string;
        const name = FLAGS[letter];
        if (name !== undefined && name !== 'tabSize') options[name] = true;
        else if (letter === 'T') {
          const value = arg.slice(at + 1) || args[++i];
          if (!/^[1-9]\d*$/.test(value ?? '')) return { kind: 'refused', message: `Requested tab size "${value ?? ''}" is invalid` };
          options.tabSize = Number(value);
          break;
        } else if (LACKED.includes(letter)) return { kind: 'refused', message: `nano: option -${letter} is not supported in this lab` };
        else if (!WITHOUT_EFFECT.includes(letter)) return { kind: 'refused', message: `nano: invalid option -- '${letter}'` };
      }
    }
  }
  return { kind: 'start', start: { files, options }, readsStdin };
}
