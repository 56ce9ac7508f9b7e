/** Programs: docker, ping and whatever else is a file. Their output is text, line by line, unless they have the screen for themselves. */
import { createPipe, openText, readLine, type OpenFile, type Process } from '../../os';
import { spawn, wait, type Fiber, type Program } from '../../sim';
import type { Span } from './ast';
import { EnoughFlow, Interrupted, problem } from './problem';
import type { Place, Shell } from './shell';

export function* runNative(shell: Shell, path: string, argv: string[], input: string | undefined, place: Place, span: Span): Program {
  const { process } = shell;
  const { streams } = place;
  yield* streams.flush();
  const seen = shell.interrupts;
  const resolved = process.machine.processes.resolve({ argv: [path, ...argv.slice(1)], env: process.env, cwd: process.cwd });
  if ('error' in resolved) {
    const name = argv[0] as string;
    throw Object.assign(problem(`Program '${name}' failed to run: The specified executable is not a valid application for this OS platform.`, 'NativeCommandFailed', 'ResourceUnavailable', ':', 'ApplicationFailedException'), { where: { source: place.source, span } });
  }
  const out = streams.direct ? undefined : createPipe();
  const err = streams.errors === 'host' ? undefined : streams.errors === 'output' && out ? undefined : createPipe();
  const stdin: OpenFile = input === undefined ? process.stdin.dup() : openText(input);
  const merged = streams.errors === 'output';
  const fds = new Map<number, OpenFile>([
    [0, stdin],
    [1, out ? out.writer : process.stdout.dup()],
    [2, merged ? (out ? out.writer.dup() : process.stdout.dup()) : err ? err.writer : process.stderr.dup()],
  ]);
  const child = process.machine.processes.spawn({ argv: resolved.argv[0] === path ? argv : resolved.argv, main: resolved.main, env: process.env, cwd: process.cwd, fds, parent: process, title: argv.join(' ') });
  for (const file of new Set(fds.values())) file.close();
  if ('error' in child) throw problem(`Program '${argv[0]}' failed to run: Insufficient system resources exist to complete the requested service.`, 'NativeCommandFailed', 'ResourceUnavailable', ':', 'ApplicationFailedException');
  shell.running++;
  let quiet: Fiber | undefined;
  try {
    if (err && !merged) quiet = spawn(shell.sim, 'stderr', drain(err.reader, streams.errors), process.fiber as Fiber) as Fiber;
    if (out) {
      for (;;) {
        const line = yield* readLine(out.reader);
        if (line === undefined) break;
        yield* shell.step();
        yield* streams.out(line.replace(/\r?\n$/, ''));
      }
    }
    const status = child.status ?? (yield* wait(child.exited));
    if (quiet) yield* quiet.join();
    const code = status.signal === 'SIGINT' ? -1073741510 : status.code;
    shell.global.set('LASTEXITCODE', code);
    shell.ok = code === 0;
    if (shell.interrupts > seen) throw new Interrupted();
  } catch (thrown) {
    if (thrown instanceof EnoughFlow) end(child);
    throw thrown;
  } finally {
    shell.running--;
    out?.reader.close();
    err?.reader.close();
    quiet?.cancel('over');
    if (!child.status) end(child);
    const { tty } = process;
    if (tty && tty.modes.raw) tty.setModes({ raw: false, echo: true, signals: true });
  }
}

function end(child: Process): void {
  child.signal('SIGKILL');
}

function* drain(reader: OpenFile, errors: Place['streams']['errors']): Program {
  for (;;) {
    const chunk = yield* reader.read();
    if (chunk === undefined) return;
    if (typeof errors === 'object') yield* errors.write(chunk);
  }
}
