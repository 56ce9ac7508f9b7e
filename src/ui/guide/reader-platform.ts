/** What the reader's own computer runs, as far as a guide that speaks to it needs to know. */
import type { Platform } from '../../lab/guide-model';
import { recall, remember } from '../kit/remember';

export const PLATFORM_WORDS: Readonly<Record<Platform, string>> = { linux: 'Linux', mac: 'macOS', windows: 'Windows' };

/** What was chosen, else what the browser says, else the nearest of those that the guide has words for. */
export function readerPlatform(offered: readonly Platform[], chosen: string | undefined, agent: string): Platform {
  const known = offered.find((one) => one === chosen);
  if (known) return known;
  const own: Platform = /windows/i.test(agent) ? 'windows' : /mac|iphone|ipad/i.test(agent) ? 'mac' : 'linux';
  if (offered.includes(own)) return own;
  // A Mac's shell is nearer to Linux than to Windows, and the other way round.
  return offered.find((one) => one !== 'windows') ?? offered[0] ?? own;
}

export const recalledPlatform = (): string | undefined => recall('platform');
export const rememberPlatform = (platform: Platform): void => remember('platform', platform);
