/**
 * The editor of an open session: its tabs, what is watched on the machines, drafts, and the questions to the world.
 *
 * [EDIT3] Unsaved text is kept with every pause of typing and when the page goes; closing a tab that has some asks.
 * [EDIT4] Files are written by a recorded intent and by nothing else.
 */
/* eslint-disable svelte/prefer-svelte-reactivity -- timers are nobody's to watch */
import { tick } from 'svelte';
import type { Completion, FileEntry, FileState, Hover, Intent, PlacedFile, Spot } from '../../session/protocol';
import { recallJson, remember } from '../kit/remember';
import type { WorldClient } from '../world-client';
import { Comparison } from './comparison.svelte';
import { dropDraft, keepDraft, recallDraft } from './drafts';
import { idOf, OpenFile } from './open-file.svelte';

export type EditorTab = OpenFile | Comparison;

/** What the desk needs of the session. */
export interface EditorHost {
  readonly client: Pick<WorldClient, 'watchFiles' | 'listFiles' | 'lint' | 'complete' | 'hover'>;
  send(intent: Intent): void;
  notice(text: string, tone?: 'calm' | 'good' | 'bad'): void;
  /** The editor should be seen now. */
  reveal(): void;
  /** Nothing is open any more: the terminals get the focus. */
  leave(): void;
}

interface KeptTab extends PlacedFile {
  against?: PlacedFile;
}

interface KeptEditor {
  tabs: KeptTab[];
  front: string;
  shown: boolean;
}

/** A person pauses so long before the text is looked at, and the draft kept. */
const LINT_PAUSE_MS = 250;
const DRAFT_PAUSE_MS = 400;
const TABS_MAX = 30;

export class EditorDesk {
  tabs = $state.raw<readonly EditorTab[]>([]);
  front = $state('');
  /** The zone is open; closed, its tabs are kept. */
  shown = $state(false);
  /** The dialog that chooses a file: to open, or to compare with. */
  choosing = $state.raw<{ machine: string; path: string; against?: PlacedFile }>();
  /** The tab that is to be closed although it has unsaved text. */
  closing = $state.raw<OpenFile>();
  /** Where the cursor is to go in the front file, once it is shown. */
  target = $state.raw<{ id: string; spot: Spot }>();
  /** Whatever is in front should take the focus, as soon as it can. */
  wantsFocus = $state(false);

  readonly frontTab: EditorTab | undefined = $derived(this.tabs.find((tab) => tab.id === this.front) ?? this.tabs[0]);
  readonly visible: boolean = $derived(this.shown && this.tabs.length > 0);
  readonly unsaved: number = $derived(this.tabs.filter((tab) => tab.kind === 'file' && tab.dirty).length);

  /** What was last heard of each watched file: whatever shows it next begins with that. */
  private readonly states = new Map<string, FileState>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly linting = new Set<string>();

  constructor(
    private readonly session: string,
    private readonly host: EditorHost,
  ) {
    window.addEventListener('pagehide', this.keepDrafts);
    window.addEventListener('beforeunload', this.holdBack);
  }

  /** Puts back what an earlier visit had open. */
  begin(): void {
    const kept = recallJson(`editor.${this.session}`, isKept, undefined as KeptEditor | undefined);
    if (!kept) return;
    this.tabs = kept.tabs.map((tab) => (tab.against ? new Comparison(tab, tab.against) : this.newFile(tab)));
    this.front = kept.front;
    this.shown = kept.shown;
    this.watch();
  }

  hear(file: PlacedFile, state: FileState): void {
    this.states.set(idOf(file), state);
    for (const tab of this.tabs) {
      if (tab.kind === 'comparison') tab.hear(file, state);
      else if (tab.id === idOf(file)) {
        const reloads = tab.reloads;
        tab.hear(state);
        if (tab.reloads !== reloads) this.lintSoon(tab, 0);
        this.keepDraft(tab);
      }
    }
  }

  written(file: PlacedFile, error: string | undefined): void {
    const open = this.fileOf(idOf(file));
    if (!open) {
      if (error !== undefined) this.host.notice(error, 'bad');
      return;
    }
    open.endSave(error);
    if (error === undefined && !open.dirty) dropDraft(this.session, open);
    this.lintSoon(open, 0);
  }

  /** Opens a file, or shows the tab it has. */
  open(file: PlacedFile, spot?: Spot): void {
    const id = idOf(file);
    if (!this.tabs.some((tab) => tab.id === id)) this.add(this.newFile(file));
    this.show(id);
    if (spot) this.target = { id, spot };
  }

  compare(original: PlacedFile, modified: PlacedFile): void {
    this.showComparison(new Comparison(original, modified));
  }

  /** What is typed beside what the machine has. */
  compareTyped(file: OpenFile): void {
    this.showComparison(new Comparison(file, file, file));
  }

  show(id: string): void {
    this.front = id;
    this.shown = true;
    this.keep();
    this.host.reveal();
    this.focus();
  }

  /** Walks through the tabs. */
  showNext(step: 1 | -1): void {
    const at = this.tabs.findIndex((tab) => tab.id === this.frontTab?.id);
    const next = this.tabs[(at + step + this.tabs.length) % this.tabs.length];
    if (next) this.show(next.id);
  }

  hide(): void {
    this.shown = false;
    this.keep();
    this.host.leave();
  }

  focus(): void {
    void tick().then(() => (this.wantsFocus = true));
  }

  /** Closes a tab; one with unsaved text is asked about. */
  close(id: string): void {
    const tab = this.tabs.find((one) => one.id === id);
    if (tab?.kind === 'file' && tab.dirty) this.closing = tab;
    else this.drop(id);
  }

  /** Closes a tab whatever was typed. */
  discard(file: OpenFile): void {
    this.closing = undefined;
    dropDraft(this.session, file);
    this.drop(file.id);
  }

  typed(file: OpenFile, text: string): void {
    if (text === file.text) return;
    file.type(text);
    this.lintSoon(file, LINT_PAUSE_MS);
    this.later(`draft ${file.id}`, DRAFT_PAUSE_MS, () => this.keepDraft(file));
  }

  /** Writes the text to the machine; where the machine has another one meanwhile, the person decides first. */
  save(file: OpenFile): void {
    if (file.refusal !== undefined || file.conflict) return;
    if (file.readOnly !== undefined) {
      file.error = file.readOnly;
      return;
    }
    if (!file.dirty && file.state?.kind === 'text') return;
    const { machine, path } = file;
    this.host.send({ kind: 'file.write', machine, path, content: file.beginSave() });
  }

  reload(file: OpenFile): void {
    file.reload();
    dropDraft(this.session, file);
    this.lintSoon(file, 0);
    this.focus();
  }

  overwrite(file: OpenFile): void {
    file.insist();
    this.save(file);
    this.focus();
  }

  list(folder: PlacedFile): Promise<FileEntry[]> {
    return this.host.client.listFiles(folder);
  }

  complete(id: string, text: string, at: Spot): Promise<Completion[]> {
    const file = this.fileOf(id);
    return file ? this.host.client.complete(file, text, at) : Promise.resolve([]);
  }

  hover(id: string, text: string, at: Spot): Promise<Hover | null> {
    const file = this.fileOf(id);
    return file ? this.host.client.hover(file, text, at) : Promise.resolve(null);
  }

  fileOf(id: string): OpenFile | undefined {
    const tab = this.tabs.find((one) => one.id === id);
    return tab?.kind === 'file' ? tab : undefined;
  }

  /** Looks at a text soon: what its surroundings are may have changed as well. */
  lintSoon(file: OpenFile, pauseMs: number): void {
    this.later(`lint ${file.id}`, pauseMs, () => void this.lint(file));
  }

  dispose(): void {
    this.keepDrafts();
    window.removeEventListener('pagehide', this.keepDrafts);
    window.removeEventListener('beforeunload', this.holdBack);
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  private newFile(file: PlacedFile): OpenFile {
    return new OpenFile(file, recallDraft(this.session, file));
  }

  private add(tab: EditorTab): void {
    this.tabs = [...this.tabs, tab].slice(-TABS_MAX);
    this.watch();
    for (const file of placesOf(tab)) {
      const state = this.states.get(idOf(file));
      if (state) this.hear(file, state);
    }
  }

  private showComparison(comparison: Comparison): void {
    // Another look at the same two begins anew.
    this.tabs = this.tabs.filter((tab) => tab.id !== comparison.id);
    this.add(comparison);
    this.show(comparison.id);
  }

  private drop(id: string): void {
    const at = this.tabs.findIndex((tab) => tab.id === id);
    if (at < 0) return;
    // A comparison with what is typed goes with it.
    this.tabs = this.tabs.filter((tab) => tab.id !== id && !(tab.kind === 'comparison' && tab.typed?.id === id));
    if (this.front === id) this.front = this.tabs[Math.min(at, this.tabs.length - 1)]?.id ?? '';
    this.watch();
    this.keep();
    if (this.tabs.length === 0) this.host.leave();
    else this.focus();
  }

  private watch(): void {
    const files = new Map(this.tabs.flatMap(placesOf).map(({ machine, path }) => [idOf({ machine, path }), { machine, path }]));
    for (const id of this.states.keys()) if (!files.has(id)) this.states.delete(id);
    this.host.client.watchFiles([...files.values()]);
  }

  private async lint(file: OpenFile): Promise<void> {
    // One question at a time: a slow answer means a large text, and waiting is kinder than piling up.
    if (this.linting.has(file.id)) return this.lintSoon(file, LINT_PAUSE_MS);
    this.linting.add(file.id);
    const { text } = file;
    try {
      const problems = await this.host.client.lint(file, text);
      if (file.text === text) file.problems = problems;
    } catch {
      // The world is gone, or the lint is: the text is still there to be edited.
      file.problems = [];
    } finally {
      this.linting.delete(file.id);
    }
  }

  private keepDraft(file: OpenFile): void {
    if (file.dirty) file.unkept = !keepDraft(this.session, file, { text: file.text, base: file.base });
    else {
      file.unkept = false;
      dropDraft(this.session, file);
    }
  }

  private readonly keepDrafts = (): void => {
    for (const tab of this.tabs) if (tab.kind === 'file' && tab.state !== undefined) this.keepDraft(tab);
  };

  /** The browser asks before it leaves only where something would be lost. */
  private readonly holdBack = (event: BeforeUnloadEvent): void => {
    this.keepDrafts();
    if (this.tabs.some((tab) => tab.kind === 'file' && tab.dirty && tab.unkept)) event.preventDefault();
  };

  private later(name: string, delayMs: number, run: () => void): void {
    clearTimeout(this.timers.get(name));
    this.timers.set(
      name,
      setTimeout(() => {
        this.timers.delete(name);
        run();
      }, delayMs),
    );
  }

  private keep(): void {
    const tabs = this.tabs.flatMap((tab): KeptTab[] => {
      if (tab.kind === 'file') return [{ machine: tab.machine, path: tab.path }];
      const place = ({ machine, path }: PlacedFile) => ({ machine, path });
      return tab.typed ? [] : [{ ...place(tab.original), against: place(tab.modified) }];
    });
    const kept: KeptEditor = { tabs, front: this.front, shown: this.shown };
    remember(`editor.${this.session}`, JSON.stringify(kept));
  }
}

const placesOf = (tab: EditorTab): PlacedFile[] => (tab.kind === 'file' ? [tab] : [tab.original, tab.modified]);

function isPlaced(value: unknown): value is PlacedFile {
  const { machine, path } = (value ?? {}) as Record<string, unknown>;
  return typeof machine === 'string' && typeof path === 'string' && path.startsWith('/');
}

function isKept(value: unknown): value is KeptEditor | undefined {
  const { tabs, front, shown } = (value ?? {}) as Record<string, unknown>;
  if (!Array.isArray(tabs) || typeof front !== 'string' || typeof shown !== 'boolean') return false;
  return (tabs as unknown[]).every((tab) => isPlaced(tab) && ((tab as KeptTab).against === undefined || isPlaced((tab as KeptTab).against)));
}
