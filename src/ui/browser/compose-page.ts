/**
 * Makes one document of an answer: sheets, scripts and pictures that the page names are asked for and put into it, since
 * the frame that shows it reaches no network. Anything but HTML is shown as what it is.
 */

/** What came for an address; undefined where nothing usable did. */
export type Fetched = { body: string; type: string } | undefined;

export interface ComposedPage {
  html: string;
  title: string;
  /** The page wants to be asked for again, or to go elsewhere, after so many seconds. */
  refresh?: { seconds: number; url: string };
}

/** A page names hundreds of things at its own cost: the rest stays out. */
const PARTS_MAX = 24;

/** `fetch` asks the lab for an address; it is called for one part after the other. */
export async function composePage(url: string, type: string, body: string, fetch: (url: string) => Promise<Fetched>): Promise<ComposedPage> {
  const kind = type.split(';')[0]?.trim().toLowerCase() ?? '';
  if (kind.startsWith('image/')) return { html: `<style>body{display:grid;place-content:center;min-height:100vh;margin:0}</style><img alt="" src="${escapeText(dataUrl(body, type))}">`, title: nameOf(url) };
  if (kind !== 'text/html' && kind !== 'application/xhtml+xml') return { html: plainPage(body), title: nameOf(url) };
  const page = new DOMParser().parseFromString(body, 'text/html');
  const refresh = takeRefresh(page, url);
  const parts = [...page.querySelectorAll('link[rel~="stylesheet" i][href], script[src], img[src]')].slice(0, PARTS_MAX);
  for (const part of parts) await inline(page, part, url, fetch);
  for (const one of page.querySelectorAll('base')) one.remove();
  // As text: a parsed document has our page's policy, which allows no base.
  return { html: `<base href="${escapeText(url)}">${page.documentElement.outerHTML}`, title: page.title, ...(refresh ? { refresh } : {}) };
}

async function inline(page: Document, part: Element, base: string, fetch: (url: string) => Promise<Fetched>): Promise<void> {
  const name = part.getAttribute(part.localName === 'link' ? 'href' : 'src') ?? '';
  if (name.startsWith('data:')) return;
  const address = resolve(name, base);
  const found = address === undefined ? undefined : await fetch(address);
  if (part.localName === 'img') {
    if (found) part.setAttribute('src', dataUrl(found.body, found.type));
    else part.removeAttribute('src');
    return;
  }
  if (!found) return part.remove();
  const inlined = page.createElement(part.localName === 'link' ? 'style' : 'script');
  for (const { name: key, value } of part.attributes) if (['type', 'media', 'id'].includes(key)) inlined.setAttribute(key, value);
  // The end of an element inside its own text would end it early when the document is written out.
  inlined.textContent = found.body.replaceAll(/<\/(script|style)/gi, '<\\/$1');
  part.replaceWith(inlined);
}

/** `<meta http-equiv="refresh">` would lead the frame out of the lab: the panel does it instead. */
function takeRefresh(page: Document, base: string): ComposedPage['refresh'] {
  let refresh: ComposedPage['refresh'];
  for (const meta of page.querySelectorAll('meta[http-equiv="refresh" i]')) {
    const match = /^\s*(\d+(?:\.\d+)?)\s*(?:[;,]\s*(?:url\s*=\s*)?['"]?([^'"]*)['"]?\s*)?$/i.exec(meta.getAttribute('content') ?? '');
    meta.remove();
    const to = match ? resolve(match[2] === undefined || match[2] === '' ? base : match[2], base) : undefined;
    if (match && to !== undefined) refresh = { seconds: Math.max(1, Number(match[1])), url: to };
  }
  return refresh;
}

/** Only what the lab's network could answer. */
function resolve(name: string, base: string): string | undefined {
  try {
    const url = new URL(name, base);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

function dataUrl(body: string, type: string): string {
  // Pictures of simulated servers are text, or bytes one a character.
  return /^[\0-\xff]*$/.test(body) && !type.startsWith('image/svg') ? `data:${type};base64,${btoa(body)}` : `data:${type},${encodeURIComponent(body)}`;
}

const plainPage = (body: string): string =>
  `<style>:root{color-scheme:light dark}body{margin:0;padding:16px}pre{margin:0;font:13px/1.5 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}</style><pre>${escapeText(body)}</pre>`;

const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function nameOf(url: string): string {
  const path = url.replace(/[?#].*$/, '');
  return path.slice(path.lastIndexOf('/') + 1) || url.replace(/^https?:\/\//, '');
}
