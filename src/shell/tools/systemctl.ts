/** systemctl, service, journalctl: a machine's services, asked through `_services.ts`. */
import type { Process } from '../../os';
import type { Program } from '../../sim';
import { Output, print, programName } from './_io';
import { serviceManager } from './_services';
import type { ServiceManager, ServiceUnit } from './_services';
import { civil, strftime } from './_time';
import { tool } from './_tool';

const KNOWN_FLAG = new RegExp(
  '^(-l|-q|-a|-t|-n\\d*|-f|-h|--(no-pager|full|now|quiet|all|no-legend|type=\\w+|user|system' +
    '|lines=\\d+|force|state=\\w+|version|help|plain|no-block))$',
);

export default tool({
  name: 'systemctl',
  aliases: ['service', 'journalctl'],
  package: 'systemd',
  *main(process) {
    const name = programName(process);
    const manager = serviceManager(process.machine);
    if (name === 'service') return yield* service(process, manager);
    if (!manager) {
      yield* process.stderr.write(
        name === 'journalctl'
          ? 'No journal files were found.\n'
          : "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down\n",
      );
      return 1;
    }
    if (name === 'journalctl') return yield* journal(process, manager);
    const args = process.argv.slice(1);
    const flags = args.filter((arg) => arg.startsWith('-'));
    const [verb = 'list-units', ...names] = args.filter((arg) => !arg.startsWith('-'));
    const bad = flags.find((flag) => !KNOWN_FLAG.test(flag));
    if (bad !== undefined) {
      yield* process.stderr.write(`systemctl: unrecognized option '${bad}'\n`);
      return 1;
    }
    if (flags.includes('--version')) {
      yield* print(process, 'systemd 252 (252.39-1~deb12u1)\n');
      return 0;
    }
    return yield* systemctl(
      process,
      manager,
      verb,
      names.map((each) => each.replace(/\.(service|socket)$/, '')),
      flags,
    );
  },
});

function* systemctl(process: Process, manager: ServiceManager, verb: string, names: readonly string[], flags: readonly string[]): Program<number> {
  const find = (name: string): ServiceUnit | undefined => manager.units().find((unit) => unit.name === name);
  const quiet = flags.includes('-q') || flags.includes('--quiet');
  switch (verb) {
    case 'list-units':
    case 'list-unit-files': {
      const out = new Output(process);
      const units = manager.units().filter(({ state }) => state === 'active' || flags.includes('--all') || flags.includes('-a'));
      const width = Math.max(4, ...units.map(({ name }) => name.length + 8));
      out.line(`  ${'UNIT'.padEnd(width)} LOAD   ACTIVE   SUB     DESCRIPTION`);
      for (const { name, state, description } of units)
        out.line(
          `${state === 'failed' ? '●' : ' '} ${`${name}.service`.padEnd(width)} loaded ${state.padEnd(8)} ` +
            `${(state === 'active' ? 'running' : 'dead').padEnd(7)} ${description}`,
        );
      out.line(`\n${units.length} loaded units listed.`);
      yield* out.flush();
      return 0;
    }
    case 'daemon-reload':
    case 'daemon-reexec':
    case 'reset-failed':
      return 0;
    case 'is-active':
    case 'is-enabled':
    case 'is-failed': {
      let exitCode = verb === 'is-active' ? 3 : 1;
      for (const name of names) {
        const unit = find(name);
        const word = verb === 'is-enabled' ? (unit ? (unit.enabled ? 'enabled' : 'disabled') : undefined) : (unit?.state ?? 'inactive');
        if (word === undefined) yield* process.stderr.write(`Failed to get unit file state for ${name}.service: No such file or directory\n`);
        else if (!quiet) yield* print(process, `${word}\n`);
        if (word === 'active' || word === 'enabled' || (verb === 'is-failed' && word === 'failed')) exitCode = 0;
      }
      return exitCode;
    }
    case 'status': {
      let exitCode = 0;
      for (const name of names) {
        const unit = find(name);
        if (!unit) {
          yield* process.stderr.write(`Unit ${name}.service could not be found.\n`);
          exitCode = 4;
          continue;
        }
        yield* print(process, statusText(process, unit));
        if (unit.state !== 'active') exitCode = 3;
      }
      return exitCode;
    }
    case 'start':
    case 'stop':
    case 'restart':
    case 'reload':
    case 'try-restart':
    case 'reload-or-restart':
    case 'enable':
    case 'disable':
    case 'kill':
    case 'mask':
    case 'unmask': {
      if (names.length === 0) {
        yield* process.stderr.write('Too few arguments.\n');
        return 1;
      }
      let exitCode = 0;
      for (const name of names) exitCode = (yield* act(process, manager, verb, name, flags)) || exitCode;
      return exitCode;
    }
    case 'cat':
    case 'show':
    case 'edit':
    case 'list-dependencies':
    case 'list-timers':
    case 'list-sockets':
    case 'poweroff':
    case 'reboot':
    case 'halt':
      yield* process.stderr.write(`systemctl: command ${verb} is not supported in this lab\n`);
      return 1;
    default:
      yield* process.stderr.write(`Unknown command verb ${verb}.\n`);
      return 1;
  }
}

function* act(process: Process, manager: ServiceManager, verb: string, name: string, flags: readonly string[]): Program<number> {
  const unit = manager.units().find((each) => each.name === name);
  if (!unit) {
    if (verb === 'enable' || verb === 'disable' || verb === 'mask')
      yield* process.stderr.write(`Failed to ${verb} unit: Unit file ${name}.service does not exist.\n`);
    else yield* process.stderr.write(`Failed to ${verb} ${name}.service: Unit ${name}.service not ${verb === 'stop' ? 'loaded' : 'found'}.\n`);
    return 5;
  }
  if (verb === 'enable' || verb === 'disable') {
    manager.setEnabled?.(name, verb === 'enable');
    const link = `/etc/systemd/system/multi-user.target.wants/${name}.service`;
    if (unit.enabled !== (verb === 'enable'))
      yield* process.stderr.write(verb === 'enable' ? `Created symlink ${link} → /lib/systemd/system/${name}.service.\n` : `Removed "${link}".\n`);
    if (!flags.includes('--now')) return 0;
    return yield* act(process, manager, verb === 'enable' ? 'start' : 'stop', name, []);
  }
  if (verb === 'mask' || verb === 'unmask' || verb === 'kill') {
    yield* process.stderr.write(`systemctl: command ${verb} is not supported in this lab\n`);
    return 1;
  }
  const fault =
    verb === 'start'
      ? yield* manager.start(name)
      : verb === 'stop'
        ? yield* manager.stop(name)
        : verb === 'reload' && manager.reload
          ? yield* manager.reload(name)
          : yield* manager.restart(name);
  if (fault === undefined) return 0;
  yield* process.stderr.write(
    `Job for ${name}.service failed because ${fault}.\nSee "systemctl status ${name}.service" and "journalctl -xeu ${name}.service" for details.\n`,
  );
  return 1;
}

function statusText(process: Process, unit: ServiceUnit): string {
  const active = unit.state === 'active';
  const since = strftime('%a %Y-%m-%d %H:%M:%S UTC', civil(unit.sinceMs));
  const lines = [
    `${active ? '●' : unit.state === 'failed' ? '×' : '○'} ${unit.name}.service - ${unit.description}`,
    `     Loaded: loaded (/lib/systemd/system/${unit.name}.service; ${unit.enabled ? 'enabled' : 'disabled'}; preset: enabled)`,
    `     Active: ${active ? 'active (running)' : unit.state === 'failed' ? 'failed (Result: exit-code)' : 'inactive (dead)'} since ` +
      `${since}; ${ago(process.sim.nowMs - unit.sinceMs)} ago`,
  ];
  if (active && unit.mainPid !== undefined) {
    const words = unit.command ?? unit.name;
    lines.push(
      `   Main PID: ${unit.mainPid} (${(words.split(' ')[0] as string).replace(/.*\//, '')})`,
      '      Tasks: 12',
      '     CGroup: /system.slice/' + `${unit.name}.service`,
      `             └─${unit.mainPid} ${words}`,
    );
  }
  const log = unit.log?.slice(-10) ?? [];
  return `${[...lines, ...(log.length > 0 ? ['', ...log] : [])].join('\n')}\n`;
}

function ago(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}min ${seconds % 60}s`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)}h ${Math.floor(seconds / 60) % 60}min`;
  return `${Math.floor(seconds / 86400)} day${seconds >= 172800 ? 's' : ''}`;
}

function* service(process: Process, manager: ServiceManager | undefined): Program<number> {
  const [name, verb] = process.argv.slice(1);
  if (name === undefined || (verb === undefined && name !== '--status-all')) {
    yield* process.stderr.write('Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]\n');
    return 1;
  }
  if (name === '--status-all') {
    yield* print(process, (manager?.units() ?? []).map((unit) => ` [ ${unit.state === 'active' ? '+' : '-'} ]  ${unit.name}\n`).join(''));
    return 0;
  }
  if (!manager?.units().some((unit) => unit.name === name)) {
    yield* process.stderr.write(`${name}: unrecognized service\n`);
    return 1;
  }
  return yield* systemctl(process, manager, verb === '--full-restart' ? 'restart' : (verb as string), [name], []);
}

function* journal(process: Process, manager: ServiceManager): Program<number> {
  const args = process.argv.slice(1);
  const units: string[] = [];
  let last = Infinity;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '-u' || arg === '--unit' || arg === '-xeu' || arg === '-fu') units.push((args[++i] ?? '').replace(/\.service$/, ''));
    else if (arg.startsWith('--unit=')) units.push(arg.slice(7).replace(/\.service$/, ''));
    else if (arg === '-n' || arg === '--lines') last = Number(args[++i]);
    else if (/^-n\d+$/.test(arg)) last = Number(arg.slice(2));
    else if (/^(--no-pager|-x|-e|-xe|-r|-q|-b|--since.*|--until.*)$/.test(arg)) {
      if (arg === '--since' || arg === '--until') i++;
    } else {
      yield* process.stderr.write(`journalctl: option ${arg} is not supported in this lab\n`);
      return 1;
    }
  }
  const lines = manager
    .units()
    .filter(({ name }) => units.length === 0 || units.includes(name))
    .flatMap(({ log }) => log ?? []);
  yield* print(
    process,
    lines.length === 0
      ? '-- No entries --\n'
      : lines
          .slice(last === Infinity ? 0 : -last)
          .map((line) => `${line}\n`)
          .join(''),
  );
  return 0;
}
