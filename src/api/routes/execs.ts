/** `/exec` and `/containers/{name}/exec` (moby api/server/router/container/exec.go). */
import type { ExecConfig } from '../../host';
import { isRefusal, refuse } from '../../model';
import { spawn } from '../../sim';
import type { ApiCall } from '../call';
import { answer, bodyOf, done, empty, json, refused, stream } from '../call';
import type { Routes } from '../engine-api';
import { framed, pumpInput } from '../frames';
import { terminalSize } from '../parameters';

interface StartBody {
  Detach?: boolean;
  Tty?: boolean;
  ConsoleSize?: [number, number] | null;
}

export const execs: Routes = {
  *'POST /containers/{name}/exec'(call) {
    const config = yield* bodyOf<ExecConfig>(call, 'container.ExecOptions');
    if (isRefusal(config)) return refused(config);
    if (!Array.isArray(config.Cmd) || config.Cmd.length === 0) return refused(refuse(400, 'No exec command specified'));
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
    return stream(framed(attachment.output, attachment.tty), hijackedType(call, attachment.tty));
  },

  *'POST /exec/{id}/resize'(call) {
    const size = terminalSize(call);
    return isRefusal(size) ? refused(size) : done(call.daemon.engine.execResize(call.params.id ?? '', size.columns, size.rows), 200);
  },

  *'GET /exec/{id}/json'(call) {
    const value = call.daemon.engine.execInspect(call.params.id ?? '');
    return isRefusal(value) ? refused(value) : json(200, value);
  },
};

export const RAW_STREAM = 'application/vnd.docker.raw-stream';

/** Frames have a type of their own since API 1.42. */
export function rawType(call: ApiCall, tty: boolean): string {
  return tty || call.apiMinor < 42 ? RAW_STREAM : 'application/vnd.docker.multiplexed-stream';
}

/** The same for a connection that is taken over; without an upgrade its type never tells (moby). */
export function hijackedType(call: ApiCall, tty: boolean): string {
  return call.request.upgrade ? rawType(call, tty) : RAW_STREAM;
}
