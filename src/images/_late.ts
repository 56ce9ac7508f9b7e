/**
 * The programs of images that are long: databases, consoles and pages. In the page's worker `worker/late-images.ts` stands in
 * for this file, so that the first prompt does not wait for their code; everywhere else they are simply there.
 */
import type { Main } from '../os';
import { cats, pets } from './pages/animals';
import { coinsWebui } from './pages/coins';
import { cadvisor, portainer, portainerAgent, swarmpit } from './pages/dashboards';
import { browncoat, webcolor } from './pages/misbehaving';
import { shop } from './pages/shop';
import { traefik } from './pages/traefik';
import { visualizer } from './pages/visualizer';
import { votingResult, votingVote, votingWorker } from './pages/voting';
import { wordpressApache, wordpressEntry } from './pages/wordpress';
import { mysqlClient } from './sql/mysql-client';
import { mysqlEntry, mysqlServer } from './sql/mysql-server';
import { postgresEntry, postgresServer } from './sql/postgres-server';
import { psql } from './sql/psql';

/** Each makes a program from what its image says of itself. */
export const latePrograms = {
  browncoat,
  cadvisor,
  cats,
  coinsWebui,
  mysqlClient,
  mysqlEntry,
  mysqlServer,
  pets,
  portainer,
  portainerAgent,
  postgresEntry,
  postgresServer,
  psql: (): Main => psql,
  shop,
  swarmpit,
  traefik,
  visualizer,
  votingResult,
  votingVote,
  votingWorker,
  webcolor,
  wordpressApache,
  wordpressEntry,
};

export type LatePrograms = typeof latePrograms;

export function late<K extends keyof LatePrograms>(name: K, ...args: Parameters<LatePrograms[K]>): Main {
  return (latePrograms[name] as (...given: Parameters<LatePrograms[K]>) => Main)(...args);
}
