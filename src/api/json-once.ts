/**
 * JSON of objects that never change, as the store's are: written once for each, not once for each question. Somebody who
 * waits for a service asks for its tasks and all nodes five times a second, and mostly nothing is new.
 */
import type { Refusal } from '../model';
import { isRefusal } from '../model';
import type { HttpResponse } from '../os';
import { jsonText, refused } from './call';

/** Longer lists are asked for seldom, and their texts would be kept as long as the objects. */
const KEPT_IN_LIST_MAX = 1_000;

/** Turns each object of a list into text, and remembers the texts as long as the objects live. */
export type ListText<T> = (list: readonly T[]) => string;

export function jsonOnce<T extends object>(shape: (value: T) => unknown): ListText<T> {
  const texts = new WeakMap<T, string>();
  const textOf = (value: T): string => {
    let text = texts.get(value);
    if (text === undefined) texts.set(value, (text = JSON.stringify(shape(value))));
    return text;
  };
  return (list) => (list.length > KEPT_IN_LIST_MAX ? JSON.stringify(list.map(shape)) : `[${list.map(textOf).join(',')}]`);
}

/** A list as JSON, a refusal as Docker's error. */
export function answerList<T>(list: readonly T[] | Refusal, textOf: ListText<T>): HttpResponse {
  return isRefusal(list) ? refused(list) : jsonText(200, textOf(list as readonly T[]));
}
