/** more.com: a page at a time on a terminal; elsewhere it passes text on. */
import { absolutePath, isFileError, readAll, type Main } from '../../os';
import { print } from './_out';

export const more: Main = function* more(process) {
  const [name] = process.argv.slice(1);
  let text: string;
  if (name === undefined) ({ text } = yield* readAll(process.stdin));
  else {
    const found = process.machine.files.read(absolutePath(process.cwd, name));
    if (isFileError(found)) {
      yield* process.stderr.write(`Cannot access file ${name}\n`);
      return 1;
    }
    text = found;
  }
  const screen = process.stdout.tty;
  const keys = process.tty;
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  if (!screen || !keys || lines.length < screen.rows) {
    yield* print(process, `${lines.join('\n')}\n`);
    return 0;
  }
  keys.setModes({ raw: true, echo: false, signals: true });
  try {
    let shown = 0;
    let step = screen.rows - 1;
    while (shown < lines.length) {
      yield* print(process, `${lines.slice(shown, shown + step).join('\n')}\n`);
      shown += step;
      if (shown >= lines.length) break;
      yield* print(process, '-- More  -- ');
      const key = (yield* keys.read()) ?? 'q';
      yield* print(process, '\r\x1b[K');
      if (/^[qQ\x03]/.test(key)) break;
      step = /^[\r\n]/.test(key) ? 1 : screen.rows - 1;
    }
  } finally {
    keys.setModes({ raw: false, echo: true, signals: true });
  }
  return 0;
};
