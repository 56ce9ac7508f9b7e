/**
 * Progress as docker draws it: on a terminal one line per ID, redrawn in place with a bar; in a pipe every line
 * that has no bar, as it comes (moby pkg/jsonmessage, pkg/progress). Pulls, pushes and waiting services share it.
 */
import type { Program } from '../../sim';
import type { Output } from '../_framework/context';
import { Failure } from '../_framework/failure';
import { humanSize } from './human';

/** One message of a stream. */
export interface ProgressMessage {
  id?: string;
  status?: string;
  /** Plain output, such as that of a load. */
  stream?: string;
  /** Present, even if empty, when the line may be redrawn. */
  progressDetail?: { current?: number; total?: number; units?: string; hidecounts?: boolean };
  error?: string;
  errorDetail?: { message?: string; code?: number };
  aux?: unknown;
}

const ESC = '\u001b';
const BAR_CELLS = 50;

/** The bar and the counts; empty where nothing is known. */
export function progressText(detail: NonNullable<ProgressMessage['progressDetail']>, columns: number): string {
  const current = detail.current ?? 0;
  const total = detail.total ?? 0;
  if (current <= 0 && total <= 0) return '';
  if (total <= 0) return detail.units ? `${current} ${detail.units}` : humanSize(current).padStart(8);
  const filled = Math.min(Math.floor(Math.floor((current / total) * 100) / 2), BAR_CELLS);
  const bar = columns > 110 ? `[${'='.repeat(filled)}>${' '.repeat(BAR_CELLS - filled)}] ` : '';
  if (detail.hidecounts) return bar;
  if (detail.units) return `${bar}${current > total ? `${current} ${detail.units}` : `${current}/${total} ${detail.units}`}`;
  return `${bar}${current > total ? humanSize(current).padStart(8) : `${humanSize(current).padStart(8)}/${humanSize(total)}`}`;
}

export class ProgressDisplay {
  private lines = new Map<string, number>();

  constructor(private out: Output) {}

  /** Shows one message; an error message is thrown. */
  *show(message: ProgressMessage): Program {
    if (message.aux !== undefined) return;
    const terminal = this.out.isTerminal;
    const columns = this.out.columns ?? 200;
    let up = 0;
    let before = '';
    if (message.id && message.progressDetail) {
      let line = this.lines.get(message.id);
      if (line === undefined) {
        line = this.lines.size;
        this.lines.set(message.id, line);
        if (terminal) before += '\n';
      }
      up = this.lines.size - line;
      if (terminal) before += `${ESC}[${up}A`;
    } else this.lines.clear();
    if (message.errorDetail || message.error !== undefined) {
      const text = message.errorDetail?.message ?? message.error ?? '';
      throw new Failure(message.errorDetail?.code === 401 ? 'authentication is required' : text);
    }
    const body = this.body(message, terminal, columns);
    const after = message.id && terminal && message.progressDetail ? `${ESC}[${up}B` : '';
    if (body !== undefined || before || after) yield* this.out.write(before + (body ?? '') + after);
  }

  private body(message: ProgressMessage, terminal: boolean, columns: number): string | undefined {
    const detail = message.progressDetail;
    const text = detail ? progressText(detail, columns) : '';
    if (detail && !terminal && text !== '') return undefined;
    const head = message.id ? `${message.id}: ` : '';
    if (terminal && detail && message.stream === undefined) return `${ESC}[2K\r${head}${message.status ?? ''} ${text}\r`;
    if (message.stream !== undefined) return head + message.stream;
    return `${head}${message.status ?? ''}\n`;
  }
}
