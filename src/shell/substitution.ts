/** Command and process substitution: subshells whose output becomes text, or a path to read or write. */
import { wait, type Program } from '../sim';
import { createPipe, isFileError, openPath, readAll, type Process } from '../os';
import { errnoText } from '../os';
import { runScript } from './execute';
import { expandText } from './expand';
import { forkShell } from './fork';
import { MEMORY_CHARS_MAX } from './limits';
import { ExpansionError, SourceText, type Shell } from './shell';
import { parseSource, type CommandExpansionPart, type ProcessSubstitutionPart, type Script, type Word } from './syntax';

/** The output of `$(...)`, without the newlines at its end. */
export function* substituteCommand(shell: Shell, part: CommandExpansionPart): Program<string> {
  const { script, source } = scriptOf(shell, part);
  if (!script) return '';
  const file = readsFile(script);
  if (file) return yield* readWhole(shell, file);
  const pipe = createPipe();
  const fds = new Map(shell.process.fds);
  fds.set(1, pipe.writer);
  const child: Process = yield* forkShell(
    shell,
    (own) => {
      // bash drops -e in substitutions unless told to keep it, and a substitution is nobody's condition.
      if (!own.options.shopt('inherit_errexit')) own.options.set('errexit', false);
      own.source = source;
      own.substitutionLevel++;
      return runScript(own, script, source);
    },
    { fds },
  );
  pipe.writer.close();
  const { text, complete } = yield* readAll(pipe.reader, MEMORY_CHARS_MAX);
  pipe.reader.close();
  if (!complete) throw new ExpansionError('command substitution: cannot allocate memory: output is limited to 64 MB');
  const status = yield* wait(child.exited);
  shell.childrenCpuMs += child.cpuMs;
  shell.status = status.code;
  shell.substitutionStatus = status.code;
  let output = text;
  if (output.includes('\0')) {
    yield* shell.complain('warning: command substitution: ignored null byte in input');
    output = output.split('\0').join('');
  }
  return output.replace(/\n+$/, '');
}

/** A script inside a word indexes the text around it, save in backquotes, where it has its own. */
function scriptOf(
  shell: Shell,
  part: { script: (Script & { source?: string }) | undefined; text: string },
): { script: Script | undefined; source: SourceText } {
  const { script } = part;
  if (script?.source !== undefined) return { script, source: new SourceText(script.source, shell.source.name, shell.line) };
  if (script && shell.source.text.includes(part.text)) return { script, source: shell.source };
  // The word was parsed by itself (a here-document, a prompt): its positions belong to no text that is kept.
  const inner = part.text.startsWith('`') ? part.text.slice(1, -1) : part.text.replace(/^(?:\$|[<>])\(/, '').slice(0, -1);
  return { script: parseSource(inner).script, source: new SourceText(inner, shell.source.name, shell.line) };
}

/** `$(< file)`: the file's content without a process. */
function readsFile(script: Script): Word | undefined {
  const statement = script.commands[0];
  if (script.commands.length !== 1 || statement?.command.type !== 'Command' || statement.background) return undefined;
  const { name, prefix, suffix } = statement.command;
  const only = prefix[0];
  if (name || suffix.length > 0 || prefix.length !== 1 || only?.type !== 'Redirect' || only.operator !== '<' || only.descriptor) return undefined;
  return only.target;
}

function* readWhole(shell: Shell, target: Word): Program<string> {
  const path = yield* expandText(shell, target);
  const file = openPath(shell.process, path);
  if (isFileError(file)) {
    yield* shell.complain(`${path}: ${errnoText(file.errno)}`);
    shell.status = shell.substitutionStatus = 1;
    return '';
  }
  try {
    const { text } = yield* readAll(file, MEMORY_CHARS_MAX);
    shell.status = shell.substitutionStatus = 0;
    return text.split('\0').join('').replace(/\n+$/, '');
  } finally {
    file.close();
  }
}

/** `<(...)` and `>(...)`: a path under /dev/fd that lasts until the command that names it has been started. */
export function* substituteProcess(shell: Shell, part: ProcessSubstitutionPart): Program<string> {
  const { script, source } = scriptOf(shell, part);
  const pipe = createPipe();
  const reads = part.operator === '<';
  const fds = new Map(shell.process.fds);
  fds.set(reads ? 1 : 0, reads ? pipe.writer : pipe.reader);
  const child = yield* forkShell(
    shell,
    (own) => {
      own.source = source;
      return script ? runScript(own, script, source) : noop();
    },
    { fds },
  );
  (reads ? pipe.writer : pipe.reader).close();
  shell.lastBackgroundPid = child.pid;
  let fd = 63;
  while (shell.process.fds.has(fd)) fd--;
  shell.process.fds.set(fd, reads ? pipe.reader : pipe.writer);
  shell.substitutedFds.push(fd);
  return `/dev/fd/${fd}`;
}

function* noop(): Program<number> {
  return 0;
}

/** Closes the descriptors of process substitutions made since there were `kept` of them. */
export function closeSubstituted(shell: Shell, kept: number): void {
  while (shell.substitutedFds.length > kept) {
    const fd = shell.substitutedFds.pop() as number;
    shell.process.fds.get(fd)?.close();
    shell.process.fds.delete(fd);
  }
}
