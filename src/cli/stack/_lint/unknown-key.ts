/** A key that the schema refuses: what was probably meant, and where it would be welcome. */
import type { Path } from '../_compose/problem';
import { maximumVersion } from '../_compose/schema-types';
import type { ComposeDocument } from './document';
import { nearest } from '../../../os/nearest';
import type { Remark } from './remarks';
import { keysAt, patternOf, placesOf, sinceOf } from './schema-path';

/** Keys of the Compose Specification that stacks have no use for. */
const OTHER_COMPOSE: Readonly<Record<string, string>> = {
  name: 'A stack gets its name on the command line: docker stack deploy -c FILE NAME.',
  include: 'Stacks read several files when several are given: -c one.yml -c two.yml.',
  profiles: 'Stacks have no profiles: what is in the file is deployed.',
  pull_policy: 'Swarm pulls what a node does not have; the digest is settled when the stack is deployed.',
  platform: 'Nodes for a platform are chosen with deploy.placement.constraints: node.platform.arch == x86_64.',
  develop: 'Watching source code is for docker compose, on one machine.',
  post_start: 'Stacks have no life cycle hooks.',
  pre_stop: 'Stacks have no life cycle hooks; stop_grace_period and stop_signal say how a task ends.',
  gpus: 'Devices are reserved with deploy.resources.reservations.generic_resources.',
  runtime: 'The runtime is a matter of each node’s daemon.',
  group_add: 'Stacks cannot add groups; user sets user and group.',
  mem_reservation: 'In a stack that is deploy.resources.reservations.memory.',
  cpus: 'In a stack that is deploy.resources.limits.cpus.',
  scale: 'In a stack that is deploy.replicas.',
  pids_limit: 'In a stack that is deploy.resources.limits.pids.',
  attach: 'Stacks run in the background: docker service logs shows what they print.',
};

export function aboutUnknownKey(document: ComposeDocument, path: Path): Remark {
  const key = String(path.at(-1));
  const parent = path.slice(0, -1);
  const known = keysAt(parent, document.version);
  const taken = new Set(parentKeys(document, parent));
  const span = document.places.key(path);
  const meant = nearest(key, [...known.keys()].filter((one) => !taken.has(one))) ?? nearest(key, [...known.keys()]);
  if (meant !== undefined) {
    const fixes = taken.has(meant) ? [] : [document.replace(`Change to ${meant}`, span, meant)];
    return { text: `Did you mean ${meant}?`, fixes };
  }
  const since = sinceOf(parent, key);
  if (since !== undefined) {
    const fix = document.raw.has('version') ? [document.replace(`Change the version to "3.${maximumVersion}"`, document.places.value(['version']), `"3.${maximumVersion}"`)] : [];
    return { text: `${key} came with format ${since}; this file says ${document.version}.`, fixes: fix };
  }
  const other = Object.hasOwn(OTHER_COMPOSE, key) ? OTHER_COMPOSE[key] : undefined;
  if (other !== undefined) return { text: other };
  const home = nearestPlace(parent, placesOf(key), document.version);
  if (home !== undefined) return { text: `${key} belongs ${inWords(home)}.` };
  return { text: known.size ? `Known here: ${[...known.keys()].sort().join(', ')}.` : 'Nothing is known here by that name.' };
}

function parentKeys(document: ComposeDocument, parent: Path): Iterable<string> {
  const value = document.at(parent);
  return value instanceof Map ? value.keys() : [];
}

/** The place that shares most of the way. */
function nearestPlace(parent: Path, places: readonly string[], version: string): string | undefined {
  const here = (patternOf(parent, version) ?? '').split('.');
  const shared = (place: string) => {
    const parts = place.split('.');
    let n = 0;
    while (n < parts.length && parts[n] === here[n]) n++;
    return n;
  };
  let best: string | undefined;
  for (const place of places) if (best === undefined || shared(place) > shared(best)) best = place;
  return best;
}

const NOUNS: Readonly<Record<string, string>> = { services: 'a service', networks: 'a network', volumes: 'a volume', secrets: 'a secret', configs: 'a config' };

/** `services.*.deploy` in words: below deploy of a service. */
function inWords(place: string): string {
  if (place === '') return 'at the top of the file, without indentation';
  const [section = '', star, ...rest] = place.split('.');
  const noun = NOUNS[section] ?? section;
  if (star === undefined) return `below ${section}`;
  const way = rest.filter((part) => part !== '[]' && part !== '*').join('.');
  return way ? `below ${way} of ${noun}` : `below ${noun} of ${section}`;
}
