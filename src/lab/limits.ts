/**
 * What is too much for a guide from anybody: beyond these bounds it is not read at all, so that no text takes the page, the
 * world or a grader for long. Honest labs stay far below.
 */
import type { GuideProblem } from './guide-front';
import { splitFront } from './guide-front';

export const GUIDE_CHARS_MAX = 150_000;
/** Signs of quotes and lists before the words of one line, and brackets that are open at once. */
export const NESTING_MAX = 20;
/** `:::hint` within `:::hint`: each level is read anew. */
const CONTAINERS_MAX = 12;
const LINE_CHARS_MAX = 5_000;
/** Emphasis, brackets and the like are matched with each other within a paragraph. */
const MARKS_MAX = 1_500;
/** A YAML alias repeats what its anchor holds, so a few lines of them can mean gigabytes. */
export const ALIASES_MAX = 50;

/** Why a guide is not read; undefined for one that is. */
export function refusalOf(text: string): GuideProblem | undefined {
  if (text.length > GUIDE_CHARS_MAX) return { line: 1, message: `this guide has ${text.length} characters: at most ${GUIDE_CHARS_MAX} are read`, advice: 'Split it into several labs.' };
  const { yaml, body, bodyLine } = splitFront(text);
  return aliasRefusal(yaml) ?? nestingRefusal(yaml, 2, 'front matter') ?? nestingRefusal(body, bodyLine, 'guide') ?? containerRefusal(body, bodyLine) ?? lengthRefusal(body, bodyLine);
}

function aliasRefusal(yaml: string): GuideProblem | undefined {
  const aliases = yaml.match(/(^|[\s[,:-])\*[\w-]+/g)?.length ?? 0;
  const anchors = yaml.match(/(^|[\s[,:-])&[\w-]+/g)?.length ?? 0;
  if (anchors === 0 || aliases <= ALIASES_MAX) return undefined;
  return { line: 1, message: `the front matter repeats itself ${aliases} times by aliases: at most ${ALIASES_MAX} are followed`, advice: 'Write out what is meant.' };
}

function nestingRefusal(text: string, firstLine: number, where: string): GuideProblem | undefined {
  let open = 0;
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') open = 0;
    for (const c of line) {
      if (c === '[' || c === '{' || c === '(') open++;
      else if ((c === ']' || c === '}' || c === ')') && open > 0) open--;
      if (open > NESTING_MAX) break;
    }
    const signs = line.length > NESTING_MAX ? signsOf(line) : 0;
    if (Math.max(open, signs) > NESTING_MAX || (where === 'guide' && /`{41}|~{41}/.test(line))) {
      return { line: firstLine + i, message: `the ${where} is nested deeper than ${NESTING_MAX} levels`, advice: 'Nobody reads that: make it flat.' };
    }
  }
  return undefined;
}

/** Levels of lists and quotes that a line begins with: by its signs, and by how far a sign is indented. */
function signsOf(line: string): number {
  if (/^\s*[-*_](\s*[-*_])*\s*$/.test(line)) return 0;
  const lead = /^(?:\s|>|[-*+](?=[\s>*+-])|\d{1,9}[.)](?=\s))*/.exec(line)?.[0] ?? '';
  const signs = lead.match(/>|[-*+]|\d+[.)]/g)?.length ?? 0;
  const indented = /^(\s*)(?:[-*+>]|\d{1,9}[.)])\s/.exec(line)?.[1]?.length ?? 0;
  return Math.max(signs, indented / 2);
}

function containerRefusal(body: string, firstLine: number): GuideProblem | undefined {
  let open = 0;
  for (const [i, line] of body.split('\n').entries()) {
    const fence = /^[\s>]*:{3,}[ \t]*(\S?)/.exec(line);
    if (!fence) continue;
    open = fence[1] === '' ? Math.max(0, open - 1) : open + 1;
    if (open > CONTAINERS_MAX) return { line: firstLine + i, message: `more than ${CONTAINERS_MAX} containers are open here`, advice: 'Close each with a line of ::: after it.' };
  }
  return undefined;
}

function lengthRefusal(body: string, firstLine: number): GuideProblem | undefined {
  let marks = 0;
  for (const [i, line] of body.split('\n').entries()) {
    if (line.length > LINE_CHARS_MAX) return { line: firstLine + i, message: `a line of ${line.length} characters: at most ${LINE_CHARS_MAX} are read`, advice: 'Break it.' };
    marks = line.trim() === '' ? 0 : marks + (line.match(/[*_~[\]!<&|`]/g)?.length ?? 0);
    if (marks > MARKS_MAX) return { line: firstLine + i, message: `more than ${MARKS_MAX} marks of emphasis, links and the like in one paragraph`, advice: 'Break it up with empty lines.' };
  }
  return undefined;
}
