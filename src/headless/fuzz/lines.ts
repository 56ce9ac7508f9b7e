/**
 * Fuzzing of command lines: a seed is a world and so many lines thrown at it, one after the other. What every line owes:
 * it ends, with a code from 0 to 255, without an exception, and says nothing of our own insides. A line that breaks this
 * is shrunk before it is told.
 */
import { commandTree, type CommandTree } from '../../cli';
import { drawCommandLine, waysOf } from './command-lines';
import { Draw } from './draw';
import { type Answer, FuzzWorld, type Line } from './fuzz-world';
import { drawShellLine } from './shell-lines';
import { shrinkList, shrinkText } from './shrink';

/** Lines per world: enough for them to meet each other's traces, few enough for the world to stay small. */
export const LINES_PER_SEED = 400;

export interface FuzzReport {
  readonly seed: number;
  readonly steps: number;
  /** A fingerprint of all that happened: the same seed gives the same. */
  readonly trace: string;
  readonly violation: { readonly checker: string; readonly complaint: string; readonly step: number } | undefined;
  readonly counts: Readonly<Record<string, number>>;
}

export interface FuzzOptions {
  lines?: number;
  /** Told of each line before it runs. */
  before?: (index: number, line: Line) => void;
  /** Told of each line and its answer; words that it answers are a complaint of the onlooker's own. */
  watch?: (index: number, line: Line, answer: Answer | undefined) => string | undefined | void;
  /** False: a violation is told as it was found. */
  shrink?: boolean;
}

interface Complaint {
  checker: string;
  complaint: string;
}

/** Throws the lines of a seed at its world. */
export function fuzzLines(seed: number, { lines = LINES_PER_SEED, before, watch, shrink = true }: FuzzOptions = {}): FuzzReport {
  const world = new FuzzWorld(seed);
  const drawn = Array.from({ length: lines }, (_, i) => drawLine(seed, i));
  const counts: Record<string, number> = {};
  const count = (what: string) => (counts[what] = (counts[what] ?? 0) + 1);
  let violation: FuzzReport['violation'];
  let steps = 0;
  for (const line of drawn) {
    before?.(steps, line);
    const { answer, complaint } = attempt(world, line);
    const remark = watch?.(steps, line, answer);
    steps++;
    if (answer) count(kindOf(line, answer));
    if (!complaint && remark) {
      violation = { checker: 'onlooker', complaint: `${remark}\n${lineText(line)}`, step: steps - 1 };
      break;
    }
    if (!complaint) continue;
    const what = shrink ? shrunk(seed, drawn.slice(0, steps), complaint) : [line];
    violation = { checker: complaint.checker, complaint: `${complaint.complaint}\n${what.map(lineText).join('\n')}`, step: steps - 1 };
    break;
  }
  // A broken world may have stopped in the middle of anything.
  const trace = violation ? '' : world.fingerprint;
  return { seed, steps, trace, violation, counts };
}

/** How a line ended, for the tally that shows whether the mix is an honest one. */
function kindOf(line: Line, { exit, stdout, stderr, interrupts }: Answer): string {
  if (!line.docker) return interrupts > 0 ? 'shell: interrupted' : exit === 0 ? 'shell: exit 0' : 'shell: exit other';
  if (interrupts > 0) return 'docker: interrupted';
  if (exit === 0) return 'docker: exit 0';
  const said = stdout + stderr;
  if (/Error response from daemon|rpc error/.test(said)) return 'docker: daemon error';
  return exit === 125 || /^Usage: |Run 'docker.* --help'/m.test(said) ? 'docker: usage error' : 'docker: client error';
}

/** What is wrong with the first of these lines that breaks a law, each thrown at the world that the others leave. */
export function complaintOf(world: FuzzWorld, lines: readonly Line[]): string | undefined {
  for (const line of lines) {
    const { complaint } = attempt(world, line);
    if (complaint) return `${complaint.checker}: ${complaint.complaint}\n${lineText(line)}`;
  }
  return undefined;
}

let cached: { tree: CommandTree; ways: ReturnType<typeof waysOf> } | undefined;

export function drawLine(seed: number, index: number): Line {
  const draw = Draw.of(seed, `line ${index}`);
  const { tree, ways } = (cached ??= { tree: commandTree(), ways: waysOf(commandTree()) });
  const on = draw.weighted([84, () => 'node1'], [8, () => 'node2'], [8, () => 'node3']);
  const tty = draw.chance(0.12);
  const stdin = draw.chance(0.3) ? draw.pick(INPUTS) : undefined;
  return draw.chance(0.78) ? { on, tty, stdin, docker: drawCommandLine(draw, tree, ways) } : { on, tty, stdin, shell: drawShellLine(draw) };
}

const INPUTS = ['', 'y\n', 'n\n', 'pass\n', 'text', 'services:\n  web:\n    image: nginx:alpine\n', '{"a":1}\n', 'exit 3\n', 'ls\nexit\n', '\u0004', 'SWMKEY-1-x\n', '\udcff\udcfe', 'a\n'.repeat(3000), ':q!\n', 'q'];

/** Throws one line; an exception is a complaint. */
export function attempt(world: FuzzWorld, line: Line): { answer?: Answer; complaint?: Complaint } {
  let answer: Answer;
  // Anywhere in the line: `-nNaN` names it as well.
  const text = JSON.stringify(line);
  for (const word of WORDS_OF_INSIDES) if (text.includes(word)) world.typed.add(word);
  try {
    answer = world.run(line);
  } catch (error) {
    return { complaint: { checker: 'exception', complaint: error instanceof Error ? (error.stack ?? error.message) : String(error) } };
  }
  return { answer, complaint: complaintAbout(line, answer, world.typed) };
}

const WORDS_OF_INSIDES = ['[object ', 'TypeError', 'RangeError', 'ReferenceError', 'undefined', 'NaN', 'Maximum call stack'];

/** What no output may hold, unless it was typed: by the line itself, or by one before it, which may have named a file so. */
const INSIDES = /\[object |\bTypeError\b|\bRangeError\b|\bReferenceError\b|(?<!: |")\bundefined\b(?! (variable|reference|label))|\bNaN\b|Maximum call stack|\/src\/\w+\/[\w-]+\.ts/;

function complaintAbout(line: Line, { exit, stdout, stderr, events, interrupts }: Answer, typed: ReadonlySet<string>): Complaint | undefined {
  // A shell line may ask not to be interrupted; the docker client ends at the third Ctrl-C.
  if (exit === undefined && line.docker) return { checker: 'hang', complaint: `no end after ${events} events and ${interrupts} times Ctrl-C` };
  if (exit !== undefined && !(Number.isInteger(exit) && exit >= 0 && exit <= 255)) return { checker: 'exit code', complaint: `exit code ${exit}` };
  const inside = INSIDES.exec(stdout + stderr);
  if (inside && !typed.has(inside[0])) return { checker: 'insides', complaint: `it says ${JSON.stringify((stdout + stderr).slice(Math.max(0, inside.index - 80), inside.index + 120))}` };
  return undefined;
}

/** The least that still draws the same kind of complaint: lines first, then the words and letters of the last one. */
function shrunk(seed: number, lines: readonly Line[], { checker }: Complaint): Line[] {
  const fails = (some: readonly Line[]) => {
    const world = new FuzzWorld(seed);
    return some.some((line, i) => {
      const { complaint } = attempt(world, line);
      return complaint !== undefined && (i === some.length - 1 ? complaint.checker === checker : false);
    });
  };
  const last = lines.at(-1) as Line;
  const before = fails([last]) ? [] : shrinkList(lines.slice(0, -1), (some) => fails([...some, last]));
  const still = (line: Line) => fails([...before, line]);
  let least = last;
  if (least.docker) least = { ...least, docker: shrinkList(least.docker, (docker) => still({ ...last, docker })) };
  for (let i = 0; least.docker && i < least.docker.length; i++) {
    const words = least.docker;
    const word = shrinkText(words[i] as string, (text) => still({ ...last, docker: words.with(i, text) }));
    least = { ...least, docker: words.with(i, word) };
  }
  if (least.shell !== undefined) least = { ...least, shell: shrinkText(least.shell, (shell) => still({ ...last, shell })) };
  for (const plain of [{ ...least, stdin: undefined }, { ...least, tty: false }, { ...least, stdin: undefined, tty: false }]) if (still(plain)) least = plain;
  return [...before, least];
}

export function lineText(line: Line): string {
  const extras = [line.tty ? 'on a terminal' : '', line.stdin === undefined ? '' : `input ${JSON.stringify(line.stdin.slice(0, 80))}`].filter(Boolean);
  const what = line.docker ? `docker ${line.docker.map((word) => JSON.stringify(word)).join(' ')}` : `bash -c ${JSON.stringify(line.shell)}`;
  return `  ${line.on}$ ${what}${extras.length ? `   (${extras.join(', ')})` : ''}`;
}
