/**
 * Runs a Node.js app of a container for real: beside the world, in the page, for a person to look at. The world itself never
 * sees it, since a world must come out the same on every replay: there the app has its stand-in (`images/_node-app.ts`).
 */
import type { AppFiles } from '../../session/protocol';
import { startIn, type WebContainerModule } from './webcontainer';

export interface RunningApp {
  /** Where its page is, on an origin of its own. */
  url: string;
  stop(): void;
}

export interface AppRunner {
  /** Why there is only the stand-in here, as a sentence; undefined: it can be run. */
  readonly unavailable: string | undefined;
  /** Answers when the app listens; `say` hears what it prints meanwhile. Fails with a sentence. */
  start(app: AppFiles, say: (text: string) => void): Promise<RunningApp>;
}

export interface Surroundings {
  /** This build lets the page load from the service that runs apps. */
  offered: boolean;
  /** The package was there when the page was built. */
  installed: boolean;
  /** The page is cross-origin isolated: its server sends COOP and COEP. */
  isolated: boolean;
  online: boolean;
}

export function whyUnavailable({ offered, installed, isolated, online }: Surroundings): string | undefined {
  if (!offered || !installed) return 'This copy of Skep was built without a way to run Node.js.';
  if (!isolated) return 'Running it needs a page that is isolated from other origins, and the server of this page does not send the headers for that.';
  return online ? undefined : 'Running it needs a connection to the internet, and there is none.';
}

/** The stand-in of this interface: it runs nothing, and says why. */
export function noRunner(unavailable: string): AppRunner {
  return { unavailable, start: () => Promise.reject(new Error(unavailable)) };
}

/** Optional: a build without the package has an empty list here. */
const packages = import.meta.glob<WebContainerModule>('../../../node_modules/@webcontainer/api/dist/index.js', { exhaustive: true });

export function appRunner(): AppRunner {
  const [load] = Object.values(packages);
  const unavailable = whyUnavailable({
    offered: import.meta.env['VITE_WEBCONTAINERS'] === '1', installed: load !== undefined, isolated: globalThis.crossOriginIsolated === true, online: navigator.onLine,
  });
  if (unavailable !== undefined || !load) return noRunner(unavailable ?? '');
  return { unavailable: undefined, start: async (app, say) => startIn((await load()).WebContainer, app, say) };
}
