/**
 * Generic resources: a node has an amount (`bananas=5`) or named pieces (`gpu=UUID1`, `gpu=UUID2`) of a kind; a
 * task reserves an amount and is given that many, or those pieces (swarmkit api/genericresource).
 */
import type { GenericResource } from '../model';

function kindOf(resource: GenericResource): string {
  return resource.NamedResourceSpec?.Kind ?? resource.DiscreteResourceSpec?.Kind ?? '';
}

/** The amounts that a spec reserves, by kind. A spec holds discrete resources only; others ask for one each. */
function amounts(reservations: readonly GenericResource[]): Map<string, number> {
  const wanted = new Map<string, number>();
  for (const resource of reservations) {
    const kind = kindOf(resource);
    wanted.set(kind, (wanted.get(kind) ?? 0) + (resource.DiscreteResourceSpec?.Value ?? 1));
  }
  return wanted;
}

/** Is there enough of every kind? An unknown kind is never enough. */
export function hasEnough(available: readonly GenericResource[], reservations: readonly GenericResource[]): boolean {
  for (const [kind, amount] of amounts(reservations)) {
    const present = available.filter((resource) => kindOf(resource) === kind);
    const [first] = present;
    if (first === undefined) return false;
    if (amount > (first.DiscreteResourceSpec?.Value ?? present.length)) return false;
  }
  return true;
}

/** What the task is given: amounts of discrete kinds, and the first free pieces of named ones. */
export function claim(available: readonly GenericResource[], reservations: readonly GenericResource[]): GenericResource[] {
  const given: GenericResource[] = [];
  for (const [kind, amount] of amounts(reservations)) {
    const named = available.filter((resource) => resource.NamedResourceSpec?.Kind === kind);
    if (named.length > 0) given.push(...named.slice(0, amount));
    else if (amount > 0) given.push({ DiscreteResourceSpec: { Kind: kind, Value: amount } });
  }
  return given;
}

/** What is left when this was given away. Amounts may go below zero when the node shrinks. */
export function without(available: readonly GenericResource[], given: readonly GenericResource[]): GenericResource[] {
  let left = available.slice();
  for (const resource of given) {
    const { NamedResourceSpec: named, DiscreteResourceSpec: discrete } = resource;
    if (named !== undefined) left = left.filter((other) => !isPiece(other, named));
    else if (discrete !== undefined) {
      left = left.map((other) =>
        other.DiscreteResourceSpec?.Kind === discrete.Kind
          ? { DiscreteResourceSpec: { Kind: discrete.Kind, Value: other.DiscreteResourceSpec.Value - discrete.Value } }
          : other,
      );
    }
  }
  return left;
}

/** Does the node still have what a task was given? */
export function holds(available: readonly GenericResource[], given: GenericResource): boolean {
  const { NamedResourceSpec: named, DiscreteResourceSpec: discrete } = given;
  if (named !== undefined) return available.some((other) => isPiece(other, named));
  return available.some(({ DiscreteResourceSpec: other }) => other !== undefined && other.Kind === discrete?.Kind && other.Value >= discrete.Value);
}

function isPiece(resource: GenericResource, piece: { readonly Kind: string; readonly Value: string }): boolean {
  return resource.NamedResourceSpec?.Kind === piece.Kind && resource.NamedResourceSpec.Value === piece.Value;
}
