/** Parses a command line against declared flags, with the rules and the words of Go's pflag. */
import { encodeUtf8 } from '../../os';
import { isProblem, problem } from '../_parse/problem';
import { quote, quoteRune } from '../../template/quote';
import { bool, type Flag, type FlagSet, type ReadFile } from './flags';

export interface ParsedFlags {
  values: Record<string, unknown>;
  given: Set<string>;
  args: string[];
  /** `--help` or `-h` was asked for. */
  help: boolean;
  /** Notices about deprecated flags, in order. */
  notices: string[];
}

/** Why the command line is refused, before the usage lines; notices came first. */
export interface FlagProblem {
  reason: string;
  notices: string[];
  /** Flags that were read before it. */
  given: ReadonlySet<string>;
}

export function isFlagProblem(value: object): value is FlagProblem {
  return 'reason' in value;
}

/** Every command has it, unless it declares its own. */
const HELP: FlagSet = { help: bool('h', 'Print usage', { shortDeprecated: 'use --help' }) };

export interface ParseOptions {
  /** The first argument ends the flags. */
  stopsAtArguments?: boolean;
  /** Reads files that flags name. */
  read?: ReadFile;
}

const noFiles: ReadFile = (path) => problem(`open ${path}: no such file or directory`);

export function parseFlags(words: readonly string[], own: FlagSet, { stopsAtArguments = false, read = noFiles }: ParseOptions = {}): ParsedFlags | FlagProblem {
  return new Parse(words, Object.hasOwn(own, 'help') ? own : { ...own, ...HELP }, stopsAtArguments, read).run();
}

class Parse {
  private readonly values: Record<string, unknown>;
  private readonly given = new Set<string>();
  private readonly notices: string[] = [];
  private readonly args: string[] = [];
  /** Where in `words` the parse stands. */
  private at = 0;

  constructor(
    private readonly words: readonly string[],
    private readonly flags: FlagSet,
    private readonly stopsAtArguments: boolean,
    private readonly read: ReadFile,
  ) {
    this.values = Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, flag.initial]));
  }

  run(): ParsedFlags | FlagProblem {
    const { words, args, notices } = this;
    for (; this.at < words.length; this.at++) {
      const word = words[this.at] as string;
      if (word === '--') {
        args.push(...words.slice(this.at + 1));
        break;
      }
      if (word === '-' || !word.startsWith('-')) {
        if (this.stopsAtArguments) {
          args.push(...words.slice(this.at));
          break;
        }
        args.push(word);
        continue;
      }
      const reason = word.startsWith('--') ? this.long(word) : this.shorts(word.slice(1));
      if (reason !== undefined) return { reason, notices, given: this.given };
    }
    return { values: this.values, given: this.given, args, help: this.values.help === true, notices };
  }

  /** `--name`, `--name=value` or `--name value`; answers what is wrong. */
  private long(word: string): string | undefined {
    const body = word.slice(2);
    if (body.startsWith('-') || body.startsWith('=')) return `bad flag syntax: ${word}`;
    const equals = body.indexOf('=');
    const name = equals < 0 ? body : body.slice(0, equals);
    const flag = Object.hasOwn(this.flags, name) ? this.flags[name] : undefined;
    if (!flag) return `unknown flag: --${name}`;
    if (equals >= 0) return this.set(name, body.slice(equals + 1));
    if (flag.bare !== undefined) return this.set(name, flag.bare);
    if (this.at + 1 >= this.words.length) return `flag needs an argument: --${name}`;
    return this.set(name, this.words[++this.at] as string);
  }

  /** `-a`, `-abc`, `-nvalue`, `-n=value` or `-n value`. pflag looks at bytes: a letter beyond ASCII is named by its first. */
  private shorts(letters: string): string | undefined {
    for (let rest = letters; rest !== ''; ) {
      const letter = quoteRune(encodeUtf8(String.fromCodePoint(rest.codePointAt(0) as number))[0] as number);
      const name = this.nameOf(rest[0] as string);
      if (name === undefined) return `unknown shorthand flag: ${letter} in -${rest}`;
      const flag = this.flags[name] as Flag<unknown>;
      if (flag.shortDeprecated) this.notices.push(`Flag shorthand -${flag.short} has been deprecated, ${flag.shortDeprecated}`);
      const after = rest.slice(1);
      if (after.startsWith('=') && after.length > 1) return this.set(name, after.slice(1));
      if (flag.bare === undefined) {
        if (after) return this.set(name, after);
        if (this.at + 1 >= this.words.length) return `flag needs an argument: ${letter} in -${rest}`;
        return this.set(name, this.words[++this.at] as string);
      }
      const reason = this.set(name, flag.bare);
      if (reason !== undefined) return reason;
      rest = after;
    }
    return undefined;
  }

  private nameOf(letter: string): string | undefined {
    return Object.keys(this.flags).find((name) => this.flags[name]?.short === letter);
  }

  private set(name: string, raw: string): string | undefined {
    const flag = this.flags[name] as Flag<unknown>;
    const value = flag.set(raw, this.values[name], this.read);
    if (isProblem(value)) {
      const shown = flag.short && !flag.shortDeprecated ? `-${flag.short}, --${name}` : `--${name}`;
      return `invalid argument ${quote(raw)} for "${shown}" flag: ${value.problem}`;
    }
    this.values[name] = value;
    this.given.add(name);
    if (flag.deprecated) this.notices.push(`Flag --${name} has been deprecated, ${flag.deprecated}`);
    return undefined;
  }
}
