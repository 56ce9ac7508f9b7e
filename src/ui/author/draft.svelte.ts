/**
 * A lab while it is written: its two texts, what the linter says of them, and a world that plays it. Words may change under
 * the running world; when what is asked changes the world is played again from its inputs, which leads to the same machines;
 * only a change of the machines themselves begins a new one.
 */
import type { Guide } from '../../lab/guide-model';
import { blocksOf } from '../../lab/guide-model';
import type { LintFinding } from '../../lab/lint';
import type { SavedSession, SessionStart } from '../../session/protocol';
import { recall, tryRemember } from '../kit/remember';
import { openWorld } from '../open-world';
import { notify } from '../session/notices';
import { OpenSession } from '../session/open-session.svelte';
import { FIRST_DRAFT } from './first-draft';

export type DraftFile = 'guide.md' | 'solution.txt';

/** Words follow at once; what plays the world anew waits until a thought is finished. */
const WORDS_MS = 250;
const WORLD_MS = 1_400;
const KEPT = { 'guide.md': 'author.guide', 'solution.txt': 'author.solution' } as const;

export class Draft {
  texts = $state.raw<Readonly<Record<DraftFile, string>>>({ 'guide.md': recall(KEPT['guide.md']) ?? FIRST_DRAFT, 'solution.txt': recall(KEPT['solution.txt']) ?? '' });
  front = $state<DraftFile>('guide.md');
  findings = $state.raw<readonly LintFinding[]>([]);
  session = $state.raw<OpenSession>();
  /** Inputs that there were when recording began. */
  recordingFrom = $state<number>();
  private begun = '';
  private asked = '';
  private wordsTimer: ReturnType<typeof setTimeout> | undefined;
  private worldTimer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;
  private refusedOnce = false;

  constructor() {
    void this.follow(true);
  }

  typed(file: DraftFile, text: string): void {
    if (this.texts[file] === text) return;
    this.texts = { ...this.texts, [file]: text };
    if (!tryRemember(KEPT[file], text) && !this.refusedOnce) {
      this.refusedOnce = true;
      notify('The browser does not keep this draft. Save it to a file.', 'bad');
    }
    clearTimeout(this.wordsTimer);
    this.wordsTimer = setTimeout(() => void this.follow(false), WORDS_MS);
  }

  /** Another lab altogether. */
  take(guide: string, solution = ''): void {
    this.typed('solution.txt', solution);
    this.typed('guide.md', guide);
    this.front = 'guide.md';
  }

  /** Throws the world away and begins as a learner would. */
  async startOver(): Promise<void> {
    this.begun = '';
    await this.follow(true);
  }

  async record(): Promise<void> {
    const session = this.session;
    if (!session) return;
    const { inputs } = await session.saved();
    if (this.recordingFrom === undefined) {
      this.recordingFrom = inputs.length;
      return;
    }
    const { solutionText } = await import('../../session/solution-text');
    const text = session.guide ? solutionText(inputs.slice(this.recordingFrom), session.guide, session.lab) : '';
    this.recordingFrom = undefined;
    if (text === '') return notify('Nothing was done in the meantime, so nothing is recorded.');
    const before = this.texts['solution.txt'].trimEnd();
    this.typed('solution.txt', before === '' ? text : `${before}\n${text}`);
    this.front = 'solution.txt';
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.wordsTimer);
    clearTimeout(this.worldTimer);
    await this.session?.close();
  }

  /** Reads the texts as they are now; `atOnce` for what would else wait. */
  private async follow(atOnce: boolean): Promise<void> {
    const [{ parseGuide }, { lintLab }, { beginningOf }, { fillVariant }] = await Promise.all([
      import('../../lab/guide'), import('../../lab/lint'), import('../../lab/beginning'), import('../../lab/variants'),
    ]);
    if (this.closed) return;
    const text = this.texts['guide.md'];
    const solution = this.texts['solution.txt'];
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- read once and let go
    this.findings = lintLab({ texts: new Map([['guide.md', text], ...(solution.trim() === '' ? [] : [['solution.txt', solution] as const])]) });
    const guide = parseGuide(fillVariant(text, undefined));
    const start: SessionStart = { lab: 'draft', labText: text, ...beginningOf(guide.front) };
    const begins = JSON.stringify(beginningOf(guide.front));
    const asks = asksOf(guide);
    clearTimeout(this.worldTimer);
    if (begins === this.begun && this.session) this.session.guide = guide;
    if (begins === this.begun && asks === this.asked) return;
    const change = async (): Promise<void> => {
      const saved = begins === this.begun ? await this.session?.saved() : undefined;
      this.begun = begins;
      this.asked = asks;
      await this.play(start, guide, saved);
    };
    if (atOnce) await change();
    else this.worldTimer = setTimeout(() => void change().catch((cause: unknown) => notify(`The lab could not be played: ${String(cause)}`, 'bad')), WORLD_MS);
  }

  private async play(start: SessionStart, guide: Guide, saved: SavedSession | undefined): Promise<void> {
    const port = await openWorld();
    const before = this.session;
    if (this.closed) return port.terminate?.();
    // The same inputs, but another guide: what it says of the outcome is no longer proved.
    const again: SavedSession | undefined = saved && { format: saved.format, engine: saved.engine, title: saved.title, savedAtMs: saved.savedAtMs, start, inputs: saved.inputs, nowMs: saved.nowMs };
    const session = new OpenSession(port, { id: 'draft', title: guide.front.title, start, unkept: 'The text is kept in this browser; the machines begin afresh with each visit.', embedded: true, ...(again && { saved: again }) });
    session.guide = guide;
    if (before) session.reading = before.reading;
    if (!again) this.recordingFrom = undefined;
    this.session = session;
    await before?.close();
  }
}

/** Everything that the world knows of a guide beside its beginning. */
function asksOf(guide: Guide): string {
  return JSON.stringify(
    blocksOf(guide).flatMap((block): unknown[] => {
      if (block.kind === 'check') return [block.id, block.on, block.script, block.quiet];
      if (block.kind === 'command') return [block.id, block.commands, block.save];
      return block.kind === 'quiz' ? [block.id, block.form, block.answers, block.before] : [];
    }),
  );
}
