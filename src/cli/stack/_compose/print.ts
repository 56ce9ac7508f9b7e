/** A configuration as `docker stack config` prints it: merged, interpolated, long forms, fixed order of keys. */
import { emitYaml, sortedKeys, type YamlMap, type YamlValue } from '../_yaml';
import { printExtras } from './extras';
import type { ComposeConfig } from './load';
import { printFileObject, printNetwork, printVolume } from './objects';
import { SERVICE } from './service';

export function printConfig(config: ComposeConfig): string {
  const document: YamlMap = new Map<string, YamlValue>([
    ['version', config.version],
    ['services', section(config.services, SERVICE.print)],
  ]);
  const sections: [string, YamlMap][] = [
    ['networks', section(config.networks, printNetwork)],
    ['volumes', section(config.volumes, printVolume)],
    ['secrets', section(config.secrets, printFileObject)],
    ['configs', section(config.configs, printFileObject)],
  ];
  for (const [key, value] of sections) if (value.size) document.set(key, value);
  for (const [key, value] of printExtras(config.extras)) document.set(key, value);
  return emitYaml(document);
}

function section<T>(objects: Map<string, T>, print: (object: T) => YamlMap): YamlMap {
  return new Map([...sortedKeys(objects)].map(([name, object]) => [name, print(object)]));
}
