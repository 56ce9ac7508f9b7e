/** Everything a session needs beyond the start page: its view and xterm, fetched side by side. */
import { preloadXterm } from './terminal/screen';

export function loadSessionPage(): Promise<typeof import('./session/SessionPage.svelte')> {
  void preloadXterm();
  return import('./session/SessionPage.svelte');
}
