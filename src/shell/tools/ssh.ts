/** ssh: a shell or a command on another machine of the lab. `~/.ssh/config` is not read, keys and passwords are not asked for. */
import type { OpenFile, Process } from '../../os';
import { spawn } from '../../sim';
import type { Fiber, Program } from '../../sim';
import { print } from './_io';
import { send } from './_ssh-frames';
import type { SshEnd, SshRequest } from './_ssh-frames';
import { defaultSshOptions, openSsh, parseDestination, setSshOption } from './_ssh-client';
import type { SshConnection } from './_ssh-client';
import { tool } from './_tool';

const USAGE = `usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] [-B bind_interface]
           [-b bind_address] [-c cipher_spec] [-D [bind_address:]port]
           [-E log_file] [-e escape_char] [-F configfile] [-I pkcs11]
           [-i identity_file] [-J [user@]host[:port]] [-L address]
           [-l login_name] [-m mac_spec] [-O ctl_cmd] [-o option] [-p port]
           [-Q query_option] [-R address] [-S ctl_path] [-W host:port]
           [-w local_tun[:remote_tun]] destination [command [argument ...]]
`;

const WITHOUT_EFFECT = '46AaCgKkMvXxYy';
/** Options with a value that change nothing here, and those this lab lacks. */
const VALUE_WITHOUT_EFFECT = 'BbcEeFiImS';
const LACKED = 'DJLNOQRWwfGs';

export default tool({
  name: 'ssh',
  aliases: ['slogin'],
  package: 'openssh-client',
  *main(process) {
    const options = defaultSshOptions();
    let forcesTty = 0;
    let noTty = false;
    let noStdin = false;
    const args = process.argv.slice(1);
    let i = 0;
    let destination: string | undefined;
    const refuse = function* (message: string): Program<number> {
      yield* process.stderr.write(message);
      return 255;
    };
    for (; i < args.length; i++) {
      const arg = args[i] as string;
      if (arg === '--') continue;
      if (!arg.startsWith('-') || arg === '-') {
        if (destination !== undefined) break;
        destination = arg;
        continue;
      }
      // Options may still follow the destination, but not the command.
      for (let at = 1; at < arg.length; at++) {
        const letter = arg[at] as string;
        if ('plo'.includes(letter) || VALUE_WITHOUT_EFFECT.includes(letter)) {
          const value = arg.slice(at + 1) || args[++i];
          if (value === undefined) return yield* refuse(`option requires an argument -- ${letter}\n${USAGE}`);
          if (letter === 'p') {
            if (!/^\d+$/.test(value) || Number(value) < 1 || Number(value) > 65535) return yield* refuse(`Bad port '${value}'\r\n`);
            options.port = Number(value);
          } else if (letter === 'l') options.user = value;
          else if (letter === 'o') {
            const bad = setSshOption(options, value);
            if (bad !== undefined) return yield* refuse(`${bad}\r\n`);
          }
          break;
        }
        if (letter === 't') forcesTty++;
        else if (letter === 'T') noTty = true;
        else if (letter === 'n') noStdin = true;
        else if (letter === 'q') options.quiet = true;
        else if (letter === 'V') {
          yield* process.stderr.write('OpenSSH_9.2p1 Debian-2+deb12u7, OpenSSL 3.0.17 1 Jul 2025\n');
          return 0;
        } else if (LACKED.includes(letter)) return yield* refuse(`ssh: option -${letter} is not supported in this lab\n`);
        else if (!WITHOUT_EFFECT.includes(letter)) return yield* refuse(`unknown option -- ${letter}\n${USAGE}`);
      }
    }
    if (destination === undefined) return yield* refuse(USAGE);
    const { user, host, port } = parseDestination(destination);
    if (port !== undefined) options.port = port;
    const command = i < args.length ? args.slice(i).join(' ') : undefined;
    const terminal = process.stdin.tty;
    const wantsTty = !noTty && (command === undefined || forcesTty > 0);
    const tty = wantsTty && (terminal !== undefined || forcesTty > 1) ? (terminal ?? process.tty) : undefined;
    if (wantsTty && !tty && !options.quiet) yield* process.stderr.write('Pseudo-terminal will not be allocated because stdin is not a terminal.\r\n');
    const opened = yield* openSsh(process, host, options);
    if (!opened) return 255;
    const name = options.user ?? user ?? process.env.get('USER') ?? 'root';
    const request: SshRequest = {
      user: name,
      ...(command === undefined ? {} : { command }),
      ...(tty ? { tty: { columns: tty.columns, rows: tty.rows, term: process.env.get('TERM') ?? 'xterm' } } : {}),
    };
    return yield* new Session(process, opened, host, name, options.quiet).run(request, noStdin);
  },
});

class Session {
  private leaves = false;

  constructor(
    private readonly process: Process,
    private readonly opened: SshConnection,
    private readonly host: string,
    private readonly user: string,
    private readonly quiet: boolean,
  ) {}

  *run(request: SshRequest, noStdin: boolean): Program<number> {
    const { process, opened } = this;
    const { connection, frames } = opened;
    yield* send(connection, 'q', JSON.stringify(request));
    const tty = request.tty ? process.stdin.tty : undefined;
    const saved = tty ? { raw: tty.modes.raw, echo: tty.modes.echo, signals: tty.modes.signals, newlines: tty.modes.newlines } : undefined;
    // Only what the other side says is shown, and every key is for it.
    tty?.setModes({ raw: true, echo: false, signals: false, newlines: false });
    if (tty) process.onSignal('SIGWINCH', () => void spawn(process.sim, 'ssh window', send(connection, 'w', `${tty.columns}x${tty.rows}`) as Program<unknown> as Program, process.fiber as Fiber));
    const input = noStdin
      ? spawn(process.sim, 'ssh no input', send(connection, 'e', '') as Program<unknown> as Program, process.fiber as Fiber)
      : spawn(process.sim, 'ssh input', this.forwardInput(connection, tty !== undefined), process.fiber as Fiber);
    let end: SshEnd | undefined;
    try {
      for (;;) {
        const frame = yield* frames.next();
        if (frame === undefined || this.leaves) break;
        if (frame.kind === 'o') {
          if (!(yield* print(process, frame.text))) break;
        } else if (frame.kind === 'r') yield* process.stderr.write(frame.text);
        else if (frame.kind === 'x') {
          end = JSON.parse(frame.text) as SshEnd;
          break;
        }
      }
    } finally {
      input.cancel('over');
      connection.close();
      if (saved) tty?.setModes(saved);
    }
    if (end?.denied) {
      yield* process.stderr.write(`${this.user}@${this.host}: Permission denied (publickey,password).\r\n`);
      return 255;
    }
    if (!end) {
      yield* process.stderr.write(this.leaves ? `Connection to ${this.host} closed.\r\n` : `Connection to ${this.host} closed by remote host.\r\n${tty ? `Connection to ${this.host} closed.\r\n` : ''}`);
      return 255;
    }
    if (tty && !this.quiet) yield* process.stderr.write(`Connection to ${this.host} closed.\r\n`);
    return end.code;
  }

  /** Keys to the other side; `~.` at the beginning of a line leaves. */
  private *forwardInput(connection: OpenFile, escapes: boolean): Program {
    let atStart = true;
    let tilde = false;
    for (;;) {
      const chunk = yield* this.process.stdin.read();
      if (chunk === undefined) {
        yield* send(connection, 'e', '');
        return;
      }
      let out = '';
      for (const char of chunk) {
        if (escapes && tilde) {
          tilde = false;
          if (char === '.') {
            this.leaves = true;
            connection.close();
            return;
          }
          out += char === '~' ? '~' : `~${char}`;
        } else if (escapes && atStart && char === '~') {
          tilde = true;
          continue;
        } else out += char;
        atStart = char === '\r' || char === '\n';
      }
      if (out !== '' && !(yield* send(connection, 'i', out))) return;
    }
  }
}
