/** `docker version` (command/system/version.go). */
import { API_VERSION, CLIENT_COMMIT, CLIENT_VERSION } from '../_client/client';
import { BUILD_TIME, GO_VERSION } from '../_client/build';
import { command, noArguments } from '../_framework/command';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { alignTabs } from '../_format/tabwriter';
import { encodeJson, Template, TemplateError } from '../../template';
import { goType } from '../../api/go-types';
import { reformatBuildTime } from '../_parse/time';

interface Component {
  Name: string;
  Version: string;
  Details?: Record<string, string>;
}

interface Server {
  Platform: { Name: string };
  Components?: Component[];
  Version: string;
  ApiVersion: string;
  MinAPIVersion?: string;
  GitCommit: string;
  GoVersion: string;
  Os: string;
  Arch: string;
  KernelVersion?: string;
  Experimental?: boolean;
  BuildTime?: string;
}

export default command({
  use: 'version [OPTIONS]',
  rank: 11,
  short: 'Show the versions of client and engine',
  args: noArguments,
  flags: {
    format: flag.string('f', 'How to print it: "json", or a Go template'),
  },
  *run(context, _args, { format }) {
    let template: Template | undefined;
    try {
      if (format && format !== 'json') template = Template.parse(format, 'version');
    } catch (error) {
      if (error instanceof TemplateError) throw new Failure(`template parsing error: ${error.message}`, 64);
      throw error;
    }
    let server: Server | undefined;
    let failure: Failure | undefined;
    try {
      server = yield* context.api.get<Server>('/version');
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failure = error;
    }
    for (const component of server?.Components ?? []) {
      if (component.Details?.BuildTime) component.Details.BuildTime = reformatBuildTime(component.Details.BuildTime);
    }
    const { architecture, os } = context.process.machine.platform;
    const client = {
      Version: CLIENT_VERSION,
      ApiVersion: negotiated(server?.ApiVersion),
      DefaultAPIVersion: API_VERSION,
      GitCommit: CLIENT_COMMIT,
      GoVersion: GO_VERSION,
      Os: os,
      Arch: architecture === 'x86_64' ? 'amd64' : architecture,
      BuildTime: BUILD_TIME,
      Context: context.api.endpoint.contextName,
    };
    const value = { type: goType('system.versionInfo'), data: { Client: client, Server: server } };
    if (template) {
      try {
        yield* context.out.line(template.execute(value));
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        yield* context.out.line('');
        throw new Failure(error.message);
      }
    } else if (format === 'json') yield* context.out.line(encodeJson(value));
    else yield* context.out.write(alignTabs(page(client, server), { minWidth: 20, padding: 1 }));
    if (failure) throw failure;
  },
});

/** The lower of what client and engine speak. */
function negotiated(server: string | undefined): string {
  return server !== undefined && Number(server.split('.')[1]) < Number(API_VERSION.split('.')[1]) ? server : API_VERSION;
}

type Client = {
  Version: string;
  ApiVersion: string;
  DefaultAPIVersion: string;
  GitCommit: string;
  GoVersion: string;
  Os: string;
  Arch: string;
  BuildTime: string;
  Context: string;
};

function page(client: Client, server: Server | undefined): string {
  const api =
    client.ApiVersion === client.DefaultAPIVersion ? client.ApiVersion : `${client.ApiVersion} (downgraded from ${client.DefaultAPIVersion})`;
  const lines = [
    'Client:',
    ` Version:\t${client.Version}`,
    ` API version:\t${api}`,
    ` Go version:\t${client.GoVersion}`,
    ` Git commit:\t${client.GitCommit}`,
    ` Built:\t${client.BuildTime}`,
    ` OS/Arch:\t${client.Os}/${client.Arch}`,
    ` Context:\t${client.Context}`,
  ];
  if (server) {
    lines.push('', `Server:${server.Platform?.Name ? ` ${server.Platform.Name}` : ''}`);
    for (const component of server.Components ?? []) {
      lines.push(` ${component.Name}:`, `  Version:\t${component.Version}`);
      const details = component.Details ?? {};
      if (component.Name === 'Engine') {
        const minimum = details.MinAPIVersion ? ` (minimum version ${details.MinAPIVersion})` : '';
        lines.push(
          `  API version:\t${details.ApiVersion ?? ''}${minimum}`,
          `  Go version:\t${details.GoVersion ?? ''}`,
          `  Git commit:\t${details.GitCommit ?? ''}`,
          `  Built:\t${details.BuildTime ?? ''}`,
          `  OS/Arch:\t${details.Os ?? ''}/${details.Arch ?? ''}`,
          `  Experimental:\t${details.Experimental ?? ''}`,
        );
      } else for (const key of Object.keys(details).sort()) lines.push(`  ${key}:\t${details[key]}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
