/** The layout of `--help`: usage, description, aliases, options wrapped as pflag wraps them, lists of commands. */
import type { FlagSet } from './flags';

/** One line per flag, sorted by name, descriptions aligned and wrapped to `columns`. */
export function flagUsages(flags: FlagSet, columns: number): string {
  const shown = Object.entries(flags)
    .filter(([, flag]) => !flag.hidden && !flag.deprecated)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, flag]) => {
      const head = `${flag.short ? `  -${flag.short}, ` : '      '}--${name}${flag.word ? ` ${flag.word}` : ''}`;
      return { head, text: flag.text + (flag.shows === undefined ? '' : ` (default ${flag.shows})`) };
    });
  const widest = Math.max(0, ...shown.map(({ head }) => head.length + 1));
  return shown.map(({ head, text }) => `${head}${' '.repeat(widest - head.length + 2)}${wrap(widest + 2, columns, text)}\n`).join('');
}

/** Wraps after `indent` columns; a very narrow rest moves the text to a line of its own. */
function wrap(indent: number, columns: number, text: string): string {
  let start = '';
  let inset = indent;
  let room = columns - inset;
  if (room < 24) {
    inset = 16;
    room = columns - inset;
    start = `\n${' '.repeat(inset)}`;
  }
  const newLine = `\n${' '.repeat(inset)}`;
  if (room < 24) return text.replaceAll('\n', newLine);
  const slop = 5;
  const lines: string[] = [];
  for (let rest = text; rest !== '';) {
    const [line, left] = cutLine(room - slop, slop, rest);
    lines.push(line.replaceAll('\n', newLine));
    rest = left;
  }
  return start + lines.join(newLine);
}

/** The longest start of `text` that fits `room` characters (or `slop` more if that is all). */
function cutLine(room: number, slop: number, text: string): [string, string] {
  if (room + slop > text.length) return [text, ''];
  const head = text.slice(0, room);
  const blank = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\t'), head.lastIndexOf('\n'));
  if (blank <= 0) return [text, ''];
  const newline = head.lastIndexOf('\n');
  const at = newline > 0 && newline < blank ? newline : blank;
  return [text.slice(0, at), text.slice(at + 1)];
}

export interface HelpPage {
  usage: string;
  description: string;
  aliases?: readonly string[];
  flags?: string;
  /** Titled lists of commands, in order; empty ones are left out. */
  lists?: readonly { title: string; entries: readonly { name: string; short: string }[] }[];
  globalFlags?: string;
  /** Set for groups: whose COMMAND --help to run. */
  group?: string;
}

export function formatHelp(page: HelpPage): string {
  const blocks = [`Usage:  ${page.usage}`, page.description];
  if (page.aliases && page.aliases.length > 1) blocks.push(`Aliases:\n  ${page.aliases.join(', ')}`);
  if (page.flags) blocks.push(`Options:\n${page.flags.trimEnd()}`);
  for (const { title, entries } of page.lists ?? []) {
    if (entries.length) blocks.push(`${title}:\n${entries.map(({ name, short }) => `  ${name.padEnd(12)}${short}`).join('\n')}`);
  }
  if (page.globalFlags) blocks.push(`Global Options:\n${page.globalFlags.trimEnd()}`);
  if (page.group) blocks.push(`Run '${page.group} COMMAND --help' for more information on a command.`);
  return `${blocks.join('\n\n')}\n`;
}
