/** What the pages of images have in common: escaping, cookies and forms, a colour for each version, a quiet style. */
import { textResponse, type HttpRequest, type HttpResponse } from '../os';

/** Text in HTML, also within attributes in double quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Everything a page needs is in it: labs have no internet to fetch fonts or pictures from. */
export const STYLE =
  '*{box-sizing:border-box}body{margin:0;font:16px/1.5 system-ui,"Segoe UI",Roboto,sans-serif;color:#1d2126;background:#f6f5f2}' +
  'h1,h2,p{margin:0}button,input,a.button{font:inherit}code,.mono{font-family:ui-monospace,"JetBrains Mono",Menlo,Consolas,monospace}';

export interface HtmlPage {
  title: string;
  body: string;
  css?: string;
  script?: string;
  status?: number;
  headers?: Record<string, string>;
}

export function htmlPage({ title, body, css, script, status, headers }: HtmlPage): HttpResponse {
  const response = textResponse(
    status ?? 200,
    `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width,initial-scale=1">\n<title>${escapeHtml(title)}</title>\n` +
      `<style>${STYLE}${css ?? ''}</style>\n</head>\n<body>\n${body}\n${script === undefined ? '' : `<script>${script}</script>\n`}</body>\n</html>\n`,
    'text/html; charset=utf-8',
  );
  return { ...response, headers: { ...response.headers, ...headers } };
}

/** Well apart for neighbours in a row of versions, so that a rolling update is seen. */
const VERSION_COLOURS = ['#1f6feb', '#0f8a5f', '#b4530a', '#8e44c9', '#c2255c', '#0b7285', '#5c6b00', '#364fc7'];

export function versionColour(version: string): string {
  const digits = /\d+/.exec(version)?.[0];
  const number = digits === undefined ? [...version].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) : Number(digits);
  return VERSION_COLOURS[(number + VERSION_COLOURS.length - 1) % VERSION_COLOURS.length] as string;
}

/** A hue for a container, so that answers of several are told apart. */
export function hueOf(text: string): number {
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + letter.charCodeAt(0)) % 99_991;
  return (hash * 137) % 360;
}

/** A card in the middle of the page: what small sites of labs show. */
export function cardPage(options: { title: string; heading: string; version?: string; colour?: string; text?: string; rows: readonly (readonly [string, string])[]; status?: number }): HttpResponse {
  const colour = options.colour ?? versionColour(options.version ?? '1');
  const rows = options.rows.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd class="mono">${escapeHtml(value)}</dd>`).join('');
  return htmlPage({
    title: options.title,
    ...(options.status === undefined ? {} : { status: options.status }),
    css:
      `body{min-height:100vh;display:grid;place-items:center;padding:24px;background:${colour}}main{width:min(520px,100%);background:#fff;border-radius:14px;padding:32px;` +
      `box-shadow:0 12px 40px #0003}h1{font-size:28px;line-height:1.2}.v{display:inline-block;margin:0 0 14px;padding:2px 12px;border-radius:99px;background:${colour};color:#fff;font-weight:600}` +
      'p{margin-top:10px;color:#4a525b}dl{display:grid;grid-template-columns:max-content 1fr;gap:6px 18px;margin:22px 0 0;padding-top:18px;border-top:1px solid #e3ddd2}dt{color:#5d6670}dd{margin:0;overflow-wrap:anywhere}',
    body: `<main>${options.version === undefined ? '' : `<div class="v">${escapeHtml(options.version)}</div>`}<h1>${escapeHtml(options.heading)}</h1>${options.text === undefined ? '' : `<p>${escapeHtml(options.text)}</p>`}<dl>${rows}</dl></main>`,
  });
}

export function cookieOf(request: HttpRequest, name: string): string | undefined {
  for (const part of (request.headers['cookie'] ?? '').split(';')) {
    const [key, value] = part.trim().split('=');
    if (key === name && value !== undefined) return value;
  }
  return undefined;
}

/** One field of a form as browsers and `curl -d` send it. */
export function fieldOf(body: string, name: string): string | undefined {
  for (const part of body.split('&')) {
    const equals = part.indexOf('=');
    if (equals < 0 || decoded(part.slice(0, equals)) !== name) continue;
    return decoded(part.slice(equals + 1));
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** Does whoever asks want a page for the eye? `curl` and `ab` get text, as the labs' guides print it. */
export function wantsHtml(request: HttpRequest): boolean {
  return (request.headers['accept'] ?? '').includes('text/html');
}
