/**
 * Docker's framing of two streams in one (moby pkg/stdcopy): eight bytes of head, the first says which stream,
 * the last four how many bytes follow. A tty's output is not framed. Text is in stream form (surrogate escape).
 */
import type { Attachment, OutputSource } from '../host';
import type { Source } from '../os';
import { byteLength } from '../os';
import type { Program } from '../sim';

const STREAM_NUMBER = { stdin: 0, stdout: 1, stderr: 2, systemerr: 3 } as const;

export function frame(stream: keyof typeof STREAM_NUMBER, text: string): string {
  const length = byteLength(text);
  const bytes = [STREAM_NUMBER[stream], 0, 0, 0, (length >>> 24) & 255, (length >>> 16) & 255, (length >>> 8) & 255, length & 255];
  return bytes.map(byte).join('') + text;
}

/** A byte in stream form: beyond ASCII it is a lone surrogate, so that no two bytes join into a character. */
function byte(value: number): string {
  return String.fromCharCode(value < 128 ? value : 0xdc00 + value);
}

/** Output as the wire carries it; `each` may rewrite a chunk (timestamps, details). */
export function framed(output: OutputSource, tty: boolean, each?: (chunk: { text: string; atMs: number }) => string): Source {
  return {
    *read(): Program<string | undefined> {
      const chunk = yield* output.read();
      if (chunk === undefined) return undefined;
      const text = each ? each(chunk) : chunk.text;
      return tty ? text : frame(chunk.stream, text);
    },
    close: () => output.close(),
  };
}

/** Feeds what the client sends into an attachment until either side ends. */
export function* pumpInput(input: string | Source, attachment: Attachment): Program {
  if (typeof input === 'string') {
    if (input !== '') yield* attachment.write(input);
    attachment.closeInput();
    return;
  }
  for (;;) {
    const chunk = yield* input.read();
    if (chunk === undefined) break;
    if (!(yield* attachment.write(chunk))) {
      input.close();
      return;
    }
  }
  attachment.closeInput();
}
