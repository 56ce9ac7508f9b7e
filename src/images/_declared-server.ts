/** The server in an image that a lab declares: it answers, logs, takes its time, breaks and crashes as it was told to. */
import { fillPlaceholders, textResponse, type DeclaredMoment, type DeclaredTag, type HttpRequest, type HttpResponse, type Main, type Process } from '../os';
import { race, Signal, sleep, timer, type Program } from '../sim';
import { cardPage, escapeHtml, versionColour, wantsHtml } from './_html';
import { paced } from './_pace';
import { complain, forever, listen, logTime, pathOf, print } from './_programs';

/** Long enough for the answer to leave that a crash comes with. */
const CRASH_MS = 50;

export function declaredServer(name: string, spec: DeclaredTag): Main {
  return function* main(process) {
    process.memoryBytes = spec.memoryBytes;
    const server = new DeclaredServer(process, name, spec);
    endsOnSignals(process, spec.stopDelayMs);
    if (spec.startDelayMs > 0) yield* sleep(process.sim, spec.startDelayMs);
    for (const line of spec.logs.start) yield* print(process, `${server.filled(line)}\n`);
    if (spec.exitCode !== undefined) return spec.exitCode;
    const { cpuMs, waitMs, threads } = spec;
    const handler = paced(process, { cpuMs, waitMs, ...(threads === undefined ? {} : { threads }) }, (request) => server.answer(request));
    for (const port of spec.ports) if (!(yield* listen(process, port, handler))) return 1;
    server.begin();
    const { crash, logs } = spec;
    if (!crash && !logs.every) return yield* forever();
    for (;;) {
      const woken = yield* race(server.crashed.wait, ...(logs.every ? [timer(process.sim, logs.every.intervalMs)] : []));
      if (woken.index === 1 && logs.every) yield* print(process, `${server.filled(logs.every.line)}\n`);
      else if (crash) {
        if (crash.message !== undefined) yield* complain(process, `${server.filled(crash.message)}\n`);
        return crash.code;
      }
    }
  };
}

/** In order, after a while, and once: a second signal changes nothing. */
function endsOnSignals(process: Process, delayMs: number): void {
  let ending = false;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
    process.onSignal(signal, () => {
      if (ending) return;
      ending = true;
      if (delayMs === 0) process.exit(0);
      else process.sim.after(delayMs, 'declared.stop', () => process.exit(0));
    });
  }
}

class DeclaredServer {
  private requests = 0;
  private sinceMs = 0;
  private broken = false;
  readonly crashed = new Signal();

  constructor(private readonly process: Process, private readonly name: string, private readonly spec: DeclaredTag) {}

  /** It serves from now on. */
  begin(): void {
    const { process, spec } = this;
    this.sinceMs = process.sim.nowMs;
    if (spec.crash?.afterMs !== undefined) process.sim.after(spec.crash.afterMs, 'declared.crash', () => this.crashed.fire());
  }

  *answer(request: HttpRequest): Program<HttpResponse> {
    const { process, spec } = this;
    this.requests++;
    if (this.isDue(spec.crash, request)) process.sim.after(CRASH_MS, 'declared.crash', () => this.crashed.fire());
    this.broken ||= this.isDue(spec.breaks, request);
    const response = this.broken ? textResponse(500, 'Internal Server Error\n') : this.respond(request);
    if (spec.logs.request !== undefined) yield* print(process, `${this.filled(spec.logs.request, request)}\n`);
    return request.method === 'HEAD' ? { ...response, body: '' } : response;
  }

  /** A text with its placeholders filled in; as HTML, nothing that comes from outside becomes markup. */
  filled(text: string, request?: HttpRequest, html = false): string {
    return fillPlaceholders(text, (name) => {
      const value = this.valueOf(name, request);
      return html ? escapeHtml(value) : value;
    });
  }

  private respond(request: HttpRequest): HttpResponse {
    const { spec } = this;
    const own = spec.answers.find(({ path }) => path === pathOf(request));
    const text = own?.body ?? spec.page;
    if (text === undefined) return spec.answers.length > 0 ? textResponse(404, 'Not Found\n') : this.respondTo(request, `${this.name} {{version}} on {{hostname}}`, 200, undefined);
    return this.respondTo(request, text, own?.status ?? 200, own?.type);
  }

  private respondTo(request: HttpRequest, text: string, status: number, type: string | undefined): HttpResponse {
    const { spec, process, name } = this;
    const html = type?.startsWith('text/html') ?? /^\s*</.test(text);
    const filled = this.filled(text, request, html);
    const body = filled.endsWith('\n') ? filled : `${filled}\n`;
    if (html) return textResponse(status, body, type ?? 'text/html; charset=utf-8');
    if (type !== undefined || !wantsHtml(request)) return textResponse(status, body, type ?? 'text/plain; charset=utf-8');
    // A plain text, for the eye: in the colour of its version, so that an update is seen.
    const rows = [['Image', `${name}:${spec.tag}`], ['Container', process.machine.hostname]] as const;
    return cardPage({ title: name, heading: filled.trim(), version: spec.version, colour: this.colour, rows, status });
  }

  private isDue(moment: DeclaredMoment | undefined, request: HttpRequest): boolean {
    if (!moment) return false;
    if (moment.path !== undefined && pathOf(request) === moment.path) return true;
    if (moment.requests !== undefined && this.requests >= moment.requests) return true;
    return moment.afterMs !== undefined && this.process.sim.nowMs - this.sinceMs >= moment.afterMs;
  }

  private get colour(): string {
    return this.spec.colour ?? versionColour(this.spec.version);
  }

  private valueOf(name: string, request: HttpRequest | undefined): string {
    const { process, spec } = this;
    switch (name) {
      case 'hostname':
        return process.machine.hostname;
      case 'version':
        return spec.version;
      case 'tag':
        return spec.tag;
      case 'name':
        return this.name;
      case 'colour':
        return this.colour;
      case 'ip':
        return process.machine.net.interfaces().find((each) => each.name !== 'lo')?.addresses[0]?.split('/')[0] ?? '127.0.0.1';
      case 'remote':
        return request?.remoteAddress ?? '';
      case 'method':
        return request?.method ?? '';
      case 'path':
        return request?.path ?? '';
      case 'requests':
        return String(this.requests);
      case 'time':
        return logTime(process);
      default:
        return process.env.get(name.slice('env.'.length)) ?? '';
    }
  }
}
