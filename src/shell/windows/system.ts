/** Small programs about the machine itself: hostname, whoami, where, tasklist, timeout, shutdown. */
import { environmentValue, isFileError, searchDirectories, windowsPath, type Main } from '../../os';
import { sleep } from '../../sim';
import { machinePower } from './_power';
import { print } from './_out';

export const hostname: Main = function* hostname(process) {
  yield* print(process, `${process.machine.hostname}\n`);
  return 0;
};

export const whoami: Main = function* whoami(process) {
  const user = (environmentValue(process.env, 'USERNAME') ?? 'Administrator').toLowerCase();
  yield* print(process, process.machine.kind === 'container' ? `user manager\\${user}\n` : `${process.machine.hostname.toLowerCase()}\\${user}\n`);
  return 0;
};

export const where: Main = function* where(process) {
  let found = false;
  for (const name of process.argv.slice(1)) {
    for (const directory of searchDirectories(environmentValue(process.env, 'PATH') ?? '')) {
      for (const ending of ['', '.com', '.exe', '.bat', '.cmd']) {
        const path = `${directory}/${name}${ending}`;
        const stat = process.machine.files.stat(path);
        if (isFileError(stat) || stat.kind !== 'file') continue;
        found = true;
        yield* print(process, `${windowsPath(path)}\n`);
      }
    }
  }
  if (!found) yield* process.stderr.write('INFO: Could not find files for the given pattern(s).\n');
  return found ? 0 : 1;
};

export const tasklist: Main = function* tasklist(process) {
  let out = '\nImage Name                     PID Session Name        Session#    Mem Usage\n========================= ======== ================ =========== ============\n';
  const row = (name: string, pid: number, memoryBytes: number): string => `${name.slice(0, 25).padEnd(25)} ${String(pid).padStart(8)} ${'Console'.padEnd(16)} ${'1'.padStart(11)} ${`${Math.floor(memoryBytes / 1024).toString().replace(/\B(?=(?:\d{3})+$)/g, ',')} K`.padStart(12)}\n`;
  for (const each of process.machine.processes.list()) out += row(/\.exe$/i.test(each.argv[0] ?? '') ? (each.argv[0] as string).replace(/^.*[\\/]/, '') : `${(each.argv[0] ?? '').replace(/^.*[\\/]/, '')}.exe`, each.pid, each.memoryBytes);
  yield* print(process, out);
  return 0;
};

export const timeout: Main = function* timeout(process) {
  const seconds = process.argv.slice(1).map((each) => Number(each)).find((each) => Number.isFinite(each) && each >= 0);
  if (seconds === undefined) {
    yield* process.stderr.write('ERROR: Invalid syntax. timeout /t SECONDS\n');
    return 1;
  }
  yield* sleep(process.sim, seconds * 1000);
  return 0;
};

/** `/r` restarts, `/s` switches off; without them it tells how it is used. */
export const shutdown: Main = function* shutdown(process) {
  const flags = process.argv.slice(1).map((each) => each.toLowerCase().replace(/^-/, '/'));
  const power = machinePower(process.machine);
  if (!power || !(flags.includes('/r') || flags.includes('/s') || flags.includes('/p'))) {
    yield* print(process, power ? 'Usage: shutdown [/s | /r] [/t xxx]\n' : 'A device attached to the system is not functioning.(31)\n');
    return 1;
  }
  const at = flags.indexOf('/t');
  const seconds = at >= 0 ? Number(flags[at + 1]) : 0;
  if (Number.isFinite(seconds) && seconds > 0) yield* sleep(process.sim, Math.min(seconds, 600) * 1000);
  power(flags.includes('/r') ? 'restart' : 'stop');
  return 0;
};
