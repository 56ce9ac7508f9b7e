/** Secrets, configs and networks that a service of a stack names, as references of its spec. */
import type { ConfigReference, NetworkAttachmentConfig, SecretReference } from '../../../model';
import type { Program } from '../../../sim';
import type { Context } from '../../_framework/context';
import { Failure } from '../../_framework/failure';
import type { FileRequest } from '../../_parse/references';
import { configReferences, secretReferences } from '../../service/_references';
import type { ComposeConfig } from '../_compose/load';
import type { ComposeFileObject } from '../_compose/objects';
import type { ComposeService, FileReference } from '../_compose/service';
import { scoped } from './namespace';
import { DEFAULT_NETWORK, isPredefined } from './networks';

const MODE_DEFAULT = 0o444;

/** The name in the swarm of a secret or config that a service names by its key. */
function nameOf(stack: string, noun: string, key: string, objects: ReadonlyMap<string, ComposeFileObject>): string {
  const object = objects.get(key);
  if (!object) throw new Failure(`undefined ${noun} "${key}"`);
  return object.name || scoped(stack, key);
}

type FileObjects = ReadonlyMap<string, ComposeFileObject>;

export function requestsOf(stack: string, noun: string, references: readonly FileReference[] | undefined, objects: FileObjects): FileRequest[] {
  return (references ?? []).map((reference) => ({
    source: nameOf(stack, noun, reference.source, objects),
    target: reference.target || reference.source,
    uid: reference.uid || '0',
    gid: reference.gid || '0',
    mode: reference.mode ?? MODE_DEFAULT,
  }));
}

/** Sorted by name, so that another order in the file is no change. */
export function* stackSecrets(context: Context, stack: string, service: ComposeService, config: ComposeConfig): Program<SecretReference[]> {
  const references = yield* secretReferences(context, requestsOf(stack, 'secret', service.secrets, config.secrets));
  return references.sort((a, b) => (a.SecretName < b.SecretName ? -1 : a.SecretName > b.SecretName ? 1 : 0));
}

/** A credential spec that is a config is referred to as well, not as a file. */
export function* stackConfigs(context: Context, stack: string, service: ComposeService, config: ComposeConfig): Program<ConfigReference[]> {
  const requests = requestsOf(stack, 'config', service.configs, config.configs);
  const { config: credentials } = service.credential_spec;
  if (credentials) {
    const source = nameOf(stack, 'config', credentials, config.configs);
    requests.push({ source, target: '', uid: '', gid: '', mode: 0, runtime: true });
  }
  const references = yield* configReferences(context, requests);
  return references.sort((a, b) => (a.ConfigName < b.ConfigName ? -1 : a.ConfigName > b.ConfigName ? 1 : 0));
}

interface CredentialSpec {
  Config: string;
  File: string;
  Registry: string;
}

/** Exactly one of its forms; a config stands by its ID. */
export function credentialSpec(stack: string, { credential_spec: spec }: ComposeService, configs: readonly ConfigReference[]): CredentialSpec | null {
  const forms = [spec.config && '"Config"', spec.file && '"File"', spec.registry && '"Registry"'].filter((form) => form !== '');
  if (forms.length === 2) throw new Failure(`invalid credential spec: cannot specify both ${forms[0]} and ${forms[1]}`);
  if (forms.length > 2) throw new Failure(`invalid credential spec: cannot specify both ${forms.slice(0, -1).join(', ')}, and ${forms[2]}`);
  if (forms.length === 0) return null;
  const made = { Config: spec.config, File: spec.file, Registry: spec.registry };
  if (spec.config === '') return made;
  const byName = (name: string) => configs.find((config) => config.ConfigName === name);
  const found = byName(spec.config) ?? byName(scoped(stack, spec.config));
  if (!found) throw new Failure(`invalid credential spec: spec specifies config ${spec.config}, but no such config can be found`);
  return { ...made, Config: found.ConfigID };
}

/** Attachments by name, sorted; the service's own name is an alias on every network that can have some. */
export function stackAttachments(stack: string, service: ComposeService, config: ComposeConfig): NetworkAttachmentConfig[] {
  const networks = service.networks?.size ? service.networks : new Map([[DEFAULT_NETWORK, undefined]]);
  const attachments = [...networks].map(([key, attachment]): NetworkAttachmentConfig => {
    const network = config.networks.get(key);
    if (!network && key !== DEFAULT_NETWORK) throw new Failure(`undefined network "${key}"`);
    const target = network?.name || scoped(stack, key);
    const aliases = [...(attachment?.aliases ?? []), ...(isPredefined(target) ? [] : [service.name])];
    return {
      Target: target,
      ...(aliases.length ? { Aliases: aliases } : {}),
      ...(attachment?.driver_opts?.size ? { DriverOpts: Object.fromEntries(attachment.driver_opts) } : {}),
    };
  });
  return attachments.sort((a, b) => (a.Target < b.Target ? -1 : 1));
}
