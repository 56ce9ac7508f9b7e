/** Declares an image that is one server with one page: what most applications of labs are, as far as a swarm can see. */
import { textResponse, type HttpRequest, type HttpResponse, type Main, type Process } from '../os';
import type { Program } from '../sim';
import type { BaseName } from './_bases';
import { cardPage, wantsHtml } from './_html';
import { image, MB, type ImageDefinition, type Variant } from './_image';
import { endOn, execOrComplain, forever, listen, print } from './_programs';

export interface SimpleServer {
  name: string;
  also?: readonly string[];
  about: string;
  tags?: Readonly<Record<string, string>>;
  base?: BaseName;
  /** The executable, with its arguments. */
  command: readonly string[];
  /** Entry point in front of it, when the image has one. */
  entrypoint?: readonly string[];
  /** The page is served on each. */
  ports: readonly number[];
  body: string | ((process: Process, request: HttpRequest, variant: Variant) => string);
  contentType?: string;
  banner?: string | ((process: Process, variant: Variant) => string);
  /** Own layers, in millions of bytes. */
  megabytes: number;
  memoryMegabytes?: number;
  env?: readonly string[];
  volumes?: readonly string[];
  workingDir?: string;
  /** What SIGTERM makes of it; 143 where the runtime has no handler of its own. */
  exitCode?: number;
  stopSignal?: string;
}

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export function simpleServer(spec: SimpleServer): ImageDefinition {
  return image({
    name: spec.name,
    ...(spec.also ? { also: spec.also } : {}),
    about: spec.about,
    tags: spec.tags ?? { latest: '1' },
    build: (variant) => {
      const words = [...(spec.entrypoint ?? []), ...spec.command];
      const executable = words[0] as string;
      const path = executable.startsWith('/') ? executable : `/usr/local/bin/${executable}`;
      return {
        base: spec.base ?? 'debian-slim',
        config: {
          Env: [PATH, ...(spec.env ?? [])],
          ...(spec.entrypoint ? { Entrypoint: spec.entrypoint } : {}),
          Cmd: spec.command,
          ExposedPorts: spec.ports.map((port) => `${port}/tcp`),
          ...(spec.volumes ? { Volumes: spec.volumes } : {}),
          ...(spec.workingDir ? { WorkingDir: spec.workingDir } : {}),
          ...(spec.stopSignal ? { StopSignal: spec.stopSignal } : {}),
        },
        layers: [
          [`RUN /bin/sh -c set -eux; install ${spec.name} ${variant.version} # buildkit`, spec.megabytes * MB],
          ['COPY . / # buildkit', 12_000],
        ],
        programs: { [path]: simpleMain(spec, variant) },
      };
    },
  });
}

function simpleMain(spec: SimpleServer, variant: Variant): Main {
  const { body } = spec;
  const script = spec.entrypoint?.[0] ?? '';
  return function* main(process) {
    // An entry point script hands over to another command (`docker run mongo ls /data`).
    const given = process.argv[spec.entrypoint?.length ?? 0];
    if (script.includes('entrypoint') && given !== undefined && given !== spec.command[0] && !given.startsWith('-')) {
      return yield* execOrComplain(process, process.argv.slice(spec.entrypoint?.length ?? 0), script, 5);
    }
    process.memoryBytes = (spec.memoryMegabytes ?? 24) * 1024 * 1024;
    endOn(process, ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGWINCH', 'SIGUSR1'], spec.exitCode ?? 0);
    const banner = typeof spec.banner === 'function' ? spec.banner(process, variant) : spec.banner;
    if (banner) yield* print(process, banner);
    const answer = function* answer(request: HttpRequest): Program<HttpResponse> {
      const text = typeof body === 'string' ? body : body(process, request, variant);
      const title = wantsHtml(request) ? /<title>([^<]*)<\/title>/.exec(text)?.[1] : undefined;
      if (title === undefined) return textResponse(200, request.method === 'HEAD' ? '' : text, spec.contentType ?? 'text/html; charset=utf-8');
      // For the eye: what it stands for, and who answered.
      const rows = [['Image', `${variant.name}:${variant.tag}`], ['Container', process.machine.hostname]] as const;
      return cardPage({ title, heading: title, version: variant.version, text: `${spec.about} The application itself is not simulated.`, rows });
    };
    for (const port of spec.ports) if (!(yield* listen(process, port, answer))) return 1;
    return yield* forever();
  };
}
