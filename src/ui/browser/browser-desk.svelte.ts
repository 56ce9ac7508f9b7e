/**
 * The browser of an open session: its tabs, and the way from what a person or a page wants to the world's network.
 *
 * [SITE1] Whatever is asked goes out as a recorded input and by no other way: a vote that counted counts in a replay.
 * [SITE2] A page is a stranger: what it says is read as data (`page-messages`), at most so often, and leads into the lab alone.
 */
import { tick } from 'svelte';
import type { AppFiles, BrowseAnswer, BrowseMethod } from '../../session/protocol';
import type { WorldClient } from '../world-client';
import { ANSWERS_KEPT, answerOf } from './answers';
import { composePage } from './compose-page';
import type { Fetched } from './compose-page';
import type { PageSays } from './page-messages';
import { SiteTab } from './site-tab.svelte';

export interface BrowserHost {
  readonly client: Pick<WorldClient, 'browse'> & Partial<Pick<WorldClient, 'appFiles'>>;
  /** The browser should be seen now. */
  reveal(): void;
  /** No tab is open any more. */
  leave(): void;
}

interface Wanted {
  method?: BrowseMethod;
  body?: string;
  type?: string;
  /** Whether the tab's history goes on, is walked, or stays. */
  history?: 'on' | 'back' | 'forward' | 'stay';
}

const TABS_MAX = 12;
const HISTORY_MAX = 50;
/** Between an answer and the next request of a loop. */
const REPEAT_MS = 200;
/** What scripts of a page may ask in a second; more wait for their turn. */
const FETCHES_A_SECOND = 8;

export class BrowserDesk {
  tabs = $state.raw<readonly SiteTab[]>([]);
  front = $state('');
  shown = $state(false);
  /** The address bar, or what is in front, should take the focus. */
  wantsFocus = $state<'address' | 'page' | undefined>();

  readonly frontTab: SiteTab | undefined = $derived(this.tabs.find((tab) => tab.id === this.front) ?? this.tabs[0]);
  readonly visible: boolean = $derived(this.shown && this.tabs.length > 0);

  private made = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private fetched: number[] = [];
  private ended = false;

  constructor(private readonly host: BrowserHost) {}

  /** Opens a published port in a tab: the one that is there already, else a new one. */
  open(url: string): void {
    const known = this.tabs.find((tab) => siteOf(tab.url || tab.address) === siteOf(url));
    const tab = known ?? this.newTab();
    this.show(tab.id);
    void this.go(tab, url, { history: known?.url === url ? 'stay' : 'on' });
  }

  /** Shows the browser, with a tab in it. */
  begin(): void {
    if (this.frontTab) this.show(this.frontTab.id);
    else this.blank();
  }

  /** An empty tab, for an address to be typed. */
  blank(): void {
    this.show(this.newTab().id);
    this.focus('address');
  }

  show(id: string): void {
    this.front = id;
    this.shown = true;
    this.host.reveal();
    this.focus('page');
  }

  showNext(step: 1 | -1): void {
    const at = this.tabs.findIndex((tab) => tab.id === this.frontTab?.id);
    const next = this.tabs[(at + step + this.tabs.length) % this.tabs.length];
    if (next) this.show(next.id);
  }

  hide(): void {
    this.shown = false;
    for (const tab of this.tabs) tab.repeating = false;
    this.host.leave();
  }

  focus(what: 'address' | 'page'): void {
    void tick().then(() => (this.wantsFocus = what));
  }

  close(id: string): void {
    const at = this.tabs.findIndex((tab) => tab.id === id);
    const tab = this.tabs[at];
    if (!tab) return;
    tab.repeating = false;
    tab.loads++;
    this.tabs = this.tabs.filter((one) => one !== tab);
    if (this.front === id) this.front = this.tabs[Math.min(at, this.tabs.length - 1)]?.id ?? '';
    if (this.tabs.length === 0) this.hide();
  }

  /** Loads an address into a tab. */
  async go(tab: SiteTab, typed: string, { method = 'GET', body, type, history = 'on' }: Wanted = {}): Promise<void> {
    const url = addressOf(typed);
    const load = ++tab.loads;
    clearTimeout(this.timer);
    tab.address = url;
    tab.loading = true;
    const answer = await this.ask(tab, url, method, body, type);
    if (load !== tab.loads) return;
    this.remember(tab, answer.url, history);
    tab.url = answer.url;
    tab.address = answer.url;
    if (!answer.ok) {
      tab.loading = false;
      tab.title = '';
      tab.state = { kind: 'failed', title: 'This page did not come', words: answer.words };
      return;
    }
    const page = await composePage(answer.url, answer.headers['content-type'] ?? 'text/html', answer.body, (part) => this.part(tab, part));
    if (load !== tab.loads) return;
    tab.loading = false;
    tab.title = page.title;
    tab.state = { kind: 'page', page, load };
    const { refresh } = page;
    if (refresh) this.timer = setTimeout(() => load === tab.loads && this.visible && this.frontTab === tab && void this.go(tab, refresh.url, { history: 'stay' }), refresh.seconds * 1000);
  }

  reload(tab: SiteTab): void {
    if (tab.url !== '' || tab.address !== '') void this.go(tab, tab.url || tab.address, { history: 'stay' });
  }

  back(tab: SiteTab): void {
    const to = tab.past.at(-1);
    if (to !== undefined) void this.go(tab, to, { history: 'back' });
  }

  forward(tab: SiteTab): void {
    const to = tab.future.at(-1);
    if (to !== undefined) void this.go(tab, to, { history: 'forward' });
  }

  /** Asks for the page again and again, and counts: what a load balancer does is seen by many requests, not by one. */
  async repeat(tab: SiteTab, on: boolean): Promise<void> {
    tab.repeating = on;
    if (!on || tab.url === '') return;
    while (tab.repeating && !this.ended) {
      await this.ask(tab, tab.url, 'GET');
      await new Promise((resolve) => setTimeout(resolve, REPEAT_MS));
    }
  }

  countAnew(tab: SiteTab): void {
    tab.answers = [];
    tab.sent = 0;
    tab.failed = 0;
  }

  /** What a page wants; the answer is for its script. */
  async hear(tab: SiteTab, said: PageSays): Promise<Record<string, unknown> | undefined> {
    switch (said.kind) {
      case 'title':
        tab.title = said.title;
        return undefined;
      case 'go':
        void this.go(tab, said.url, { method: said.method, ...(said.body === undefined ? {} : { body: said.body }), ...(said.type === undefined ? {} : { type: said.type }) });
        return undefined;
      case 'fetch': {
        await this.turn();
        const answer = await this.ask(tab, said.url, said.method, said.body, said.type, false);
        return answer.ok
          ? { kind: 'answer', id: said.id, ok: true, status: answer.status, headers: answer.headers, body: answer.body }
          : { kind: 'answer', id: said.id, ok: false, words: answer.words };
      }
      case 'leave':
        return undefined;
    }
  }

  dispose(): void {
    this.ended = true;
    clearTimeout(this.timer);
    for (const tab of this.tabs) tab.repeating = false;
  }

  private newTab(): SiteTab {
    const tab = new SiteTab(`site-${++this.made}`);
    this.tabs = [...this.tabs.slice(-(TABS_MAX - 1)), tab];
    return tab;
  }

  /** One request; `told` is whether it is shown among the answers. */
  private async ask(tab: SiteTab, url: string, method: BrowseMethod, body?: string, contentType?: string, told = true): Promise<BrowseAnswer> {
    const { keepAlive } = tab;
    let answer: BrowseAnswer;
    try {
      answer = await this.host.client.browse({ tab: tab.id, url, method, keepAlive, ...(body === undefined ? {} : { body }), ...(contentType === undefined ? {} : { contentType }) });
    } catch (error) {
      answer = { ok: false, url, words: error instanceof Error ? error.message : 'The lab has stopped.', hops: [], ms: 0 };
      tab.repeating = false;
    }
    if (!told) return answer;
    const one = answerOf(++tab.sent, answer);
    if (!one.good) tab.failed++;
    tab.answers = [...tab.answers, one].slice(-ANSWERS_KEPT);
    return answer;
  }

  private async part(tab: SiteTab, url: string): Promise<Fetched> {
    const answer = await this.ask(tab, url, 'GET', undefined, undefined, false);
    return answer.ok && answer.status < 400 ? { body: answer.body, type: answer.headers['content-type'] ?? 'text/plain' } : undefined;
  }

  /** The program that a container stands in for, with its files. */
  async appFiles(machine: string, container: string): Promise<AppFiles> {
    const { client } = this.host;
    if (!client.appFiles) throw new Error('The tab that has the session can run it.');
    return await client.appFiles(machine, container);
  }

  /** A page that asks without a pause would fill the session's record. */
  private async turn(): Promise<void> {
    for (;;) {
      const now = performance.now();
      this.fetched = this.fetched.filter((at) => at > now - 1000);
      if (this.fetched.length < FETCHES_A_SECOND) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    this.fetched.push(performance.now());
  }

  private remember(tab: SiteTab, url: string, history: NonNullable<Wanted['history']>): void {
    if (history === 'stay' || tab.url === '') return;
    if (history === 'back') {
      tab.past = tab.past.slice(0, -1);
      tab.future = [...tab.future, tab.url];
    } else if (history === 'forward') {
      tab.future = tab.future.slice(0, -1);
      tab.past = [...tab.past, tab.url];
    } else if (url !== tab.url) {
      tab.past = [...tab.past, tab.url].slice(-HISTORY_MAX);
      tab.future = [];
    }
  }
}

/** `node1:8080` becomes an address with all its parts; what cannot be one is left for the world to refuse. */
export function addressOf(typed: string): string {
  const text = typed.trim();
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) || !/^[\w.-]+(:\d+)?(\/|$)/.test(text) ? text : `http://${text}`;
  return /^https?:\/\/[^/]+$/i.test(full) ? `${full}/` : full;
}

const siteOf = (url: string): string => addressOf(url).replace(/^(https?:\/\/[^/]*).*$/i, '$1');
