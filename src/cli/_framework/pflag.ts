/** Parses a command line against declared flags, with the rules and the words of Go's pflag. */
import { isProblem } from '../_parse/problem';
import type { Flag, FlagSet } from './flags';

export interface ParsedFlags {
  values: Record<string, unknown>;
  given: Set<string>;
  args: string[];
  /** `--help` or `-h` was asked for. */
  help: boolean;
  /** Notices about deprecated flags, in order. */
  notices: string[];
}

/** Why the command line is refused, before the usage lines. */
export interface FlagProblem {
  reason: string;
}

export function isFlagProblem(value: ParsedFlags | FlagProblem): value is FlagProblem {
  return 'reason' in value;
}

export function parseFlags(words: readonly string[], flags: FlagSet, stopsAtArguments = false): ParsedFlags | FlagProblem {
  const parsed: ParsedFlags = { values: {}, given: new Set(), args: [], help: false, notices: [] };
  for (const [name, flag] of Object.entries(flags)) parsed.values[name] = flag.initial;
  const byShort = new Map(Object.entries(flags).flatMap(([name, flag]) => (flag.short ? [[flag.short, name] as const] : [])));

  const set = (name: string, raw: string): FlagProblem | undefined => {
    const flag = flags[name] as Flag<unknown>;
    const value = flag.set(raw, parsed.values[name]);
    if (isProblem(value)) {
      const shown = flag.short ? `-${flag.short}, --${name}` : `--${name}`;
      return { reason: `invalid argument ${JSON.stringify(raw)} for "${shown}" flag: ${value.problem}` };
    }
    parsed.values[name] = value;
    parsed.given.add(name);
    if (name === 'help' && value === true) parsed.help = true;
    if (flag.deprecated) parsed.notices.push(`Flag --${name} has been deprecated, ${flag.deprecated}`);
    return undefined;
  };

  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '--') {
      parsed.args.push(...words.slice(i + 1));
      break;
    }
    if (word === '-' || !word.startsWith('-')) {
      if (stopsAtArguments) {
        parsed.args.push(...words.slice(i));
        break;
      }
      parsed.args.push(word);
      continue;
    }
    if (word.startsWith('--')) {
      const refused = long(word);
      if (refused) return refused;
    } else {
      const refused = shorts(word);
      if (refused) return refused;
    }

    function long(text: string): FlagProblem | undefined {
      const body = text.slice(2);
      if (body.startsWith('-') || body.startsWith('=')) return { reason: `bad flag syntax: ${text}` };
      const equals = body.indexOf('=');
      const name = equals < 0 ? body : body.slice(0, equals);
      const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
      if (!flag) {
        if (name === 'help') {
          parsed.help = true;
          return undefined;
        }
        return { reason: `unknown flag: --${name}` };
      }
      if (equals >= 0) return set(name, body.slice(equals + 1));
      if (flag.bare !== undefined) return set(name, flag.bare);
      if (i + 1 >= words.length) return { reason: `flag needs an argument: --${name}` };
      return set(name, words[++i] as string);
    }

    function shorts(text: string): FlagProblem | undefined {
      let rest = text.slice(1);
      while (rest) {
        const letter = [...rest][0] as string;
        const name = byShort.get(letter);
        if (name === undefined) {
          if (letter === 'h') {
            parsed.help = true;
            parsed.notices.push('Flag shorthand -h has been deprecated, use --help');
            rest = rest.slice(1);
            continue;
          }
          return { reason: `unknown shorthand flag: '${letter}' in -${rest}` };
        }
        const flag = flags[name] as Flag<unknown>;
        const after = rest.slice(letter.length);
        if (after.startsWith('=') && after.length > 1) return set(name, after.slice(1));
        if (flag.bare !== undefined) {
          const refused = set(name, flag.bare);
          if (refused) return refused;
          rest = after;
          continue;
        }
        if (after) return set(name, after);
        if (i + 1 >= words.length) return { reason: `flag needs an argument: '${letter}' in -${rest}` };
        return set(name, words[++i] as string);
      }
      return undefined;
    }
  }
  return parsed;
}
