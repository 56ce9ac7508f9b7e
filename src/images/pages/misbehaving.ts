/** Small servers made for trying things out: one that misbehaves as its variables say, and one that shows a colour. */
import { jsonResponse, textResponse, type HttpHandler, type Main, type Process } from '../../os';
import { sleep } from '../../sim';
import { cardPage, htmlPage, escapeHtml, wantsHtml } from '../_html';
import { complain, endOn, forever, listen, pathOf, print } from '../_programs';

/** bretfisher/browncoat, after its README: slow or failing starts, health on demand, a status of its own for each version. */
export function browncoat(): Main {
  return function* node(process: Process) {
    const env = (name: string, fallback: string): string => process.env.get(name) ?? fallback;
    const version = env('VERSION', 'v1');
    const status = 200 + (Number(/\d/.exec(version)?.[0]) || 1);
    process.memoryBytes = 40 * 1024 * 1024;
    endOn(process, ['SIGTERM', 'SIGINT'], 0);
    if (env('FAIL_STARTUP', 'false') === 'true') {
      yield* complain(process, 'FAIL_STARTUP is true: exiting\n');
      return 1;
    }
    yield* sleep(process.sim, Math.max(0, Number(env('DELAY_STARTUP', '0')) || 0));
    let happy = env('HAPPYHEALTHCHECK', 'true') === 'true';
    const handler: HttpHandler = function* answer(request) {
      const path = pathOf(request);
      if (env('ENABLE_LOGGER', 'true') === 'true') yield* print(process, `${request.method} ${path}\n`);
      if (path === '/healthz') {
        yield* sleep(process.sim, Math.max(0, Number(env('DELAY_HEALTHCHECK', '0')) || 0));
        return jsonResponse(happy ? status : 500, { VERSION: version, HAPPYHEALTHCHECK: happy, HOSTNAME: process.machine.hostname });
      }
      if (path === '/togglehealthcheck') {
        happy = !happy;
        return textResponse(200, `healthcheck is ${happy ? 'happy' : 'unhappy'}\n`);
      }
      if (path === '/fail') {
        process.sim.after(50, 'browncoat.fail', () => process.exit(1));
        return textResponse(500, 'failing\n');
      }
      if (!wantsHtml(request)) return textResponse(200, `browncoat ${version} on ${process.machine.hostname}\n`);
      return cardPage({ title: 'browncoat', heading: 'Browncoat', version, text: 'Aims to misbehave: /healthz, /togglehealthcheck, /fail', rows: [['Healthy', happy ? 'yes' : 'no'], ['Container', process.machine.hostname]] });
    };
    if (!(yield* listen(process, Number(env('PORT', '80')) || 80, handler))) return 1;
    yield* print(process, `Webserver is ready, version ${version}\n`);
    return yield* forever();
  };
}

/** jpetazzo/webcolor and jpetazzo/color: a page in one colour, with who served it. */
export function webcolor(colour: string): Main {
  return function* main(process: Process) {
    endOn(process, ['SIGTERM', 'SIGINT'], 2);
    const shown = process.env.get('COLOR') ?? colour;
    const handler: HttpHandler = function* answer(request) {
      const text = `This is pod ${process.machine.hostname}, serving ${pathOf(request)} for ${request.remoteAddress ?? '127.0.0.1'}.`;
      if (!wantsHtml(request)) return textResponse(200, `${text}\n`);
      return htmlPage({ title: shown, css: `body{min-height:100vh;display:grid;place-items:center;background:${/^[a-zA-Z]+$/.test(shown) ? shown : 'blue'};padding:24px}p{background:#fff;border-radius:12px;padding:18px 24px}`, body: `<p>${escapeHtml(text)}</p>` });
    };
    return (yield* listen(process, 80, handler)) ? yield* forever() : 1;
  };
}
