/** What `docker stack` verbs share: the check of a name, the flag of old, names to complete. */
import type { ApiService } from '../_client/shapes';
import { type Completion, upTo } from '../_framework/completion';
import { Failure } from '../_framework/failure';
import * as flag from '../_framework/flags';
import { quote } from '../../template/quote';
import { NAMESPACE_LABEL } from './_convert/namespace';

/** Only names made of quotes and blanks are refused here; the rest is the daemon's affair. */
export function checkStackName(name: string): void {
  if (name.replace(/^[\s"']+|[\s"']+$/g, '') === '') throw new Failure(`invalid stack name: ${quote(name)}`);
}

/** A flag of the time when stacks could go elsewhere. */
export const ORCHESTRATOR = { orchestrator: flag.string('', 'Of old', { hidden: true, deprecated: 'option will be ignored' }) };

/** Stacks that have services. */
export const stackNames: Completion = function* ({ api }) {
  const services = yield* api.get<ApiService[]>('/services', { filters: flag.filtersParameter([['label', NAMESPACE_LABEL]]) });
  return services.map((service) => service.Spec.Labels?.[NAMESPACE_LABEL] ?? '').filter((name) => name !== '');
};

export const oneStackName = upTo(1, stackNames);
