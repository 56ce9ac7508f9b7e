/** `docker stack deploy` (command/stack/swarm/deploy.go, deploy_composefile.go). */
import type { Program } from '../../sim';
import type { ApiInfo } from '../_client/shapes';
import { command, exactly } from '../_framework/command';
import { oneOf } from '../_framework/completion';
import type { Context } from '../_framework/context';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { parseImageReference } from '../_parse/image-reference';
import { isProblem } from '../_parse/problem';
import type { ComposeConfig } from './_compose/load';
import { ForbiddenKeys } from './_compose/problem';
import { deprecatedKeys, formatKeys, unsupportedKeys } from './_compose/properties';
import { type ComposeFiles, loadComposeFiles } from './_compose/read';
import { convertFileObjects } from './_convert/file-objects';
import { descoped } from './_convert/namespace';
import { convertNetworks } from './_convert/networks';
import { convertServices } from './_convert/service';
import { deployFileObjects } from './_deploy/file-objects';
import { checkExternalNetworks, createNetworks } from './_deploy/networks';
import { removeServices } from './_deploy/remove';
import { deployServices, type ResolveImage, stackServices, waitForServices } from './_deploy/services';
import { checkStackName, oneStackName, ORCHESTRATOR } from './_stack';

export default command({
  use: 'deploy [OPTIONS] STACK',
  aliases: ['up'],
  short: 'Deploy a stack, or bring one up to its compose file',
  swarm: 'manager',
  args: exactly(1),
  flags: {
    'compose-file': flag.strings('c', 'Compose file, "-" for standard input; several are merged'),
    detach: flag.bool('d', 'Do not wait for the services to converge', { initial: true }),
    prune: flag.bool('', 'Remove services that are in the file no more'),
    quiet: flag.bool('q', 'Show no progress while waiting'),
    'resolve-image': flag.string('', 'When to ask the registry for digest and platforms ("always", "changed", "never")', {
      initial: 'always',
      completes: oneOf('always', 'changed', 'never'),
    }),
    'with-registry-auth': flag.bool('', "Hand the registry's credentials to the nodes"),
    ...ORCHESTRATOR,
  },
  completes: oneStackName,
  *run(context, [stack = ''], flags, given) {
    checkStackName(stack);
    const config = yield* loadForDeployment(context, flags['compose-file']);
    const resolveImage = flags['resolve-image'] as ResolveImage;
    if (!['always', 'changed', 'never'].includes(resolveImage)) throw new Failure(`Invalid option ${resolveImage} for flag --resolve-image`);
    if (flags.detach && !given('detach')) {
      yield* context.err.line(
        'Since --detach=false was not specified, tasks will be created in the background.\n' +
          'In a future release, --detach=false will become the default.',
      );
    }
    yield* checkManager(context);
    if (flags.prune) yield* prune(context, stack, config);
    const networks = convertNetworks(stack, config);
    yield* checkExternalNetworks(context, networks.external);
    yield* createNetworks(context, stack, networks.own);
    yield* deployFileObjects(context, 'secret', convertFileObjects(context.process, stack, config.secrets));
    yield* deployFileObjects(context, 'config', convertFileObjects(context.process, stack, config.configs));
    const specs = yield* convertServices(context, stack, config);
    const ids = yield* deployServices(context, stack, specs, { resolveImage, registryAuth: flags['with-registry-auth'] });
    if (!flags.detach) yield* waitForServices(context, ids, flags.quiet);
  },
});

/** Loads the files and tells what of them is ignored; every service needs an image that can be named. */
function* loadForDeployment(context: Context, names: readonly string[]): Program<ComposeConfig> {
  let files: ComposeFiles;
  try {
    files = yield* loadComposeFiles(context, names);
  } catch (error) {
    if (error instanceof ForbiddenKeys) throw new Failure(`Compose file contains unsupported options:\n\n${formatKeys(error.keys)}\n`);
    throw error;
  }
  const unsupported = unsupportedKeys(files.raw);
  if (unsupported.length) yield* context.err.write(`Ignoring unsupported options: ${unsupported.join(', ')}\n\n`);
  const deprecated = deprecatedKeys(files.raw);
  if (deprecated.size) yield* context.err.write(`Ignoring deprecated options:\n\n${formatKeys(deprecated)}\n\n`);
  for (const { name, image } of files.config.services.values()) {
    if (image === '') throw new Failure(`invalid image reference for service ${name}: no image specified`);
    const reference = parseImageReference(image);
    const isId = /^(sha256:)?[a-f0-9]{64}$/.test(image);
    if (isProblem(reference) && !isId) throw new Failure(`invalid image reference for service ${name}: ${reference.problem}`);
  }
  return files.config;
}

/** Asked first, since the refusal of a network by a worker says less. */
function* checkManager(context: Context): Program {
  const info = yield* context.api.get<ApiInfo>('/info');
  if (info.Swarm.ControlAvailable) return;
  throw new Failure('this node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again');
}

function* prune(context: Context, stack: string, config: ComposeConfig): Program {
  const services = yield* stackServices(context, stack);
  yield* removeServices(context, services.filter((service) => !config.services.has(descoped(stack, service.Spec.Name))));
}
