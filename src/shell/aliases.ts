/**
 * Aliases, which bash expands while it reads: here a source is parsed, the command words that are aliases are replaced
 * in its text, and the text is parsed again.
 */
import { forEachChild } from 'unbash';
import { SourceText, type Shell } from './shell';
import { parseSource, type Parsed } from './syntax';

interface Replacement {
  pos: number;
  end: number;
  text: string;
}

export interface ParsedWithAliases extends Parsed {
  /** What the positions index. */
  source: SourceText;
  /** Where a position of it was in the text as it came. */
  originalPos: (pos: number) => number;
}

export function parseWithAliases(shell: Shell, source: SourceText): ParsedWithAliases {
  const same = (pos: number) => pos;
  const parsed = parseSource(source.text);
  if (shell.aliases.size === 0 || !(shell.interactive || shell.options.shopt('expand_aliases') || shell.dialect !== 'bash'))
    return { ...parsed, source, originalPos: same };
  const replacements: Replacement[] = [];
  const visit = (node: Parameters<typeof forEachChild>[0]): void => {
    if (node.type === 'Command' && node.name && !node.name.parts && node.name.text === node.name.value) {
      collect(shell, source.text, node.name.pos, node.name.end, replacements);
    }
    if (node.type !== 'Word') forEachChild(node, visit);
  };
  visit(parsed.script);
  if (replacements.length === 0) return { ...parsed, source, originalPos: same };
  let text = source.text;
  replacements.sort((a, b) => a.pos - b.pos);
  for (const { pos, end, text: value } of [...replacements].reverse()) text = text.slice(0, pos) + value + text.slice(end);
  const originalPos = (pos: number): number => {
    let shift = 0;
    for (const replacement of replacements) {
      if (replacement.pos + shift >= pos) break;
      shift += replacement.text.length - (replacement.end - replacement.pos);
    }
    return pos - shift;
  };
  return { ...parseSource(text), source: new SourceText(text, source.name, source.firstLine), originalPos };
}

function collect(shell: Shell, text: string, pos: number, end: number, out: Replacement[]): void {
  const name = text.slice(pos, end);
  const value = expandName(shell, name, new Set());
  if (value === undefined) return;
  out.push({ pos, end, text: value });
  // A value that ends in a blank makes the next word a command word too.
  if (!/[ \t]$/.test(value)) return;
  const next = /^[ \t]*([^\s;&|<>()$`"'\\]+)/.exec(text.slice(end));
  if (next) collect(shell, text, end + next[0].length - (next[1] as string).length, end + next[0].length, out);
}

function expandName(shell: Shell, name: string, used: Set<string>): string | undefined {
  const value = used.has(name) ? undefined : shell.aliases.get(name);
  if (value === undefined) return undefined;
  used.add(name);
  const first = /^[ \t]*([^\s;&|<>()$`"'\\]+)/.exec(value);
  const inner = first ? expandName(shell, first[1] as string, used) : undefined;
  if (first === null || inner === undefined) return value;
  return value.slice(0, first[0].length - (first[1] as string).length) + inner + value.slice(first[0].length);
}
