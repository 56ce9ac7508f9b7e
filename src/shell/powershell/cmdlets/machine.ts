/** Processes, services, and the machine's own power. */
import { sleep, type Program } from '../../../sim';
import { machinePower } from '../../windows/_power';
import { serviceManager, type ServiceUnit } from '../../tools/_services';
import { cmdlet, type Call } from '../cmdlet';
import { hasWildcards, wildcard } from '../patterns';
import { problem } from '../problem';
import { numberIn, textOf } from '../text';
import { Instant, Thing, type Value } from '../values';
import type { Process } from '../../../os';

/** `docker`: the name of a process as Windows lists it, without its ending. */
const nameOf = (process: Process): string => (process.argv[0] ?? '').replace(/^.*[\\/]/, '').replace(/\.exe$/i, '');

function processThing(process: Process): Thing {
  const { memoryBytes } = process;
  const made = new Thing('System.Diagnostics.Process', { Handles: 180 + (process.pid % 97), NPM: 9 * 1024, PM: memoryBytes, WS: Math.floor(memoryBytes * 1.2), CPU: process.cpuMs / 1000, Id: process.pid, SI: 1, ProcessName: nameOf(process), Name: nameOf(process), StartTime: new Instant(process.startedMs), Path: process.argv[0] ?? '' });
  made.text = `System.Diagnostics.Process (${nameOf(process)})`;
  made.inner = process.pid;
  return made;
}

function* processes(call: Call): Program<Process[]> {
  const { list, get } = { list: () => call.shell.process.machine.processes.list(), get: (pid: number) => call.shell.process.machine.processes.get(pid) };
  const out: Process[] = [];
  const ids: Value[] = call.has('Id') ? call.texts('Id') : [];
  for (const each of call.input) {
    if (each instanceof Thing && typeof each.inner === 'number') ids.push(each.inner);
    else ids.push(textOf(each));
  }
  for (const id of ids) {
    const found = get(numberIn(id) ?? -1);
    if (found) out.push(found);
    else yield* call.error(`Cannot find a process with the process identifier ${textOf(id)}.`, `NoProcessFoundForGivenId,Microsoft.PowerShell.Commands.${call.cmdlet.name.replace('-', '')}Command`, 'ObjectNotFound', `${textOf(id)}:Int32`, 'ProcessCommandException');
  }
  for (const name of call.texts('Name')) {
    const like = wildcard(name.replace(/\.exe$/i, ''));
    const found = list().filter((each) => like(nameOf(each)));
    out.push(...found);
    if (found.length === 0 && !hasWildcards(name)) yield* call.error(`Cannot find a process with the name "${name}". Verify the process name and call the cmdlet again.`, `NoProcessFoundForGivenName,Microsoft.PowerShell.Commands.${call.cmdlet.name.replace('-', '')}Command`, 'ObjectNotFound', `${name}:String`, 'ProcessCommandException');
  }
  return out;
}

function serviceThing(unit: ServiceUnit): Thing {
  const running = unit.state === 'active';
  const made = new Thing('System.ServiceProcess.ServiceController', { Status: running ? 'Running' : 'Stopped', Name: unit.name, DisplayName: unit.name === 'docker' ? 'Docker Engine' : unit.description, ServiceName: unit.name, StartType: unit.enabled ? 'Automatic' : 'Manual', CanStop: running, ServiceType: 'Win32OwnProcess' });
  made.text = unit.name;
  return made;
}

function* services(call: Call): Program<ServiceUnit[]> {
  const units = serviceManager(call.shell.process.machine)?.units() ?? [];
  const names = [...call.texts('Name'), ...call.input.map((each) => (each instanceof Thing ? textOf(each.get('Name') ?? '') : textOf(each)))];
  const out: ServiceUnit[] = [];
  for (const name of names.length > 0 ? names : ['*']) {
    const like = wildcard(name);
    const found = units.filter((each) => like(each.name));
    out.push(...found);
    if (found.length === 0 && !hasWildcards(name)) yield* call.error(`Cannot find any service with service name '${name}'.`, `NoServiceFoundForGivenName,Microsoft.PowerShell.Commands.${call.cmdlet.name.replace('-', '')}Command`, 'ObjectNotFound', `${name}:String`, 'ServiceCommandException');
  }
  return out;
}

function* change(call: Call, what: 'start' | 'stop' | 'restart'): Program {
  const manager = serviceManager(call.shell.process.machine);
  for (const unit of yield* services(call)) {
    yield* (manager as NonNullable<typeof manager>)[what](unit.name);
    const now = manager?.units().find((each) => each.name === unit.name);
    if (call.on('PassThru') && now) yield* call.emit(serviceThing(now));
  }
}

function* power(call: Call, what: 'restart' | 'stop'): Program {
  const turn = machinePower(call.shell.process.machine);
  const { hostname } = call.shell.process.machine;
  const others = call.texts('ComputerName').filter((each) => !['localhost', '.', hostname.toLowerCase()].includes(each.toLowerCase()));
  if (!turn || others.length > 0) throw problem(`Failed to ${what} the computer ${others[0] ?? hostname} with the following error message: ${turn ? "Other computers than this one are not supported in this lab's PowerShell" : 'A device attached to the system is not functioning'}.`, `${what === 'stop' ? 'StopComputer' : 'RestartcomputerFailed'}Exception`, 'OperationStopped', `${hostname}:String`, 'InvalidOperationException');
  turn(what);
  // The machine goes down around this.
  yield* sleep(call.shell.sim, 60_000);
}

const NAMED = { Name: { kind: 'texts', at: 0, piped: true }, Id: { kind: 'texts' }, Force: { kind: 'switch' }, PassThru: { kind: 'switch' } } as const;

export default [
  cmdlet({
    name: 'Get-Process',
    aliases: ['ps', 'gps'],
    does: 'The processes that run.',
    parameters: NAMED,
    *end(call) {
      const all = call.has('Name') || call.has('Id') || call.input.length > 0 ? yield* processes(call) : call.shell.process.machine.processes.list();
      for (const each of [...all].sort((a, b) => (nameOf(a).toLowerCase() < nameOf(b).toLowerCase() ? -1 : 1))) yield* call.emit(processThing(each));
    },
  }),
  cmdlet({
    name: 'Stop-Process',
    aliases: ['kill', 'spps'],
    does: 'Ends processes.',
    parameters: { Id: { kind: 'texts', at: 0, piped: true }, Name: { kind: 'texts' }, Force: { kind: 'switch' } },
    *end(call) {
      for (const each of yield* processes(call)) each.signal('SIGKILL');
    },
  }),
  cmdlet({
    name: 'Get-Service',
    aliases: ['gsv'],
    does: 'The services of this machine that the lab knows.',
    parameters: NAMED,
    *end(call) {
      for (const each of yield* services(call)) yield* call.emit(serviceThing(each));
    },
  }),
  cmdlet({ name: 'Start-Service', aliases: ['sasv'], does: 'Starts a service.', parameters: { ...NAMED, Name: { kind: 'texts', at: 0, required: true, piped: true } }, end: (call) => change(call, 'start') }),
  cmdlet({ name: 'Stop-Service', aliases: ['spsv'], does: 'Stops a service.', parameters: { ...NAMED, Name: { kind: 'texts', at: 0, required: true, piped: true } }, end: (call) => change(call, 'stop') }),
  cmdlet({ name: 'Restart-Service', does: 'Stops a service and starts it again.', parameters: { ...NAMED, Name: { kind: 'texts', at: 0, required: true, piped: true } }, end: (call) => change(call, 'restart') }),
  cmdlet({ name: 'Restart-Computer', does: 'Switches this machine off and on.', parameters: { ComputerName: { kind: 'texts', at: 0 }, Force: { kind: 'switch' } }, end: (call) => power(call, 'restart') }),
  cmdlet({ name: 'Stop-Computer', does: 'Switches this machine off.', parameters: { ComputerName: { kind: 'texts', at: 0 }, Force: { kind: 'switch' } }, end: (call) => power(call, 'stop') }),
  cmdlet({
    name: 'Get-ComputerInfo',
    does: 'What this machine is.',
    *end(call) {
      const { machine } = call.shell.process;
      yield* call.emit(new Thing('Microsoft.PowerShell.Commands.ComputerInfo', { CsName: machine.hostname.toUpperCase(), WindowsProductName: 'Windows Server 2022 Standard', OsVersion: '10.0.20348', OsArchitecture: '64-bit', CsNumberOfLogicalProcessors: machine.cpus, CsTotalPhysicalMemory: machine.memoryBytes }));
    },
  }),
] as const;
