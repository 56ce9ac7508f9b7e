/**
 * Writes down what somebody did in a session as the notation of `solution.txt` (`lab-player.ts`), so that an author records a
 * solution by doing it. Lines that were typed plainly become lines; what went through other keys (history, completion,
 * an editor) is kept as keys. Long pauses become `@ settle`, checks stand where they passed.
 */
import { piecesOf } from '../lab/blanks';
import { blocksOf, commandById } from '../lab/guide-model';
import type { CommandBlock, Guide } from '../lab/guide-model';
import { isRight } from '../lab/quiz';
import { keyNames } from './key-names';
import type { Intent, LabView, TimedInput } from './protocol';

/** A pause longer than this (virtual milliseconds) was for something to come about. */
const PAUSE_MS = 2_000;
const ENDS = new Set(['ctrl-c', 'ctrl-d', 'ctrl-z']);

export function solutionText(inputs: readonly TimedInput[], guide: Guide, lab: LabView | undefined): string {
  return new SolutionWriter(guide).write(inputs, passedAt(inputs, lab));
}

/** For each check that passed, the place of the input that asked it then. */
function passedAt(inputs: readonly TimedInput[], lab: LabView | undefined): ReadonlyMap<number, string> {
  const out = new Map<number, string>();
  for (const { id, state } of lab?.checks ?? []) {
    const asked = inputs.flatMap(({ intent }, i) => (intent.kind === 'check.run' && intent.check === id ? [i] : []));
    if (state === 'passed' && asked.length > 0) out.set(asked.at(-1) as number, id);
  }
  return out;
}

class SolutionWriter {
  private readonly lines: string[] = [];
  private readonly typing = new Map<string, string>();
  /** A block whose commands are being clicked one by one: where its first line stands, and which comes next. */
  private block: { id: string; at: number; next: number; filled: string } | undefined;

  constructor(private readonly guide: Guide) {}

  write(inputs: readonly TimedInput[], checks: ReadonlyMap<number, string>): string {
    let lastMs = inputs[0]?.atMs ?? 0;
    inputs.forEach(({ atMs, intent }, i) => {
      const before = this.lines.length;
      const pause = atMs - lastMs >= PAUSE_MS && before > 0 && this.lines.at(-1) !== '@ settle' && this.block === undefined;
      if (pause) this.lines.push('@ settle');
      const check = checks.get(i);
      if (check !== undefined) this.say(`@ check ${check}`);
      else this.intent(intent);
      // A pause before what leaves no line is no pause.
      if (pause && this.lines.length === before + 1) this.lines.pop();
      else if (this.lines.length > before) lastMs = atMs;
    });
    return this.lines.length === 0 ? '' : `${this.lines.join('\n')}\n`;
  }

  private say(line: string): void {
    this.block = undefined;
    this.lines.push(line);
  }

  private intent(intent: Intent): void {
    switch (intent.kind) {
      case 'guide.run':
        return this.run(placeOf(intent.terminal), intent.line, intent.step);
      case 'terminal.input':
        return this.type(intent.terminal, intent.data);
      case 'file.write':
        return this.say([`${intent.machine}$ cat > ${intent.path} <<'END'`, ...intent.content.replace(/\n$/, '').split('\n'), 'END'].join('\n> '));
      case 'quiz.answer': {
        const quiz = blocksOf(this.guide).find((block) => block.kind === 'quiz' && block.id === intent.quiz);
        if (quiz?.kind === 'quiz' && (quiz.form === 'predict' || isRight(quiz, intent.answer))) this.say(`@ quiz ${intent.quiz} ${intent.answer.split(',').join(' ')}`);
        return;
      }
      case 'machine.power':
        return this.say(`@ ${intent.action === 'restart-docker' ? 'restart' : intent.action} ${intent.machine}`);
      case 'machine.cable':
        return this.say(`@ ${intent.action} ${intent.machine}`);
      default:
        return;
    }
  }

  /** A click in the guide: `@ run` once all commands of its block were clicked in turn, with what was filled into blanks. */
  private run(place: string, line: string, step: string | undefined): void {
    const block = step === undefined ? undefined : commandById(this.guide, step);
    const goesOn = this.block !== undefined && this.block.id === block?.id;
    const at = goesOn ? (this.block?.next ?? 0) : 0;
    const filled = block && fillingsOf(block, at, line);
    if (!block || filled === undefined) return this.say(typed(place, line));
    const begun = goesOn && this.block ? this.block : { id: block.id, at: this.lines.length, next: 0, filled: '' };
    this.lines.push(typed(place, line));
    begun.next++;
    for (const one of filled) if (!begun.filled.includes(` ${one}`)) begun.filled += ` ${one}`;
    this.block = begun.next < block.commands.length ? begun : undefined;
    if (begun.next === block.commands.length) this.lines.splice(begun.at, this.lines.length, `@ run ${block.id}${begun.filled}`);
  }

  private type(terminal: string, data: string): void {
    const text = (this.typing.get(terminal) ?? '') + data;
    const parts = text.split(/(?<=\r)/);
    const rest = parts.at(-1)?.endsWith('\r') ? '' : (parts.pop() ?? '');
    // Ctrl-C and the like act at once, without Enter.
    const acts = /[\u0003\u0004\u001a]/.test(rest);
    for (const part of acts ? [...parts, rest] : parts) this.keys(placeOf(terminal), part);
    this.typing.set(terminal, acts ? '' : rest);
  }

  private keys(place: string, data: string): void {
    const line = erased(data.replace(/\r$/, ''));
    if (data.endsWith('\r') && !/[\u0000-\u001f\u007f]/.test(line)) {
      if (line.trim() !== '') this.say(typed(place, line));
      return;
    }
    const names = keyNames(data);
    if (names === undefined) return;
    const last = this.lines.at(-1);
    // What is interrupted must not be waited for.
    if (ENDS.has(names.at(-1) ?? '') && last?.startsWith(`${place}$ `)) this.lines[this.lines.length - 1] = last.replace('$ ', '% ');
    this.say(`@ keys ${place} ${names.join(' ')}`);
  }
}

/** What plain typing with Backspace leaves of a line. */
function erased(data: string): string {
  let line = '';
  for (const c of data) line = c === '\u007f' ? line.slice(0, -1) : line + c;
  return line;
}

/** `node1-1` is `node1`, `node1-2` is `node1#2`. */
function placeOf(terminal: string): string {
  const [, machine = terminal, number = '1'] = /^(.*)-(\d+)$/.exec(terminal) ?? [];
  return number === '1' ? machine : `${machine}#${number}`;
}

const typed = (place: string, line: string): string => `${place}$ ${line.split('\n').join('\n> ')}`;

/** What a clicked line has in the blanks of the block's command at this place; undefined when it is another line. */
function fillingsOf(block: CommandBlock, at: number, line: string): string[] | undefined {
  const command = block.commands[at];
  if (command === undefined) return undefined;
  const pieces = piecesOf(command);
  const source = pieces.map((piece) => ('blank' in piece ? '(.+?)' : piece.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\\\$\\\{\w+\\\}/g, '[^]*?'))).join('');
  const match = new RegExp(`^${source}$`).exec(line);
  if (!match) return undefined;
  return pieces.flatMap((piece) => ('blank' in piece ? [piece.blank] : [])).map((name, i) => `${name}=${quoted(match[i + 1] ?? '')}`);
}

const quoted = (value: string): string => (/[\s"]/.test(value) ? `"${value.replaceAll('"', '\\"')}"` : value);
