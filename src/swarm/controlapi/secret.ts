/** Secrets: their data goes in and never comes back. */
import type { Refusal, Secret, SecretSpec } from '../../model';
import type { Program } from '../../sim';
import type { ControlContext, Filters } from './context';
import { create, get, list, remove, update } from './secret-and-config';
import type { Kind } from './secret-and-config';

const SECRET: Kind = { noun: 'secret', sizeBytesLimit: 512_000 };

export function createSecret(context: ControlContext, spec: SecretSpec): Program<Secret | Refusal> {
  return create(context, SECRET, spec);
}

export function getSecret(context: ControlContext, ref: string): Program<Secret | Refusal> {
  return get(context, SECRET, ref);
}

export function listSecrets(context: ControlContext, filters: Filters): Program<Secret[] | Refusal> {
  return list(context, SECRET, filters);
}

export function updateSecret(context: ControlContext, ref: string, version: number, spec: SecretSpec): Program<Secret | Refusal> {
  return update(context, SECRET, ref, version, spec);
}

export function removeSecret(context: ControlContext, ref: string): Program<Secret | Refusal> {
  return remove(context, SECRET, ref);
}
