/** uname, arch: the system's names. */
import { COREUTILS } from './_coreutils';
import { isBusybox, print, programName } from './_io';
import { flag, misuse, options } from './_options';
import { quote } from './_text';
import { tool } from './_tool';
import { isFileError } from '../../os';

const command = {
  usage: '[OPTION]...',
  summary: 'Print certain system information; with no OPTION, same as -s.',
  version: COREUTILS,
  options: {
    all: flag('-a --all', 'all of it'),
    kernel: flag('-s --kernel-name', 'the kernel name'),
    node: flag('-n --nodename', 'the host name'),
    release: flag('-r --kernel-release', 'the kernel release'),
    version: flag('-v --kernel-version', 'the kernel version'),
    machine: flag('-m --machine', 'the hardware name'),
    processor: flag('-p --processor', 'the processor type'),
    hardware: flag('-i --hardware-platform', 'the hardware platform'),
    system: flag('-o --operating-system', 'the operating system'),
  },
};

const archCommand = { usage: '[OPTION]...', summary: 'Print machine architecture.', version: COREUTILS, options: {} };

export default tool({
  name: 'uname',
  aliases: ['arch'],
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const { machine } = process;
    const hardware =
      ({ amd64: 'x86_64', arm64: 'aarch64' } as Record<string, string>)[machine.platform.architecture] ?? machine.platform.architecture;
    if (programName(process) === 'arch') {
      const parsed = yield* options(process, archCommand);
      if (typeof parsed === 'number') return parsed;
      if (parsed.operands.length > 0) return yield* misuse(process, archCommand, `extra operand ${quote(parsed.operands[0] as string)}`);
      yield* print(process, `${hardware}\n`);
      return 0;
    }
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length > 0) return yield* misuse(process, command, `extra operand ${quote(operands[0] as string)}`);
    const stated = machine.files.read('/proc/version');
    const release = (isFileError(stated) ? undefined : /version (\S+)/.exec(stated)?.[1]) ?? '5.15.0-130-generic';
    const version = (isFileError(stated) ? undefined : /(#\d.*)$/.exec(stated.trim())?.[1]) ?? '#140-Ubuntu SMP Wed Dec 18 17:59:53 UTC 2024';
    const parts: string[] = [];
    const { all } = values;
    if (all || values.kernel || !Object.values(values).some(Boolean)) parts.push('Linux');
    if (all || values.node) parts.push(machine.hostname);
    if (all || values.release) parts.push(release);
    if (all || values.version) parts.push(version);
    if (all || values.machine) parts.push(hardware);
    // GNU leaves these out of -a when they are unknown; Ubuntu knows them.
    if ((all && !isBusybox(process) && machine.kind === 'host') || values.processor) parts.push(hardware);
    if ((all && !isBusybox(process) && machine.kind === 'host') || values.hardware) parts.push(hardware);
    if (all || values.system) parts.push(isBusybox(process) ? 'Linux' : 'GNU/Linux');
    yield* print(process, `${parts.join(' ')}\n`);
    return 0;
  },
});
