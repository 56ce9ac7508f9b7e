/** The % sequences of find -printf. */
import type { Process } from '../../os';
import { inodeOf } from './_inode';
import { kindLetter, modeText } from './_mode';
import { baseName, dirName } from './_paths';
import { unescape } from './_printf';
import { civil, strftime } from './_time';
import { groupName, userName } from './_users';
import type { Visit } from './_walk';

export function formatFound(process: Process, format: string, visit: Visit, start: string): string {
  return unescape(format, 'format').text.replace(
    /%([-0]?)(\d*)(?:\.\d+)?([ACTB][a-zA-Z@+]|[a-zA-Z%])/g,
    (_all, flags: string, width: string, letter: string) => {
      const text = field(process, letter, visit, start);
      if (width === '') return text;
      return flags === '-' ? text.padEnd(Number(width)) : text.padStart(Number(width), flags === '0' ? '0' : ' ');
    },
  );
}

function field(process: Process, letter: string, { name, path, stat, depth }: Visit, start: string): string {
  const time = civil(stat.modifiedMs);
  if (letter.length === 2) {
    if (letter[1] === '@') return `${time.epochSeconds}.${String(time.nanosecond).padStart(9, '0')}0`;
    return strftime(letter[1] === '+' ? '%F+%T.%N0' : `%${letter[1]}`, time);
  }
  switch (letter) {
    case '%':
      return '%';
    case 'a':
    case 'c':
    case 't':
      return strftime('%a %b %e %H:%M:%S.%N0 %Y', time);
    case 'd':
      return String(depth);
    case 'f':
      return baseName(name);
    case 'g':
      return groupName(process, stat.gid);
    case 'G':
      return String(stat.gid);
    case 'h':
      return dirName(name);
    case 'H':
      return start;
    case 'i':
      return inodeOf(path);
    case 'k':
      return String(stat.kind === 'directory' ? 4 : Math.ceil(stat.size / 4096) * 4);
    case 'b':
      return String(stat.kind === 'directory' ? 8 : Math.ceil(stat.size / 4096) * 8);
    case 'l':
      return stat.target ?? '';
    case 'm':
      return stat.mode.toString(8);
    case 'M':
      return modeText(stat.kind, stat.mode);
    case 'n':
      return '1';
    case 'p':
      return name;
    case 'P':
      return name === start ? '' : name.slice(start.length).replace(/^\//, '');
    case 's':
      return String(stat.kind === 'directory' ? 4096 : stat.size);
    case 'u':
      return userName(process, stat.uid);
    case 'U':
      return String(stat.uid);
    case 'y':
    case 'Y':
      return kindLetter(stat.kind) === '-' ? 'f' : kindLetter(stat.kind);
    default:
      return `%${letter}`;
  }
}
