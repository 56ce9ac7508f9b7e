/** YAML as docker's client reads and writes it. */
import { decodeYaml } from './decode';
import { parseYaml } from './parser';
import type { YamlValue } from './value';

export { emitYaml } from './emit';
export { goText, goTypeName } from './go-text';
export { compareKeys, sortedKeys } from './key-order';
export { Float, isMap, OddMap, Timestamp, type YamlMap, type YamlValue } from './value';

/** The first document of a text; null for none. Throws a Failure such as `yaml: line 3: did not find expected key`. */
export function readYaml(text: string): YamlValue {
  const root = parseYaml(text);
  return root ? decodeYaml(root) : null;
}
