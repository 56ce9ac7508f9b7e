/** `docker info` (command/system/info.go). */
import { API_VERSION, CLIENT_COMMIT, CLIENT_VERSION } from '../_client/client';
import { BUILD_TIME, GO_VERSION } from '../_client/build';
import type { ApiInfo } from '../_client/shapes';
import type { Program } from '../../sim';
import type { Context } from '../_framework/context';
import { command, noArguments } from '../_framework/command';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { encodeJson, Template, TemplateError } from '../../template';
import { goType } from '../../api/go-types';
import { clientPage, serverPage } from './_info-page';

export default command({
  use: 'info [OPTIONS]',
  top: 'info',
  rank: 12,
  short: 'Show what the engine is and has',
  args: noArguments,
  flags: {
    format: flag.string('f', 'How to print it: "json", or a Go template'),
  },
  *run(context, _args, { format }) {
    const { contextName } = context.api.endpoint;
    const ClientInfo = {
      Debug: false,
      Version: CLIENT_VERSION,
      DefaultAPIVersion: API_VERSION,
      GitCommit: CLIENT_COMMIT,
      GoVersion: GO_VERSION,
      Os: 'linux',
      Arch: context.process.machine.platform.architecture === 'x86_64' ? 'amd64' : context.process.machine.platform.architecture,
      BuildTime: BUILD_TIME,
      Context: contextName,
      Plugins: [],
      Warnings: null,
    };
    let info: ApiInfo | undefined;
    let failure: Failure | undefined;
    try {
      info = yield* context.api.get<ApiInfo>('/info');
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failure = error;
    }
    if (format) {
      const template = parse(format);
      const ServerErrors = failure ? [failure.message] : undefined;
      const value = { type: goType('system.dockerInfo'), data: { ...info, ServerErrors, ClientInfo } };
      if (failure && template) yield* context.err.line(failure.message);
      yield* context.out.line(template ? yield* render(context, template, value) : encodeJson(value));
      return failure ? 1 : 0;
    }
    yield* context.out.write(clientPage(contextName));
    if (!info) {
      yield* context.out.line('Server:');
      throw failure ?? new Failure('');
    }
    yield* context.out.write(serverPage(info));
    yield* context.out.line('');
    for (const warning of info.Warnings ?? []) yield* context.err.line(warning);
    return 0;
  },
});

function parse(format: string): Template | undefined {
  if (format === 'json') return undefined;
  try {
    return Template.parse(format);
  } catch (error) {
    if (error instanceof TemplateError) throw new Failure(`template parsing error: ${error.message}`, 64);
    throw error;
  }
}

function* render(context: Context, template: Template, value: Parameters<Template['execute']>[0]): Program<string> {
  try {
    return template.execute(value);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    // The line ends before the template's problem is told.
    yield* context.out.line('');
    throw new Failure(error.message);
  }
}
