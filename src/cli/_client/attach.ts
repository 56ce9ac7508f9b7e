/**
 * A person's terminal, or a pipe, joined to a process in a container: the hijacked connection of attach and exec
 * (docker/cli command/container/hijack.go). With a terminal the client's own goes raw, so that the container's
 * does the echoing and Ctrl-C reaches the process as a key.
 */
import type { Source } from '../../os/stream';
import type { TtyModes } from '../../os/tty';
import { type Fiber, type Program, Signal, spawn, type Wait } from '../../sim';
import type { Context } from '../_framework/context';
import { Failure } from '../_framework/failure';
import { interruptible } from '../_framework/interruptible';
import type { Query } from './client';
import { FrameReader } from './stdcopy';

export interface AttachOptions {
  path: string;
  query?: Query;
  /** The JSON body of an exec; attach sends none. */
  json?: unknown;
  tty: boolean;
  stdin: boolean;
  stdout: boolean;
  stderr: boolean;
  /** Keys such as `ctrl-p,ctrl-q`. */
  detachKeys: string;
  /** Where to send the terminal's size: `/containers/x/resize`. */
  resizePath: string;
}

/** How the session ended: the process closed it, or the person detached. */
export type AttachEnd = 'closed' | 'detached';

export class Attachment {
  private detached = false;
  private detaching = new Signal();
  private body: Source | undefined;
  private savedModes: TtyModes | undefined;

  constructor(
    private context: Context,
    private options: AttachOptions,
  ) {}

  /** Opens the connection; output waits until `stream`. */
  *open(): Program {
    const { path, query, json, stdin } = this.options;
    const { body } = yield* this.context.api.stream('POST', path, {
      query,
      json,
      contentType: json === undefined ? 'text/plain' : undefined,
      headers: { connection: 'Upgrade', upgrade: 'tcp' },
      upgrade: stdin ? this.input() : undefined,
    });
    this.body = body;
  }

  /** Copies until the other side ends or the person detaches. */
  *stream(): Program<AttachEnd> {
    const { options, body } = this;
    if (!body) throw new Failure('not attached');
    if (options.tty) this.goRaw();
    const stopResizing = options.tty ? this.followSize() : undefined;
    try {
      const copying = yield* interruptible(this.copy(body), this.onDetach);
      return copying.interrupted ? 'detached' : 'closed';
    } finally {
      this.restore();
      stopResizing?.();
      body.close();
    }
  }

  /** Output to the streams that are wanted. */
  private *copy(body: Source): Program {
    const { context, options } = this;
    if (options.tty) {
      for (let chunk = yield* body.read(); chunk !== undefined; chunk = yield* body.read()) {
        if (options.stdout) yield* context.out.write(chunk);
      }
      return;
    }
    const frames = new FrameReader(body);
    for (let frame = yield* frames.next(); frame; frame = yield* frames.next()) {
      if (frame.stream === 'stdout' && options.stdout) yield* context.out.write(frame.text);
      if (frame.stream === 'stderr' && options.stderr) yield* context.err.write(frame.text);
    }
  }

  private onDetach: Wait<void> = (wake) => {
    if (!this.detached) return this.detaching.wait(wake);
    wake();
    return () => {};
  };

  private goRaw(): void {
    const { tty } = this.context.process.stdin;
    if (!tty || !this.options.stdin || this.savedModes) return;
    this.savedModes = { ...tty.modes };
    tty.setModes({ raw: true, echo: false, signals: false, newlines: false });
  }

  private restore(): void {
    if (this.savedModes) this.context.process.stdin.tty?.setModes(this.savedModes);
    this.savedModes = undefined;
  }

  /** Sends the size now and whenever it changes. */
  followSize(): () => void {
    const { process, sim, api } = this.context;
    const send = () => {
      const tty = process.stdout.tty ?? process.stdin.tty;
      if (!tty) return;
      spawn(
        sim,
        'resize',
        ignoringFailures(api.post(this.options.resizePath, { query: { h: tty.rows, w: tty.columns } })),
        process.fiber as unknown as Fiber,
      );
    };
    send();
    process.onSignal('SIGWINCH', send);
    return () => process.onSignal('SIGWINCH', undefined);
  }

  /** Keys on their way to the process; the detach keys end the session instead. */
  private input(): Source {
    const { process } = this.context;
    const keys = this.options.tty ? detachSequence(this.options.detachKeys || this.context.config.text('detachKeys') || 'ctrl-p,ctrl-q') : '';
    let held = '';
    const detach = () => {
      this.detached = true;
      this.detaching.fire();
    };
    return {
      *read(maxChars) {
        // The engine reads on its own; once the client is gone the keys belong to whoever has the terminal then.
        const got = yield* interruptible(process.stdin.read(maxChars), process.exited as Wait<never>);
        const chunk = got.interrupted ? undefined : got.value;
        if (chunk === undefined || keys === '') return chunk;
        let passed = '';
        for (const key of chunk) {
          if (held + key === keys) {
            detach();
            return passed === '' ? undefined : passed;
          }
          if (keys.startsWith(held + key)) held += key;
          else {
            passed += held + key;
            held = '';
          }
        }
        // Only the start of a detach sequence: nothing to pass on yet, so read on.
        return passed === '' ? yield* this.read(maxChars) : passed;
      },
      close() {},
    };
  }
}

function* ignoringFailures(program: Program<unknown>): Program {
  try {
    yield* program;
  } catch (error) {
    // The container may be gone before its terminal has a size.
    if (!(error instanceof Failure)) throw error;
  }
}

/** `ctrl-p,ctrl-q` as the characters that those keys send (moby/term ascii.go). */
export function detachSequence(text: string): string {
  return text
    .split(',')
    .map((key) => {
      if (key.length === 1) return key;
      const control = /^ctrl-([a-z@[\\\]^_])$/.exec(key);
      if (!control) throw new Failure(`invalid detach keys (${text}): Unknown character: '${key}'`);
      const letter = control[1] as string;
      return letter === '@' ? '\0' : String.fromCharCode(letter >= 'a' ? letter.charCodeAt(0) - 96 : '[\\]^_'.indexOf(letter) + 27);
    })
    .join('');
}
