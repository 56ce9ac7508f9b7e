/**
 * The lines of a file, changed in one way only (`replace`), so that every change can be undone and every mark moves with
 * the text. A step of undo is opened by the first change after `closeStep` and holds all until the next.
 */
export interface Place {
  /** Counted from 0. */
  line: number;
  /** In UTF-16 units. */
  column: number;
}

interface Change {
  at: number;
  removed: string[];
  inserted: string[];
}

interface UndoStep {
  number: number;
  atMs: number;
  changes: Change[];
  /** Where the cursor was when the step began. */
  cursor: Place;
  /** Whether there were lines at all, before and after. */
  wasEmpty: boolean;
  isEmpty: boolean;
  /** What the step was, for an editor that says so. */
  label: string;
  /** Where the cursor was when the step ended. */
  end: Place | undefined;
}

/** What an undo or a redo did. */
export interface Undone {
  number: number;
  atMs: number;
  linesBefore: number;
  linesAfter: number;
  /** The first line that is different now. */
  line: number;
  cursor: Place;
  /** The cursor's old line is inside or at the edge of what changed. */
  nearCursor: boolean;
  changedLines: number;
  charsBefore: number;
  charsAfter: number;
  /** Characters before the first line that is different. */
  position: number;
  label: string;
  end: Place | undefined;
}

/** Older steps are forgotten beyond this. */
const STEPS_MAX = 1000;

export class TextBuffer {
  lines: string[];
  cursor: Place = { line: 0, column: 0 };
  modified = false;
  /** What the next step of undo is called. */
  label = '';
  /** There is no line at all: the one that is shown is not written. */
  isEmpty: boolean;
  /** Grows with every change, undo included. */
  version = 0;
  /** The last change of the number of lines: where, and by how many. */
  reshaped = { at: 0, by: 0 };
  readonly marks = new Map<string, Place>();
  private steps: UndoStep[] = [];
  /** Steps before this are done, those from it on can be redone. */
  private position = 0;
  private open = false;
  private counted = 0;
  /** The position at which the text is as the file has it; -1 when that cannot be reached any more. */
  private savedAt = 0;

  /** There is always a line; `nowMs` stamps the steps of undo. */
  constructor(
    lines: readonly string[],
    private nowMs: () => number,
  ) {
    this.isEmpty = lines.length === 0;
    this.lines = lines.length > 0 ? [...lines] : [''];
  }

  get count(): number {
    return this.lines.length;
  }

  line(at: number): string {
    return this.lines[at] ?? '';
  }

  get current(): string {
    return this.line(this.cursor.line);
  }

  /** The only way to change the text: lines out, lines in. A text without lines becomes one empty line. */
  replace(at: number, count: number, inserted: readonly string[]): void {
    const removed = this.lines.slice(at, at + count);
    const isEmpty = removed.length === this.lines.length && inserted.length === 0;
    const added = isEmpty ? [''] : inserted;
    if (isEmpty === this.isEmpty && removed.length === added.length && removed.every((line, i) => line === added[i])) return;
    this.record({ at, removed, inserted: [...added] });
    this.apply(at, removed.length, added);
    this.modified = true;
    this.isEmpty = isEmpty;
    (this.steps[this.position - 1] as UndoStep).isEmpty = isEmpty;
  }

  setLine(at: number, text: string): void {
    this.replace(at, 1, [text]);
  }

  private record(change: Change): void {
    if (!this.open) {
      this.steps.length = this.position;
      if (this.savedAt > this.position) this.savedAt = -1;
      this.steps.push({ number: ++this.counted, atMs: this.nowMs(), changes: [], cursor: { ...this.cursor }, wasEmpty: this.isEmpty, isEmpty: false, label: this.label, end: undefined });
      if (this.steps.length > STEPS_MAX) {
        this.steps.shift();
        this.savedAt--;
      }
      this.position = this.steps.length;
      this.open = true;
    }
    const { changes } = this.steps[this.position - 1] as UndoStep;
    const last = changes[changes.length - 1];
    // Typing on one line is one change, whatever its length.
    if (last && last.at === change.at && last.removed.length === 1 && last.inserted.length === 1 && change.removed.length === 1 && change.inserted.length === 1) {
      last.inserted = change.inserted;
    } else changes.push(change);
  }

  private apply(at: number, count: number, inserted: readonly string[]): void {
    if (inserted.length < 10_000) this.lines.splice(at, count, ...inserted);
    else this.lines = [...this.lines.slice(0, at), ...inserted, ...this.lines.slice(at + count)];
    this.version++;
    this.moveTags(at, count, inserted.length);
    const shift = inserted.length - count;
    if (shift === 0) return;
    this.reshaped = { at: at + Math.min(count, inserted.length), by: shift };
    for (const [name, mark] of this.marks) {
      if (mark.line < at + Math.min(count, inserted.length)) continue;
      if (mark.line >= at + count) this.marks.set(name, { line: mark.line + shift, column: mark.column });
      else if (/[a-zA-Z]/.test(name)) this.marks.delete(name);
      else this.marks.set(name, { line: Math.min(at, this.lines.length - 1), column: 0 });
    }
  }

  // --- Tagged lines: for commands that first choose lines and then change the text below them ---------------------

  private tags: { flags: boolean[]; lowest: number } | undefined;

  /** Remembers lines through whatever happens to the text; ends with `untag`. */
  tag(lines: readonly number[]): void {
    const flags = new Array<boolean>(this.lines.length).fill(false);
    for (const line of lines) flags[line] = true;
    this.tags = { flags, lowest: 0 };
  }

  /** The first tagged line, which is tagged no more; undefined when none is left. */
  takeTagged(): number | undefined {
    if (!this.tags) return undefined;
    const at = this.tags.flags.indexOf(true, this.tags.lowest);
    if (at < 0) return undefined;
    this.tags.flags[at] = false;
    this.tags.lowest = at;
    return at;
  }

  untag(): void {
    this.tags = undefined;
  }

  private moveTags(at: number, count: number, inserted: number): void {
    if (!this.tags || count === inserted) return;
    const kept = Math.min(count, inserted);
    this.tags.flags.splice(at + kept, count - kept, ...new Array<boolean>(inserted - kept).fill(false));
    this.tags.lowest = Math.min(this.tags.lowest, at);
  }

  /** What comes now is another step of undo. */
  closeStep(): void {
    this.open = false;
  }

  /** Where the open step has left the cursor: a redo brings it there again. */
  endAt(place: Place): void {
    const step = this.steps[this.position - 1];
    if (this.open && step) step.end = { ...place };
  }

  /** What the step that an undo would turn next is called. */
  get stepLabel(): string {
    return this.steps[this.position - 1]?.label ?? '';
  }

  /** True while a step is open: something changed since the last `closeStep`. */
  get changing(): boolean {
    return this.open;
  }

  /** Undefined at the oldest (newest) change. The cursor stays where it is: editors differ in where they put it. */
  undo(): Undone | undefined {
    this.closeStep();
    const step = this.steps[this.position - 1];
    if (!step) return undefined;
    this.position--;
    const done = this.turn(step, true);
    this.modified = this.savedAt !== this.position;
    return done;
  }

  redo(): Undone | undefined {
    this.closeStep();
    const step = this.steps[this.position];
    if (!step) return undefined;
    this.position++;
    const done = this.turn(step, false);
    this.modified = this.savedAt !== this.position;
    return done;
  }

  /** The text is as the file has it. */
  saved(): void {
    this.closeStep();
    this.modified = false;
    this.savedAt = this.position;
  }

  /** Nothing can be undone beyond this: a file was just loaded. */
  forgetSteps(): void {
    this.steps = [];
    this.position = this.savedAt = 0;
    this.open = false;
  }

  /** The number of the step that an undo would turn next; 0 at the oldest. */
  get stepNumber(): number {
    return this.steps[this.position - 1]?.number ?? 0;
  }

  /** Characters with the ends of lines. */
  get chars(): number {
    return this.lines.reduce((sum, each) => sum + each.length + 1, 0);
  }

  private turn(step: UndoStep, backwards: boolean): Undone {
    const linesBefore = this.isEmpty ? 0 : this.lines.length;
    const charsBefore = this.chars;
    let line = Infinity;
    let nearCursor = false;
    let changedLines = 0;
    this.isEmpty = backwards ? step.wasEmpty : step.isEmpty;
    const changes = backwards ? [...step.changes].reverse() : step.changes;
    for (const change of changes) {
      const out = backwards ? change.inserted : change.removed;
      const into = backwards ? change.removed : change.inserted;
      this.apply(change.at, out.length, into);
      let same = 0;
      while (same < out.length && same < into.length && out[same] === into[same]) same++;
      line = Math.min(line, change.at + same);
      changedLines += into.length;
      if (step.cursor.line >= change.at - 1 && step.cursor.line <= change.at + into.length) nearCursor = true;
    }
    return {
      number: step.number,
      atMs: step.atMs,
      linesBefore,
      linesAfter: this.isEmpty ? 0 : this.lines.length,
      charsBefore,
      charsAfter: this.chars,
      position: this.lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0),
      line: Math.min(line, this.lines.length - 1),
      label: step.label,
      end: step.end,
      cursor: { ...step.cursor },
      nearCursor,
      changedLines,
    };
  }
}
