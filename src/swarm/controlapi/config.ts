/** Configs: as secrets, but larger, and readable. */
import type { Config, Refusal, SecretSpec } from '../../model';
import type { Program } from '../../sim';
import type { ControlContext, Filters } from './context';
import { create, get, list, remove, update } from './secret-and-config';
import type { Kind } from './secret-and-config';

const CONFIG: Kind = { noun: 'config', sizeBytesLimit: 1_024_000 };

export function createConfig(context: ControlContext, spec: SecretSpec): Program<Config | Refusal> {
  return create(context, CONFIG, spec);
}

export function getConfig(context: ControlContext, ref: string): Program<Config | Refusal> {
  return get(context, CONFIG, ref);
}

export function listConfigs(context: ControlContext, filters: Filters): Program<Config[] | Refusal> {
  return list(context, CONFIG, filters);
}

export function updateConfig(context: ControlContext, ref: string, version: number, spec: SecretSpec): Program<Config | Refusal> {
  return update(context, CONFIG, ref, version, spec);
}

export function removeConfig(context: ControlContext, ref: string): Program<Config | Refusal> {
  return remove(context, CONFIG, ref);
}
