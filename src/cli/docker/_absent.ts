/** What Docker has and this lab has not: each answers in one plain sentence instead of an unknown command. */
import type { NounSpec } from '../_framework/command';

const absent = (name: string, why: string): NounSpec => ({ name, short: '', absent: `docker ${name}: ${why}` });

export const ABSENT: readonly NounSpec[] = [
  absent('builder', 'this lab has no image builder'),
  absent('buildx', 'this lab has no image builder'),
  absent('checkpoint', 'this lab cannot freeze containers to disk'),
  absent('compose', "this lab runs compose files with 'docker stack deploy -c FILE STACK'"),
  absent('manifest', 'this lab does not edit image manifests'),
  absent('model', 'this lab runs no models'),
  absent('plugin', 'this lab has no plugins'),
  absent('scout', 'this lab does not analyse images'),
  absent('trust', 'this lab does not sign images'),
];
