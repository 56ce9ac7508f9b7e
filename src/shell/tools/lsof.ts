/** lsof: open files of processes, and the ports that are listened on (-i). */
import { Output } from './_io';
import { flag, list, optional, options, value } from './_options';
import { fullName } from './_process-info';
import { tool } from './_tool';
import { userName } from './_users';

const command = {
  usage: '[-i[:port]] [-p pid] [-n] [-P] [-t] [-u user] [names]',
  options: {
    internet: optional('-i', 'network files, :PORT for one'),
    pid: value('-p', 'only these processes'),
    noHosts: flag('-n', 'numbers for hosts'),
    noPorts: flag('-P', 'numbers for ports'),
    terse: flag('-t', 'process IDs only'),
    users: value('-u', 'only this user'),
    command: value('-c', 'only commands that begin so'),
    states: list('-s', 'accepted'),
    and: flag('-a', 'accepted'),
  },
  lacks: '-b -C -d -D -e -f -F -g -k -K -l -L -m -M -N -o -O -Q -r -R -S -T -U -v -V -w -x -X -z -Z +D +d',
};

export default tool({
  name: 'lsof',
  package: 'lsof',
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const { machine } = process;
    const out = new Output(process);
    const pids = values.pid === undefined ? undefined : new Set(values.pid.split(',').map(Number));
    let found = 0;
    const head = (): void => {
      if (!values.terse && found++ === 0) out.line('COMMAND     PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME');
    };
    if (values.internet !== undefined) {
      const port = /:(\d+)/.exec(values.internet)?.[1];
      for (const socket of machine.net.listening()) {
        if (port !== undefined && socket.port !== Number(port)) continue;
        const owner = machine.processes.list().find((each) => socket.program !== '' && each.title.includes(socket.program));
        head();
        if (values.terse) out.line(String(owner?.pid ?? 1));
        else
          out.line(
            `${(socket.program || '-').slice(0, 9).padEnd(9)} ${String(owner?.pid ?? 1).padStart(5)} root    3u  IPv4  ` +
              `${10000 + socket.port}      0t0  ${socket.protocol.toUpperCase()} *:${socket.port} (LISTEN)`,
          );
      }
      yield* out.flush();
      return found > 0 || values.terse ? 0 : 1;
    }
    for (const each of machine.processes.list()) {
      if (pids && !pids.has(each.pid)) continue;
      if (values.command !== undefined && !fullName(each).startsWith(values.command)) continue;
      if (values.users !== undefined && userName(process, each.uid) !== values.users) continue;
      const rows: [string, string, string][] = [
        ['cwd', 'DIR', each.cwd],
        ...[...each.fds].map(([fd, file]): [string, string, string] => [
          `${fd}u`,
          file.kind === 'file' ? 'REG' : file.kind === 'pipe' ? 'FIFO' : file.kind === 'socket' ? 'sock' : 'CHR',
          file.path ?? (file.tty ? file.tty.name : file.kind),
        ]),
      ];
      for (const [fd, type, name] of rows) {
        if (operands.length > 0 && !operands.includes(name)) continue;
        if (values.terse) {
          out.line(String(each.pid));
          break;
        }
        head();
        out.line(
          `${fullName(each).slice(0, 9).padEnd(9)} ${String(each.pid).padStart(5)} ${userName(process, each.uid).padEnd(4)} ` +
            `${fd.padStart(4)} ${type.padStart(6)}    8,1        0      ${name}`,
        );
      }
    }
    yield* out.flush();
    return found > 0 || values.terse ? 0 : 1;
  },
});
