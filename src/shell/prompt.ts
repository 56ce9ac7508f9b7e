/** Prompt strings: PS1's backslash escapes, and with them `${x@P}`. */
import { formatTime } from './time-format';
import type { Shell } from './shell';

/** Expands the backslash escapes; `$` expansions follow in `expandPromptText`. `\[` and `\]` become \x01 and \x02. */
export function expandPrompt(shell: Shell, text: string): string {
  if (!text.includes('\\')) return text;
  const cwd = shell.variables.get('PWD') ?? shell.process.cwd;
  const home = shell.variables.get('HOME');
  const short = home !== undefined && home !== '' && (cwd === home || cwd.startsWith(`${home}/`)) ? `~${cwd.slice(home.length)}` : cwd;
  const now = shell.sim.nowMs;
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char !== '\\' || i + 1 >= text.length) {
      out += char;
      continue;
    }
    const letter = text[++i] as string;
    const octal = /^[0-7]{1,3}/.exec(text.slice(i, i + 3))?.[0];
    if (octal !== undefined) {
      out += String.fromCharCode(parseInt(octal, 8));
      i += octal.length - 1;
      continue;
    }
    switch (letter) {
      case 'u':
        out += userName(shell);
        break;
      case 'h':
        out += shell.machine.hostname.split('.')[0];
        break;
      case 'H':
        out += shell.machine.hostname;
        break;
      case 'w':
        out += trimmed(shell, short);
        break;
      case 'W':
        out += short === '~' || short === '/' ? short : short.slice(short.lastIndexOf('/') + 1);
        break;
      case '$':
        out += shell.process.uid === 0 ? '#' : '$';
        break;
      case 's':
        out += shell.name.replace(/^-/, '').replace(/.*\//, '');
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 'e':
      case 'E':
        out += '\x1b';
        break;
      case 'a':
        out += '\x07';
        break;
      case '\\':
        out += '\\';
        break;
      case '[':
        out += '\x01';
        break;
      case ']':
        out += '\x02';
        break;
      case 'd':
        out += formatTime(now, '%a %b %d');
        break;
      case 't':
        out += formatTime(now, '%H:%M:%S');
        break;
      case 'T':
        out += formatTime(now, '%I:%M:%S');
        break;
      case '@':
        out += formatTime(now, '%I:%M %p');
        break;
      case 'A':
        out += formatTime(now, '%H:%M');
        break;
      case 'D': {
        const format = /^\{([^}]*)\}/.exec(text.slice(i + 1));
        if (!format) break;
        out += formatTime(now, format[1] as string);
        i += format[0].length;
        break;
      }
      case 'j':
        out += String(shell.jobs.list().length);
        break;
      case 'l':
        out += shell.process.tty?.name.replace(/.*\//, '') ?? '';
        break;
      case '!':
        out += String(shell.history.nextNumber);
        break;
      case '#':
        out += String(shell.commandNumber);
        break;
      case 'v':
        out += '5.2';
        break;
      case 'V':
        out += '5.2.15';
        break;
      default:
        out += `\\${letter}`;
    }
  }
  return out;
}

function userName(shell: Shell): string {
  const passwd = shell.machine.files.read('/etc/passwd');
  const line = typeof passwd === 'string' ? passwd.split('\n').find((entry) => entry.split(':')[2] === String(shell.process.uid)) : undefined;
  return line?.split(':')[0] ?? (shell.process.uid === 0 ? 'root' : 'I have no name!');
}

/** PROMPT_DIRTRIM keeps only so many trailing directories. */
function trimmed(shell: Shell, path: string): string {
  const count = Number(shell.variables.get('PROMPT_DIRTRIM') ?? '0');
  const names = path.split('/').filter((name) => name !== '');
  if (!(count > 0) || names.length <= count + (path.startsWith('~') ? 1 : 0)) return path;
  return `${path.startsWith('~') ? '~/' : ''}.../${names.slice(-count).join('/')}`;
}
