/** mount: what is mounted. Mounting itself is the engine's business in this lab, and refused. */
import { fail, isBusybox, Output } from './_io';
import { flag, list, options } from './_options';
import { tool } from './_tool';

const command = {
  usage: '[-lhV]\n mount -a [options]\n mount [options] [--source] <source> | [--target] <directory>',
  version: 'from util-linux 2.38.1',
  options: {
    labels: flag('-l --show-labels', 'show labels too'),
    types: list('-t --types', 'only these types'),
    options: list('-o --options', 'mount options'),
    all: flag('-a --all', 'everything in fstab'),
    verbose: flag('-v --verbose', 'say what is done'),
    readOnly: flag('-r --read-only', 'read-only'),
    bind: flag('--bind -B', 'bind mount'),
  },
  lacks: '-c -f -F -T -i -L -n -N -s -S -M -R -U -w --target --source --make-shared --make-private',
};

export default tool({
  name: 'mount',
  package: 'mount',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length === 1)
      return yield* fail(process, isBusybox(process) ? `can't find ${operands[0]} in /etc/fstab` : `${operands[0]}: can't find in /etc/fstab.`, 1);
    if (operands.length > 1)
      return yield* fail(
        process,
        process.machine.kind === 'container' ? `${operands[1]}: permission denied.` : 'mounting by hand is not supported in this lab',
        32,
      );
    if (values.all) return 0;
    const isContainer = process.machine.kind === 'container';
    const rows = [
      isContainer
        ? { device: 'overlay', path: '/', type: 'overlay', flags: 'rw,relatime' }
        : { device: '/dev/sda1', path: '/', type: 'ext4', flags: 'rw,relatime' },
    ];
    for (const { path, label, readOnly } of process.machine.files.mounts()) {
      const isTmpfs = label.startsWith('tmpfs') || path.startsWith('/run/secrets');
      const kernel = path === '/proc' ? 'proc' : path === '/sys' ? 'sysfs' : isTmpfs ? 'tmpfs' : undefined;
      rows.push({ device: kernel ?? '/dev/sda1', path, type: kernel ?? 'ext4', flags: `${readOnly ? 'ro' : 'rw'},relatime` });
    }
    const out = new Output(process);
    for (const { device, path, type, flags } of rows)
      if (values.types.length === 0 || values.types.includes(type)) out.line(`${device} on ${path} type ${type} (${flags})`);
    yield* out.flush();
    return 0;
  },
});
