/** What a key means: texts by pattern (`services.*.deploy.replicas`), of every key that the schema knows. */
import { DEPLOY } from './about-deploy';
import { OBJECTS, TOP } from './about-objects';
import { SERVICE } from './about-service';

const below = (prefix: string, table: Readonly<Record<string, string>>): [string, string][] => Object.entries(table).map(([key, text]) => [`${prefix}.${key}`, text]);

export const ABOUT: ReadonlyMap<string, string> = new Map([
  ...Object.entries(TOP), ...Object.entries(OBJECTS), ...below('services.*', SERVICE), ...below('services.*.deploy', DEPLOY),
]);
