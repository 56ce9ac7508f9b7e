/** Creating a container, with the pull that a missing image needs (docker/cli command/container/create.go). */
import { isFileError, joinPath } from '../../os';
import type { Program } from '../../sim';
import { goErrno } from '../_client/local-files';
import { pullImage } from '../_client/pull';
import type { Context } from '../_framework/context';
import { Failure, isNotFound } from '../_framework/failure';
import { familiarText, type ImageReference, parseImageReference, withDefaultTag } from '../_parse/image-reference';
import { parsePlatform } from '../_parse/platform';
import { isProblem } from '../_parse/problem';
import { createBody } from './_body';
import type { CreateFlags, Given } from './_flags';

/** A parse error of run and create: told with the way to help, exit 125. */
export function withHelp(error: Failure, verb: 'run' | 'create', exit = 125): Failure {
  return new Failure(`docker: ${error.message}\n\nRun 'docker ${verb} --help' for more information`, exit);
}

/** Checks the flags and builds the body; a problem is told in run's or create's frame. */
export function* prepare(
  context: Context,
  verb: 'run' | 'create',
  image: string,
  command: readonly string[],
  flags: CreateFlags,
  given: Given,
  detached: boolean,
): Program<object> {
  try {
    if (!['always', 'missing', 'never', ''].includes(flags.pull))
      throw new Failure(`invalid pull option: '${flags.pull}': must be one of "always", "missing" or "never"`);
    // What the daemon runs on decides how the path of a device is read.
    const system = flags.device.length ? ((yield* context.api.ping())?.ostype ?? '') : 'linux';
    return createBody(context, image, command, flags, given, detached, system);
  } catch (error) {
    if (error instanceof Failure) throw withHelp(error, verb);
    throw error;
  }
}

/** Creates; answers the ID. Warnings and progress go to stderr. */
export function* createContainer(context: Context, image: string, body: object, flags: CreateFlags): Program<string> {
  const file = flags.cidfile ? makeIdFile(context, flags.cidfile) : undefined;
  let id = '';
  try {
    id = yield* createWithPull(context, image, body, flags);
  } finally {
    if (file !== undefined) {
      if (id) context.process.machine.files.write(file, id);
      else context.process.machine.files.remove(file);
    }
  }
  return id;
}

function* createWithPull(context: Context, image: string, body: object, flags: CreateFlags): Program<string> {
  const reference = parseImageReference(image);
  // An image may also be named by its ID, which is no reference.
  const named = isProblem(reference) ? (/^(sha256:)?[0-9a-f]{64}$/.test(image) ? undefined : refuse(reference.problem)) : withDefaultTag(reference);
  const platform = flags.platform ? parsePlatform(flags.platform) : undefined;
  if (isProblem(platform)) throw new Failure(`error parsing specified platform: ${platform.problem}`);
  if (flags.pull === 'always' && named) yield* pullImage(context, named, { platform: flags.platform, quiet: flags.quiet, out: context.err });
  let made: { Id: string; Warnings?: string[] | null };
  try {
    made = yield* create(context, body, flags);
  } catch (error) {
    if (!isNotFound(error) || !named || flags.pull !== 'missing') throw error;
    if (!flags.quiet) yield* context.err.line(`Unable to find image '${familiarText(named)}' locally`);
    yield* pullImage(context, named, { platform: flags.platform, quiet: flags.quiet, out: context.err });
    made = yield* create(context, body, flags);
  }
  for (const warning of made.Warnings ?? []) yield* context.err.line(`WARNING: ${warning}`);
  return made.Id;
}

function refuse(problem: string): ImageReference {
  throw new Failure(problem);
}

function* create(context: Context, body: object, flags: CreateFlags): Program<{ Id: string; Warnings?: string[] | null }> {
  const platform = flags.platform || context.process.env.get('DOCKER_DEFAULT_PLATFORM') || undefined;
  return yield* context.api.post('/containers/create', { query: { name: flags.name || undefined, platform }, json: body });
}

/** The file is there, empty, before the container is; answers where. */
function makeIdFile(context: Context, path: string): string {
  const { files } = context.process.machine;
  const place = joinPath(context.process.cwd, path);
  if (!isFileError(files.stat(place))) throw new Failure(`container ID file found, make sure the other container isn't running or delete ${path}`);
  const failed = files.write(place, '');
  if (isFileError(failed)) throw new Failure(`failed to create the container ID file: open ${path}: ${goErrno(failed)}`);
  return place;
}
