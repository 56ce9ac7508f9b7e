/**
 * Variables in the values of a compose file. A value that a variable changed becomes the type its place wants:
 * `replicas: "${N}"` is a number although `replicas: "3"` is a mistake (docker/cli compose/interpolation, loader/interpolate.go).
 */
import { parseFloatText, parseInteger } from '../../_parse/numbers';
import { isProblem, problem, type Problem } from '../../_parse/problem';
import { quote } from '../../../template/quote';
import { Float, type YamlMap, type YamlValue } from '../_yaml';
import { misfit, type Path } from './problem';
import { InvalidTemplate, type Lookup, substitute } from './variables';

type Cast = (text: string) => YamlValue | Problem;

const toInt: Cast = (text) => parseInteger(text, { base: 10, fn: 'Atoi' });
const toFloat: Cast = (text) => {
  const value = parseFloatText(text);
  return isProblem(value) ? value : new Float(value);
};
const toBool: Cast = (text) => {
  const word = text.toLowerCase();
  if (['y', 'yes', 'true', 'on'].includes(word)) return true;
  return ['n', 'no', 'false', 'off'].includes(word) ? false : problem(`invalid boolean: ${text}`);
};

/** Places by pattern: `*` is any key, `[]` an item of a list. */
const CASTS: readonly (readonly [pattern: string, cast: Cast])[] = [
  ...['configs.[].mode', 'secrets.[].mode', 'healthcheck.retries', 'deploy.replicas', 'deploy.update_config.parallelism'].map(serviceCast(toInt)),
  ...['deploy.rollback_config.parallelism', 'deploy.restart_policy.max_attempts', 'deploy.placement.max_replicas_per_node'].map(serviceCast(toInt)),
  ...['ports.[].target', 'ports.[].published', 'ulimits.*', 'ulimits.*.hard', 'ulimits.*.soft', 'oom_score_adj'].map(serviceCast(toInt)),
  ...['deploy.update_config.max_failure_ratio', 'deploy.rollback_config.max_failure_ratio'].map(serviceCast(toFloat)),
  ...['healthcheck.disable', 'privileged', 'read_only', 'stdin_open', 'tty'].map(serviceCast(toBool)),
  ...['volumes.[].read_only', 'volumes.[].volume.nocopy'].map(serviceCast(toBool)),
  ...['networks.*.external', 'networks.*.internal', 'networks.*.attachable', 'volumes.*.external', 'secrets.*.external', 'configs.*.external'].map(
    (pattern) => [pattern, toBool] as const,
  ),
];

function serviceCast(cast: Cast) {
  return (pattern: string) => [`services.*.${pattern}`, cast] as const;
}

/** Throws a Misfit that names the place. */
export function interpolate(config: YamlMap, lookup: Lookup): YamlMap {
  return interpolated(config, [], lookup) as YamlMap;
}

function interpolated(value: YamlValue, path: Path, lookup: Lookup): YamlValue {
  if (typeof value === 'string') return text(value, path, lookup);
  if (Array.isArray(value)) return value.map((item, i) => interpolated(item, [...path, i], lookup));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, interpolated(item, [...path, key], lookup)]));
  return value;
}

function text(value: string, at: Path, lookup: Lookup): YamlValue {
  const result = substitute(value, lookup);
  if (result === value) return value;
  const path = at.map((part) => (typeof part === 'number' ? '[]' : part)).join('.');
  if (result instanceof InvalidTemplate) {
    throw misfit(`invalid interpolation format for ${path}: ${quote(result.template)}; you may need to escape any $ with another $`, at);
  }
  const cast = castFor(path);
  if (!cast) return result;
  const typed = cast(result);
  if (isProblem(typed)) throw misfit(`error while interpolating ${path}: failed to cast to expected type: ${typed.problem}`, at);
  return typed;
}

function castFor(path: string): Cast | undefined {
  const parts = path.split('.');
  return CASTS.find(([pattern]) => {
    const wanted = pattern.split('.');
    return wanted.length === parts.length && wanted.every((part, i) => part === '*' || part === parts[i]);
  })?.[1];
}
