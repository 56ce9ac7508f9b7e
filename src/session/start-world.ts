/**
 * Puts a world together from what a session starts with: machines with their engines and APIs, the shell, the
 * tools and the docker command as programs, files in place, and the setup commands run to their end.
 */
import { createEngineApi } from '../api/engine-api';
import { readImages } from '../lab/lab-images';
import type { Machine } from '../os';
import { Programs } from '../os';
import { addShells, Completers } from '../shell';
import { setPageEditor } from '../shell/tools/_page-editor';
import { completeDockerMachine, completeVagrant } from '../shell/laptop/complete';
import { setEngineInstaller } from '../shell/tools/_engine-installer';
import { setHypervisor } from '../shell/tools/_hypervisor';
import { setRepositories } from '../shell/tools/_repositories';
import { setServiceManager } from '../shell/tools/_services';
import { startSshd } from '../shell/tools/_ssh-server';
import { setMachinePower } from '../shell/windows/_power';
import { windowsPrograms } from '../shell/windows/names';
import { World } from '../world';
import type { WorldOptions } from '../world';
import { dockerService } from './docker-service';
import { installEngine, machineSpec, VirtualBox } from './laptop';
import { dockerCompleter, programMains, toolEntries } from './programs';
import type { PlacedFile, SessionStart } from './protocol';
import { runLine } from './run-line';

export interface StartedWorld {
  readonly world: World;
  /** The machine with this name; a scenario or session names none that does not exist. */
  machine(name: string): Machine;
}

/** One that was started here, and whose programs can be heard. */
export interface OpenedWorld extends StartedWorld {
  /** Who hears that a program wants the page's editor; nobody at first. */
  onEdit(hear: (file: PlacedFile, against?: PlacedFile) => void): void;
}

/** A setup that hangs ends here: virtual milliseconds for each command. */
const SETUP_LIMIT_MS = 120_000;
/** What the machines of recorded scenarios had; labs give theirs 4 GiB. */
const SCENARIO_MEMORY_BYTES = 25_276_502_016;

/** `engineApi` may be handed in by who wants to see every request; it answers for each machine's daemon. */
export function startWorld(start: SessionStart, engineApi: WorldOptions['engineApi'] = createEngineApi): OpenedWorld {
  const programs = new Programs();
  for (const [name, main] of programMains()) programs.add(name, main);
  const completers = new Completers();
  addShells(programs, completers);
  completers.add('docker', dockerCompleter);
  completers.add('docker-machine', completeDockerMachine);
  completers.add('vagrant', completeVagrant);
  const repositories = new Map(Object.entries(start.repositories ?? {}));
  let hear: (file: PlacedFile, against?: PlacedFile) => void = () => {};
  const world = new World({
    seed: start.seed,
    startMs: start.startMs,
    programs,
    tools: toolEntries,
    windowsPrograms,
    engineApi,
    images: readImages(start.images).images,
    prepare: (host) => {
      setServiceManager(host, dockerService(host));
      if (host.laptop) setHypervisor(host, new VirtualBox(world, host));
      setRepositories(host, repositories);
      if (host.platform.os === 'linux') setEngineInstaller(host, () => installEngine(host));
      if (host.platform.os === 'linux') startSshd(host, () => host.power === 'on');
      setMachinePower(host, (what) => {
        if (what === 'stop') world.shutDownMachine(host.name);
        else world.restart(host.name);
      });
      setPageEditor(host, { machines: () => world.hostNames(), open: (file, against) => hear(file, against) });
    },
    ...(start.lab === 'scenario' ? { memoryBytes: SCENARIO_MEMORY_BYTES, mirror: true } : {}),
  });
  for (const machine of start.machines) world.addHost(machine.name, machineSpec(machine));
  const started: OpenedWorld = { world, machine: (name) => world.host(name), onEdit: (listener) => (hear = listener) };
  for (const [where, content] of Object.entries(start.files ?? {})) {
    const colon = where.indexOf(':');
    world.host(where.slice(0, colon)).files.put(where.slice(colon + 1), { content });
  }
  runSetup(started, start);
  return started;
}

/** One after the other, as somebody would who prepared the machines; `${MANAGER_TOKEN}` and `${WORKER_TOKEN}` are the swarm's. */
function runSetup({ world, machine }: StartedWorld, start: SessionStart): void {
  const first = start.setup?.[0]?.on;
  for (const { on, run } of start.setup ?? []) {
    const line = run.replace(/\$\{(MANAGER|WORKER)_TOKEN\}/g, (_whole, role: string) => answer(machine(first ?? on), `docker swarm join-token -q ${role.toLowerCase()}`));
    answer(machine(on), line);
  }
  if (start.setup && start.setup.length > 0) world.sim.runUntil(world.sim.nowMs + 5_000);
}

function answer(machine: Machine, line: string): string {
  const { sim } = machine;
  const running = runLine(machine, line);
  const untilMs = sim.nowMs + SETUP_LIMIT_MS;
  while (!running.result() && sim.nowMs < untilMs && sim.step());
  return (running.result()?.stdout ?? '').trim();
}
