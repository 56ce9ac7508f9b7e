/** diff: how two files or directories differ; normal, unified, context, side by side. */
import { errnoText, isFileError } from '../../os';
import type { Process } from '../../os';
import type { Program } from '../../sim';
import { diffLines } from './_diff-lines';
import type { Change } from './_diff-lines';
import { complain, isBusybox, Output, readFile } from './_io';
import { flag, list, misuse, optional, options, value } from './_options';
import type { Values } from './_options';
import { absolutePath, baseName, joinTyped } from './_paths';
import { isDirectory } from './_targets';
import { displayWidth, quoteName } from './_text';
import { civil, strftime } from './_time';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... FILES',
  summary: 'Compare FILES line by line.',
  version: '(GNU diffutils) 3.8',
  hint: (program: string) => `${program}: Try '${program} --help' for more information.\n`,
  misuse: 2,
  options: {
    text: flag('-a --text', 'treat all files as text'),
    ignoreSpaceChange: flag('-b --ignore-space-change', 'ignore changes in the amount of white space'),
    ignoreBlankLines: flag('-B --ignore-blank-lines', 'ignore changes in empty lines'),
    context: flag('-c', '3 lines of copied context'),
    contextLines: value('-C --context', 'NUM lines of copied context'),
    minimal: flag('-d --minimal', 'ignored'),
    ignoreCase: flag('-i --ignore-case', 'ignore case'),
    labels: list('-L --label', 'use ARG instead of file name and time'),
    newFile: flag('-N --new-file', 'missing files are empty'),
    brief: flag('-q --brief', 'only whether files differ'),
    recursive: flag('-r --recursive', 'compare subdirectories'),
    same: flag('-s --report-identical-files', 'say when files are the same'),
    unified: flag('-u', '3 lines of unified context'),
    unifiedLines: value('-U', 'NUM lines of unified context'),
    unifiedLong: optional('--unified', 'NUM (3) lines of unified context'),
    ignoreAllSpace: flag('-w --ignore-all-space', 'ignore all white space'),
    width: value('-W --width', 'columns of -y'),
    sideBySide: flag('-y --side-by-side', 'two columns'),
    suppressCommon: flag('--suppress-common-lines', 'no common lines in -y'),
    ignoreTrailing: flag('-Z --ignore-trailing-space', 'ignore white space at line ends'),
    color: optional('--color', 'colours'),
    stripCr: flag('--strip-trailing-cr', 'ignore carriage returns at line ends'),
  },
  lacks:
    '-D --ifdef -e --ed -E --ignore-tab-expansion -F --show-function-line -I --ignore-matching-lines -l --paginate -n --rcs -p ' +
    '--show-c-function -P -S --starting-file -t --expand-tabs -T --initial-tab -x --exclude -X --exclude-from',
};

type Settings = Values<typeof command.options>;

interface Side {
  name: string;
  label: string;
  lines: string[];
  /** No newline behind the last line. */
  open: boolean;
}

export default tool({
  name: 'diff',
  package: 'diffutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length === 0) return yield* misuse(process, command, `missing operand after ${quoteName('diff')}`);
    if (operands.length === 1) return yield* misuse(process, command, `missing operand after ${quoteName(operands[0] as string)}`);
    if (operands.length > 2) return yield* misuse(process, command, `extra operand ${quoteName(operands[2] as string)}`);
    const out = new Output(process);
    const code = yield* compare(process, operands[0] as string, operands[1] as string, values, out, '');
    yield* out.flush();
    return code;
  },
});

function* compare(process: Process, left: string, right: string, values: Settings, out: Output, header: string): Program<number> {
  const isLeftDir = left !== '-' && isDirectory(process, left);
  const isRightDir = right !== '-' && isDirectory(process, right);
  if (isLeftDir && isRightDir) return yield* compareDirectories(process, left, right, values, out);
  const a = isLeftDir ? joinTyped(left, baseName(right)) : left;
  const b = isRightDir ? joinTyped(right, baseName(left)) : right;
  const sides: Side[] = [];
  let failed = false;
  for (const [i, name] of [a, b].entries()) {
    const text = yield* readFile(process, name);
    if (isFileError(text)) {
      if (values.newFile && text.errno === 'ENOENT') {
        sides.push({ name, label: labelOf(process, name, values.labels[i], 0), lines: [], open: false });
        continue;
      }
      yield* complain(process, isBusybox(process) ? `can't stat '${name}': ${errnoText(text.errno)}` : `${name}: ${errnoText(text.errno)}`);
      failed = true;
      continue;
    }
    const lines = text.split('\n');
    const open = lines[lines.length - 1] !== '';
    if (!open) lines.pop();
    const stat = process.machine.files.stat(absolutePath(process, name));
    sides.push({
      name,
      label: labelOf(process, name, values.labels[i], isFileError(stat) ? process.sim.nowMs : stat.modifiedMs),
      lines,
      open: open && text !== '',
    });
  }
  if (failed) return 2;
  const [x, y] = sides as [Side, Side];
  const keyOf = keyFunction(values);
  const keys = (side: Side): string[] => side.lines.map((line, i) => keyOf(line) + (side.open && i === side.lines.length - 1 ? '\0' : ''));
  yield* process.busy((x.lines.length + y.lines.length) / 1000);
  let changes = diffLines(keys(x), keys(y));
  if (values.ignoreBlankLines) {
    changes = changes.filter(({ aFrom, aTo, bFrom, bTo }) =>
      [...x.lines.slice(aFrom, aTo), ...y.lines.slice(bFrom, bTo)].some((line) => line !== ''),
    );
  }
  if (changes.length === 0) {
    if (values.same) out.line(`Files ${a} and ${b} are identical`);
    else if (values.sideBySide && !values.suppressCommon) sideBySide(out, x, y, changes, values);
    return 0;
  }
  if (values.brief) {
    out.line(`Files ${a} and ${b} differ`);
    return 1;
  }
  if (!values.text && [...x.lines, ...y.lines].some((line) => line.includes('\0'))) {
    out.line(`Binary files ${a} and ${b} differ`);
    return 1;
  }
  if (header !== '') out.line(header);
  const paint =
    values.color === 'always' || ((values.color === '' || values.color === 'auto') && process.stdout.tty !== undefined)
      ? (code: string, text: string) => `\x1b[${code}m${text}\x1b[0m`
      : (_code: string, text: string) => text;
  const unified =
    values.unifiedLines ??
    (values.unifiedLong === undefined ? undefined : values.unifiedLong || '3') ??
    (values.unified || isBusybox(process) ? '3' : undefined);
  const context = values.contextLines ?? (values.context ? '3' : undefined);
  if (unified !== undefined) showUnified(out, x, y, changes, Number(unified), paint);
  else if (context !== undefined) showContext(out, x, y, changes, Number(context));
  else if (values.sideBySide) sideBySide(out, x, y, changes, values);
  else showNormal(out, x, y, changes, paint);
  return 1;
}

function labelOf(process: Process, name: string, label: string | undefined, modifiedMs: number): string {
  if (label !== undefined) return label;
  return isBusybox(process) ? name : `${name}\t${strftime('%F %H:%M:%S.%N +0000', civil(modifiedMs))}`;
}

function keyFunction(values: Settings): (line: string) => string {
  return (line) => {
    let key = values.stripCr ? line.replace(/\r$/, '') : line;
    if (values.ignoreAllSpace) key = key.replace(/\s+/g, '');
    else if (values.ignoreSpaceChange) key = key.replace(/\s+/g, ' ').replace(/ $/, '');
    else if (values.ignoreTrailing) key = key.replace(/\s+$/, '');
    return values.ignoreCase ? key.toLowerCase() : key;
  };
}

function* compareDirectories(process: Process, left: string, right: string, values: Settings, out: Output): Program<number> {
  const { files } = process.machine;
  const listed = (name: string): string[] => {
    const names = files.list(absolutePath(process, name));
    return isFileError(names) ? [] : names;
  };
  const inLeft = new Set(listed(left));
  const inRight = new Set(listed(right));
  let exitCode = 0;
  for (const name of [...new Set([...inLeft, ...inRight])].sort()) {
    const a = joinTyped(left, name);
    const b = joinTyped(right, name);
    if (!(inLeft.has(name) && inRight.has(name)) && !values.newFile) {
      out.line(`Only in ${inLeft.has(name) ? left : right}: ${name}`);
      exitCode = Math.max(exitCode, 1);
      continue;
    }
    const aDir = isDirectory(process, a);
    const bDir = isDirectory(process, b);
    if (aDir && bDir && !values.recursive) {
      out.line(`Common subdirectories: ${a} and ${b}`);
      continue;
    }
    if (aDir !== bDir && inLeft.has(name) && inRight.has(name)) {
      const word = (isDir: boolean): string => (isDir ? 'directory' : 'regular file');
      out.line(`File ${a} is a ${word(aDir)} while file ${b} is a ${word(bDir)}`);
      exitCode = Math.max(exitCode, 1);
      continue;
    }
    const flags = process.argv.slice(1).filter((arg) => arg.startsWith('-') && arg.length > 1);
    exitCode = Math.max(exitCode, yield* compare(process, a, b, values, out, values.brief ? '' : ['diff', ...flags, a, b].join(' ')));
  }
  return exitCode;
}

const NO_NEWLINE = '\\ No newline at end of file';

type Paint = (code: string, text: string) => string;

function showNormal(out: Output, a: Side, b: Side, changes: readonly Change[], paint: Paint): void {
  const range = (from: number, to: number): string => (to - from <= 1 ? String(from + 1) : `${from + 1},${to}`);
  for (const { aFrom, aTo, bFrom, bTo } of changes) {
    const command =
      aFrom === aTo
        ? `${aFrom}a${range(bFrom, bTo)}`
        : bFrom === bTo
          ? `${range(aFrom, aTo)}d${bFrom}`
          : `${range(aFrom, aTo)}c${range(bFrom, bTo)}`;
    out.line(paint('36', command));
    for (let i = aFrom; i < aTo; i++) {
      out.line(paint('31', `< ${a.lines[i]}`));
      if (a.open && i === a.lines.length - 1) out.line(NO_NEWLINE);
    }
    if (aFrom < aTo && bFrom < bTo) out.line('---');
    for (let i = bFrom; i < bTo; i++) {
      out.line(paint('32', `> ${b.lines[i]}`));
      if (b.open && i === b.lines.length - 1) out.line(NO_NEWLINE);
    }
  }
}

/** Changes that are near enough to share their context. */
function hunks(changes: readonly Change[], context: number): Change[][] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const last = groups[groups.length - 1];
    const previous = last?.[last.length - 1];
    if (last && previous && change.aFrom - previous.aTo <= context * 2) last.push(change);
    else groups.push([change]);
  }
  return groups;
}

function showUnified(out: Output, a: Side, b: Side, changes: readonly Change[], context: number, paint: Paint): void {
  out.line(paint('1', `--- ${a.label}`));
  out.line(paint('1', `+++ ${b.label}`));
  const range = (from: number, to: number): string => (to - from === 1 ? String(from + 1) : `${to === from ? from : from + 1},${to - from}`);
  for (const group of hunks(changes, context)) {
    const first = group[0] as Change;
    const last = group[group.length - 1] as Change;
    const lead = Math.min(context, first.aFrom, first.bFrom);
    const tail = Math.min(context, a.lines.length - last.aTo, b.lines.length - last.bTo);
    out.line(paint('36', `@@ -${range(first.aFrom - lead, last.aTo + tail)} +${range(first.bFrom - lead, last.bTo + tail)} @@`));
    const same = (from: number, to: number): void => {
      for (let i = from; i < to; i++) {
        out.line(` ${a.lines[i]}`);
        if (a.open && i === a.lines.length - 1) out.line(NO_NEWLINE);
      }
    };
    let at = first.aFrom - lead;
    for (const { aFrom, aTo, bFrom, bTo } of group) {
      same(at, aFrom);
      for (let i = aFrom; i < aTo; i++) {
        out.line(paint('31', `-${a.lines[i]}`));
        if (a.open && i === a.lines.length - 1) out.line(NO_NEWLINE);
      }
      for (let i = bFrom; i < bTo; i++) {
        out.line(paint('32', `+${b.lines[i]}`));
        if (b.open && i === b.lines.length - 1) out.line(NO_NEWLINE);
      }
      at = aTo;
    }
    same(at, last.aTo + tail);
  }
}

function showContext(out: Output, a: Side, b: Side, changes: readonly Change[], context: number): void {
  out.line(`*** ${a.label}`);
  out.line(`--- ${b.label}`);
  const range = (from: number, to: number): string => (to - from <= 1 ? String(to) : `${from + 1},${to}`);
  for (const group of hunks(changes, context)) {
    const first = group[0] as Change;
    const last = group[group.length - 1] as Change;
    const lead = Math.min(context, first.aFrom, first.bFrom);
    const tail = Math.min(context, a.lines.length - last.aTo, b.lines.length - last.bTo);
    const show = (side: Side, from: number, to: number, bounds: (change: Change) => [number, number], only: string): void => {
      for (let i = from; i < to; i++) {
        const change = group.find((each) => i >= bounds(each)[0] && i < bounds(each)[1]);
        const both = change && change.aFrom < change.aTo && change.bFrom < change.bTo;
        out.line(`${change ? (both ? '!' : only) : ' '} ${side.lines[i]}`);
        if (side.open && i === side.lines.length - 1) out.line(NO_NEWLINE);
      }
    };
    out.line('***************');
    out.line(`*** ${range(first.aFrom - lead, last.aTo + tail)} ****`);
    if (group.some(({ aFrom, aTo }) => aFrom < aTo)) show(a, first.aFrom - lead, last.aTo + tail, ({ aFrom, aTo }) => [aFrom, aTo], '-');
    out.line(`--- ${range(first.bFrom - lead, last.bTo + tail)} ----`);
    if (group.some(({ bFrom, bTo }) => bFrom < bTo)) show(b, first.bFrom - lead, last.bTo + tail, ({ bFrom, bTo }) => [bFrom, bTo], '+');
  }
}

/** Two columns, laid out as GNU does: halves of one width, the right one on a tab stop, gaps filled with tabs. */
function sideBySide(out: Output, a: Side, b: Side, changes: readonly Change[], values: Settings): void {
  const width = Number(values.width ?? 130);
  const offset = Math.floor((width + 8 + 3) / 16) * 8;
  const half = Math.max(0, Math.min(offset - 3, width - offset));
  const column = half > 0 ? offset : width;
  const cut = (text: string): string => {
    let shown = '';
    let at = 0;
    for (const char of text) {
      at += char === '\t' ? 8 - (at % 8) : displayWidth(char);
      if (at > half) break;
      shown += char;
    }
    return shown;
  };
  const columnsOf = (text: string): number => Array.from(text).reduce((at, char) => at + (char === '\t' ? 8 - (at % 8) : displayWidth(char)), 0);
  const row = (left: string | undefined, mark: string, right: string | undefined): void => {
    let line = cut(left ?? '');
    let at = columnsOf(line);
    if (mark !== ' ') {
      const markAt = Math.floor((half + column - 1) / 2);
      line += tabTo(at, markAt) + mark;
      at = markAt + 1;
    }
    if (right !== undefined && right !== '') line += tabTo(at, column) + cut(right);
    out.line(line);
  };
  let i = 0;
  let j = 0;
  const common = (to: number): void => {
    for (; i < to; i++, j++) if (!values.suppressCommon) row(a.lines[i], ' ', b.lines[j]);
  };
  for (const { aFrom, aTo, bFrom, bTo } of changes) {
    common(aFrom);
    const lefts = a.lines.slice(aFrom, aTo);
    const rights = b.lines.slice(bFrom, bTo);
    for (let k = 0; k < Math.max(lefts.length, rights.length); k++)
      row(lefts[k], k >= rights.length ? '<' : k >= lefts.length ? '>' : '|', rights[k]);
    i = aTo;
    j = bTo;
  }
  common(a.lines.length);
}

function tabTo(from: number, to: number): string {
  let text = '';
  let at = from;
  for (let stop = at + 8 - (at % 8); stop <= to; stop += 8) {
    text += '\t';
    at = stop;
  }
  return text + ' '.repeat(Math.max(0, to - at));
}
