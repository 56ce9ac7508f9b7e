/**
 * A real bash in which one command line of a scenario runs, with the installed docker client pointed at a simulated
 * machine. Each machine has a real folder as its /root. Tools that speak of the machine rather than of text - its
 * clock, its network, its services - are the world's own, by way of `shim.mjs`.
 */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type { LineResult } from '../session/run-line';
import type { RunStep } from '../session/scenario';
import type { ServedWorld } from './served-world';
import shim from './shim.mjs?raw';

const WORLDS_OWN = ['sleep', 'timeout', 'date', 'uptime', 'hostname', 'ip', 'ss', 'netstat', 'curl', 'wget', 'ping', 'nc', 'nslookup', 'dig', 'systemctl', 'service'];
/** A client that hangs while no virtual time passes ends here, in real milliseconds. */
const REAL_LIMIT_MS = 180_000;
/** Typed lines follow when the screen has been still for so long, in real milliseconds. */
const STILL_MS = 250;
const OUTPUT_CHARS_MAX = 16 * 1024 * 1024;

/** What the installed client calls itself (`28.2.2`); undefined where there is none. */
export function clientVersion(): string | undefined {
  const asked = spawnSync('docker', ['--version'], { encoding: 'utf8' });
  return /^Docker version ([^\s,]+)/.exec(asked.stdout ?? '')?.[1];
}

export class ClientShell {
  private readonly bin: string;

  /** `dir` is an empty folder for homes and tools. */
  constructor(
    private readonly world: ServedWorld,
    private readonly dir: string,
  ) {
    this.bin = join(dir, 'bin');
    mkdirSync(this.bin, { recursive: true });
    const script = join(this.bin, 'shim.mjs');
    writeFileSync(script, `#!${process.execPath}\n${shim}`, { mode: 0o755 });
    for (const tool of WORLDS_OWN) symlinkSync(script, join(this.bin, tool));
    for (const { host } of world.machines) mkdirSync(this.home(host.name), { recursive: true });
  }

  /** A machine's /root. */
  home(machine: string): string {
    return join(this.dir, 'home', machine);
  }

  /** `path` as on the machine; what lies outside /root is put into the home as well, as the recorder does. */
  put(machine: string, path: string, text: string): void {
    const inside = normalize(join('/', path.replace(/^\/root\//, '/')));
    const target = join(this.home(machine), inside);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  /** Runs a line to its end, or to its limit in virtual time. The clock goes while it runs and stands afterwards. */
  async run(step: RunStep, command: string, limitMs: number): Promise<LineResult> {
    const { clock } = this.world;
    const onTerminal = step.tty === true || step.type !== undefined;
    const child = this.start(step.on, command, onTerminal);
    const cancels: (() => void)[] = [];
    let interrupted = false;
    let late = false;
    const signal = (name: NodeJS.Signals) => {
      // The whole group, as a terminal does it; it may be over already.
      if (child.pid !== undefined && child.exitCode === null) spawnSync('kill', ['-s', name.slice(3), '--', `-${child.pid}`]);
    };
    const tooLate = () => {
      late = true;
      signal('SIGKILL');
    };
    const realLimit = setTimeout(tooLate, REAL_LIMIT_MS);
    clock.start();
    cancels.push(clock.after(limitMs, 'play.limit', tooLate));
    if (step.ctrl_c_after !== undefined) {
      cancels.push(
        clock.after(step.ctrl_c_after * 1000, 'play.ctrl-c', () => {
          interrupted = true;
          if (onTerminal) child.stdin?.write('\x03');
          else signal('SIGINT');
        }),
      );
    }
    const typing = onTerminal ? typeLines(child, step.type ?? []) : child.stdin?.end();
    const result = await ended(child);
    await typing;
    clearTimeout(realLimit);
    for (const cancel of cancels) cancel();
    clock.stop();
    const asRoot = (text: string) => text.replaceAll(this.home(step.on), '/root');
    // `timeout -s INT`, by which the recorder presses Ctrl-C, answers 124.
    const exit = late ? null : interrupted && !onTerminal ? 124 : result.exit;
    return { stdout: asRoot(result.stdout), stderr: asRoot(result.stderr), exit };
  }

  private start(machine: string, command: string, onTerminal: boolean): ChildProcess {
    const served = this.world.machines.find(({ host }) => host.name === machine);
    const [file, args] = onTerminal ? ['script', ['-qec', `stty cols 80 rows 24; ${command}`, '/dev/null']] : ['bash', ['-c', command]];
    return spawn(file as string, args as string[], {
      cwd: this.home(machine),
      detached: true,
      env: {
        PATH: `${this.bin}:${process.env.PATH ?? ''}`, HOME: this.home(machine), SHELL: '/bin/bash', TERM: 'xterm', COLUMNS: '80', LINES: '24', LC_ALL: 'C.UTF-8',
        DOCKER_HOST: `unix://${served?.where.socketPath}`, WORLD_SOCKET: this.world.controlPath, WORLD_MACHINE: machine,
      },
    });
  }
}

function ended(child: ChildProcess): Promise<LineResult> {
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (piece: string) => {
      if (text[name].length < OUTPUT_CHARS_MAX) text[name] += piece;
    });
  }
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ stdout: '', stderr: `${error.message}\n`, exit: 126 }));
    child.on('close', (code, signal) => resolve({ ...text, exit: code ?? (signal === 'SIGINT' ? 130 : null) }));
  });
}

/** Each line once the screen is still; then the end of input. */
async function typeLines(child: ChildProcess, lines: readonly string[]): Promise<void> {
  let lastMs = 0;
  child.stdout?.on('data', () => (lastMs = performance.now()));
  child.stdin?.on('error', () => {});
  for (const line of [...lines, undefined]) {
    const fromMs = performance.now();
    while (child.exitCode === null && performance.now() - Math.max(fromMs, lastMs) < STILL_MS) await new Promise((resolve) => setTimeout(resolve, 20));
    if (line === undefined) child.stdin?.end();
    else child.stdin?.write(`${line}\n`);
  }
}
