/**
 * Secrets and configs are alike but for their noun, their size and whether their data is read back
 * (swarmkit manager/controlapi/{secret,config}.go). Only their labels ever change.
 */
import { isRefusal, refuseRpc } from '../../model';
import type { Refusal, Secret, SecretSpec } from '../../model';
import type { Program } from '../../sim';
import type { Store, Transaction } from '../../store';
import { checkFileName } from './annotations';
import type { ControlContext, Filters } from './context';
import { beginsWithAny, checkFilterKeys, hasLabels } from './filters';
import { lookUp } from './lookup';
import { write } from './write';

export interface Kind {
  readonly noun: 'secret' | 'config';
  /** The first size that is refused. */
  readonly sizeBytesLimit: number;
}

export function* create(context: ControlContext, kind: Kind, spec: SecretSpec): Program<Secret | Refusal> {
  const refusal = checkFileName(spec.Name) ?? (kind.noun === 'secret' && spec.Driver ? checkDriver(spec.Driver) : checkSize(kind, spec));
  if (refusal) return refusal;
  return yield* write(context.store, context.sim, `create ${kind.noun}`, (tx): Secret | Refusal => {
    if (tx.byName(kind.noun, spec.Name).length > 0) return refuseRpc('AlreadyExists', `${kind.noun} ${spec.Name} already exists`);
    const made = { ID: context.sim.random('controlapi').id(), Version: { Index: 0 }, CreatedAt: 0, UpdatedAt: 0, Spec: spec };
    return shown(kind, tx.create(kind.noun, made));
  });
}

/** A secret that a driver provides has no data of its own; but drivers are plugins, and there are none here. */
function checkDriver({ Name: name }: { readonly Name: string }): Refusal {
  return name === '' ? refuseRpc('InvalidArgument', 'secret driver must have a name') : refuseRpc('Unknown', `plugin "${name}" not found`);
}

function checkSize(kind: Kind, spec: SecretSpec): Refusal | undefined {
  const size = dataBytes(spec.data ?? '');
  if (size >= 1 && size < kind.sizeBytesLimit) return undefined;
  return refuseRpc('InvalidArgument', `${kind.noun} data must be larger than 0 and less than ${kind.sizeBytesLimit} bytes`);
}

/** The length of a stream in bytes: an escaped byte (U+DC80 to U+DCFF) counts one, other characters as UTF-8 has them. */
export function dataBytes(data: string): number {
  let bytes = 0;
  for (const character of data) {
    const code = character.codePointAt(0) as number;
    if (code >= 0xdc80 && code <= 0xdcff) bytes += 1;
    else bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

export function* get(context: ControlContext, kind: Kind, ref: string): Program<Secret | Refusal> {
  const found = lookUp(context.store, kind.noun, ref);
  return isRefusal(found) ? found : shown(kind, found);
}

/** Names, name prefixes and ID prefixes add up; labels take away. */
export function* list(context: ControlContext, kind: Kind, filters: Filters): Program<Secret[] | Refusal> {
  const refusal = checkFilterKeys(filters, kind.noun === 'secret' ? ['id', 'label', 'name', 'names'] : ['id', 'label', 'name']);
  if (refusal) return refusal;
  const asked = (values: readonly string[] | undefined): boolean => (values ?? []).length > 0;
  const all = !asked(filters.names) && !asked(filters.name) && !asked(filters.id);
  return context.store
    .list(kind.noun)
    .filter(
      (object) =>
        (all ||
          (filters.names ?? []).includes(object.Spec.Name) ||
          (asked(filters.name) && beginsWithAny(object.Spec.Name, filters.name)) ||
          (asked(filters.id) && beginsWithAny(object.ID, filters.id))) &&
        hasLabels(object.Spec.Labels, filters.label),
    )
    .map((object) => shown(kind, object));
}

export function* update(context: ControlContext, kind: Kind, ref: string, version: number, spec: SecretSpec): Program<Secret | Refusal> {
  const found = lookUp(context.store, kind.noun, ref);
  if (isRefusal(found)) return found;
  return yield* write(context.store, context.sim, `update ${kind.noun}`, (tx): Secret | Refusal => {
    const current = tx.get(kind.noun, found.ID);
    if (!current) return refuseRpc('NotFound', `${kind.noun} ${found.ID} not found`);
    const sameData = spec.data === undefined || spec.data === current.Spec.data;
    if (current.Spec.Name !== spec.Name || !sameData) return refuseRpc('InvalidArgument', 'only updates to Labels are allowed');
    if (current.Version.Index !== version) return refuseRpc('Unknown', 'update out of sequence');
    return shown(kind, tx.update(kind.noun, current.ID, { ...current, Spec: { ...current.Spec, Labels: spec.Labels } }));
  });
}

export function* remove(context: ControlContext, kind: Kind, ref: string): Program<Secret | Refusal> {
  const found = lookUp(context.store, kind.noun, ref);
  if (isRefusal(found)) return found;
  return yield* write(context.store, context.sim, `remove ${kind.noun}`, (tx): Secret | Refusal => {
    const current = tx.get(kind.noun, found.ID);
    if (!current) return refuseRpc('NotFound', `${kind.noun} ${found.ID} not found`);
    const refusal = checkUnused(tx, kind, current);
    if (refusal) return refusal;
    tx.delete(kind.noun, current.ID);
    return shown(kind, current);
  });
}

/** Only present specs hold it: past tasks and previous specs do not. */
function checkUnused(tx: Transaction | Store, kind: Kind, object: Secret): Refusal | undefined {
  const users = tx.servicesUsing(kind.noun, object.ID).map((service) => service.Spec.Name);
  if (users.length === 0) return undefined;
  const services = users.length === 1 ? 'service' : 'services';
  return refuseRpc('InvalidArgument', `${kind.noun} '${object.Spec.Name}' is in use by the following ${services}: ${users.join(', ')}`);
}

function shown(kind: Kind, object: Secret): Secret {
  if (kind.noun === 'config') return object;
  const { data: _never, ...Spec } = object.Spec;
  return { ...object, Spec };
}
