/**
 * What `docker stack deploy` says of one file before it asks the engine for anything: the same reader, loader and
 * converters, gone through to their end instead of to their first complaint. The first finding is the client's own.
 */
import { dirName } from '../../../os';
import { Failure } from '../../_framework/failure';
import { parseImageReference } from '../../_parse/image-reference';
import { isProblem } from '../../_parse/problem';
import { checkTargets } from '../../service/_references';
import { type ComposeConfig, loadConfigs, versionOf } from '../_compose/load';
import { Misfit, type Path, type Reason } from '../_compose/problem';
import { deprecatedKeys, unsupportedKeys, usesOf } from '../_compose/properties';
import type { ComposeService } from '../_compose/service';
import { type Reader, sourceOf } from '../_compose/source';
import { convertFileObjects } from '../_convert/file-objects';
import { convertMounts } from '../_convert/mounts';
import { convertHealthCheck, convertMode, convertResources, convertRestartPolicy } from '../_convert/policies';
import { credentialSpec, requestsOf, stackAttachments } from '../_convert/references';
import type { YamlMap } from '../_yaml';
import type { Severity } from './diagnostic';

export interface Finding extends Reason {
  severity: Severity;
  faded?: boolean;
}

export interface Words {
  findings: readonly Finding[];
  /** Absent where the file cannot be loaded. */
  config?: ComposeConfig;
}

/** Any name does: no complaint of the client's has it in its words. */
const STACK = 'stack';

export function deployWords(raw: YamlMap, path: string, reader: Reader): Words {
  const findings: Finding[] = [];
  const complain = (failure: Failure, at: Path = []) => {
    const reasons = failure instanceof Misfit ? failure.reasons : [{ words: failure.message, at }];
    findings.push(...reasons.map((reason): Finding => ({ ...reason, severity: 'error' })));
  };
  const attempt = (run: () => void, at: Path = [], prefix = '') => {
    try {
      run();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      complain(prefix ? new Failure(`${prefix}${error.message}`) : error, at);
    }
  };
  const warnings: string[] = [];
  const source = sourceOf(reader, dirName(path), versionOf(raw), (text) => warnings.push(text));
  let config: ComposeConfig | undefined;
  attempt(() => (config = loadConfigs([raw], source, { failed: complain })), ['version']);
  for (const words of warnings) findings.push({ words, at: [], severity: 'warning' });
  findings.push(...ignoredKeys(raw));
  if (config && !findings.some(({ severity }) => severity === 'error')) checkConversion(config, reader, attempt);
  return { findings, config };
}

/** Keys that the client says it ignores, each where it stands. */
function ignoredKeys(raw: YamlMap): Finding[] {
  const unsupported = unsupportedKeys([raw]);
  const deprecated = deprecatedKeys([raw]);
  const ignored = usesOf(raw, unsupported).map((at): Finding => {
    return { words: `Ignoring unsupported options: ${String(at.at(-1))}`, at, key: true, severity: 'warning', faded: at.at(-1) !== 'restart' };
  });
  const old = usesOf(raw, deprecated.keys()).map((at): Finding => {
    const key = String(at.at(-1));
    return { words: `Ignoring deprecated options: ${key}: ${deprecated.get(key) ?? ''}`, at, key: true, severity: 'warning', faded: true };
  });
  return [...ignored, ...old];
}

type Attempt = (run: () => void, at: Path, prefix?: string) => void;

/** In the order in which a deployment comes upon them: images, files of secrets and configs, then service by service. */
function checkConversion(config: ComposeConfig, reader: Reader, attempt: Attempt): void {
  for (const { name, image } of config.services.values()) {
    attempt(() => checkImage(image), ['services', name, ...(image === '' ? [] : ['image'])], `invalid image reference for service ${name}: `);
  }
  for (const noun of ['secrets', 'configs'] as const) {
    for (const [key, object] of config[noun]) attempt(() => void convertFileObjects(reader, STACK, new Map([[key, object]])), [noun, key, 'file']);
  }
  for (const [name, service] of config.services) checkService(service, config, (run, at) => attempt(run, ['services', name, ...at], `service ${name}: `));
}

function checkImage(image: string): void {
  if (image === '') throw new Failure('no image specified');
  const reference = parseImageReference(image);
  if (isProblem(reference) && !/^(sha256:)?[a-f0-9]{64}$/.test(image)) throw new Failure(reference.problem);
}

function checkService(service: ComposeService, config: ComposeConfig, attempt: Attempt): void {
  const { deploy } = service;
  for (const noun of ['secret', 'config'] as const) {
    const key = noun === 'secret' ? 'secrets' : 'configs';
    const references = service[key] ?? [];
    for (const [i, reference] of references.entries()) attempt(() => void requestsOf(STACK, noun, [reference], config[key]), [key, i]);
    if (!references.every(({ source }) => config[key].has(source))) continue;
    const requests = requestsOf(STACK, noun, references, config[key]);
    const twin = requests.findIndex(({ target }, i) => requests.findIndex((other) => other.target === target) < i);
    if (twin >= 0) attempt(() => checkTargets(noun, requests), [key, twin]);
  }
  attempt(() => void convertMode(deploy), ['deploy', deploy.replicas === undefined ? 'mode' : 'replicas']);
  for (const [i, volume] of (service.volumes ?? []).entries()) attempt(() => void convertMounts(STACK, [volume], config.volumes), ['volumes', i]);
  attempt(() => void convertResources(deploy), ['deploy', 'resources']);
  attempt(() => void convertRestartPolicy(service.restart, deploy.restart_policy), ['restart']);
  attempt(() => void convertHealthCheck(service.healthcheck), ['healthcheck']);
  for (const [key, attachment] of service.networks ?? []) {
    attempt(() => void stackAttachments(STACK, { ...service, networks: new Map([[key, attachment]]) }, config), ['networks', key]);
  }
  const { config: credentials } = service.credential_spec;
  const at = ['credential_spec'];
  if (credentials) attempt(() => void requestsOf(STACK, 'config', [{ source: credentials, target: '', uid: '', gid: '', mode: 0 }], config.configs), at);
  attempt(() => void credentialSpec(STACK, service, [{ ConfigID: '', ConfigName: credentials }]), at);
}
