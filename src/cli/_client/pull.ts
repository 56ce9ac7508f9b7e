/** Pulling an image with its progress (command/image/pull.go, moby client/image_pull.go). */
import type { Program } from '../../sim';
import type { Context, Output } from '../_framework/context';
import { ProgressDisplay, type ProgressMessage } from '../_format/progress';
import { canonicalName, type ImageReference } from '../_parse/image-reference';
import { JsonReader } from './lines';

export interface PullOptions {
  platform?: string;
  quiet?: boolean;
  /** Every tag of the repository. */
  all?: boolean;
  out: Output;
}

export function* pullImage(context: Context, reference: ImageReference, options: PullOptions): Program {
  const { body } = yield* context.api.stream('POST', '/images/create', {
    query: {
      fromImage: canonicalName(reference),
      tag: options.all ? undefined : (reference.digest ?? reference.tag),
      platform: options.platform ? options.platform.toLowerCase() : undefined,
    },
    headers: { 'x-registry-auth': 'e30=' },
  });
  const display = new ProgressDisplay(options.out);
  const messages = new JsonReader<ProgressMessage>(body);
  for (let message = yield* messages.next(); message; message = yield* messages.next()) {
    if (!options.quiet || message.error !== undefined || message.errorDetail) yield* display.show(message);
  }
}
