/**
 * One terminal's screen: an xterm that outlives the panes showing it, so that scrollback survives tabs and splits.
 * What arrives before xterm is loaded waits here. Sizes are told to the world, characters drawn are counted back.
 */
import type { FitAddon } from '@xterm/addon-fit';
import type { SearchAddon } from '@xterm/addon-search';
import type { Terminal } from '@xterm/xterm';
import { preferences } from '../preferences.svelte';
import { isSimulatedHost } from './simulated-hosts';
import { terminalTheme } from './terminal-theme';

export interface ScreenEvents {
  input(data: string): void;
  resize(columns: number, rows: number): void;
  drawn(chars: number): void;
  bell(): void;
  /** A key that belongs to the page; true when it was taken. */
  key(event: KeyboardEvent): boolean;
  /** A link into the simulation was clicked. */
  simulatedLink(url: string): void;
  focused(): void;
}

export interface Size {
  columns: number;
  rows: number;
}

const FONT = "'JetBrains Mono Variable', ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace";
const LINE_HEIGHT = 1.2;
/** JetBrains Mono is six tenths of its size wide; its line is 1.32 high. xterm rounds both to whole pixels. */
const CELL = { width: 0.6, height: 1.32 };
/** What xterm keeps free for its scroll bar. */
const SCROLLBAR_PX = 14;

let bundle: Promise<typeof import('./xterm-bundle')> | undefined;

/** Begins to load xterm; called as soon as a session is about to open. */
export function preloadXterm(): Promise<typeof import('./xterm-bundle')> {
  bundle ??= import('./xterm-bundle');
  return bundle;
}

/** The size a box will give, before xterm can measure it. */
export function estimateSize(width: number, height: number): Size {
  return {
    columns: Math.max(20, Math.floor((width - SCROLLBAR_PX) / (preferences.fontSize * CELL.width))),
    rows: Math.max(4, Math.floor(height / Math.floor(Math.round(preferences.fontSize * CELL.height) * LINE_HEIGHT))),
  };
}

export class Screen {
  /** Lives as long as the screen; panes append it. */
  readonly element = document.createElement('div');
  private xterm: Terminal | undefined;
  private fitter: FitAddon | undefined;
  private searcher: SearchAddon | undefined;
  private waiting: string[] = [];
  private gone = false;
  private undrawn = 0;
  private resizeTimer: ReturnType<typeof setTimeout> | undefined;
  private told: Size | undefined;
  private wantsFocus = false;

  constructor(
    private readonly label: string,
    private readonly events: ScreenEvents,
  ) {
    this.element.className = 'screen';
    void this.load();
  }

  write(data: string): void {
    const { xterm } = this;
    this.undrawn += data.length;
    if (xterm) xterm.write(data, () => this.drew(data.length));
    else this.waiting.push(data);
  }

  /** The world already knows this size: it came with the opening. */
  knownSize(size: Size): void {
    this.told = size;
    this.xterm?.resize(size.columns, size.rows);
  }

  /** To be called when the element is in the page or its box has changed. */
  fit(): void {
    const { xterm, fitter, element } = this;
    if (!xterm || !fitter || element.clientWidth < 40 || element.clientHeight < 20) return;
    if (!xterm.element) this.show(xterm);
    const size = fitter.proposeDimensions();
    if (!size || !Number.isFinite(size.cols) || !Number.isFinite(size.rows)) return;
    const columns = Math.max(20, size.cols);
    const rows = Math.max(4, size.rows);
    if (columns !== xterm.cols || rows !== xterm.rows) xterm.resize(columns, rows);
    this.tell({ columns, rows });
  }

  focus(): void {
    this.wantsFocus = true;
    this.xterm?.focus();
  }

  blur(): void {
    this.wantsFocus = false;
    this.xterm?.blur();
  }

  applyPreferences(): void {
    const { xterm } = this;
    if (!xterm) return;
    xterm.options.fontSize = preferences.fontSize;
    xterm.options.screenReaderMode = preferences.screenReader;
    this.fit();
  }

  applyTheme(): void {
    if (this.xterm) this.xterm.options.theme = terminalTheme();
  }

  get selection(): string {
    return this.xterm?.getSelection() ?? '';
  }

  clearSelection(): void {
    this.xterm?.clearSelection();
  }

  selectAll(): void {
    this.xterm?.selectAll();
  }

  /** Clears what was; the prompt's line stays. */
  clear(): void {
    this.xterm?.clear();
  }

  paste(text: string): void {
    this.xterm?.paste(text);
  }

  async search(): Promise<SearchAddon | undefined> {
    if (this.searcher || !this.xterm) return this.searcher;
    const { SearchAddon } = await import('@xterm/addon-search');
    this.searcher = new SearchAddon();
    this.xterm.loadAddon(this.searcher);
    return this.searcher;
  }

  dispose(): void {
    this.gone = true;
    // The world waits for what is not drawn; of this terminal it need not.
    this.drew(this.undrawn);
    clearTimeout(this.resizeTimer);
    this.xterm?.dispose();
    this.element.remove();
  }

  private drew(chars: number): void {
    const counted = Math.min(chars, this.undrawn);
    this.undrawn -= counted;
    if (counted > 0) this.events.drawn(counted);
  }

  private async load(): Promise<void> {
    const { Terminal, FitAddon, Unicode11Addon, WebLinksAddon } = await preloadXterm();
    // Cells are measured once: with the wrong face they would be wrong for ever.
    await document.fonts.load(`${preferences.fontSize}px 'JetBrains Mono Variable'`).catch(() => undefined);
    if (this.gone) return;
    const xterm = new Terminal({
      allowProposedApi: true,
      cols: this.told?.columns ?? 80,
      rows: this.told?.rows ?? 24,
      cursorBlink: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
      fontFamily: FONT,
      fontSize: preferences.fontSize,
      lineHeight: LINE_HEIGHT,
      macOptionIsMeta: true,
      minimumContrastRatio: 7,
      scrollback: 5000,
      screenReaderMode: preferences.screenReader,
      theme: terminalTheme(),
    });
    this.fitter = new FitAddon();
    xterm.loadAddon(this.fitter);
    xterm.loadAddon(new Unicode11Addon());
    xterm.unicode.activeVersion = '11';
    xterm.loadAddon(new WebLinksAddon((event, url) => this.follow(event, url)));
    xterm.onData((data) => this.events.input(data));
    xterm.onBinary((data) => this.events.input(data));
    xterm.onBell(() => this.events.bell());
    xterm.attachCustomKeyEventHandler((event) => event.type !== 'keydown' || !this.events.key(event));
    this.xterm = xterm;
    for (const data of this.waiting) xterm.write(data, () => this.drew(data.length));
    this.waiting = [];
    this.fit();
  }

  private show(xterm: Terminal): void {
    xterm.open(this.element);
    xterm.textarea?.setAttribute('aria-label', this.label);
    xterm.textarea?.addEventListener('focus', () => this.events.focused());
    if (this.wantsFocus) xterm.focus();
  }

  private tell(size: Size): void {
    if (this.told && this.told.columns === size.columns && this.told.rows === size.rows) return;
    this.told = size;
    // Dragging a border makes many sizes; the world hears of the one that stays.
    clearTimeout(this.resizeTimer);
    this.resizeTimer = setTimeout(() => this.events.resize(size.columns, size.rows), 120);
  }

  private follow(event: MouseEvent, url: string): void {
    event.preventDefault();
    if (!/^https?:\/\//i.test(url)) return;
    if (isSimulatedHost(new URL(url).hostname)) this.events.simulatedLink(url);
    else window.open(url, '_blank', 'noopener,noreferrer');
  }
}
