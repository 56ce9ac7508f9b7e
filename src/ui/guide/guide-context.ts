/** What every part of a guide may need: the names that the guide captures, and their values so far. */
export const GUIDE = Symbol('guide');

export interface GuideContext {
  readonly variables: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}
