/** dockercoins' web page: how fast coins are mined, drawn as they come. */
import { jsonResponse, textResponse, type HttpHandler, type Main, type Process } from '../../os';
import { pathOf, server } from '../_programs';
import { escapeHtml, htmlPage } from '../_html';
import { redisCommand } from '../_redis-protocol';

const CSS =
  'body{background:#101418;color:#e8e6e1;min-height:100vh;padding:24px;display:flex;flex-direction:column;gap:18px}h1{font-size:22px;font-weight:600}header{display:flex;flex-wrap:wrap;gap:8px 40px;align-items:baseline;justify-content:space-between}' +
  '.big{font-size:clamp(40px,9vw,84px);font-weight:800;letter-spacing:-.03em;line-height:1;color:#f2b134}.unit{color:#9aa4af}svg{width:100%;height:min(56vh,420px);background:#161b21;border:1px solid #2a323b;border-radius:12px}' +
  '.grid{stroke:#2a323b;stroke-width:1}.line{fill:none;stroke:#f2b134;stroke-width:2.5;stroke-linejoin:round}.area{fill:#f2b13422}.axis{fill:#9aa4af;font:12px ui-monospace,monospace}footer{color:#9aa4af}';

const SCRIPT =
  "var points=[],last=null,W=600,H=300;function el(i){return document.getElementById(i)}" +
  "function draw(){var top=Math.max(4,Math.ceil(Math.max.apply(null,points.concat(0))*1.2));for(var i=1;i<=3;i++)el('t'+i).textContent=Math.round(top*i/4*10)/10;" +
  "var xy=points.map(function(v,i){return[(W-(points.length-1-i)*W/60),H-v/top*H]});el('line').setAttribute('points',xy.map(function(p){return p.join(',')}).join(' '));" +
  "if(xy.length)el('area').setAttribute('points',xy[0][0]+','+H+' '+xy.map(function(p){return p.join(',')}).join(' ')+' '+W+','+H)}" +
  "function poll(){fetch('/json').then(function(r){return r.json()}).then(function(s){el('state').textContent=s.error||'';if(s.error)return;if(last&&s.now>last.now){var v=Math.max(0,(s.hashes-last.hashes)/(s.now-last.now));points.push(v);if(points.length>61)points.shift();el('speed').textContent=v.toFixed(1);draw()}" +
  "last=s;el('coins').textContent=s.coins;el('hashes').textContent=s.hashes}).catch(function(){el('state').textContent='no answer'}).then(function(){setTimeout(poll,1000)})}poll();";

function page(process: Process): string {
  const grid = [1, 2, 3].map((at) => `<line class="grid" x1="0" x2="600" y1="${300 - at * 75}" y2="${300 - at * 75}"/><text class="axis" id="t${at}" x="4" y="${296 - at * 75}"></text>`).join('');
  return (
    '<header><h1>DockerCoin Miner WebUI</h1><span id="state" role="status"></span></header>\n' +
    '<h2 class="unit">Current mining speed: <span class="big" id="speed">-</span> hashes/second</h2>\n' +
    `<svg viewBox="0 0 600 300" preserveAspectRatio="none" role="img" aria-label="Speed over the last minute" id="graph">${grid}<polygon class="area" id="area" points=""/><polyline class="line" id="line" points=""/></svg>\n` +
    `<footer><span id="coins">0</span> coins found in <span id="hashes">0</span> hashes. Drawn by <span class="mono">${escapeHtml(process.machine.hostname)}</span></footer>`
  );
}

function handler(process: Process): HttpHandler {
  return function* webui(request) {
    const path = pathOf(request);
    if (path === '/') return { status: 302, headers: { location: '/index.html' }, body: '' };
    if (path === '/json') {
      const hashes = yield* redisCommand(process, 'redis', ['GET', 'hashes']);
      if (hashes === undefined) return jsonResponse(500, { error: 'redis does not answer' });
      const coins = yield* redisCommand(process, 'redis', ['HLEN', 'wallet']);
      return jsonResponse(200, { coins: typeof coins === 'number' ? coins : 0, hashes: Number(hashes ?? 0), now: process.sim.nowMs / 1000 });
    }
    if (path !== '/index.html') return textResponse(404, `Cannot GET ${path}\n`);
    return htmlPage({ title: 'DockerCoin Miner WebUI', body: page(process), css: CSS, script: SCRIPT });
  };
}

export function coinsWebui(): Main {
  return server({ port: 80, memoryBytes: 32 * 1024 * 1024, handler, banner: 'WEBUI running on port 80\n', code: 143 });
}
