/** `docker exec`: a further process in a running container, with its own streams or terminal (moby daemon/exec.go). */
import { refuse, type Refusal } from '../model';
import { createPipe, isFileError, openNull, openTerminal, type OpenFile, type Process, type Terminal } from '../os';
import { Signal, type Program } from '../sim';
import type { Container } from './container';
import type { ExecConfig, ExecInspect } from './container-data';
import { onWindows, spawnFailure, type ContainerRun } from './container-run';
import type { Credentials } from './container-start';
import type { Attachment } from './engine';
import { openSink, OutputQueue } from './output-log';

/** Whether `--detach-keys` names keys: letters, and `ctrl-` with one that has a control character (moby/term ToBytes). */
export const areKeys = (text: string): boolean => text.split(',').every((key) => key.length === 1 || key === 'DEL' || /^ctrl-[a-z@[\\\]^_]$/.test(key));

const NO_DIRECTORY = 'Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type';
/** How runc begins what it says of a process that it could not start. */
const NOT_STARTED = 'unable to start container process: ';

/** A command as events tell it: the program, a space, and the arguments, be there any or none. */
export const execText = ([program = '', ...args]: readonly string[]) => `${program} ${args.join(' ')}`;

export class ExecSession {
  running = false;
  started = false;
  exitCode: number | null = null;
  pid = 0;
  terminal: Terminal | undefined;
  /** Output started to flow or the process ended. */
  readonly ended = new Signal();

  constructor(
    readonly id: string,
    readonly container: Container,
    readonly config: ExecConfig,
  ) {}

  json(): ExecInspect {
    const { config } = this;
    return {
      ID: this.id,
      Running: this.running,
      ExitCode: this.exitCode,
      ProcessConfig: {
        tty: config.Tty ?? false,
        entrypoint: config.Cmd[0] ?? '',
        arguments: config.Cmd.slice(1),
        privileged: config.Privileged ?? false,
        ...(config.User ? { user: config.User } : {}),
      },
      OpenStdin: config.AttachStdin ?? false,
      OpenStderr: config.AttachStderr ?? false,
      OpenStdout: config.AttachStdout ?? false,
      CanRemove: false,
      ContainerID: this.container.id,
      DetachKeys: config.DetachKeys ?? '',
      Pid: this.pid,
    };
  }

  /** Starts it; a command that cannot be started is told through the output, as Docker does, with exit code 126 or 127. */
  start(
    run: ContainerRun,
    env: ReadonlyMap<string, string>,
    user: Credentials,
    options: { detach: boolean; columns?: number; rows?: number },
  ): Attachment | undefined | Refusal {
    const { config } = this;
    this.started = true;
    const output = new OutputQueue();
    const emit = (stream: 'stdout' | 'stderr') => (text: string) => output.push({ stream, text, atMs: run.sim.nowMs });
    let input: OpenFile | undefined;
    let fds: Map<number, OpenFile>;
    if (config.Tty) {
      const terminal = run.openTerminal();
      terminal.resize(options.columns ?? config.ConsoleSize?.[1] ?? 80, options.rows ?? config.ConsoleSize?.[0] ?? 24);
      terminal.onOutput(emit('stdout'));
      this.terminal = terminal;
      const file = openTerminal(terminal);
      fds = new Map([
        [0, file],
        [1, file],
        [2, file],
      ]);
    } else {
      const pipe = config.AttachStdin && !options.detach ? createPipe() : undefined;
      input = pipe?.writer;
      fds = new Map([
        [0, pipe?.reader ?? openNull()],
        [1, openSink(run.sim, emit('stdout'))],
        [2, openSink(run.sim, emit('stderr'))],
      ]);
    }
    const cwd = config.WorkingDir || this.container.config.WorkingDir || '/';
    if (!cwd.startsWith('/')) return this.broken(run, options.detach, 'Cwd must be an absolute path', 128);
    const stat = run.files.stat(cwd, true);
    if (isFileError(stat) || stat.kind !== 'directory') {
      const why = isFileError(stat) && stat.errno !== 'ENOTDIR' ? 'no such file or directory' : `not a directory: ${NO_DIRECTORY}`;
      return this.broken(run, options.detach, `${NOT_STARTED}chdir to cwd (${JSON.stringify(cwd)}) set in config.json failed: ${why}`, 127);
    }
    const process = run.processes.spawn({
      argv: [...config.Cmd],
      env,
      cwd,
      fds,
      newGroup: true,
      uid: user.uid,
      gids: user.gids,
      ...(this.terminal ? { tty: this.terminal } : {}),
    });
    for (const file of new Set(fds.values())) file.close();
    if ('error' in process) {
      const windows = onWindows(this.container, config.Cmd);
      const failure = spawnFailure(config.Cmd[0] ?? '', process, windows);
      return this.broken(run, options.detach, (windows ? '' : NOT_STARTED) + failure.text, failure.exitCode);
    }
    this.follow(process, output);
    if (options.detach) return undefined;
    const { terminal } = this;
    return {
      tty: config.Tty ?? false,
      output,
      *write(text): Program<boolean> {
        if (terminal) {
          terminal.input(text);
          return !terminal.closed;
        }
        return input ? yield* input.write(text) : true;
      },
      closeInput: () => input?.close(),
    };
  }

  /** It runs once. A client that is attached reads of it, one that is not is refused. */
  again(run: ContainerRun, detach: boolean): Attachment | Refusal {
    const text = `exec command ${this.id} has already run`;
    return detach ? refuse(409, text) : this.spoken(run, text);
  }

  /** What runc says goes to whoever is attached, as Docker does it; a detached client gets it as a refusal. */
  private broken(run: ContainerRun, detach: boolean, why: string, exitCode: number): Attachment | Refusal {
    this.exitCode = exitCode;
    const text = this.container.image.platform.os === 'windows' ? why : `OCI runtime exec failed: exec failed: ${why}`;
    this.ended.fire();
    return detach ? refuse(400, text) : this.spoken(run, text);
  }

  private spoken(run: ContainerRun, text: string): Attachment {
    const output = new OutputQueue();
    output.push({ stream: 'stdout', text: `${text}\r\n`, atMs: run.sim.nowMs });
    output.end();
    return { tty: this.config.Tty ?? false, output, write: noInput, closeInput: () => {} };
  }

  private follow(process: Process, output: OutputQueue): void {
    this.running = true;
    this.pid = process.pid;
    if (this.terminal) {
      this.terminal.foregroundGroup = process.group;
      this.terminal.sessionGroup = process.group;
    }
    process.exited((status) => {
      this.running = false;
      this.exitCode = status.code;
      output.end();
      this.ended.fire();
    });
  }
}

function* noInput(): Program<boolean> {
  return false;
}
