/** Everything a session needs beyond the start page: its view, xterm and the world, fetched side by side. */
import { preloadWorld } from './open-world';
import { preloadXterm } from './terminal/screen';

let page: Promise<typeof import('./session/SessionPage.svelte')> | undefined;

export function loadSessionPage(): Promise<typeof import('./session/SessionPage.svelte')> {
  if (!page) {
    void preloadXterm();
    preloadWorld();
    page = import('./session/SessionPage.svelte');
    // A failed fetch is tried again with the next visit.
    page.catch(() => (page = undefined));
  }
  return page;
}
