/** All Go types that templates may meet, resolved when first asked for. */
import { GoTypes, type GoType } from '../../template';
import { CONTAINER_TYPES } from './container';
import { OTHER_TYPES } from './others';
import { SWARM_TYPES } from './swarm';

const types = new GoTypes(SWARM_TYPES, CONTAINER_TYPES, OTHER_TYPES);

/** A Go type by name: `swarm.Service`, `*container.State`. */
export function goType(name: string): GoType {
  return types.get(name);
}
