/** swarmgs/calc: a division service that a division by zero corrupts, so that health checks have something to find. */
import { textResponse, type HttpHandler, type Process } from '../os';
import { image } from './_image';
import { pathOf, queryOf, server } from './_programs';
import { inspected } from './_swarmgs';
import { htmlPage, wantsHtml } from './_html';

/** A .NET application loads for most of a second before it listens: up is not ready, and only a health check knows. */
const START_MS = 700;

const CSS =
  'body{display:grid;place-items:center;min-height:100vh;padding:24px}form{background:#fff;border-radius:14px;padding:28px;box-shadow:0 12px 40px #0002;display:grid;gap:12px;width:min(420px,100%)}label{display:grid;gap:4px}input,button{padding:10px;border-radius:8px;border:1px solid #b9b2a5}' +
  'button{background:#1f6feb;border:0;color:#fff;font-weight:600;cursor:pointer}';

function form(process: Process): string {
  return (
    '<form action="/calc/divide"><h1>Divide</h1><label>Numerator <input name="numerator" value="8" inputmode="decimal"></label><label>Denominator <input name="denominator" value="2" inputmode="decimal"></label>' +
    `<button type="submit">Divide</button><a href="/calc/iseverythingok">Is everything OK?</a><p>calc on <span class="mono">${process.machine.hostname}</span></p></form>`
  );
}

function handler(process: Process): HttpHandler {
  let corrupted = false;
  return function* calc(request) {
    const path = pathOf(request).toLowerCase();
    if (path === '/calc/iseverythingok') return corrupted ? textResponse(500, 'Internal Server Error\n') : textResponse(200, 'Everything is OK\n');
    if (path === '/calc/divide') {
      const numerator = Number(queryOf(request, 'numerator') ?? '1');
      const denominator = Number(queryOf(request, 'denominator') ?? '1');
      if (denominator === 0) corrupted = true;
      if (corrupted) return textResponse(500, 'Internal Server Error\n');
      return textResponse(200, `${numerator / denominator}\n`);
    }
    if (corrupted) return textResponse(500, 'Internal Server Error\n');
    if (wantsHtml(request)) return htmlPage({ title: 'calc', css: CSS, body: form(process) });
    return textResponse(200, `ok\ncalc on ${process.machine.hostname}\n`);
  };
}

export default image({
  name: 'swarmgs/calc',
  about: 'Port 80: /calc/divide?numerator=1&denominator=0 breaks it, /calc/iseverythingok tells.',
  tags: { latest: '1' },
  build: () => ({
    base: 'debian-jessie',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'ASPNETCORE_URLS=http://+:80'],
      Entrypoint: ['dotnet', 'calc.dll'],
      ExposedPorts: ['80/tcp'],
      WorkingDir: '/app',
    },
    packages: ['curl', 'bind9-dnsutils', 'iputils-ping', 'iproute2', 'procps'],
    layers: [
      ['RUN /bin/sh -c apt-get install -y dotnet curl dnsutils # buildkit', 140_000_000],
      ['COPY . /app # buildkit', 1_900_000],
    ],
    programs: { '/usr/bin/dotnet': server({ port: 80, startMs: START_MS, memoryBytes: 36 * 1024 * 1024, handler: (process) => inspected(process, handler(process), 80) }) },
  }),
});
