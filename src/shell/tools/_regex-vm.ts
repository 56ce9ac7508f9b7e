/**
 * Runs a regular expression in time proportional to text times expression, by keeping every possible state at
 * once (after Pike). Among the matches that begin leftmost it takes the longest, as POSIX asks; groups are those
 * of the preferred (greedy, left branch first) way to that length.
 */
import { inRanges, isWordCode } from './_regex-parse';
import type { Assertion, RegexNode } from './_regex-parse';
import type { Match, RegexOptions } from './_regex';

type Instruction =
  | { op: 'char'; code: number }
  | { op: 'any' }
  | { op: 'set'; negated: boolean; ranges: readonly (readonly [number, number])[] }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { op: 'save'; slot: number }
  | { op: 'assert'; what: Assertion }
  /** Goes on only when the loop body took a character since `slot` was set: an empty round ends the loop. */
  | { op: 'progress'; slot: number }
  | { op: 'match' };

export interface VmProgram {
  code: Instruction[];
  slots: number;
  groups: number;
  options: RegexOptions;
}

/** An interval such as {1000} unrolls; beyond this the expression is refused by matching nothing more exactly. */
const UNROLLED_MAX = 1000;

export function compileVm(node: RegexNode, groups: number, options: RegexOptions): VmProgram {
  const code: Instruction[] = [];
  let slots = (groups + 1) * 2;
  const emit = (instruction: Instruction): number => code.push(instruction) - 1;

  const loop = (item: RegexNode): void => {
    const slot = slots++;
    const split = emit({ op: 'split', first: 0, second: 0 });
    emit({ op: 'save', slot });
    compile(item);
    emit({ op: 'progress', slot });
    emit({ op: 'jump', to: split });
    code[split] = { op: 'split', first: split + 1, second: code.length };
  };
  const compile = (part: RegexNode): void => {
    switch (part.kind) {
      case 'empty':
      case 'back':
        return;
      case 'char':
        emit({ op: 'char', code: fold(part.code, options) });
        return;
      case 'any':
        emit({ op: 'any' });
        return;
      case 'set':
        emit({ op: 'set', negated: part.negated, ranges: part.ranges });
        return;
      case 'sequence':
        part.items.forEach(compile);
        return;
      case 'either': {
        const jumps: number[] = [];
        part.items.forEach((item, i) => {
          const isLast = i === part.items.length - 1;
          const split = isLast ? -1 : emit({ op: 'split', first: 0, second: 0 });
          compile(item);
          if (isLast) return;
          jumps.push(emit({ op: 'jump', to: 0 }));
          code[split] = { op: 'split', first: split + 1, second: code.length };
        });
        for (const jump of jumps) code[jump] = { op: 'jump', to: code.length };
        return;
      }
      case 'group':
        emit({ op: 'save', slot: part.number * 2 });
        compile(part.item);
        emit({ op: 'save', slot: part.number * 2 + 1 });
        return;
      case 'repeat': {
        const min = Math.min(part.min, UNROLLED_MAX);
        for (let i = 0; i < min; i++) compile(part.item);
        if (part.max === Infinity) {
          loop(part.item);
          return;
        }
        const splits: number[] = [];
        for (let i = min; i < Math.min(part.max, UNROLLED_MAX); i++) {
          splits.push(emit({ op: 'split', first: 0, second: 0 }));
          compile(part.item);
        }
        for (const split of splits) code[split] = { op: 'split', first: split + 1, second: code.length };
        return;
      }
      case 'assert':
        emit({ op: 'assert', what: part.what });
    }
  };
  compile(node);
  emit({ op: 'match' });
  return { code, slots, groups, options };
}

interface Thread {
  at: number;
  saves: number[];
}

export function runVm(program: VmProgram, text: string, from: number, anyMatch = false): Match | undefined {
  const { code, options } = program;
  const marks = new Int32Array(code.length).fill(-1);
  let current: Thread[] = [];
  let best: number[] | undefined;
  let step = 0;

  /** Follows everything that takes no character; threads land in order of preference. */
  const follow = (threads: Thread[], start: number, startSaves: number[], position: number): void => {
    const stack: Thread[] = [{ at: start, saves: startSaves }];
    while (stack.length > 0) {
      const { at, saves } = stack.pop() as Thread;
      if (marks[at] === step) continue;
      marks[at] = step;
      const instruction = code[at] as Instruction;
      switch (instruction.op) {
        case 'jump':
          stack.push({ at: instruction.to, saves });
          break;
        case 'split':
          stack.push({ at: instruction.second, saves }, { at: instruction.first, saves });
          break;
        case 'save': {
          const next = saves.slice();
          next[instruction.slot] = position;
          stack.push({ at: at + 1, saves: next });
          break;
        }
        case 'progress':
          if (saves[instruction.slot] !== position) stack.push({ at: at + 1, saves });
          // An empty round leaves the loop: go where the loop's split would have gone.
          else stack.push({ at: at + 2, saves });
          break;
        case 'assert':
          if (holds(instruction.what, text, position, options)) stack.push({ at: at + 1, saves });
          break;
        default:
          threads.push({ at, saves });
      }
    }
  };

  for (let position = from; ;) {
    if (!best) {
      const saves = new Array<number>(program.slots).fill(-1);
      saves[0] = position;
      // The step's marks are shared with older threads, which are preferred: they began further left.
      follow(current, 0, saves, position);
    }
    const atEnd = position >= text.length;
    const raw = atEnd ? -1 : (text.codePointAt(position) as number);
    const width = raw > 0xffff ? 2 : 1;
    const folded = fold(raw, options);
    step++;
    const next: Thread[] = [];
    for (const { at, saves } of current) {
      const instruction = code[at] as Instruction;
      if (instruction.op === 'match') {
        if (!best || (saves[0] as number) < (best[0] as number) || ((saves[0] as number) === best[0] && position > (best[1] as number))) {
          best = saves.slice();
          best[1] = position;
          if (anyMatch) return toMatch(best, text, program.groups);
        }
        continue;
      }
      if (atEnd || (best && (saves[0] as number) > (best[0] as number))) continue;
      if (takes(instruction, raw, folded, options)) follow(next, at + 1, saves, position + width);
    }
    current = next;
    if (atEnd || (best && current.length === 0)) break;
    position += width;
  }
  return best && toMatch(best, text, program.groups);
}

function toMatch(saves: readonly number[], text: string, groups: number): Match {
  const index = saves[0] as number;
  const end = saves[1] as number;
  const found: (string | undefined)[] = [text.slice(index, end)];
  for (let group = 1; group <= groups; group++) {
    const start = saves[group * 2] as number;
    const stop = saves[group * 2 + 1] as number;
    found.push(start < 0 || stop < start ? undefined : text.slice(start, stop));
  }
  return { index, end, groups: found };
}

function takes(instruction: Instruction, raw: number, folded: number, options: RegexOptions): boolean {
  switch (instruction.op) {
    case 'char':
      return instruction.code === folded;
    case 'any':
      return raw !== 10 || !options.newlineStops;
    case 'set': {
      if (instruction.negated && raw === 10 && options.newlineStops) return false;
      let inside = inRanges(raw, instruction.ranges);
      if (!inside && options.ignoreCase) inside = inRanges(folded, instruction.ranges) || inRanges(upper(raw), instruction.ranges);
      return inside !== instruction.negated;
    }
    default:
      return false;
  }
}

function fold(code: number, options: RegexOptions): number {
  if (!options.ignoreCase || code < 0x41) return code;
  return String.fromCodePoint(code).toLowerCase().codePointAt(0) as number;
}

function upper(code: number): number {
  return String.fromCodePoint(code).toUpperCase().codePointAt(0) as number;
}

function holds(what: Assertion, text: string, position: number, options: RegexOptions): boolean {
  const before = position > 0 && isWordCode(text.charCodeAt(position - 1));
  const after = position < text.length && isWordCode(text.charCodeAt(position));
  switch (what) {
    case 'line-start':
      return position === 0 || (options.multiline === true && text[position - 1] === '\n');
    case 'line-end':
      return position === text.length || (options.multiline === true && text[position] === '\n');
    case 'text-start':
      return position === 0;
    case 'text-end':
      return position === text.length;
    case 'word-edge':
      return before !== after;
    case 'word-inside':
      return before === after;
    case 'word-start':
      return !before && after;
    case 'word-end':
      return before && !after;
    case 'after-nonword':
      return !before;
    case 'before-nonword':
      return !after;
  }
}
