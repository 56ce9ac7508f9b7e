/** Taking a stack's objects away, each with a line, going on after what fails. */
import type { Program } from '../../../sim';
import type { Context } from '../../_framework/context';
import { Failure } from '../../_framework/failure';
import type { ApiService } from '../../_client/shapes';

export interface Named {
  id: string;
  name: string;
}

/** Answers whether all went; a failure's words have no newline, so the next ones stick to them, as in the real client. */
export function* removeObjects(context: Context, noun: 'service' | 'secret' | 'config' | 'network', objects: readonly Named[]): Program<boolean> {
  let all = true;
  for (const { id, name } of objects) {
    yield* context.out.line(`Removing ${noun} ${name}`);
    try {
      yield* context.api.delete(`/${noun}s/${id}`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      yield* context.err.write(`Failed to remove ${noun} ${id}: ${error.message}`);
      all = false;
    }
  }
  return all;
}

/** Sorted by name. */
export function* removeServices(context: Context, services: readonly ApiService[]): Program<boolean> {
  const named = services.map((service) => ({ id: service.ID, name: service.Spec.Name }));
  return yield* removeObjects(context, 'service', named.sort((a, b) => (a.name < b.name ? -1 : 1)));
}
