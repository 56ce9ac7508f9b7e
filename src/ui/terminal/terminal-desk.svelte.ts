/**
 * The desk of terminals of an open session: tabs, their splits, and one screen per terminal. Machines have tabs
 * before they have shells: a shell is opened in the world when its pane is first shown, or a guide types into it.
 *
 * [DESK1] A terminal's name is used once in a session, so that recorded input never means another shell.
 * [DESK2] Closing the last pane of a tab closes the tab; the last tab of the desk stays.
 */
/* eslint-disable svelte/prefer-svelte-reactivity -- sets in state are replaced, never changed; the other maps are nobody's to watch */
import { tick } from 'svelte';
import type { Intent, WorldView } from '../../session/protocol';
import { machineOrder } from '../cluster/layout';
import { recallJson, remember } from '../kit/remember';
import { preferences } from '../preferences.svelte';
import { Screen } from './screen';
import type { Size } from './screen';
import { isSplitTree, leaf, leavesOf, replaced, splitAt, without } from './split-tree';
import type { SplitDirection, SplitTree } from './split-tree';
import { takeTerminalKey } from './terminal-keys';

export interface DeskTab {
  id: string;
  tree: SplitTree;
  /** The terminal that has, or last had, the focus. */
  active: string;
}

/** What the desk needs of the session. */
export interface DeskHost {
  send(intent: Intent): void;
  drawn(terminal: string, chars: number): void;
  notice(text: string): void;
  /** The terminals should be seen now. */
  reveal(): void;
}

interface KeptDesk {
  tabs: DeskTab[];
  front: string;
  machines: Record<string, string>;
}

/** With more machines than this, tabs are opened on demand. */
const MACHINES_WITH_TABS_MAX = 8;
/** How long a guide's command waits for a busy shell before it takes another one. */
const BUSY_WAIT_MS = 4000;

export class TerminalDesk {
  tabs = $state.raw<readonly DeskTab[]>([]);
  front = $state('');
  /** Terminals whose shell is over. */
  ended = $state.raw<ReadonlySet<string>>(new Set());
  /** How often each terminal rang. */
  bells = $state.raw<Readonly<Record<string, number>>>({});
  /** The terminal whose search bar is open. */
  searching = $state<string>();

  private readonly machines = new Map<string, string>();
  private readonly screens = new Map<string, Screen>();
  private readonly opened = new Set<string>();
  private readonly listed = new Set<string>();
  private readonly numbers = new Map<string, number>();
  private view: WorldView | undefined;
  private serial = 0;

  constructor(
    private readonly session: string,
    private readonly host: DeskHost,
  ) {}

  readonly frontTab: DeskTab | undefined = $derived(this.tabs.find((tab) => tab.id === this.front) ?? this.tabs[0]);

  get active(): string | undefined {
    return this.frontTab?.active;
  }

  machineOf(terminal: string): string {
    return this.machines.get(terminal) ?? '';
  }

  /** The name on a tab: its machine, and which of several. */
  titleOf(tab: DeskTab): string {
    const names = [...new Set(leavesOf(tab.tree).map((terminal) => this.machineOf(terminal)))];
    if (names.length > 1) return names.join(' + ');
    const same = this.tabs.filter((other) => other.tree.kind === 'leaf' && this.machineOf(other.active) === names[0]);
    const index = same.indexOf(tab);
    return index > 0 ? `${names[0]} (${index + 1})` : (names[0] ?? '');
  }

  /** The first view: what a saved session had open, else a tab per machine. */
  begin(view: WorldView): void {
    this.view = view;
    for (const terminal of view.terminals) {
      this.know(terminal.id, terminal.machine);
      this.opened.add(terminal.id);
      this.listed.add(terminal.id);
    }
    const kept = recallJson(`desk.${this.session}`, isKeptDesk, undefined as KeptDesk | undefined);
    if (kept) this.restore(kept, view);
    for (const terminal of view.terminals) {
      if (!this.tabs.some((tab) => leavesOf(tab.tree).includes(terminal.id))) this.pushTab(terminal.id);
    }
    this.addMissingTabs(view);
    for (const [terminal, screen] of this.screens) {
      if (this.machines.has(terminal)) continue;
      screen.dispose();
      this.screens.delete(terminal);
    }
  }

  /** The first shell of a fresh session, asked for before there is a view. */
  openFirst(machine: string, size: Size): void {
    const terminal = this.newTerminal(machine);
    this.front = this.pushTab(terminal);
    this.opened.add(terminal);
    this.screen(terminal).knownSize(size);
    this.host.send({ kind: 'terminal.open', terminal, machine, ...size });
  }

  /** Follows the world: machines come and go, shells end. */
  sync(view: WorldView): void {
    const before = this.view;
    this.view = view;
    if (before?.terminals !== view.terminals) this.syncTerminals(view);
    if (before && before.machines.length !== view.machines.length) {
      for (const terminal of [...this.machines.keys()]) {
        if (!view.machines.some((machine) => machine.name === this.machineOf(terminal))) this.drop(terminal);
      }
      this.addMissingTabs(view);
    }
  }

  write(terminal: string, data: string): void {
    // While a session is restored its terminals print before the first view names them.
    if (!this.view || this.machines.has(terminal)) this.screen(terminal).write(data);
    else this.host.drawn(terminal, data.length);
  }

  screen(terminal: string): Screen {
    let screen = this.screens.get(terminal);
    if (!screen) {
      screen = this.makeScreen(terminal);
      this.screens.set(terminal, screen);
    }
    return screen;
  }

  /** A pane shows this terminal at this size: the shell begins if it has not. */
  ensureOpen(terminal: string, size: Size): void {
    if (this.opened.has(terminal) || !this.view) return;
    this.opened.add(terminal);
    this.screen(terminal).knownSize(size);
    this.host.send({ kind: 'terminal.open', terminal, machine: this.machineOf(terminal), ...size });
  }

  show(tab: string): void {
    this.front = tab;
    this.keep();
  }

  /** Walks through the tabs. */
  showNext(step: 1 | -1): void {
    const at = this.tabs.findIndex((tab) => tab.id === this.frontTab?.id);
    const next = this.tabs[(at + step + this.tabs.length) % this.tabs.length];
    if (next) this.show(next.id);
    void tick().then(() => this.focus());
  }

  activate(terminal: string): void {
    const tab = this.tabOf(terminal);
    if (!tab || (tab.active === terminal && this.front === tab.id)) return;
    this.tabs = this.tabs.map((other) => (other === tab ? { ...tab, active: terminal } : other));
    this.front = tab.id;
    this.keep();
  }

  addTab(machine: string): string {
    const terminal = this.newTerminal(machine);
    this.show(this.pushTab(terminal));
    return terminal;
  }

  split(direction: SplitDirection, at = this.active, machine = at === undefined ? undefined : this.machineOf(at)): void {
    const tab = at === undefined ? undefined : this.tabOf(at);
    if (!tab || at === undefined || machine === undefined) return;
    const added = this.newTerminal(machine);
    this.change(tab, { tree: splitAt(tab.tree, at, direction, added), active: added });
    void tick().then(() => this.focus());
  }

  /** Closes a pane and ends its shell. */
  close(terminal: string): void {
    if (this.opened.has(terminal) && !this.ended.has(terminal)) this.host.send({ kind: 'terminal.close', terminal });
    this.drop(terminal);
    void tick().then(() => this.focus());
  }

  closeTab(id: string): void {
    const tab = this.tabs.find((other) => other.id === id);
    for (const terminal of tab ? leavesOf(tab.tree) : []) this.close(terminal);
  }

  /** A new shell in the pane of one that is over; what was printed stays. */
  reopen(terminal: string): void {
    const tab = this.tabOf(terminal);
    const screen = this.screens.get(terminal);
    if (!tab) return;
    const machine = this.machineOf(terminal);
    const next = this.newTerminal(machine);
    this.forget(terminal);
    screen?.dispose();
    this.change(tab, { tree: replaced(tab.tree, terminal, next), active: next });
    void tick().then(() => this.focus());
  }

  /** The terminal of a machine, in front; opened when there is none. */
  showMachine(machine: string): string {
    const terminal = this.candidates(machine)[0] ?? this.addTab(machine);
    this.activate(terminal);
    this.host.reveal();
    return terminal;
  }

  /** Types a guide's line where it belongs; the terminal comes to the front. */
  async run(machine: string | undefined, line: string, step?: string): Promise<void> {
    const terminal = await this.free(machine);
    if (terminal === undefined) return;
    this.host.send({ kind: 'guide.run', terminal, line, ...(step === undefined ? {} : { step }) });
    this.focus();
  }

  /** The same key by key, at the speed of a hand; answers the terminal. */
  async runSlowly(machine: string | undefined, line: string, step: string | undefined, keyMs: number): Promise<string | undefined> {
    const terminal = await this.free(machine);
    if (terminal === undefined) return undefined;
    for (const key of line.includes('\n') ? [] : line) {
      this.host.send({ kind: 'terminal.input', terminal, data: key });
      await new Promise((resolve) => setTimeout(resolve, keyMs));
    }
    // It puts its line in place of what was typed, with Enter, so that the step is known for what it is.
    this.host.send({ kind: 'guide.run', terminal, line, ...(step === undefined ? {} : { step }) });
    return terminal;
  }

  /** A terminal of the machine that waits for a command, in front; a new one where all are busy. */
  private async free(machine: string | undefined): Promise<string | undefined> {
    const on = machine ?? (this.active === undefined ? undefined : this.machineOf(this.active));
    if (on === undefined) return undefined;
    let terminal = this.showMachine(on);
    for (const began = performance.now(); this.isBusy(terminal) && performance.now() - began < BUSY_WAIT_MS;) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      terminal = this.candidates(on).find((other) => !this.isBusy(other)) ?? terminal;
    }
    if (this.isBusy(terminal)) {
      terminal = this.addTab(on);
      this.host.notice(`The terminal of ${on} is busy, so the command went to a new one.`);
    }
    this.activate(terminal);
    await tick();
    this.ensureOpen(terminal, { columns: 80, rows: 24 });
    return terminal;
  }

  /** Keys that did not come from a keyboard: the phone's key row, paste from the menu. */
  type(data: string): void {
    const { active } = this;
    if (active !== undefined) this.host.send({ kind: 'terminal.input', terminal: active, data });
    this.focus();
  }

  focus(): void {
    const { active } = this;
    if (active !== undefined) this.screens.get(active)?.focus();
  }

  applyPreferences(): void {
    for (const screen of this.screens.values()) screen.applyPreferences();
  }

  applyTheme(): void {
    for (const screen of this.screens.values()) screen.applyTheme();
  }

  dispose(): void {
    for (const screen of this.screens.values()) screen.dispose();
    this.screens.clear();
  }

  private makeScreen(terminal: string): Screen {
    return new Screen(`Terminal on ${this.machineOf(terminal)}`, {
      input: (data) => this.host.send({ kind: 'terminal.input', terminal, data }),
      resize: (columns, rows) =>
        this.opened.has(terminal) && !this.ended.has(terminal) && this.host.send({ kind: 'terminal.resize', terminal, columns, rows }),
      drawn: (chars) => this.host.drawn(terminal, chars),
      bell: () => (this.bells = { ...this.bells, [terminal]: (this.bells[terminal] ?? 0) + 1 }),
      key: (event) => takeTerminalKey(event, this, terminal, preferences),
      simulatedLink: (url) => this.host.notice(`${url} is inside the lab: ask it with curl in a terminal.`),
      focused: () => this.activate(terminal),
    });
  }

  private candidates(machine: string): string[] {
    const all = [this.frontTab, ...this.tabs].flatMap((tab) => (tab ? [tab.active, ...leavesOf(tab.tree)] : []));
    const fit = [...new Set(all)].filter((terminal) => this.machineOf(terminal) === machine && !this.ended.has(terminal));
    return [...fit.filter((terminal) => !this.isBusy(terminal)), ...fit.filter((terminal) => this.isBusy(terminal))];
  }

  isBusy(terminal: string): boolean {
    return this.view?.terminals.find((other) => other.id === terminal)?.busy === true;
  }

  private syncTerminals(view: WorldView): void {
    const now = new Set(view.terminals.map((terminal) => terminal.id));
    const over = [...this.listed].filter((terminal) => !now.has(terminal) && this.machines.has(terminal));
    for (const terminal of now) this.listed.add(terminal);
    for (const terminal of over) this.listed.delete(terminal);
    if (over.length > 0) this.ended = new Set([...this.ended, ...over]);
  }

  private addMissingTabs(view: WorldView): void {
    const machines = machineOrder(view.machines);
    const wanted = machines.length <= MACHINES_WITH_TABS_MAX ? machines : machines.slice(0, 1);
    for (const machine of wanted) {
      if (![...this.machines.values()].includes(machine.name)) this.pushTab(this.newTerminal(machine.name));
    }
    if (!this.tabs.some((tab) => tab.id === this.front)) this.front = this.tabs[0]?.id ?? '';
  }

  private restore(kept: KeptDesk, view: WorldView): void {
    const alive = new Set(view.machines.map((machine) => machine.name));
    for (const [terminal, machine] of Object.entries(kept.machines)) if (alive.has(machine)) this.know(terminal, machine);
    const tabs = kept.tabs.flatMap((tab) => {
      let tree: SplitTree | undefined = tab.tree;
      for (const terminal of leavesOf(tab.tree)) {
        // Pages may keep a shell that the world closed since; a new one takes its pane.
        if (tree && !this.machines.has(terminal)) tree = without(tree, terminal);
      }
      return tree ? [{ ...tab, tree, active: leavesOf(tree).includes(tab.active) ? tab.active : (leavesOf(tree)[0] ?? '') }] : [];
    });
    this.serial = kept.tabs.reduce((n, tab) => Math.max(n, Number(tab.id.slice(1)) || 0), 0);
    this.tabs = tabs;
    this.front = kept.front;
  }

  private tabOf(terminal: string): DeskTab | undefined {
    return this.tabs.find((tab) => leavesOf(tab.tree).includes(terminal));
  }

  private change(tab: DeskTab, fields: Partial<DeskTab>): void {
    this.tabs = this.tabs.map((other) => (other.id === tab.id ? { ...tab, ...fields } : other));
    this.keep();
  }

  private pushTab(terminal: string): string {
    const id = `t${++this.serial}`;
    this.tabs = [...this.tabs, { id, tree: leaf(terminal), active: terminal }];
    this.keep();
    return id;
  }

  private newTerminal(machine: string): string {
    let terminal: string;
    do {
      const n = (this.numbers.get(machine) ?? 0) + 1;
      this.numbers.set(machine, n);
      terminal = `${machine}-${n}`;
    } while (this.machines.has(terminal));
    this.know(terminal, machine);
    return terminal;
  }

  private know(terminal: string, machine: string): void {
    this.machines.set(terminal, machine);
    const n = Number(/-(\d+)$/.exec(terminal)?.[1] ?? 0);
    this.numbers.set(machine, Math.max(this.numbers.get(machine) ?? 0, n));
  }

  private drop(terminal: string): void {
    const tab = this.tabOf(terminal);
    this.screens.get(terminal)?.dispose();
    this.forget(terminal);
    if (!tab) return;
    const tree = without(tab.tree, terminal);
    if (tree) {
      const leaves = leavesOf(tree);
      return this.change(tab, { tree, active: leaves.includes(tab.active) ? tab.active : (leaves[0] ?? '') });
    }
    const at = this.tabs.indexOf(tab);
    this.tabs = this.tabs.filter((other) => other !== tab);
    if (this.front === tab.id) this.front = this.tabs[Math.min(at, this.tabs.length - 1)]?.id ?? '';
    this.keep();
  }

  private forget(terminal: string): void {
    this.screens.delete(terminal);
    this.machines.delete(terminal);
    this.opened.delete(terminal);
    this.listed.delete(terminal);
    if (this.ended.has(terminal)) this.ended = new Set([...this.ended].filter((other) => other !== terminal));
  }

  private keep(): void {
    const kept: KeptDesk = { tabs: [...this.tabs], front: this.front, machines: Object.fromEntries(this.machines) };
    remember(`desk.${this.session}`, JSON.stringify(kept));
  }
}

function isKeptDesk(value: unknown): value is KeptDesk | undefined {
  if (typeof value !== 'object' || value === null) return false;
  const { tabs, front, machines } = value as Record<string, unknown>;
  if (typeof front !== 'string' || typeof machines !== 'object' || machines === null || !Array.isArray(tabs)) return false;
  if (!Object.values(machines).every((name) => typeof name === 'string')) return false;
  return (tabs as unknown[]).every((tab) => {
    const { id, tree, active } = (tab ?? {}) as Record<string, unknown>;
    return typeof id === 'string' && typeof active === 'string' && isSplitTree(tree);
  });
}
