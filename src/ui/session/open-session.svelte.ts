/**
 * An open session: one world, its view, its terminals, its guide and its saved copy, tied together for the page.
 * Components read it and send intents; it owns no truth about the cluster, only what the page itself remembers.
 */
/* eslint-disable svelte/prefer-svelte-reactivity -- sets in state are replaced, never changed; the other maps are nobody's to watch */
import { getContext, setContext, untrack } from 'svelte';
import { checksOf } from '../../lab/guide-model';
import type { Guide } from '../../lab/guide-model';
import type { HandedIn, Intent, Pace, RequestCount, SavedSession, SessionStart, WorldView } from '../../session/protocol';
import { BrowserDesk } from '../browser/browser-desk.svelte';
import { OwnTabHost } from '../browser/own-tab';
import type { Scene } from '../browser/own-tab';
import { placesOf } from '../browser/places';
import { eventsBetween } from '../cluster/events';
import type { MapEvent } from '../cluster/events';
import { HueBook } from '../cluster/hues';
import { TrafficMeter } from '../cluster/traffic';
import type { Traffic } from '../cluster/traffic';
import { EditorDesk } from '../editor/editor-desk.svelte';
import { AutoCheck, hasChanged } from '../guide/auto-check';
import type { CheckScene } from '../guide/auto-check';
import { badgesOf } from '../guide/badges';
import { guideProgress } from '../guide/guide-progress';
import type { Languages } from '../guide/languages.svelte';
import { ShowMe } from '../guide/show-me.svelte';
import { Autosave } from '../sessions/autosave';
import type { SessionStore } from '../sessions/session-store';
import { TerminalDesk } from '../terminal/terminal-desk.svelte';
import { WorldClient } from '../world-client';
import type { WorldPort } from '../world-client';
import { firstTerminalSize } from './first-terminal';
import { notify } from './notices';

export type SessionStatus =
  | { kind: 'starting' }
  /** A saved session is replayed: 0..1. */
  | { kind: 'restoring'; progress: number }
  | { kind: 'ready' }
  /** The world stopped over a bug of ours. */
  | { kind: 'broken'; message: string };

export type SaveState =
  | { kind: 'saved'; atMs: number }
  | { kind: 'unsaved' }
  /** Another tab has this session, or the browser keeps nothing. */
  | { kind: 'off'; message: string }
  | { kind: 'failed'; message: string };

export type Zone = 'guide' | 'editor' | 'browser' | 'terminals' | 'cluster';

export interface SessionPlan {
  id: string;
  title: string;
  start: SessionStart;
  saved?: SavedSession;
  /** Where copies go; absent when they cannot be kept. */
  store?: SessionStore;
  /** Why copies are not kept. */
  unkept?: string;
  /** Part of a page that has its own way home and keeps what is to be kept. */
  embedded?: true;
}

const EVENTS_KEPT = 40;
/** Even when nobody types the clock moves on; so often it is kept. */
const SAVE_IDLE_MS = 20_000;

export class OpenSession {
  readonly id: string;
  readonly start: SessionStart;
  readonly embedded: boolean;
  readonly hues = new HueBook();
  readonly desk: TerminalDesk;
  readonly editor: EditorDesk;
  readonly browser: BrowserDesk;
  title = $state('');
  status = $state.raw<SessionStatus>({ kind: 'starting' });
  view = $state.raw<WorldView>();
  events = $state.raw<readonly MapEvent[]>([]);
  saveState = $state.raw<SaveState>({ kind: 'unsaved' });
  guide = $state.raw<Guide>();
  /** Set where the guide can be read in other languages. */
  languages = $state.raw<Languages>();
  /** The zone shown on a narrow screen, and the one that has asked to be seen. */
  zone = $state<Zone>('guide');
  /** The dialog of what is handed in is open. */
  handingIn = $state(false);
  /** Editor and browser share the place above the terminals: the one that was wished for last. */
  above = $state<'editor' | 'browser'>('editor');
  /** Requests of the last moments, for the map. */
  requests = $state.raw<readonly RequestCount[]>([]);
  /** Each service's requests in the last second. */
  traffic = $state.raw<ReadonlyMap<string, Traffic>>(new Map());
  /** Checks a person asked for: only those may say that they failed. */
  asked = $state.raw<ReadonlySet<string>>(new Set());
  /** The section being read. */
  reading = $state('');

  readonly progress = $derived(this.guide ? guideProgress(this.guide, this.view?.lab) : { done: 0, of: 0 });
  readonly badges = $derived.by(() => (this.guide ? badgesOf(this.guide, this.view?.lab, this.start) : []));

  private readonly client: WorldClient;
  /** Sites of this session that are open in tabs of their own. */
  private readonly ownTabs: OwnTabHost;
  private readonly autosave: Autosave;
  private readonly store: SessionStore | undefined;
  private readonly autoCheck: AutoCheck;
  private readonly trafficMeter = new TrafficMeter();
  private trafficTimer: ReturnType<typeof setInterval> | undefined;
  private idleTimer: ReturnType<typeof setInterval> | undefined;

  constructor(port: WorldPort, plan: SessionPlan) {
    this.id = plan.id;
    this.title = plan.title;
    this.start = plan.start;
    this.embedded = plan.embedded === true;
    this.store = plan.store;
    if (plan.unkept !== undefined) this.saveState = { kind: 'off', message: plan.unkept };
    else if (plan.saved) this.saveState = { kind: 'saved', atMs: plan.saved.savedAtMs };
    this.desk = new TerminalDesk(plan.id, {
      send: (intent) => this.send(intent),
      drawn: (terminal, chars) => this.client.terminalDrawn(terminal, chars),
      notice: (text) => notify(text),
      reveal: () => (this.zone = 'terminals'),
    });
    this.autosave = new Autosave(() => this.save());
    this.autoCheck = new AutoCheck(
      () => this.checkScene(),
      (check) => this.send({ kind: 'check.run', check }),
    );
    this.client = new WorldClient(port, {
      view: (view, tasksAt) => this.show(view, tasksAt),
      output: (terminal, data) => this.desk.write(terminal, data),
      replaying: (progress) => (this.status = { kind: 'restoring', progress }),
      edit: (file, against) => (against ? this.editor.compare(file, against) : this.editor.open(file)),
      file: (file, state) => this.editor.hear(file, state),
      written: (file, error) => this.editor.written(file, error),
      requests: (counts) => this.meter(counts),
      broken: (message) => this.break(message),
      unfaithful: () => notify('This session was recorded with another version of Skep and came out differently when it was replayed.', 'bad'),
      recorded: (from, inputs) => void this.store?.append(this.id, from, inputs).catch(() => undefined),
    });
    this.editor = new EditorDesk(plan.id, {
      client: this.client,
      send: (intent) => this.send(intent),
      notice: notify,
      reveal: () => this.reveal('editor'),
      leave: () => this.leave('editor'),
    });
    this.browser = new BrowserDesk({ client: this.client, reveal: () => this.reveal('browser'), leave: () => this.leave('browser') });
    this.ownTabs = new OwnTabHost(plan.id, this.client, () => this.ownTabScene());
    if (plan.saved) this.status = { kind: 'restoring', progress: 0 };
    this.client.start(plan.start, plan.saved);
    // The first shell starts with the machines, not when there is a pane to show it in.
    const [first] = plan.start.machines;
    if (!plan.saved && first) this.desk.openFirst(first.name, firstTerminalSize(plan.start.lab));
    this.idleTimer = setInterval(() => this.status.kind === 'ready' && !document.hidden && this.autosave.touch(), SAVE_IDLE_MS);
    document.addEventListener('visibilitychange', this.saveWhenHidden);
    window.addEventListener('pagehide', this.saveWhenHidden);
  }

  /** The lab's own hand. */
  readonly showMe = new ShowMe({
    guide: () => this.guide,
    view: () => this.view,
    lines: (section) => this.client.sectionLines(section),
    send: (intent) => this.send(intent),
    check: (id) => this.check(id),
    type: (machine, line, step, keyMs) => this.desk.runSlowly(machine, line, step, keyMs),
    isBusy: (terminal) => this.desk.isBusy(terminal),
    notice: (text) => notify(text),
  });

  get lab(): WorldView['lab'] {
    return this.view?.lab;
  }

  /** Brings the editor or the browser to the front of the place that they share. */
  raise(zone: 'editor' | 'browser'): void {
    this.reveal(zone);
    if (zone === 'editor') this.editor.focus();
    else this.browser.focus('page');
  }

  send(intent: Intent): void {
    this.client.send(intent);
    if (this.saveState.kind === 'saved') this.saveState = { kind: 'unsaved' };
    this.autosave.touch();
    // A line was entered: files and objects that the view does not show may have changed.
    if (intent.kind === 'guide.run' || (intent.kind === 'terminal.input' && intent.data.includes('\r'))) this.autoCheck.touch();
  }

  pace(pace: Pace): void {
    this.client.pace(pace);
    this.autosave.touch();
  }

  skip(ms: number): void {
    this.client.skip(ms);
    this.autosave.touch();
  }

  /** A check that a person asked for. */
  check(id: string): void {
    this.asked = new Set([...this.asked, id]);
    this.autoCheck.asked(id);
    this.send({ kind: 'check.run', check: id });
  }

  handIn(name: string): Promise<HandedIn> {
    return this.client.handIn(name);
  }

  sectionStart(section: string): Promise<SavedSession> {
    return this.client.sectionStart(section);
  }

  api(machine: string, method: string, path: string): Promise<unknown> {
    return this.client.api(machine, method, path);
  }

  /** The session as it is now, for files and links. */
  async saved(): Promise<SavedSession> {
    const session = await this.client.save();
    return { ...session, title: this.title, savedAtMs: Date.now() };
  }

  rename(title: string): void {
    this.title = title;
    void this.store?.rename(this.id, title);
  }

  /** Saves what is not yet kept and ends the world. */
  async close(): Promise<void> {
    clearInterval(this.idleTimer);
    clearInterval(this.trafficTimer);
    document.removeEventListener('visibilitychange', this.saveWhenHidden);
    window.removeEventListener('pagehide', this.saveWhenHidden);
    if (this.status.kind === 'ready')
      await Promise.race([this.autosave.flush().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 1500))]);
    this.autosave.stop();
    this.autoCheck.stop();
    this.showMe.stop();
    this.ownTabs.close();
    this.client.close();
    this.editor.dispose();
    this.browser.dispose();
    this.desk.dispose();
  }

  private readonly saveWhenHidden = (event: Event): void => {
    if ((event.type === 'pagehide' || document.hidden) && this.status.kind === 'ready') void this.autosave.flush().catch(() => undefined);
  };

  private show(view: WorldView, tasksAt?: readonly number[]): void {
    const before = this.view;
    this.view = view;
    if (this.status.kind !== 'ready') {
      this.status = { kind: 'ready' };
      untrack(() => {
        this.desk.begin(view);
        this.editor.begin();
      });
      // What is done from now on is in the journal, which needs a copy to follow.
      void this.autosave.flush().catch(() => undefined);
      return;
    }
    if (before) {
      const fresh = eventsBetween(before, view, tasksAt);
      if (fresh.length > 0) this.events = [...this.events, ...fresh].slice(-EVENTS_KEPT);
    }
    untrack(() => this.desk.sync(view));
    if (before && (before.machines !== view.machines || before.pace !== view.pace)) this.ownTabs.refresh();
    if (before && hasChanged(before, view)) this.autoCheck.touch();
  }

  private ownTabScene(): Scene | undefined {
    const { view } = this;
    return view && { title: this.title, paused: view.pace === 'paused', places: placesOf(view.machines) };
  }

  private reveal(zone: 'editor' | 'browser'): void {
    this.above = zone;
    this.zone = zone;
  }

  private leave(zone: 'editor' | 'browser'): void {
    if (this.zone === zone) this.zone = 'terminals';
    this.desk.focus();
  }

  /** Looks each second for as long as there is something to count. */
  private meter(counts: readonly RequestCount[]): void {
    this.requests = counts;
    this.trafficMeter.add(counts);
    this.trafficTimer ??= setInterval(() => {
      this.traffic = this.trafficMeter.take();
      if (this.traffic.size > 0) return;
      clearInterval(this.trafficTimer);
      this.trafficTimer = undefined;
    }, 1000);
  }

  private checkScene(): CheckScene | undefined {
    const { guide, view } = this;
    if (!guide || !view?.lab) return undefined;
    const at = guide.sections.findIndex((section) => section.id === this.reading);
    const upTo = new Set(guide.sections.slice(0, at < 0 ? 1 : at + 1).map((section) => section.id));
    return { settled: view.settled, lab: view.lab, checks: checksOf(guide).filter((check) => upTo.has(check.section)) };
  }

  private async save(): Promise<void> {
    if (!this.store || this.status.kind !== 'ready') return;
    let session: SavedSession;
    try {
      session = await this.saved();
    } catch {
      // The world is gone; what was kept before stays.
      return;
    }
    const outcome = await this.store.save(this.id, session, Date.now(), this.progress.of > 0 ? { ...this.progress, badges: this.badges } : undefined);
    if (outcome.ok) this.saveState = { kind: 'saved', atMs: Date.now() };
    else {
      const message =
        outcome.reason === 'full'
          ? 'The browser has no room left for this session. Export it to a file, or delete old sessions on the start page.'
          : `The browser refused to keep this session (${outcome.message}). Export it to a file.`;
      if (this.saveState.kind !== 'failed') notify(message, 'bad');
      this.saveState = { kind: 'failed', message };
    }
  }

  private break(message: string): void {
    this.autosave.stop();
    this.status = { kind: 'broken', message };
  }
}

const KEY = Symbol('session');

export function provideSession(session: OpenSession): void {
  setContext(KEY, session);
}

export function useSession(): OpenSession {
  return getContext<OpenSession>(KEY);
}
