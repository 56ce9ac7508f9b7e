/** Steps on a terminal: a transcript holds the final 80x24 screen, not the bytes that drew it. */
import xterm from '@xterm/headless';
import type { Transcript } from '../session/scenario-player';

const COLUMNS = 80;
const ROWS = 24;

export async function finalScreens(transcript: Transcript): Promise<Transcript> {
  for (const step of transcript.steps) if ('tty' in step && step.tty) step.stdout = await screenOf(step.stdout);
  return transcript;
}

async function screenOf(bytes: string): Promise<string> {
  const terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
  await new Promise<void>((drawn) => terminal.write(bytes, drawn));
  const { active } = terminal.buffer;
  const lines: string[] = [];
  for (let row = 0; row < ROWS; row++) lines.push(active.getLine(active.viewportY + row)?.translateToString(true) ?? '');
  terminal.dispose();
  return `${lines.join('\n').trimEnd()}\n`;
}
