/** file: what kind of content a file has, for the kinds that turn up in this lab. */
import { errnoText, isFileError } from '../../os';
import type { Stat } from '../../os';
import { Output } from './_io';
import { flag, options } from './_options';
import { absolutePath } from './_paths';
import { displayWidth } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION...] [FILE...]',
  summary: 'Determine type of FILEs.',
  options: {
    brief: flag('-b --brief', 'no file names before the output'),
    mime: flag('-i --mime', 'MIME types'),
    mimeType: flag('--mime-type', 'MIME types without the encoding'),
    dereference: flag('-L --dereference', 'follow symlinks'),
  },
  lacks: '-z --uncompress -f --files-from -m --magic-file -k --keep-going -s --special-files -C --compile',
};

/** In the words of file(1), and a MIME type. */
export function describeContent(stat: Stat, content: string): { words: string; mime: string } {
  if (stat.program !== undefined)
    return {
      words:
        'ELF 64-bit LSB pie executable, x86-64, version 1 (SYSV), dynamically linked, interpreter /lib64/ld-linux-x86-64.so.2, for ' +
        'GNU/Linux 3.2.0, stripped',
      mime: 'application/x-pie-executable; charset=binary',
    };
  if (content === '') return { words: 'empty', mime: 'inode/x-empty; charset=binary' };
  const text = isText(content);
  const isUtf8 = /[^\0-\x7f]/.test(content);
  const encoding = isUtf8 ? 'Unicode text, UTF-8 text' : 'ASCII text';
  const charset = `charset=${isUtf8 ? 'utf-8' : 'us-ascii'}`;
  if (!text) return { words: 'data', mime: 'application/octet-stream; charset=binary' };
  const shebang = /^#! *([^\s]+)(?: +([^\s]+))?/.exec(content);
  if (shebang) {
    const interpreter = (shebang[1] as string).endsWith('/env') ? (shebang[2] ?? 'env') : (shebang[1] as string).replace(/.*\//, '');
    const language =
      interpreter === 'bash'
        ? 'Bourne-Again shell'
        : interpreter === 'sh'
          ? 'POSIX shell'
          : /^python/.test(interpreter)
            ? 'Python'
            : `a ${shebang[1]}`;
    return {
      words: `${language} script, ${encoding} executable`,
      mime: `text/x-${/^python/.test(interpreter) ? 'script.python' : 'shellscript'}; ${charset}`,
    };
  }
  if (/^\s*(\{|\[)/.test(content) && isJson(content)) return { words: 'JSON data', mime: `application/json; ${charset}` };
  if (/^\s*<!doctype html|^\s*<html/i.test(content)) return { words: `HTML document, ${encoding}`, mime: `text/html; ${charset}` };
  if (content.startsWith('<?xml')) return { words: `XML 1.0 document, ${encoding}`, mime: `text/xml; ${charset}` };
  if (content.startsWith('-----BEGIN CERTIFICATE')) return { words: 'PEM certificate', mime: `text/plain; ${charset}` };
  const longest = Math.max(...content.split('\n').map((line) => line.length));
  const extras =
    `${longest > 300 ? `, with very long lines (${longest})` : ''}` +
    `${content.includes('\r\n') ? ', with CRLF line terminators' : !content.includes('\n') ? ', with no line terminators' : ''}`;
  return { words: encoding + extras, mime: `text/plain; ${charset}` };
}

function isJson(content: string): boolean {
  try {
    JSON.parse(content);
    return true;
  } catch {
    return false;
  }
}

function isText(content: string): boolean {
  if (/[\0-\x06\x0e-\x1a\x1c-\x1f]/.test(content)) return false;
  for (const char of content) if (char >= '\udc80' && char <= '\udcff') return false;
  return true;
}

export default tool({
  name: 'file',
  package: 'file',
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length === 0) {
      yield* process.stderr.write(
        'Usage: file [-bcCdEhikLlNnprsSvzZ0] [--apple] [--extension] [--mime-encoding]\n' +
          '            [--mime-type] [-e <testname>] [-F <separator>]  [-f <namefile>]\n' +
          '            [-m <magicfiles>] [-P <parameter=value>] [--exclude-quiet]\n            <file> ...\n' +
          '       file -C [-m <magicfiles>]\n       file [--help]\n',
      );
      return 1;
    }
    const widest = Math.max(...operands.map(displayWidth));
    const { files } = process.machine;
    const out = new Output(process);
    for (const name of operands) {
      const path = absolutePath(process, name);
      const stat = files.stat(path, values.dereference);
      let words: string;
      let mime: string;
      if (isFileError(stat)) words = mime = `cannot open \`${name}' (${errnoText(stat.errno)})`;
      else if (stat.kind === 'directory')
        [words, mime] = [(stat.mode & 0o1000) !== 0 ? 'sticky, directory' : 'directory', 'inode/directory; charset=binary'];
      else if (stat.kind === 'symlink') {
        const broken = isFileError(files.stat(path));
        [words, mime] = [`${broken ? 'broken ' : ''}symbolic link to ${stat.target ?? ''}`, 'inode/symlink; charset=binary'];
      } else if (stat.kind === 'socket') [words, mime] = ['socket', 'inode/socket; charset=binary'];
      else if (stat.kind === 'device') [words, mime] = ['character special (1/3)', 'inode/chardevice; charset=binary'];
      else {
        const content = files.read(path);
        const found = describeContent(stat, isFileError(content) ? '' : content);
        [words, mime] = [found.words, found.mime];
      }
      const shown = values.mimeType ? (mime.split(';')[0] as string) : values.mime ? mime : words;
      out.line(values.brief ? shown : `${name}:${' '.repeat(widest - displayWidth(name) + 1)}${shown}`);
    }
    yield* out.flush();
    return 0;
  },
});
