/**
 * A Vite plugin for builds that may run Node.js apps for real (`VITE_WEBCONTAINERS=1`): their page may frame the service that runs
 * them, and the servers of `vite` and `vite preview` isolate it. Without the variable the policy stays as it is written.
 */
import type { Plugin } from 'vite';

const FRAMES = ['https://stackblitz.com', 'https://*.webcontainer-api.io'];
export const ISOLATION: Readonly<Record<string, string>> = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'credentialless' };

export function webcontainers(offered: boolean): Plugin {
  return {
    name: 'skep-webcontainers',
    config: () => (offered ? { server: { headers: { ...ISOLATION } }, preview: { headers: { ...ISOLATION } } } : {}),
    transformIndexHtml: (html) => (offered ? withFrames(html) : html),
  };
}

/** The policy with these frames added; a page without the directive would be one that this does not know. */
export function withFrames(html: string): string {
  const changed = html.replace(/frame-src [^;"]*/, (directive) => `${directive} ${FRAMES.join(' ')}`);
  if (changed === html) throw new Error('index.html has no frame-src to add to');
  return changed;
}
