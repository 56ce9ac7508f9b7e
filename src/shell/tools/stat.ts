/** stat: what is known of a file. */
import { errnoText, isFileError } from '../../os';
import type { Process, Stat } from '../../os';
import { COREUTILS } from './_coreutils';
import { inodeOf } from './_inode';
import { complain, isBusybox, print } from './_io';
import { modeText } from './_mode';
import { flag, misuse, options, value } from './_options';
import { absolutePath } from './_paths';
import { unescape } from './_printf';
import { quoteName, shellQuoteIfNeeded } from './_text';
import { civil, strftime } from './_time';
import { tool } from './_tool';
import { groupName, userName } from './_users';

const command = {
  usage: '[OPTION]... FILE...',
  summary: 'Display file or file system status.',
  version: COREUTILS,
  options: {
    format: value('-c --format', 'print ARG with its % sequences, and a newline'),
    printf: value('--printf', 'like --format, with escapes and no newline'),
    dereference: flag('-L --dereference', 'follow symlinks'),
    terse: flag('-t --terse', 'one line of numbers'),
  },
  lacks: '-f --file-system --cached',
};

export function kindWords(stat: Stat): string {
  switch (stat.kind) {
    case 'file':
      return stat.size === 0 ? 'regular empty file' : 'regular file';
    case 'directory':
      return 'directory';
    case 'symlink':
      return 'symbolic link';
    case 'socket':
      return 'socket';
    default:
      return 'character special file';
  }
}

function sizeOf(stat: Stat): number {
  return stat.kind === 'directory' ? 4096 : stat.kind === 'symlink' ? (stat.target ?? '').length : stat.size;
}

export default tool({
  name: 'stat',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length === 0) return yield* misuse(process, command, 'missing operand');
    let exitCode = 0;
    for (const name of operands) {
      const path = absolutePath(process, name);
      const stat = process.machine.files.stat(path, values.dereference);
      if (isFileError(stat)) {
        yield* complain(
          process,
          isBusybox(process) ? `can't stat '${name}': ${errnoText(stat.errno)}` : `cannot statx ${quoteName(name)}: ${errnoText(stat.errno)}`,
        );
        exitCode = 1;
        continue;
      }
      const format = values.printf ?? values.format;
      if (format !== undefined) {
        const text = expand(process, values.printf === undefined ? format : unescape(format, 'format').text, name, path, stat);
        yield* print(process, values.printf === undefined ? `${text}\n` : text);
      } else if (values.terse) {
        const seconds = Math.floor(stat.modifiedMs / 1000);
        yield* print(
          process,
          `${name} ${sizeOf(stat)} ${Math.ceil(stat.size / 512)} ${rawMode(stat).toString(16)} ${stat.uid} ${stat.gid} 801 ` +
            `${inodeOf(path)} 1 0 0 ${seconds} ${seconds} ${seconds} ${seconds} 4096\n`,
        );
      } else yield* print(process, report(process, name, path, stat));
    }
    return exitCode;
  },
});

function rawMode(stat: Stat): number {
  const kinds: Record<Stat['kind'], number> = { file: 0o100000, directory: 0o040000, symlink: 0o120000, device: 0o020000, socket: 0o140000 };
  return kinds[stat.kind] | stat.mode;
}

function blocks(stat: Stat): number {
  return stat.kind === 'directory' ? 8 : stat.kind === 'file' ? Math.ceil(stat.size / 4096) * 8 : 0;
}

function timeText(ms: number): string {
  return strftime('%F %H:%M:%S.%N +0000', civil(ms));
}

function report(process: Process, name: string, path: string, stat: Stat): string {
  const time = timeText(stat.modifiedMs);
  const shown = stat.kind === 'symlink' ? `${name} -> ${stat.target ?? ''}` : name;
  const owner = `(${String(stat.uid).padStart(5)}/${userName(process, stat.uid).padStart(8)})`;
  const group = `(${String(stat.gid).padStart(5)}/${groupName(process, stat.gid).padStart(8)})`;
  const octal = stat.mode.toString(8).padStart(4, '0');
  return (
    `  File: ${shown}\n` +
    `  Size: ${String(sizeOf(stat)).padEnd(10)}\tBlocks: ${String(blocks(stat)).padEnd(10)} IO Block: 4096   ${kindWords(stat)}\n` +
    `Device: 8,1\tInode: ${inodeOf(path).padEnd(11)} Links: 1\n` +
    `Access: (${octal}/${modeText(stat.kind, stat.mode)})  Uid: ${owner}   Gid: ${group}\n` +
    `Access: ${time}\nModify: ${time}\nChange: ${time}\n Birth: ${time}\n`
  );
}

function expand(process: Process, format: string, name: string, path: string, stat: Stat): string {
  return format.replace(/%([-0+ #]*)(\d*)(?:\.\d+)?([a-zA-Z%])/g, (_all, flags: string, width: string, letter: string) => {
    const text = field(process, letter, name, path, stat);
    if (width === '') return text;
    return flags.includes('-') ? text.padEnd(Number(width)) : text.padStart(Number(width), flags.includes('0') ? '0' : ' ');
  });
}

function field(process: Process, letter: string, name: string, path: string, stat: Stat): string {
  switch (letter) {
    case '%':
      return '%';
    case 'a':
      return stat.mode.toString(8);
    case 'A':
      return modeText(stat.kind, stat.mode);
    case 'b':
      return String(blocks(stat));
    case 'B':
      return '512';
    case 'd':
      return '2049';
    case 'D':
      return '801';
    case 'f':
      return rawMode(stat).toString(16);
    case 'F':
      return kindWords(stat);
    case 'g':
      return String(stat.gid);
    case 'G':
      return groupName(process, stat.gid);
    case 'h':
      return '1';
    case 'i':
      return inodeOf(path);
    case 'm':
      return '/';
    case 'n':
      return name;
    case 'N':
      return stat.kind === 'symlink'
        ? `${quoteName(name)} -> ${quoteName(stat.target ?? '')}`
        : shellQuoteIfNeeded(name) === name
          ? quoteName(name)
          : shellQuoteIfNeeded(name);
    case 'o':
      return '4096';
    case 's':
      return String(sizeOf(stat));
    case 't':
    case 'T':
      return '0';
    case 'u':
      return String(stat.uid);
    case 'U':
      return userName(process, stat.uid);
    case 'w':
    case 'x':
    case 'y':
    case 'z':
      return timeText(stat.modifiedMs);
    case 'W':
    case 'X':
    case 'Y':
    case 'Z':
      return String(Math.floor(stat.modifiedMs / 1000));
    default:
      return '?';
  }
}
