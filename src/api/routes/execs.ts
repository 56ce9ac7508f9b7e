/** `/exec` and `/containers/{name}/exec` (moby api/server/router/container/exec.go). */
import type { ExecConfig } from '../../host';
import { isRefusal, refuse } from '../../model';
import { spawn } from '../../sim';
import { answer, bodyOf, done, empty, json, refused, stream } from '../call';
import type { Routes } from '../engine-api';
import { framed, pumpInput } from '../frames';

interface StartBody {
  Detach?: boolean;
  Tty?: boolean;
  ConsoleSize?: [number, number] | null;
}

export const execs: Routes = {
  *'POST /containers/{name}/exec'(call) {
    const config = yield* bodyOf<ExecConfig>(call, 'container.ExecOptions');
    if (isRefusal(config)) return refused(config);
    if (!Array.isArray(config.Cmd) || config.Cmd.length === 0) return refused(refuse(400, 'no exec command specified'));
    return answer(call.daemon.engine.execCreate(call.params.name ?? '', config), (value) => value, 201);
  },

  /** After the body, which says how to start, the upgraded connection carries stdin one way and output the other. */
  *'POST /exec/{id}/start'(call) {
    const start = yield* bodyOf<StartBody>(call, 'container.ExecStartOptions');
    if (isRefusal(start)) return refused(start);
    const [rows, columns] = start.ConsoleSize ?? [];
    const attachment = yield* call.daemon.engine.execStart(call.params.id ?? '', {
      detach: start.Detach === true,
      tty: start.Tty === true,
      ...(rows && columns ? { rows, columns } : {}),
    });
    if (isRefusal(attachment)) return refused(attachment);
    if (!attachment) return empty(200);
    spawn(call.sim, 'api.exec-input', pumpInput(call.request.upgrade ?? '', attachment));
    return stream(framed(attachment.output, attachment.tty), rawType(attachment.tty));
  },

  *'POST /exec/{id}/resize'(call) {
    return done(call.daemon.engine.execResize(call.params.id ?? '', call.query.number('w', 80), call.query.number('h', 24)), 200);
  },

  *'GET /exec/{id}/json'(call) {
    const value = call.daemon.engine.execInspect(call.params.id ?? '');
    return isRefusal(value) ? refused(value) : json(200, value);
  },
};

export function rawType(tty: boolean): string {
  return tty ? 'application/vnd.docker.raw-stream' : 'application/vnd.docker.multiplexed-stream';
}
