/** All commands, found by their place: `cli/<noun>/<verb>.ts`, and `cli/docker/<verb>.ts` for those without a noun. */
import { assert } from '../../sim';
import type { Command, NounSpec } from './command';

export interface Noun extends NounSpec {
  verbs: ReadonlyMap<string, Command>;
}

export interface Tree {
  nouns: ReadonlyMap<string, Noun>;
  /** Commands right under `docker`, by the name they have there and by their aliases there. */
  top: ReadonlyMap<string, { name: string; command: Command; noun: Noun | undefined }>;
}

/** `./service/create.ts` and the default export of each. */
export function buildTree(verbs: Record<string, Command>, nouns: Record<string, NounSpec>, absent: readonly NounSpec[] = []): Tree {
  const made = new Map<string, Noun>();
  const top = new Map<string, { name: string; command: Command; noun: Noun | undefined }>();
  for (const path of Object.keys(nouns).sort()) {
    const spec = nouns[path] as NounSpec;
    made.set(spec.name, { ...spec, verbs: new Map() });
  }
  for (const spec of absent) made.set(spec.name, { ...spec, verbs: new Map((spec.lacks ?? []).map((verb) => [verb.name, verb])) });
  for (const path of Object.keys(verbs).sort()) {
    const command = verbs[path] as Command;
    const folder = /([^/]+)\/[^/]+$/.exec(path)?.[1] as string;
    if (folder === 'docker') {
      top.set(command.name, { name: command.name, command, noun: undefined });
      continue;
    }
    const owner = made.get(folder);
    assert(owner, `${path} lies in a folder without _noun.ts`);
    (owner.verbs as Map<string, Command>).set(command.name, command);
    if (command.top) {
      assert(!top.has(command.top), `two commands want to be docker ${command.top}`);
      for (const name of [command.top, ...(command.topAliases ?? [])]) top.set(name, { name: command.top, command, noun: owner });
    }
  }
  return { nouns: made, top };
}

/** A verb by name or alias. */
export function findVerb(noun: Noun, name: string): Command | undefined {
  const verb = noun.verbs.get(name);
  if (verb) return verb;
  for (const candidate of noun.verbs.values()) if (candidate.aliases?.includes(name)) return candidate;
  return undefined;
}

/** Every way to write a command, as help lists them. */
export function spellings(command: Command, noun: Noun | undefined): string[] {
  const words: string[] = [];
  if (noun) words.push(`docker ${noun.name} ${command.name}`, ...(command.aliases ?? []).map((alias) => `docker ${noun.name} ${alias}`));
  else words.push(`docker ${command.name}`, ...(command.aliases ?? []).map((alias) => `docker ${alias}`));
  if (command.top) words.push(`docker ${command.top}`);
  return words;
}

/** The usage line of a command under the path it was called by. */
export function useLine(command: Command, path: string): string {
  return `${path}${command.use.slice(command.name.length)}`;
}
