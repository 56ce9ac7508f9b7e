/** `docker build` by the daemon's own builder (command/image/build.go); there is no BuildKit component here, as on the machines of the oracle. */
import { JsonReader } from '../_client/lines';
import { buildContext } from '../_client/build-context';
import { command, exactly } from '../_framework/command';
import type { Context } from '../_framework/context';
import { Failure } from '../_framework/failure';
import { humanSize } from '../_format/human';
import * as flag from '../_framework/flags';
import { parseImageReference } from '../_parse/image-reference';
import { isProblem, type Problem } from '../_parse/problem';
import { validateLabel } from '../_parse/texts';
import type { Source } from '../../os';
import type { Program } from '../../sim';

const LEGACY = `DEPRECATED: The legacy builder is deprecated and will be removed in a future release.
            Install the buildx component to build images with BuildKit:
            https://docs.docker.com/go/buildx/

`;

export default command({
  use: 'build [OPTIONS] PATH | URL | -',
  top: 'build',
  rank: 4,
  short: 'Build an image of a Dockerfile',
  args: exactly(1),
  preface: LEGACY,
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
    tag: flag.checkedList(validateTag)('t', 'Name and tag of the image, as name:tag'),
    target: flag.string('', 'Stage to build'),
  },
  *run(context, [source = ''], flags) {
    const packed = yield* buildContext(context, source, flags.file);
    // Two carriage returns, as the client's progress line leaves them.
    if (!flags.quiet) yield* context.out.write(`Sending build context to Docker daemon  ${humanSize(packed.bytes)}\r\r\n`);
    const { body } = yield* context.api.stream('POST', '/build', {
      query: {
        t: flags.tag, dockerfile: packed.dockerfile, q: flags.quiet ? '1' : undefined, nocache: flags['no-cache'] ? '1' : undefined, pull: flags.pull ? '1' : undefined,
        rm: flags.rm ? '1' : '0', forcerm: flags['force-rm'] ? '1' : undefined, target: flags.target || undefined, buildargs: json(argsOf(context, flags['build-arg'])), labels: json(pairs(flags.label)),
      },
      body: packed.tar,
      contentType: 'application/x-tar',
    });
    const id = yield* show(context, body, flags.quiet);
    if (flags.iidfile && id !== '') context.process.machine.files.write(flags.iidfile, id);
  },
});

interface Message {
  stream?: string;
  aux?: { ID?: string };
  errorDetail?: { code?: number; message: string };
  error?: string;
}

/** Prints what the builder says; answers the image's ID. A failure ends with the code of the step. */
function* show(context: Context, body: Source, quiet: boolean): Program<string> {
  const messages = new JsonReader<Message>(body);
  let id = '';
  for (let message = yield* messages.next(); message; message = yield* messages.next()) {
    const failure = message.errorDetail;
    if (failure) throw new Failure(failure.message, failure.code ?? 1);
    if (message.aux?.ID !== undefined) id = message.aux.ID;
    if (message.stream === undefined) continue;
    yield* context.out.write(message.stream);
    if (quiet) id = message.stream.trim();
  }
  return id;
}

/** `NAME=value`, or `NAME` alone for what the client's environment says. */
function argsOf(context: Context, list: readonly string[]): Record<string, string> {
  const out: Record<string, string> = {};
  for (const one of list) {
    const equals = one.indexOf('=');
    const value = equals < 0 ? context.process.env.get(one) : one.slice(equals + 1);
    if (value !== undefined) out[equals < 0 ? one : one.slice(0, equals)] = value;
  }
  return out;
}

function pairs(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(list.map((one) => [one.split('=')[0] as string, one.includes('=') ? one.slice(one.indexOf('=') + 1) : '']));
}

const json = (value: Record<string, string>): string | undefined => (Object.keys(value).length > 0 ? JSON.stringify(value) : undefined);

function validateTag(text: string): string | Problem {
  const parsed = parseImageReference(text);
  return isProblem(parsed) ? parsed : text;
}
