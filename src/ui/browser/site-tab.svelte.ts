/** A tab of the browser: where it is, what it shows, where it has been, and what came of each request. */
import { HueBook } from '../cluster/hues';
import type { Answer } from './answers';
import type { ComposedPage } from './compose-page';

export type SiteState =
  | { kind: 'blank' }
  | { kind: 'page'; page: ComposedPage; /** Counts what was loaded: the frame shows each anew. */ load: number }
  | { kind: 'failed'; title: string; words: string };

export class SiteTab {
  /** What stands in the address bar; a person may be typing there. */
  address = $state('');
  /** Of what is shown. */
  url = $state('');
  title = $state('');
  state = $state.raw<SiteState>({ kind: 'blank' });
  loading = $state(false);
  keepAlive = $state(false);
  /** A loop asks for the page again and again. */
  repeating = $state(false);
  answers = $state.raw<readonly Answer[]>([]);
  /** All since the tab was opened, or since they were counted anew. */
  sent = $state(0);
  failed = $state(0);
  past = $state.raw<readonly string[]>([]);
  future = $state.raw<readonly string[]>([]);
  /** A container keeps its colour as long as the tab is open. */
  readonly hues = new HueBook();
  /** Loads begun: the answer to an earlier one is of no use any more. */
  loads = 0;

  constructor(readonly id: string) {}

  get name(): string {
    return this.title || this.url.replace(/^https?:\/\//, '').replace(/\/$/, '') || 'New tab';
  }
}
