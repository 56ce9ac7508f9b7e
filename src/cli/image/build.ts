/** `docker build`: declared for its help; this lab says what it lacks. */
import { command, exactly } from '../_framework/command';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { validateLabel } from '../_parse/texts';

export default command({
  use: 'build [OPTIONS] PATH | URL | -',
  top: 'build',
  rank: 4,
  short: 'Build an image of a Dockerfile',
  args: exactly(1),
  flags: {
    'build-arg': flag.list('', 'Variable for the build'),
    'cache-from': flag.strings('', 'Images whose layers may serve as cache'),
    'cgroup-parent': flag.string('', 'Parent cgroup of the container'),
    compress: flag.bool('', 'Send the build context compressed'),
    'cpu-period': flag.int('', "Period of the CPU scheduler's quota, in microseconds"),
    'cpu-quota': flag.int('', 'CPU time per period, in microseconds'),
    'cpu-shares': flag.int('c', 'Weight against other containers when CPU is short'),
    'cpuset-cpus': flag.string('', 'CPUs it may run on (0-3, 0,1)'),
    'cpuset-mems': flag.string('', 'Memory nodes it may use (0-3, 0,1)'),
    'disable-content-trust': flag.bool('', 'Do not check signatures', { initial: true }),
    file: flag.string('f', 'Name of the Dockerfile'),
    'force-rm': flag.bool('', 'Always remove the containers of the build'),
    iidfile: flag.string('', "File to write the image's ID to"),
    isolation: flag.string('', 'Isolation technology of the container'),
    label: flag.checkedList(validateLabel)('', 'Label, as key=value'),
    memory: flag.bytes('m', 'Limit on memory'),
    'memory-swap': flag.bytes('', 'Limit on memory plus swap; -1 means no limit on swap'),
    network: flag.string('', 'Network to connect to', { initial: 'default' }),
    'no-cache': flag.bool('', 'Build without cache'),
    platform: flag.string('', 'Platform, as os/architecture'),
    pull: flag.bool('', 'When to pull the image ("always", "missing", "never")'),
    quiet: flag.bool('q', 'Say less'),
    rm: flag.bool('', 'Remove the container, with its anonymous volumes, when it exits', { initial: true }),
    'security-opt': flag.strings('', 'Security option'),
    'shm-size': flag.bytes('', 'Size of /dev/shm'),
    squash: flag.bool('', 'Make one layer of the new ones'),
    tag: flag.list('t', 'Name and tag of the image, as name:tag'),
    target: flag.string('', 'Stage to build'),
  },
  *run() {
    throw new Failure("docker build: this lab has no image builder; 'docker images' and the image catalogue list what can be run");
  },
});
