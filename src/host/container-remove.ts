/** Taking a container away (moby daemon/delete.go): its name, its files, its anonymous volumes. */
import { isRefusal, refuse, type Refusal } from '../model';
import type { Program } from '../sim';
import type { Container } from './container';
import { killAndWait } from './container-stop';
import { disconnectAll } from './container-network';
import type { EngineCore } from './engine-core';

export function* removeContainer(
  core: EngineCore,
  container: Container,
  options: { force?: boolean; volumes?: boolean; link?: boolean },
): Program<undefined | Refusal> {
  if (container.removing) return refuse(409, `removal of container ${container.name} is already in progress`);
  // A link has a name of its own, "/parent/alias"; what a container is called by itself is none.
  if (options.link) return refuse(409, 'Conflict, cannot remove the default link name of the container');
  if (!options.force) {
    if (container.status === 'paused')
      return refuse(409, `cannot remove container "${container.name}": container is paused and must be unpaused first`);
    if (container.running)
      return refuse(
        409,
        `cannot remove container "${container.name}": container is running: stop the container before removing or force ` +
      `remove`,
      );
    if (container.status === 'restarting')
      return refuse(
        409,
        `cannot remove container "${container.name}": container is restarting: stop the container before removing or force ` +
      `remove`,
      );
  }
  container.removing = true;
  container.stopRestart?.();
  try {
    if (container.running) {
      const failed = yield* killAndWait(core, container);
      if (failed && isRefusal(failed)) return failed;
    }
    yield* core.work(15, 45);
    removeNow(core, container, options.volumes ?? false);
    return undefined;
  } finally {
    // Refused, or the daemon died meanwhile: whoever comes next may try again.
    if (core.containers.has(container.id)) container.removing = false;
  }
}

/** The record goes at once; the container is not running. */
export function removeNow(core: EngineCore, container: Container, volumes: boolean): void {
  if (!core.containers.has(container.id)) return;
  container.removing = true;
  container.stopRestart?.();
  disconnectAll(core, container);
  core.containers.delete(container.id);
  core.restartDelays.delete(container.id);
  if (core.names.get(container.name) === container.id) core.names.delete(container.name);
  for (const { volume } of container.mounts) {
    if (!volume) continue;
    volume.users.delete(container.id);
    if (volumes && volume.anonymous && volume.users.size === 0) {
      core.volumes.remove(volume.name);
      core.events.emit('volume', 'destroy', volume.name, { driver: 'local' });
    }
  }
  container.setStatus('removing');
  core.containerEvent(container, 'destroy');
  core.notify(container, 'removed');
}
