/** ps: the process table; procps' selections and formats, and busybox' short form. */
import type { Process } from '../../os';
import { isBusybox, Output, terminalWidth } from './_io';
import { commandName, cpuPercent, memoryPercent, residentKib } from './_process-info';
import { COLUMNS } from './_ps-columns';
import type { Column } from './_ps-columns';
import { tool } from './_tool';
import { userName } from './_users';
import { wordTable } from '../../os/word-table';

interface Request {
  /** Undefined: the processes of this terminal. */
  all: boolean;
  pids?: Set<number>;
  parents?: Set<number>;
  names?: Set<string>;
  users?: Set<string>;
  terminals?: Set<string>;
  withTerminalOnly: boolean;
  format: string;
  columns: { column: Column; head?: string }[];
  headers: boolean;
  forest: boolean;
  wide: boolean;
  sort: string[];
  bsd: boolean;
}

const FORMATS: Readonly<Record<string, string>> = wordTable({
  plain: 'pid,tname=TTY,time,ucmd',
  full: 'user=UID,pid,ppid,c,stime,tname=TTY,time,cmd',
  long: 'f,s,uid,pid,ppid,c,pri,ni,addr,sz,wchan,tname=TTY,time,ucmd',
  fullLong: 'f,s,user=UID,pid,ppid,c,pri,ni,addr,sz,wchan,stime,tname=TTY,time,cmd',
  user: 'user,pid,%cpu,%mem,vsz,rss,tname=TTY,stat,bsdstart,bsdtime,args',
  bsd: 'pid,tname=TTY,stat,bsdtime,args',
  bsdLong: 'f,uid,pid,ppid,pri,ni,vsz,rss,wchan,stat,tname=TTY,bsdtime,args',
  jobs: 'pid,pgid,sid,tname=TTY,time,ucmd',
});

const HINT =
  "\nUsage:\n ps [options]\n\n Try 'ps --help <simple|list|output|threads|misc|all>'\n  or 'ps --help <s|l|o|t|m|a>'\n" +
  ' for additional help text.\n\nFor more details see ps(1).\n';

class PsError extends Error {}

export default tool({
  name: 'ps',
  package: 'procps',
  busybox: true,
  *main(process) {
    if (isBusybox(process)) return yield* busyboxPs(process);
    let request: Request;
    try {
      request = parse(process.argv.slice(1));
    } catch (thrown) {
      if (!(thrown instanceof PsError)) throw thrown;
      if (thrown.message === 'help' || thrown.message === 'version') {
        yield* process.stdout.write(thrown.message === 'help' ? HINT : 'ps from procps-ng 4.0.2\n');
        return 0;
      }
      yield* process.stderr.write(thrown.message.startsWith('option ') ? `ps: ${thrown.message}\n` : `error: ${thrown.message}\n${HINT}`);
      return 1;
    }
    const shown = select(process, request);
    const out = new Output(process);
    const width = request.wide ? Infinity : (terminalWidth(process) ?? Infinity);
    for (const line of layout(process, shown, request)) out.line(width === Infinity ? line : line.slice(0, width));
    yield* out.flush();
    return shown.length === 0 ? 1 : 0;
  },
});

function parse(args: readonly string[]): Request {
  const request: Request = {
    all: false,
    withTerminalOnly: false,
    format: 'plain',
    columns: [],
    headers: true,
    forest: false,
    wide: false,
    sort: [],
    bsd: false,
  };
  const list = (text: string | undefined, what: string): string[] => {
    if (text === undefined || text === '')
      throw new PsError(`list of ${what} must follow ${what === 'process IDs' ? '-p' : what === 'command names' ? '-C' : '-u'}`);
    return text.split(/[ ,]+/).filter(Boolean);
  };
  const pids = (text: string | undefined): Set<number> =>
    new Set(
      list(text, 'process IDs').map((each) => {
        if (!/^\d+$/.test(each)) throw new PsError('process ID list syntax error');
        return Number(each);
      }),
    );
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg.startsWith('--')) {
      const [name, attached] = arg.split(/=(.*)/s) as [string, string?];
      const value = (): string | undefined => attached ?? args[++i];
      if (name === '--help') throw new PsError('help');
      if (name === '--version') throw new PsError('version');
      if (name === '--forest') request.forest = true;
      else if (name === '--no-headers' || name === '--no-heading' || name === '--noheaders') request.headers = false;
      else if (name === '--headers') request.headers = true;
      else if (name === '--sort') request.sort = (value() ?? '').split(',');
      else if (name === '--pid') request.pids = pids(value());
      else if (name === '--ppid') request.parents = pids(value());
      else if (name === '--user' || name === '--User') request.users = new Set(list(value(), 'users'));
      else if (name === '--tty') request.terminals = new Set(list(value(), 'ttys'));
      else if (name === '--format') addColumns(request, value() ?? '');
      else if (name === '--cols' || name === '--columns' || name === '--width' || name === '--rows' || name === '--lines') value();
      else throw new PsError('unknown gnu long option');
      continue;
    }
    const unix = arg.startsWith('-');
    const letters = unix ? arg.slice(1) : arg;
    if (/^\d+(,\d+)*$/.test(letters)) {
      request.pids = new Set([...(request.pids ?? []), ...letters.split(',').map(Number)]);
      continue;
    }
    if (!unix) request.bsd = true;
    for (let j = 0; j < letters.length; j++) {
      const letter = letters.charAt(j);
      const rest = (): string | undefined => {
        const attached = letters.slice(j + 1);
        j = letters.length;
        return attached !== '' ? attached : args[++i];
      };
      if (letter === 'o' || letter === 'O') addColumns(request, rest() ?? '');
      else if (letter === 'p') request.pids = pids(rest());
      else if (letter === 't') request.terminals = new Set(list(rest(), 'ttys').map((name) => name.replace(/^\/dev\//, '')));
      else if (letter === 'U' && unix) request.users = new Set(list(rest(), 'users'));
      else if (letter === 'w') request.wide = true;
      else if (unix && letter === 'e') request.all = true;
      else if (unix && letter === 'A') request.all = true;
      else if (unix && letter === 'a') request.withTerminalOnly = true;
      else if (unix && letter === 'f') request.format = request.format === 'long' ? 'fullLong' : 'full';
      else if (unix && letter === 'F') request.format = 'full';
      else if (unix && letter === 'l') request.format = request.format === 'full' ? 'fullLong' : 'long';
      else if (unix && letter === 'j') request.format = 'jobs';
      else if (unix && letter === 'H') request.forest = true;
      else if (unix && letter === 'C') request.names = new Set(list(rest(), 'command names'));
      else if (unix && letter === 'u') {
        // `ps -aux` is read as the BSD form, as procps does for a user x that does not exist.
        if (letters === 'aux' || letters === 'auxw' || letters === 'auxww') {
          request.all = true;
          request.bsd = true;
          request.format = 'user';
          break;
        }
        request.users = new Set(list(rest(), 'users'));
      } else if (unix && letter === 'x') {
        throw new PsError('unsupported SysV option');
      } else if (!unix && letter === 'a') request.withTerminalOnly = true;
      else if (!unix && letter === 'x') request.all = request.withTerminalOnly || request.all || letters.includes('a');
      else if (!unix && letter === 'u') request.format = 'user';
      else if (!unix && letter === 'f') request.forest = true;
      else if (!unix && letter === 'l') request.format = 'bsdLong';
      else if (!unix && letter === 'e') continue;
      else if (!unix && letter === 'h') request.headers = false;
      else if ('LTmZMSncgrvXQ'.includes(letter)) throw new PsError(`option ${unix ? '-' : ''}${letter} is not supported in this lab`);
      else throw new PsError(unix ? 'unsupported SysV option' : 'unsupported option (BSD syntax)');
    }
  }
  if (request.bsd && request.format === 'plain') request.format = 'bsd';
  // `ps x` shows one's own processes, with or without a terminal: everybody is root here.
  if (request.bsd && args.some((arg) => !arg.startsWith('-') && /^[a-z]*x[a-z]*$/.test(arg))) request.all = true;
  if (request.columns.length === 0) addColumns(request, FORMATS[request.format] as string);
  return request;
}

function addColumns(request: Request, text: string): void {
  // `pid=Process`: everything behind the first = is that heading.
  for (const spec of text.split(/[ ,]+/).filter(Boolean)) {
    const equals = spec.indexOf('=');
    const name = (equals < 0 ? spec : spec.slice(0, equals)).toLowerCase();
    const column = COLUMNS[name];
    if (!column) throw new PsError(`unknown user-defined format specifier "${name}"`);
    request.columns.push({ column, head: equals < 0 ? undefined : spec.slice(equals + 1) });
  }
  if (text.trim() === '') throw new PsError('format specification must follow -o');
}

function select(process: Process, request: Request): Process[] {
  const all = process.machine.processes.list();
  const { pids, parents, names, users, terminals } = request;
  const chosen = all.filter((each) => {
    if (pids || parents || names || users || terminals) {
      return (
        (pids?.has(each.pid) ?? false) ||
        (parents?.has(each.ppid) ?? false) ||
        (names?.has(commandName(each)) ?? false) ||
        (users !== undefined && (users.has(userName(process, each.uid)) || users.has(String(each.uid)))) ||
        (terminals?.has(each.tty?.name.replace(/^\/dev\//, '') ?? '?') ?? false)
      );
    }
    if (request.all) return true;
    if (request.withTerminalOnly) return each.tty !== undefined;
    return each.tty === process.tty;
  });
  if (request.sort.length > 0) {
    const keyOf = (key: string, each: Process): number | string => {
      switch (key) {
        case 'pid':
          return each.pid;
        case 'ppid':
          return each.ppid;
        case '%cpu':
        case 'pcpu':
          return cpuPercent(each);
        case '%mem':
        case 'pmem':
          return memoryPercent(each);
        case 'rss':
          return residentKib(each);
        case 'time':
        case 'cputime':
          return each.cpuMs;
        case 'start_time':
        case 'start':
          return each.startedMs;
        case 'etime':
          return -each.startedMs;
        default:
          return COLUMNS[key]?.text(each, process) ?? 0;
      }
    };
    chosen.sort((a, b) => {
      for (const spec of request.sort) {
        const sign = spec.startsWith('-') ? -1 : 1;
        const key = spec.replace(/^[-+]/, '').toLowerCase();
        const x = keyOf(key, a);
        const y = keyOf(key, b);
        if (x !== y) return (x < y ? -1 : 1) * sign;
      }
      return a.pid - b.pid;
    });
  }
  return chosen;
}

/** Children below their parents, with how deep they stand. */
function asForest(processes: readonly Process[]): { process: Process; prefix: string }[] {
  const rows: { process: Process; prefix: string }[] = [];
  const known = new Set(processes.map(({ pid }) => pid));
  const below = (parent: number, indent: string, isTop: boolean): void => {
    const children = processes.filter((each) => (isTop ? !known.has(each.ppid) || each.ppid === each.pid : each.ppid === parent));
    children.forEach((child, i) => {
      const isLast = i === children.length - 1;
      rows.push({ process: child, prefix: isTop ? '' : `${indent} \\_ ` });
      below(child.pid, isTop ? '' : `${indent} ${isLast ? ' ' : '|'}  `, false);
    });
  };
  below(0, '', true);
  return rows;
}

function layout(viewer: Process, processes: readonly Process[], request: Request): string[] {
  const rows = request.forest ? asForest(processes) : processes.map((process) => ({ process, prefix: '' }));
  const cells = rows.map(({ process, prefix }) =>
    request.columns.map(({ column }) => {
      const isCommand =
        column === COLUMNS['cmd'] ||
        column === COLUMNS['args'] ||
        column === COLUMNS['command'] ||
        column === COLUMNS['comm'] ||
        column === COLUMNS['ucmd'];
      return (isCommand ? prefix : '') + column.text(process, viewer);
    }),
  );
  const heads = request.columns.map(({ column, head }) => head ?? column.head);
  const showsHeads = request.headers && heads.some((head) => head !== '');
  return [...(showsHeads ? [heads] : []), ...cells].map((line) => {
    let text = '';
    let owed = 0;
    line.forEach((cell, i) => {
      const { column } = request.columns[i] as (typeof request.columns)[number];
      const width = Math.max(column.width, (heads[i] as string).length);
      const isLast = i === line.length - 1;
      if (i > 0) text += ' ';
      // A cell that is too wide pushes; the next ones give back what they can.
      const room = Math.max(0, width - owed);
      const padded = column.right ? cell.padStart(room) : isLast ? cell : cell.padEnd(room);
      owed = Math.max(0, padded.length - room);
      text += padded;
    });
    return text.trimEnd();
  });
}

function* busyboxPs(process: Process) {
  const args = process.argv.slice(1);
  const out = new Output(process);
  const o = args.indexOf('-o');
  if (o >= 0) {
    const names = (args[o + 1] ?? '').split(',').filter(Boolean);
    const known = names.map((name) => COLUMNS[name.split('=')[0] as string]);
    const bad = names.find((_name, i) => known[i] === undefined);
    if (bad !== undefined) {
      yield* process.stderr.write(
        `ps: bad -o argument '${bad}', supported arguments: user,group,comm,args,pid,ppid,pgid,etime,nice,rgroup,ruser,time,tty,vsz,sid,stat,rss\n`,
      );
      return 1;
    }
    const columns = known as Column[];
    out.line(columns.map(({ head, width }, i) => (i === columns.length - 1 ? head : head.padEnd(Math.min(width, 8)))).join(' '));
    for (const each of process.machine.processes.list()) {
      out.line(
        columns
          .map(({ text, width, right }, i) => {
            const cell = text(each, process);
            return i === columns.length - 1
              ? cell
              : right
                ? cell.padStart(Math.min(width, 5)).padEnd(Math.min(width, 8))
                : cell.padEnd(Math.min(width, 8));
          })
          .join(' '),
      );
    }
    yield* out.flush();
    return 0;
  }
  out.line('PID   USER     TIME  COMMAND');
  for (const each of process.machine.processes.list()) {
    const seconds = Math.floor(each.cpuMs / 1000);
    out.line(
      `${String(each.pid).padStart(5)} ${userName(process, each.uid).slice(0, 8).padEnd(8)} ` +
        `${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, '0')} ${each.title}`,
    );
  }
  yield* out.flush();
  return 0;
}
