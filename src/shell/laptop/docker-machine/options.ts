/** Options as docker-machine's library reads them: anywhere among the arguments, with one dash or two, `-f=x` or `-f x`. */
import { Refused } from './refused';

/** Name to letter and whether it takes a value: `driver: 'd='`, `quiet: 'q'`, `filter: '='`. */
export type OptionSpec = Readonly<Record<string, string>>;

export interface Options {
  args: string[];
  /** The last value of each; all of them where it was given several times. */
  value(name: string): string | undefined;
  all(name: string): readonly string[];
  has(name: string): boolean;
}

export function readOptions(words: readonly string[], spec: OptionSpec, verb: string): Options {
  const args: string[] = [];
  const given = new Map<string, string[]>();
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '--') {
      args.push(...words.slice(i + 1));
      break;
    }
    const match = /^--?([A-Za-z][\w-]*)(?:=([^]*))?$/.exec(word);
    if (!match) {
      args.push(word);
      continue;
    }
    const [, typed = '', inline] = match;
    const name = Object.keys(spec).find((one) => one === typed || (spec[one]?.replace('=', '') || '\0') === typed);
    if (name === undefined) throw new Refused(`Incorrect Usage.\n\nflag provided but not defined: -${typed}\n\nRun 'docker-machine ${verb} --help' for the options.`);
    const takesValue = spec[name]?.endsWith('=') === true;
    const value = inline ?? (takesValue ? words[++i] : 'true');
    if (value === undefined) throw new Refused(`Incorrect Usage.\n\nflag needs an argument: -${typed}`);
    given.set(name, [...(given.get(name) ?? []), value]);
  }
  return {
    args,
    value: (name) => given.get(name)?.at(-1),
    all: (name) => given.get(name) ?? [],
    has: (name) => given.has(name) && given.get(name)?.at(-1) !== 'false',
  };
}
