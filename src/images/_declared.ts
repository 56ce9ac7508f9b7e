/** Makes an image of what a lab declares; `_declared-server.ts` is what runs in it. */
import type { DeclaredImage, DeclaredTag } from '../os';
import { declaredServer } from './_declared-server';
import { image, NS_PER_SECOND, type ImageBuild, type ImageDefinition } from './_image';

const NS_PER_MS = NS_PER_SECOND / 1000;
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export function declaredImage({ name, about, tags }: DeclaredImage): ImageDefinition {
  return image({
    name,
    about,
    tags: Object.fromEntries(tags.map(({ tag, version }) => [tag, version])),
    build: ({ tag }) => {
      const spec = tags.find((each) => each.tag === tag) as DeclaredTag;
      const [first = 'linux', second] = spec.platforms;
      return second === undefined ? buildOf(name, spec, first) : { ...buildOf(name, spec, 'linux'), windows: buildOf(name, spec, 'windows') };
    },
  });
}

function buildOf(name: string, spec: DeclaredTag, platform: 'linux' | 'windows'): ImageBuild {
  const windows = platform === 'windows';
  const [executable = ''] = spec.command;
  const path = executable.replace(/^[A-Za-z]:/, '').replaceAll('\\', '/');
  const { health } = spec;
  const url = `http://localhost:${spec.ports[0]}${health?.path}`;
  return {
    base: windows ? 'windows-nanoserver' : 'alpine',
    config: {
      Env: [...(windows ? [] : [PATH]), ...spec.env],
      Cmd: spec.command,
      ExposedPorts: spec.ports.map((port) => `${port}/tcp`),
      ...(spec.volumes.length > 0 ? { Volumes: spec.volumes } : {}),
      ...(health && {
        Healthcheck: {
          // Windows' images have curl, Alpine has wget.
          Test: windows ? ['CMD', 'curl', '-f', '-s', url] : ['CMD-SHELL', `wget -q -O /dev/null ${url} || exit 1`],
          Interval: health.intervalMs * NS_PER_MS,
          Timeout: health.timeoutMs * NS_PER_MS,
          ...(health.startPeriodMs > 0 ? { StartPeriod: health.startPeriodMs * NS_PER_MS } : {}),
          Retries: health.retries,
        },
      }),
    },
    layers: [[`COPY ${name.split('/').at(-1)} / # ${spec.version}`, spec.sizeBytes]],
    programs: { [path.includes('/') ? path : `${windows ? '/windows/system32' : '/usr/local/bin'}/${path}`]: declaredServer(name, spec) },
  };
}
