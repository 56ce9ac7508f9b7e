/** Provisioners: scripts that really run on the machine, and Docker that is really installed. */
import { absolutePath, createPipe, isFileError, loginEnvironment, openNull, type Machine } from '../../../os';
import { wait, type Program } from '../../../sim';
import { LineReader } from '../../tools/_io';
import { VagrantError, type Project } from './project';
import type { Voice } from './says';
import type { MachineDefinition, Provisioner } from './vagrantfile';

const FAILED = `The SSH command responded with a non-zero exit status. Vagrant
assumes that this means the command failed. The output for this command
should be in the log above. Please read the output to determine what
went wrong.`;

export function* provision(project: Project, { name }: MachineDefinition, provisioner: Provisioner, voice: Voice): Program {
  yield* voice.does(`Running provisioner: ${provisioner.type}...`);
  const guest = project.hypervisor.console(name);
  if (!guest) return;
  if (provisioner.type === 'shell') return yield* runScript(project, guest, provisioner, voice);
  if (isFileError(guest.files.stat('/usr/bin/docker'))) {
    yield* voice.detail('Installing Docker onto machine...');
    yield* project.hypervisor.installEngine(name);
  }
  if (provisioner.images.length === 0) return;
  yield* voice.does('Pulling Docker images...');
  for (const image of provisioner.images) {
    yield* voice.detail(`-- Image: ${image}`);
    yield* run(guest, ['docker', 'pull', '-q', image], false, undefined);
  }
}

function* runScript(project: Project, guest: Machine, { inline, path, args, unprivileged }: Provisioner, voice: Voice): Program {
  if ((inline === undefined) === (path === undefined)) throw new VagrantError(`shell provisioner:\n* ${inline === undefined ? 'One of `path` or `inline` must be set.' : 'Only one of `path` or `inline` may be set.'}`);
  let script = inline ?? '';
  if (path !== undefined) {
    const text = project.process.machine.files.read(absolutePath(project.folder, path));
    if (isFileError(text)) throw new VagrantError(`shell provisioner:\n* \`path\` for shell provisioner does not exist on the host system: ${absolutePath(project.folder, path)}`);
    script = text;
  }
  yield* voice.detail(path === undefined ? 'Running: inline script' : `Running: ${absolutePath(project.folder, path)}`);
  // The real one uploads it and runs it there, by what its first line says.
  guest.files.put('/tmp/vagrant-shell', { content: script.endsWith('\n') ? script : `${script}\n`, mode: 0o755 });
  const argv = script.startsWith('#!') ? ['/tmp/vagrant-shell', ...args] : ['bash', '-l', '/tmp/vagrant-shell', ...args];
  if ((yield* run(guest, argv, unprivileged, voice)) !== 0) throw new VagrantError(FAILED);
}

/** What it prints goes out behind the machine's name as it comes. */
function* run(guest: Machine, argv: string[], asUser: boolean, voice: Voice | undefined): Program<number> {
  const output = createPipe();
  const input = openNull();
  const env = loginEnvironment(guest, false);
  if (!asUser) for (const [name, value] of [['HOME', '/root'], ['USER', 'root'], ['LOGNAME', 'root']] as const) env.set(name, value);
  const process = guest.processes.spawn({
    argv, env, cwd: guest.login?.home ?? '/', uid: asUser ? guest.login?.uid : 0, newGroup: true, fds: new Map([[0, input], [1, output.writer], [2, output.writer]]),
  });
  for (const file of [input, output.writer]) file.close();
  if ('error' in process) {
    output.reader.close();
    return 127;
  }
  try {
    const lines = new LineReader(output.reader);
    for (let batch = yield* lines.batch(); batch; batch = yield* lines.batch()) if (voice) yield* voice.detail(batch.join('\n'));
    return (yield* wait(process.exited)).code;
  } finally {
    output.reader.close();
    if (!process.status) process.signal('SIGHUP');
  }
}
