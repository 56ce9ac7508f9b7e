/** All Go types behind the API's JSON, resolved when first asked for: requests are read by them, templates see them. */
import { GoTypes, type GoType } from '../../template';
import { CONTAINER_TYPES } from './container';
import { OTHER_TYPES } from './others';
import { REQUEST_TYPES } from './requests';
import { SWARM_TYPES } from './swarm';

export { decodeGo } from './decode';

const types = new GoTypes(SWARM_TYPES, CONTAINER_TYPES, OTHER_TYPES, REQUEST_TYPES);

/** A Go type by name: `swarm.Service`, `*container.State`. */
export function goType(name: string): GoType {
  return types.get(name);
}
