/** The AtSea shop of the hybrid labs: 1.0 and 3.0 sell, 2.0 ends a second after its start. */
import { jsonResponse, type Main, type Process } from '../../os';
import { sleep } from '../../sim';
import { complain, endOn, forever, listen, pathOf, print } from '../_programs';
import { escapeHtml, htmlPage, versionColour } from '../_html';

const GOODS: readonly (readonly [name: string, price: string, picture: string])[] = [
  ['Ship in a bottle', '24.00', '<path d="M18 62h84l-12 20H30ZM58 20v40M58 24l28 32H58Z"/>'],
  ['Anchor', '35.00', '<path d="M60 18a9 9 0 1 0 .1 0M60 36v56M40 48h40M24 68c2 18 18 26 36 26s34-8 36-26"/>'],
  ['Lighthouse lamp', '49.00', '<path d="M46 96h28l-4-58H50ZM44 38h32M50 38V24h20v14M22 24l20 6M98 24l-20 6"/>'],
  ['Compass', '18.00', '<circle cx="60" cy="60" r="36"/><path d="m72 40-6 26-26 14 8-26Z"/>'],
  ['Whale mug', '12.00', '<path d="M22 62c0-20 22-30 42-26 12 2 18 12 30 10l6-10 6 10c-2 24-22 40-50 40-22 0-34-10-34-24ZM44 60h.1"/>'],
  ['Rope, 20 m', '9.00', '<ellipse cx="60" cy="34" rx="34" ry="12"/><path d="M26 34v16c0 16 68 16 68 0V34M26 52v16c0 16 68 16 68 0V52"/>'],
];

function page(process: Process, name: string, version: string): ReturnType<typeof htmlPage> {
  const colour = versionColour(version);
  const third = version.startsWith('3');
  const goods = GOODS.slice(0, third ? 6 : 3)
    .map(([title, price, picture]) => `<li><svg viewBox="0 0 120 112" fill="none" stroke="${colour}" stroke-width="4" stroke-linejoin="round" stroke-linecap="round" aria-hidden="true">${picture}</svg><b>${title}</b><span>$${price}</span></li>`)
    .join('');
  return htmlPage({
    title: 'AtSea Shop',
    css:
      `header{background:${colour};color:#fff;padding:26px clamp(18px,5vw,56px)}header h1{font-size:32px}header p{opacity:.9}ul{list-style:none;margin:0;padding:28px clamp(18px,5vw,56px);display:grid;grid-template-columns:repeat(auto-fill,minmax(170px,1fr));gap:18px}` +
      'li{background:#fff;border:1px solid #e3ddd2;border-radius:12px;padding:18px;display:flex;flex-direction:column;gap:4px}li svg{height:96px}li span{color:#5d6670}footer{padding:0 clamp(18px,5vw,56px) 28px;color:#5d6670}',
    body:
      `<header><h1>${escapeHtml(name)} ${escapeHtml(version)}</h1><p>${third ? 'New this season: everything for the voyage.' : 'Things from the sea.'}</p></header>\n<ul>${goods}</ul>\n` +
      `<footer>Container: <span class="mono">${escapeHtml(process.machine.hostname)}</span></footer>`,
  });
}

export function shop(name: string, version: string, port: number): Main {
  if (version.startsWith('2')) {
    return function* java(process) {
      endOn(process, ['SIGTERM', 'SIGINT'], 143);
      yield* complain(process, 'fatal: cannot reach catalogue\n');
      yield* sleep(process.sim, 1_000);
      return 143;
    };
  }
  return function* java(process) {
    process.memoryBytes = 210 * 1024 * 1024;
    endOn(process, ['SIGTERM', 'SIGINT'], 143);
    const served = yield* listen(process, port, function* answer(request) {
      const path = pathOf(request);
      if (path.startsWith('/api/product')) return jsonResponse(200, GOODS.map(([title, price], at) => ({ productId: at + 1, name: title, price: Number(price) })));
      if (path.startsWith('/utility/containerid')) return jsonResponse(200, { host: process.machine.hostname });
      return page(process, name, version);
    });
    if (!served) return 1;
    yield* print(process, `Started AtSeaApplication ${version} on ${process.machine.hostname}, port ${port}\n`);
    return yield* forever();
  };
}
