/**
 * What Bitnami's images have in common, made of the official ones here: settings of their own, an entry point that greets, a
 * refusal to start without a password, data below /bitnami. The servers inside are the same.
 */
import type { Process } from '../os';
import type { Program } from '../sim';
import type { ImageBuild } from './_image';
import { complain, execOrComplain, fileEnv, print } from './_programs';

export interface Bitnami {
  /** `redis`: of scripts, directories and log lines. */
  name: string;
  title: string;
  port: number;
  env?: readonly string[];
  /** Directory of the data, in the volume. */
  data?: string;
  /** What the server is told, once all is well; it may change the environment. In words: why it does not start. */
  prepare(process: Process): { run: readonly string[] } | { error: string };
}

/** The first of these variables, or what its file says. */
export function setting(process: Process, ...names: readonly string[]): string | undefined {
  return names.map((name) => fileEnv(process, name)).find((value) => value !== undefined && value !== '');
}

export function allowsEmpty(process: Process): boolean {
  return /^(yes|true|1)$/i.test(process.env.get('ALLOW_EMPTY_PASSWORD') ?? '');
}

export function emptyPassword(name: string): { error: string } {
  return { error: `The ${name} environment variable is empty or not set. Set the environment variable ALLOW_EMPTY_PASSWORD=yes to allow the container to be started with blank passwords. This is recommended only for development.` };
}

export function bitnamiBuild(official: ImageBuild, app: Bitnami): ImageBuild {
  const scripts = `/opt/bitnami/scripts/${app.name}`;
  const { Volumes: _volumes, WorkingDir: _directory, StopSignal: _signal, ...config } = official.config ?? {};
  return {
    ...official,
    base: 'debian-slim',
    config: {
      ...config,
      Env: [...(config.Env ?? []), `BITNAMI_APP_NAME=${app.name}`, ...(app.env ?? [])],
      Entrypoint: [`${scripts}/entrypoint.sh`],
      Cmd: [`${scripts}/run.sh`],
      ExposedPorts: [`${app.port}/tcp`],
      User: '1001',
      ...(app.data === undefined ? {} : { WorkingDir: app.data }),
    },
    programs: {
      ...official.programs,
      [`${scripts}/entrypoint.sh`]: function* entry(process) {
        yield* say(process, app, 'INFO ', '', `Welcome to the Bitnami ${app.name} container`, '');
        return yield* execOrComplain(process, process.argv.slice(1), `${scripts}/entrypoint.sh`, 40);
      },
      [`${scripts}/run.sh`]: function* run(process) {
        yield* say(process, app, 'INFO ', `** Starting ${app.title} setup **`);
        if (app.data !== undefined) process.machine.files.mkdir(app.data, { parents: true });
        const prepared = app.prepare(process);
        if ('error' in prepared) {
          yield* say(process, app, 'ERROR', prepared.error);
          return 1;
        }
        yield* say(process, app, 'INFO ', `** ${app.title} setup finished! **`, '', `** Starting ${app.title} **`);
        return yield* execOrComplain(process, prepared.run, `${scripts}/run.sh`, 20);
      },
    },
  };
}

function* say(process: Process, app: Bitnami, level: string, ...lines: readonly string[]): Program {
  const time = new Date(Math.floor(process.sim.nowMs)).toISOString().slice(11, 22);
  const text = lines.map((line) => `${app.name} ${time} ${level} ==> ${line}\n`).join('');
  yield* level === 'ERROR' ? complain(process, text) : print(process, text);
}
