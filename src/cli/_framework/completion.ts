/** What Tab offers for a word: names and ids are asked of the API, whose silence means no candidates. */
import type { Program } from '../../sim';
import type { Client } from '../_client/client';
import type { ClientConfig } from '../_client/client-config';

export interface CompletionScene {
  api: Client;
  config: ClientConfig;
  /** Arguments before the word. */
  args: readonly string[];
}

export type Completion = (scene: CompletionScene) => Program<string[]>;

/** Fixed words. */
export const oneOf = (...words: string[]): Completion =>
  function* () {
    return words;
  };

interface Named {
  ID?: string;
  Id?: string;
  Name?: string;
  Names?: string[];
  RepoTags?: string[] | null;
  Spec?: { Name?: string };
  Description?: { Hostname?: string };
}

const from = (path: string, names: (item: Named) => readonly (string | undefined)[], query: Record<string, string> = {}): Completion =>
  function* ({ api }) {
    const items = (yield* api.get<Named[] | { Volumes?: Named[] }>(path, query)) ?? [];
    const list = Array.isArray(items) ? items : (items.Volumes ?? []);
    return list.flatMap((item) => names(item).filter((name): name is string => !!name));
  };

const containers = (query: Record<string, string>): Completion =>
  from('/containers/json', (item) => (item.Names ?? []).map((name) => name.replace(/^\//, '')), query);

export const serviceNames = from('/services', (item) => [item.Spec?.Name]);
export const nodeNames = from('/nodes', (item) => [item.Description?.Hostname]);
export const networkNames = from('/networks', (item) => [item.Name]);
export const secretNames = from('/secrets', (item) => [item.Spec?.Name]);
export const configNames = from('/configs', (item) => [item.Spec?.Name]);
export const volumeNames = from('/volumes', (item) => [item.Name]);
export const imageNames = from('/images/json', (item) => item.RepoTags ?? []);
export const containerNames = containers({ all: '1' });
export const runningContainerNames = containers({});

/** Only while the command takes another such argument. */
export const upTo = (count: number, completion: Completion): Completion =>
  function* (scene) {
    return scene.args.length < count ? yield* completion(scene) : [];
  };

/** One completion per argument place. */
export const inOrder = (...places: Completion[]): Completion =>
  function* (scene) {
    const place = places[scene.args.length];
    return place ? yield* place(scene) : [];
  };

/** All of several kinds. */
export const either = (...kinds: Completion[]): Completion =>
  function* (scene) {
    const words: string[] = [];
    for (const kind of kinds) words.push(...(yield* kind(scene)));
    return words;
  };

export const contextNames: Completion = function* ({ config }) {
  return ['default', ...config.contexts().map((context) => context.name)];
};
