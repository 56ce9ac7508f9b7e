/** RUN: a container of the image so far, its output told as it comes, its files kept when it ends well. */
import { isRefusal } from '../../model';
import type { FileTree, Image } from '../../os';
import type { Program } from '../../sim';
import type { DockerEngine } from '../docker-engine';
import type { EngineCore } from '../engine-core';
import type { BuildFailure, Say } from './builder';
import type { Stage } from './stage';

const RED = '\x1b[91m';
const PLAIN = '\x1b[0m';

export function* runStep(
  engine: DockerEngine, core: EngineCore, image: Image, stage: Stage, command: readonly string[], args: readonly string[], say: Say, { remove, forceRemove }: { remove: boolean; forceRemove: boolean },
): Program<{ container: string; files: FileTree } | BuildFailure> {
  // The engine makes containers of images it has: this one is there for as long as the step runs.
  const lent = core.images.get(image.id) === undefined;
  if (lent) core.images.put(image);
  try {
    const made = yield* engine.containerCreate({
      Image: image.id, Entrypoint: [''], Cmd: [...command], Env: [...stage.config.Env, ...args], WorkingDir: stage.config.WorkingDir ?? '', User: stage.config.User ?? '', Healthcheck: { Test: ['NONE'] },
    });
    if (isRefusal(made)) return { message: made.message };
    const { Id: id } = made;
    say(` ---> Running in ${id.slice(0, 12)}\n`);
    const attached = engine.containerAttach(id, { stdout: true, stderr: true, stream: true, logs: true });
    const started = yield* engine.containerStart(id);
    if (started) {
      yield* engine.containerRemove(id, { force: true });
      return { message: started.message };
    }
    if (!isRefusal(attached)) {
      for (;;) {
        const chunk = yield* attached.output.read();
        if (chunk === undefined) break;
        say(chunk.stream === 'stderr' ? `${RED}${chunk.text}${PLAIN}` : chunk.text);
      }
    }
    const ended = yield* engine.containerWait(id);
    const code = isRefusal(ended) ? 1 : ended.StatusCode;
    const container = core.find(id);
    if (code !== 0 || isRefusal(container)) {
      if (forceRemove) yield* engine.containerRemove(id, { force: true });
      return { message: `The command '${command.join(' ')}' returned a non-zero code: ${code}`, code };
    }
    const { files } = container;
    if (remove) yield* engine.containerRemove(id, { force: true, volumes: true });
    return { container: id, files };
  } finally {
    if (lent) core.images.delete(image.id);
  }
}
