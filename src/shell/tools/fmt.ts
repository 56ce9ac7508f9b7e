/** fmt: paragraphs refilled to a width. Lines are filled greedily, where GNU weighs the whole paragraph. */
import { COREUTILS } from './_coreutils';
import { eachInput, fail, Output, readAll } from './_io';
import { flag, options, value } from './_options';
import { displayWidth, quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[-WIDTH] [OPTION]... [FILE]...',
  summary: 'Reformat each paragraph in the FILE(s), writing to standard output.',
  version: COREUTILS,
  options: {
    splitOnly: flag('-s --split-only', 'split long lines, but do not refill'),
    uniform: flag('-u --uniform-spacing', 'one space between words'),
    width: value('-w --width', 'maximum width instead of 75'),
    goal: value('-g --goal', 'ignored'),
  },
  lacks: '-c --crown-margin -p --prefix -t --tagged-paragraph',
};

export default tool({
  name: 'fmt',
  package: 'coreutils',
  *main(process) {
    const parsed = yield* options(
      process,
      command,
      process.argv.slice(1).map((arg) => (/^-\d+$/.test(arg) ? `-w${arg.slice(1)}` : arg)),
    );
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (!/^\d+$/.test(values.width ?? '75')) return yield* fail(process, `invalid width: ${quote(values.width as string)}`);
    const width = Number(values.width ?? '75');
    // GNU leaves room for balancing: lines aim at 93 % of the width.
    const goal = Math.max(1, Math.floor((width * 187) / 200));
    const out = new Output(process);
    return yield* eachInput(process, operands, function* (source) {
      const text = yield* readAll(source);
      const lines = text.split('\n');
      if (lines[lines.length - 1] === '') lines.pop();
      let paragraph: string[] = [];
      let indent = '';
      const flush = (): void => {
        if (paragraph.length === 0) return;
        let line = '';
        for (const word of paragraph) {
          const longer = line === '' ? indent + word : `${line} ${word}`;
          if (line !== '' && (displayWidth(longer) > width || displayWidth(line) >= goal)) {
            out.line(line);
            line = indent + word;
          } else line = longer;
        }
        out.line(line);
        paragraph = [];
      };
      for (const line of lines) {
        const margin = /^[ \t]*/.exec(line)?.[0] as string;
        if (line.trim() === '') {
          flush();
          out.line('');
          continue;
        }
        if (paragraph.length > 0 && (margin !== indent || values.splitOnly)) flush();
        indent = margin;
        for (const word of line.trim().split(/[ \t]+/)) paragraph.push(word);
      }
      flush();
      return yield* out.flush();
    });
  },
});
