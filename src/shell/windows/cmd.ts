/**
 * cmd.exe: simple commands, one after another with `&`, `&&` and `||`, with pipes and redirections, `%VARIABLES%`, and the
 * everyday commands that it has built in. Its batch language (`if`, `for`, labels) is not here, and says so.
 */
import {
  absolutePath, createPipe, environmentValue, isFileError, openNull, openPath, READ, readLine, treePath, WRITE, windowsPath, type Main, type OpenFile, type Process,
} from '../../os';
import { wait, type Program } from '../../sim';

const VERSION = 'Microsoft Windows [Version 10.0.20348.2849]';
const BANNER = `${VERSION}\n(c) Microsoft Corporation. All rights reserved.\n\n`;
const BATCH = new Set(['if', 'for', 'goto', 'call', 'setlocal', 'endlocal', 'shift', 'start', 'assoc', 'ftype']);
const LINES_MAX = 10_000;

class Leaving {
  constructor(readonly code: number) {}
}

export const cmd: Main = function* cmd(process) {
  const args = process.argv.slice(1);
  const at = args.findIndex((each) => /^\/[ck]$/i.test(each));
  const shell = new Cmd(process);
  try {
    if (at >= 0) {
      const file = args[at + 1] ?? '';
      const batch = /\.(?:bat|cmd)$/i.test(file) ? process.machine.files.read(absolutePath(process.cwd, file)) : undefined;
      if (batch !== undefined && !isFileError(batch)) yield* shell.batch(batch);
      else yield* shell.line(args.slice(at + 1).join(' '));
      if (/^\/c$/i.test(args[at] as string)) return shell.status;
    } else yield* process.stdout.write(BANNER);
    return yield* shell.conversation();
  } catch (thrown) {
    if (thrown instanceof Leaving) return thrown.code;
    throw thrown;
  }
};

interface Simple {
  words: string[];
  raw: string;
  redirections: { fd: number; path: string; append: boolean; merge: boolean; input: boolean }[];
}

class Cmd {
  status = 0;
  private echo = true;

  constructor(private readonly process: Process) {}

  *conversation(): Program<number> {
    const { process } = this;
    process.onSignal('SIGINT', () => {});
    for (;;) {
      if (this.echo) yield* process.stdout.write(`\n${windowsPath(process.cwd)}>`);
      const line = yield* readLine(process.stdin);
      if (line === undefined) return this.status;
      yield* this.line(line.replace(/[\r\n]+$/, ''));
    }
  }

  *batch(text: string): Program {
    for (const line of text.split(/\r?\n/).slice(0, LINES_MAX)) {
      const bare = line.trim().replace(/^@/, '');
      if (bare === '' || /^(?:rem\b|::)/i.test(bare)) continue;
      yield* this.line(bare);
    }
  }

  /** A line: commands joined by `&`, `&&` and `||`. */
  *line(text: string): Program {
    const expanded = text.replace(/%(\w+)%/g, (whole, name: string) => (name.toLowerCase() === 'errorlevel' ? String(this.status) : name.toLowerCase() === 'cd' ? windowsPath(this.process.cwd) : (environmentValue(this.process.env, name) ?? whole)));
    for (const { joint, part } of pieces(expanded, ['&&', '||', '&'])) {
      const runs = joint === '&&' ? this.status === 0 : joint === '||' ? this.status !== 0 : true;
      yield* this.process.busy(0.1);
      if (runs && part.trim() !== '') yield* this.pipeline(pieces(part, ['|']).map((each) => simple(each.part)));
    }
  }

  private *pipeline(stages: Simple[]): Program {
    const { process } = this;
    if (stages.length === 1) {
      yield* this.command(stages[0] as Simple, new Map([0, 1, 2].map((fd) => [fd, process.fds.get(fd) as OpenFile])));
      return;
    }
    let input: OpenFile | undefined;
    const children: Process[] = [];
    for (const [i, stage] of stages.entries()) {
      const pipe = i < stages.length - 1 ? createPipe() : undefined;
      const fds = new Map<number, OpenFile>([[0, input ?? (process.fds.get(0) as OpenFile)], [1, pipe?.writer ?? (process.fds.get(1) as OpenFile)], [2, process.fds.get(2) as OpenFile]]);
      const child = process.machine.processes.spawn({
        argv: ['cmd'], env: process.env, cwd: process.cwd, fds, parent: process, title: stage.raw,
        *main(inner) {
          const shell = new Cmd(inner);
          yield* shell.command(stage, new Map([0, 1, 2].map((fd) => [fd, inner.fds.get(fd) as OpenFile])));
          return shell.status;
        },
      });
      input?.close();
      pipe?.writer.close();
      input = pipe?.reader;
      if (!('error' in child)) children.push(child);
    }
    for (const child of children) this.status = (child.status ?? (yield* wait(child.exited))).code;
  }

  private *command(stage: Simple, standard: Map<number, OpenFile>): Program {
    const { process } = this;
    const fds = new Map(standard);
    const opened: OpenFile[] = [];
    try {
      for (const { fd, path, append, merge, input } of stage.redirections) {
        if (merge) {
          fds.set(fd, fds.get(1) as OpenFile);
          continue;
        }
        const file = /^nul$/i.test(path) ? openNull() : openPath(process, absolutePath(process.cwd, path), input ? READ : { ...WRITE, ...(append ? { append: true, truncate: false } : {}) });
        if (isFileError(file)) {
          yield* (fds.get(2) as OpenFile).write(input ? 'The system cannot find the file specified.\n' : 'The system cannot find the path specified.\n');
          this.status = 1;
          return;
        }
        opened.push(file);
        fds.set(input ? 0 : fd, file);
      }
      yield* this.perform(stage, fds);
    } finally {
      for (const file of opened) file.close();
    }
  }

  private *perform({ words, raw }: Simple, fds: Map<number, OpenFile>): Program {
    const { process } = this;
    const [typed = '', ...args] = words;
    const name = typed.toLowerCase().replace(/^@/, '');
    const out = (text: string): Program<boolean> => (fds.get(1) as OpenFile).write(text);
    const err = (text: string): Program<boolean> => (fds.get(2) as OpenFile).write(text);
    const { files } = process.machine;
    const path = (text: string): string => absolutePath(process.cwd, text);
    this.status = 0;
    if (BATCH.has(name)) {
      yield* err(`${typed} is not supported in this lab's cmd: PowerShell has it.\n`);
      this.status = 1;
      return;
    }
    switch (name) {
      case 'echo':
      case 'echo.': {
        const text = raw.replace(/^@?echo\.?\s?/i, '');
        if (/^(?:on|off)$/i.test(text.trim())) this.echo = text.trim().toLowerCase() === 'on';
        else yield* out(name === 'echo' && text.trim() === '' ? `ECHO is ${this.echo ? 'on' : 'off'}.\n` : `${text.replace(/\s+$/, '')}\n`);
        return;
      }
      case 'cd':
      case 'chdir': {
        const target = args.filter((each) => !/^\/d$/i.test(each)).join(' ');
        if (target === '') {
          yield* out(`${windowsPath(process.cwd)}\n`);
          return;
        }
        const found = files.realpath(path(target));
        const stat = isFileError(found) ? found : files.stat(found);
        if (isFileError(found) || isFileError(stat) || stat.kind !== 'directory') {
          yield* err('The system cannot find the path specified.\n');
          this.status = 1;
        } else process.cwd = found;
        return;
      }
      case 'dir':
        yield* this.dir(args, out, err);
        return;
      case 'type': {
        for (const each of args) {
          const text = files.read(path(each));
          if (isFileError(text)) {
            yield* err('The system cannot find the file specified.\n');
            this.status = 1;
          } else yield* out(text.endsWith('\n') ? text : `${text}\n`);
        }
        return;
      }
      case 'set': {
        const [, variable, value] = /^set\s+"?([^=]+)=([^"]*)"?\s*$/i.exec(raw) ?? [];
        if (variable !== undefined) {
          for (const key of [...process.env.keys()]) if (key.toLowerCase() === variable.toLowerCase()) process.env.delete(key);
          if (value) process.env.set(variable, value);
        } else {
          const wanted = (args[0] ?? '').toLowerCase();
          const found = [...process.env].filter(([key]) => key.toLowerCase().startsWith(wanted)).sort((a, b) => (a[0].toLowerCase() < b[0].toLowerCase() ? -1 : 1));
          if (found.length === 0) {
            yield* err(`Environment variable ${args[0]} not defined\n`);
            this.status = 1;
          } else yield* out(found.map(([key, each]) => `${key}=${each}\n`).join(''));
        }
        return;
      }
      case 'md':
      case 'mkdir':
        for (const each of args) {
          if (!isFileError(files.stat(path(each)))) {
            yield* err(`A subdirectory or file ${each} already exists.\n`);
            this.status = 1;
          } else files.mkdir(path(each), { parents: true });
        }
        return;
      case 'del':
      case 'erase':
      case 'rd':
      case 'rmdir':
        for (const each of args.filter((one) => !/^\/\w$/.test(one))) {
          if (isFileError(files.remove(path(each), { recursive: args.some((one) => /^\/s$/i.test(one)) }))) {
            yield* err(`Could Not Find ${windowsPath(treePath(path(each)))}\n`);
            this.status = 1;
          }
        }
        return;
      case 'copy': {
        const [from = '', to = '.'] = args.filter((one) => !/^\/\w$/.test(one));
        const text = files.read(path(from));
        const stat = files.stat(path(to));
        const target = !isFileError(stat) && stat.kind === 'directory' ? `${path(to)}/${treePath(from).replace(/^.*\//, '')}` : path(to);
        if (isFileError(text) || isFileError(files.write(target, text))) {
          yield* err('The system cannot find the file specified.\n');
          this.status = 1;
        } else yield* out('        1 file(s) copied.\n');
        return;
      }
      case 'ver':
        yield* out(`\n${VERSION}\n`);
        return;
      case 'cls':
        yield* out('\x1b[H\x1b[2J');
        return;
      case 'rem':
      case 'title':
      case 'color':
      case 'chcp':
      case 'pause':
        return;
      case 'exit':
        throw new Leaving(Number(args.find((each) => /^-?\d+$/.test(each)) ?? 0));
      default:
        yield* this.program(words, fds, err);
    }
  }

  private *program(words: string[], fds: Map<number, OpenFile>, err: (text: string) => Program<boolean>): Program {
    const { process } = this;
    const child = process.machine.processes.spawn({ argv: words, env: process.env, cwd: process.cwd, fds, parent: process });
    if ('error' in child) {
      yield* err(`'${words[0]}' is not recognized as an internal or external command,\noperable program or batch file.\n`);
      this.status = 9009;
      return;
    }
    this.status = (child.status ?? (yield* wait(child.exited))).code;
  }

  private *dir(args: string[], out: (text: string) => Program<boolean>, err: (text: string) => Program<boolean>): Program {
    const { process } = this;
    const { files } = process.machine;
    const folder = files.realpath(absolutePath(process.cwd, args.find((each) => !/^\/\w/.test(each)) ?? '.'));
    const names = isFileError(folder) ? folder : files.list(folder);
    if (isFileError(folder) || isFileError(names)) {
      yield* err('File Not Found\n');
      this.status = 1;
      return;
    }
    if (args.some((each) => /^\/b$/i.test(each))) {
      yield* out(names.map((name) => `${name}\n`).join(''));
      return;
    }
    let text = ` Volume in drive C has no label.\n Volume Serial Number is 5E5A-2F6B\n\n Directory of ${windowsPath(folder)}\n\n`;
    let [count, bytes, folders] = [0, 0, 0];
    for (const name of [...names].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))) {
      const stat = files.stat(`${folder === '/' ? '' : folder}/${name}`);
      if (isFileError(stat)) continue;
      const iso = new Date(Math.floor(stat.modifiedMs)).toISOString();
      const hour = Number(iso.slice(11, 13));
      const at = `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(0, 4)}  ${String(hour % 12 || 12).padStart(2, '0')}:${iso.slice(14, 16)} ${hour < 12 ? 'AM' : 'PM'}`;
      if (stat.kind === 'directory') folders++;
      else {
        count++;
        bytes += stat.size;
      }
      text += `${at}    ${stat.kind === 'directory' ? '<DIR>         ' : grouped(stat.size).padStart(14)} ${name}\n`;
    }
    yield* out(`${text}${String(count).padStart(16)} File(s) ${grouped(bytes).padStart(14)} bytes\n${String(folders).padStart(16)} Dir(s)  ${grouped(38_654_705_664).padStart(14)} bytes free\n`);
  }
}

const grouped = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** Cuts at operators outside of quotes; `^` takes an operator's meaning away. */
function pieces(text: string, operators: readonly string[]): { joint: string; part: string }[] {
  const out = [{ joint: '', part: '' }];
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    const last = out[out.length - 1] as { joint: string; part: string };
    if (char === '"') quoted = !quoted;
    if (char === '^' && !quoted && i + 1 < text.length) {
      last.part += `^${text[++i]}`;
      continue;
    }
    const operator = quoted ? undefined : operators.find((each) => text.startsWith(each, i) && !(each === '&' && text[i - 1] === '>') && !(each === '|' && operators.length === 1 && text[i + 1] === '|'));
    if (operator === undefined) last.part += char;
    else {
      out.push({ joint: operator, part: '' });
      i += operator.length - 1;
    }
  }
  return out;
}

function simple(text: string): Simple {
  const redirections: Simple['redirections'] = [];
  const bare = text.replace(/("[^"]*")|(?:(\d?)(>>?|<)\s*(&1|"[^"]*"|[^\s<>]+))/g, (whole, quoted: string | undefined, fd: string, how: string, target: string) => {
    if (quoted !== undefined) return whole;
    redirections.push({ fd: fd === '' ? (how === '<' ? 0 : 1) : Number(fd), path: target.replaceAll('"', ''), append: how === '>>', merge: target === '&1', input: how === '<' });
    return '';
  });
  const raw = bare.trim().replace(/\^(.)/g, '$1');
  return { words: [...raw.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)].map(([word]) => word.replaceAll('"', '')), raw, redirections };
}
