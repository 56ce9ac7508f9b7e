/** ls: directories listed: columns on a terminal, one name a line elsewhere, -l for everything known. */
import { errnoText, isFileError } from '../../os';
import type { Process, Stat } from '../../os';
import type { Program } from '../../sim';
import { COREUTILS } from './_coreutils';
import { inodeOf } from './_inode';
import { complain, isBusybox, Output, programName, terminalWidth } from './_io';
import { collation } from './_locale';
import { modeText } from './_mode';
import { flag, optional, options, value } from './_options';
import type { Values } from './_options';
import { absolutePath, joinTyped } from './_paths';
import { compareVersions } from './_sort-keys';
import { displayWidth, humanSize, padEndTo, quoteName, shellQuoteIfNeeded } from './_text';
import { civil, strftime } from './_time';
import { tool } from './_tool';
import { groupName, userName } from './_users';

const command = {
  usage: '[OPTION]... [FILE]...',
  summary: 'List information about the FILEs (the current directory by default).',
  version: COREUTILS,
  misuse: 2,
  options: {
    all: flag('-a --all', 'show entries that begin with .'),
    almostAll: flag('-A --almost-all', 'the same without . and ..'),
    escape: flag('-b --escape', 'ignored'),
    byColumns: flag('-C', 'list entries by columns'),
    ctime: flag('-c', 'accepted; change time is modification time here'),
    color: optional('--color', 'colours: always, auto, never'),
    directory: flag('-d --directory', 'list directories themselves'),
    unsorted: flag('-f', 'do not sort, enable -aU'),
    classify: optional('-F --classify', 'append one of */=>@| to entries'),
    fileType: flag('--file-type', 'the same without *'),
    fullTime: flag('--full-time', 'like -l --time-style=full-iso'),
    noOwner: flag('-g', 'like -l without the owner'),
    noGroup: flag('-G --no-group', 'no group names'),
    directoriesFirst: flag('--group-directories-first', 'directories before files'),
    human: flag('-h --human-readable', 'sizes like 1K 234M 2G'),
    si: flag('--si', 'the same by powers of 1000'),
    hide: value('--hide', 'skip entries of that shape'),
    inode: flag('-i --inode', 'index numbers'),
    kibibytes: flag('-k --kibibytes', 'ignored'),
    long: flag('-l', 'long format'),
    dereference: flag('-L --dereference', 'follow symlinks'),
    commandLine: flag('-H --dereference-command-line', 'follow symlinks that are named'),
    commas: flag('-m', 'a list separated by commas'),
    numeric: flag('-n --numeric-uid-gid', 'like -l with numbers for owners'),
    literal: flag('-N --literal', 'names without quoting'),
    noGroupLong: flag('-o', 'like -l without the group'),
    slash: flag('-p', 'append / to directories'),
    quoteNames: flag('-Q --quote-name', 'names in double quotes'),
    question: flag('-q --hide-control-chars', 'ignored'),
    reverse: flag('-r --reverse', 'reverse the order'),
    recursive: flag('-R --recursive', 'list subdirectories'),
    size: flag('-s --size', 'allocated size in blocks'),
    bySize: flag('-S', 'sort by size'),
    sort: value('--sort', 'sort by: none, size, time, version, extension'),
    byTime: flag('-t', 'sort by time, newest first'),
    time: value('--time', 'ignored'),
    timeStyle: value('--time-style', 'full-iso, long-iso, iso, +FORMAT'),
    access: flag('-u', 'accepted; access time is modification time here'),
    noSort: flag('-U', 'do not sort'),
    byVersion: flag('-v', 'natural sort of version numbers'),
    width: value('-w --width', 'columns of output'),
    across: flag('-x', 'list entries by lines'),
    byExtension: flag('-X', 'sort by extension'),
    onePerLine: flag('-1', 'one name a line'),
    zero: flag('--zero', 'end each with NUL'),
  },
  lacks:
    '--author --block-size -B --ignore-backups -D --dired --format --hyperlink --indicator-style -I --ignore --quoting-style ' +
    '--show-control-chars -T --tabsize -Z --context',
};

interface Entry {
  name: string;
  path: string;
  stat: Stat;
}

type Settings = Values<typeof command.options>;

export default tool({
  name: 'ls',
  aliases: ['dir', 'vdir'],
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const listing = new Listing(
      process,
      values,
      parsed.order.map(({ key }) => key),
    );
    return yield* listing.run(operands.length > 0 ? operands : ['.']);
  },
});

class Listing {
  private out: Output;
  private exitCode = 0;
  private long: boolean;
  private width: number | undefined;
  private format: 'long' | 'columns' | 'across' | 'commas' | 'lines';
  private color: boolean;
  private quotes: boolean;
  private compare: (a: Entry, b: Entry) => number;
  private busybox: boolean;

  constructor(
    private process: Process,
    private values: Settings,
    order: readonly string[],
  ) {
    this.out = new Output(process);
    this.busybox = isBusybox(process);
    const terminal = terminalWidth(process);
    const name = programName(process);
    this.width = values.width !== undefined ? Number(values.width) || 65535 : (terminal ?? 80);
    const formats: Record<string, Listing['format']> = {
      long: 'long',
      noOwner: 'long',
      numeric: 'long',
      noGroupLong: 'long',
      fullTime: 'long',
      byColumns: 'columns',
      across: 'across',
      commas: 'commas',
      onePerLine: 'lines',
    };
    const chosen = order.findLast((key) => formats[key] !== undefined);
    this.format =
      chosen !== undefined
        ? (formats[chosen] as Listing['format'])
        : name === 'vdir'
          ? 'long'
          : terminal !== undefined || name === 'dir'
            ? 'columns'
            : 'lines';
    // -1 after -l does not undo it.
    if (chosen === 'onePerLine' && order.some((key) => formats[key] === 'long')) this.format = 'long';
    this.long = this.format === 'long';
    this.color =
      values.color === 'always' ||
      values.color === 'yes' ||
      (values.color === '' && !this.busybox) ||
      ((values.color === 'auto' || values.color === 'tty') && terminal !== undefined);
    this.quotes = terminal !== undefined && !values.literal && !this.busybox;
    this.compare = this.ordering(order);
  }

  private ordering(order: readonly string[]): (a: Entry, b: Entry) => number {
    const { values } = this;
    const collate = collation(this.process);
    const byName = (a: Entry, b: Entry): number => collate(a.name, b.name);
    const keys: Record<string, string> = {
      byTime: 'time',
      bySize: 'size',
      byVersion: 'version',
      byExtension: 'extension',
      noSort: 'none',
      unsorted: 'none',
    };
    const chosen = order.findLast((key) => keys[key] !== undefined);
    const by = values.sort ?? (chosen === undefined ? 'name' : (keys[chosen] as string));
    const extension = (name: string): string => (name.lastIndexOf('.') > 0 ? name.slice(name.lastIndexOf('.')) : '');
    const compare =
      by === 'time'
        ? (a: Entry, b: Entry) => b.stat.modifiedMs - a.stat.modifiedMs || byName(a, b)
        : by === 'size'
          ? (a: Entry, b: Entry) => b.stat.size - a.stat.size || byName(a, b)
          : by === 'version'
            ? (a: Entry, b: Entry) => compareVersions(a.name, b.name) || byName(a, b)
            : by === 'extension'
              ? (a: Entry, b: Entry) => collate(extension(a.name), extension(b.name)) || byName(a, b)
              : by === 'none'
                ? () => 0
                : byName;
    const directed = values.reverse && by !== 'none' ? (a: Entry, b: Entry) => -compare(a, b) : compare;
    if (!values.directoriesFirst) return directed;
    return (a, b) => Number(b.stat.kind === 'directory') - Number(a.stat.kind === 'directory') || directed(a, b);
  }

  *run(names: readonly string[]): Program<number> {
    const { values } = this;
    const plain: Entry[] = [];
    const directories: Entry[] = [];
    for (const name of names) {
      const entry = this.entry(name, name, !this.long || values.commandLine || name.endsWith('/'));
      if (!entry) {
        yield* complain(this.process, this.busybox ? `${name}: No such file or directory` : `cannot access ${quoteName(name)}: ${this.lastError}`);
        this.exitCode = this.busybox ? 1 : 2;
        continue;
      }
      if (entry.stat.kind === 'directory' && !values.directory) directories.push(entry);
      else plain.push(entry);
    }
    plain.sort(this.compare);
    directories.sort(this.compare);
    this.list(plain, undefined);
    const headers = names.length > 1 || values.recursive;
    let first = plain.length === 0;
    for (const directory of directories) {
      if (!(yield* this.directory(directory, headers, first))) return this.exitCode;
      first = false;
    }
    yield* this.out.flush();
    return this.exitCode;
  }

  private lastError = '';

  private entry(name: string, typed: string, follow: boolean): Entry | undefined {
    const path = absolutePath(this.process, typed);
    const { files } = this.process.machine;
    let stat = files.stat(path, follow || this.values.dereference);
    // A dangling link is still there to be listed.
    if (isFileError(stat) && follow) stat = files.stat(path, false);
    if (isFileError(stat)) {
      this.lastError = errnoText(stat.errno);
      return undefined;
    }
    return { name, path, stat };
  }

  private *directory(entry: Entry, header: boolean, first: boolean): Program<boolean> {
    const { values } = this;
    const { files } = this.process.machine;
    const names = files.list(entry.path);
    if (isFileError(names)) {
      yield* complain(this.process, `cannot open directory ${quoteName(entry.name)}: ${errnoText(names.errno)}`);
      this.exitCode = 2;
      return true;
    }
    const shown: Entry[] = [];
    const all = values.all || values.unsorted;
    if (all) {
      for (const dot of ['.', '..']) {
        const stat = files.stat(`${entry.path === '/' ? '' : entry.path}/${dot}`);
        shown.push({ name: dot, path: entry.path, stat: isFileError(stat) ? entry.stat : stat });
      }
    }
    for (const name of names) {
      if (name.startsWith('.') && !all && !values.almostAll) continue;
      const child = this.entry(name, joinTyped(entry.path, name), false);
      if (child) shown.push(child);
    }
    shown.sort(this.compare);
    if (header) this.out.put(`${first ? '' : '\n'}${this.nameText(entry.name)}:\n`);
    this.list(shown, shown);
    if (!(yield* this.out.flush())) return false;
    if (!values.recursive) return true;
    for (const child of shown) {
      if (child.stat.kind !== 'directory' || child.name === '.' || child.name === '..') continue;
      if (!(yield* this.directory({ ...child, name: joinTyped(entry.name, child.name) }, true, false))) return false;
    }
    return true;
  }

  /** `totalOf` is set for a directory's contents, which -l and -s precede with a total. */
  private list(entries: readonly Entry[], totalOf: readonly Entry[] | undefined): void {
    const { values, out } = this;
    if (totalOf && (this.long || values.size)) {
      const blocks = totalOf.reduce((sum, { stat }) => sum + blocksOf(stat), 0);
      out.line(`total ${values.human || values.si ? humanSize(blocks * 1024, values.si ? 1000 : 1024) : blocks}`);
    }
    if (entries.length === 0) return;
    if (this.long) {
      this.longList(entries);
      return;
    }
    const quoted = this.quotes && entries.some(({ name }) => shellQuoteIfNeeded(name) !== name);
    const cells = entries.map((entry) => {
      const prefix =
        (values.inode ? `${inodeOf(entry.path)} ` : '') +
        (values.size ? `${values.human ? humanSize(blocksOf(entry.stat) * 1024) : blocksOf(entry.stat)} ` : '');
      const name = this.nameText(entry.name);
      const gap = quoted && name === entry.name ? ' ' : '';
      const mark = this.mark(entry.stat);
      return { text: prefix + gap + this.painted(entry, name) + mark, width: displayWidth(prefix + gap + name + mark) };
    });
    if (this.format === 'lines') for (const { text } of cells) out.put(text.replace(/^ /, '') + (values.zero ? '\0' : '\n'));
    else if (this.format === 'commas') this.commas(cells);
    else this.columns(cells, this.format === 'across');
  }

  private commas(cells: readonly { text: string; width: number }[]): void {
    let column = 0;
    cells.forEach(({ text, width }, i) => {
      if (i > 0) {
        const breaks = column + 2 + width + (i < cells.length - 1 ? 1 : 0) > (this.width ?? 80);
        this.out.put(breaks ? ',\n' : ', ');
        column = breaks ? 0 : column + 2;
      }
      this.out.put(text);
      column += width;
    });
    this.out.put('\n');
  }

  /** The fewest lines such that every column is as wide as its longest entry plus two. */
  private columns(cells: readonly { text: string; width: number }[], across: boolean): void {
    const width = this.width ?? 80;
    const count = cells.length;
    let columns = 1;
    let widths: number[] = [];
    for (let tried = Math.min(count, Math.max(1, Math.floor(width / 3))); tried >= 1; tried--) {
      const rows = Math.ceil(count / tried);
      const used = across ? tried : Math.ceil(count / rows);
      const candidate = new Array<number>(used).fill(0);
      cells.forEach((cell, i) => {
        const column = across ? i % tried : Math.floor(i / rows);
        candidate[column] = Math.max(candidate[column] ?? 0, cell.width + 2);
      });
      const total = candidate.reduce((sum, each) => sum + each, 0) - 2;
      if (total < width || tried === 1) {
        columns = tried;
        widths = candidate;
        break;
      }
    }
    const rows = Math.ceil(count / columns);
    for (let row = 0; row < rows; row++) {
      let line = '';
      let at = 0;
      const place = (column: number): number => (across ? row * columns + column : column * rows + row);
      for (let column = 0; column < widths.length && place(column) < count; column++) {
        const cell = cells[place(column)] as { text: string; width: number };
        const hasNext = column + 1 < widths.length && place(column + 1) < count;
        line += cell.text;
        if (!hasNext) continue;
        const next = at + (widths[column] as number);
        line += this.busybox ? ' '.repeat((widths[column] as number) - cell.width) : indent(at + cell.width, next);
        at = next;
      }
      this.out.line(line);
    }
  }

  private longList(entries: readonly Entry[]): void {
    const { values, process, out } = this;
    const quoted = this.quotes && entries.some(({ name }) => shellQuoteIfNeeded(name) !== name);
    const rows = entries.map((entry) => {
      const { stat } = entry;
      return {
        entry,
        inode: values.inode ? inodeOf(entry.path) : '',
        blocks: values.size ? (values.human ? humanSize(blocksOf(stat) * 1024) : String(blocksOf(stat))) : '',
        mode: modeText(stat.kind, stat.mode),
        links: String(this.linksOf(entry)),
        owner: values.noOwner ? '' : values.numeric ? String(stat.uid) : userName(process, stat.uid),
        group: values.noGroup || values.noGroupLong ? '' : values.numeric ? String(stat.gid) : groupName(process, stat.gid),
        size: values.human ? humanSize(sizeOf(stat)) : values.si ? humanSize(sizeOf(stat), 1000) : String(sizeOf(stat)),
        time: this.timeText(stat.modifiedMs),
      };
    });
    const widest = (key: 'inode' | 'blocks' | 'links' | 'owner' | 'group' | 'size'): number =>
      Math.max(...rows.map((row) => displayWidth(row[key])));
    const widths = {
      inode: widest('inode'),
      blocks: widest('blocks'),
      links: widest('links'),
      owner: widest('owner'),
      group: widest('group'),
      size: widest('size'),
    };
    for (const row of rows) {
      const name = this.nameText(row.entry.name);
      const parts = [
        ...(values.inode ? [row.inode.padStart(widths.inode)] : []),
        ...(values.size ? [row.blocks.padStart(widths.blocks)] : []),
        row.mode,
        row.links.padStart(this.busybox ? Math.max(4, widths.links) : widths.links),
        ...(values.noOwner ? [] : [padEndTo(row.owner, this.busybox ? Math.max(8, widths.owner) : widths.owner)]),
        ...(values.noGroup || values.noGroupLong ? [] : [padEndTo(row.group, this.busybox ? Math.max(8, widths.group) : widths.group)]),
        row.size.padStart(this.busybox ? Math.max(9, widths.size) : widths.size),
        row.time,
      ];
      const target = row.entry.stat.kind === 'symlink' ? ` -> ${row.entry.stat.target ?? ''}` : this.mark(row.entry.stat);
      out.line(`${parts.join(' ')} ${quoted && name === row.entry.name ? ' ' : ''}${this.painted(row.entry, name)}${target}`);
    }
  }

  /** A directory's links: itself, its entry above, and one per directory inside. */
  private linksOf({ path, stat }: Entry): number {
    if (stat.kind !== 'directory') return 1;
    const { files } = this.process.machine;
    const names = files.list(path);
    if (isFileError(names)) return 2;
    return names.reduce((links, name) => {
      const child = files.stat(joinTyped(path, name), false);
      return links + (!isFileError(child) && child.kind === 'directory' ? 1 : 0);
    }, 2);
  }

  /** Recent times with the hour, others with the year. */
  private timeText(ms: number): string {
    const time = civil(ms);
    const style = this.values.fullTime ? 'full-iso' : (this.values.timeStyle ?? 'locale');
    if (style.startsWith('+')) return strftime(style.slice(1), time);
    if (style === 'full-iso') return strftime('%F %H:%M:%S.%N +0000', time);
    if (style === 'long-iso') return strftime('%F %H:%M', time);
    const now = this.process.sim.nowMs;
    const isRecent = ms <= now && now - ms < 15_778_476_000;
    if (style === 'iso') return strftime(isRecent ? '%m-%d %H:%M' : '%F ', time);
    return strftime(isRecent ? '%b %e %H:%M' : '%b %e  %Y', time);
  }

  private nameText(name: string): string {
    if (this.values.quoteNames) return `"${name.replace(/["\\]/g, '\\$&')}"`;
    return this.quotes ? shellQuoteIfNeeded(name) : name;
  }

  private mark(stat: Stat): string {
    const { values } = this;
    if (values.classify === undefined && !values.slash && !values.fileType) return '';
    if (stat.kind === 'directory') return '/';
    if (values.slash && values.classify === undefined && !values.fileType) return '';
    if (stat.kind === 'symlink') return '@';
    if (stat.kind === 'socket') return '=';
    return stat.kind === 'file' && values.classify !== undefined && (stat.mode & 0o111) !== 0 ? '*' : '';
  }

  /** The colours that dircolors gives by default. */
  private painted({ stat, path, name: raw }: Entry, name: string): string {
    if (!this.color) return name;
    const dangling = stat.kind === 'symlink' && isFileError(this.process.machine.files.stat(path));
    const code =
      stat.kind === 'directory'
        ? (stat.mode & 0o1002) === 0o1002
          ? '30;42'
          : (stat.mode & 0o002) !== 0
            ? '34;42'
            : '01;34'
        : stat.kind === 'symlink'
          ? dangling
            ? '40;31;01'
            : '01;36'
          : stat.kind === 'device'
            ? '40;33;01'
            : stat.kind === 'socket'
              ? '01;35'
              : (stat.mode & 0o111) !== 0
                ? '01;32'
                : /\.(tar|tgz|zip|gz|xz|bz2|zst|7z|deb|rpm)$/.test(raw)
                  ? '01;31'
                  : /\.(png|jpe?g|gif|svg|webp|bmp|mp4|mkv)$/.test(raw)
                    ? '01;35'
                    : undefined;
    return code === undefined ? name : `\x1b[0m\x1b[${code}m${name}\x1b[0m`;
  }
}

/** Blocks of 1 KiB, allocated by pages. */
function blocksOf(stat: Stat): number {
  if (stat.kind === 'directory') return 4;
  return stat.kind === 'file' ? Math.ceil(stat.size / 4096) * 4 : 0;
}

function sizeOf(stat: Stat): number {
  return stat.kind === 'directory' ? 4096 : stat.kind === 'symlink' ? (stat.target ?? '').length : stat.size;
}

/** GNU ls fills the gap between columns with tabs where it can. */
function indent(from: number, to: number): string {
  let text = '';
  for (let at = from; at < to;) {
    if (Math.floor(to / 8) > Math.floor((at + 1) / 8)) {
      text += '\t';
      at += 8 - (at % 8);
    } else {
      text += ' ';
      at++;
    }
  }
  return text;
}
