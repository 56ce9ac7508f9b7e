/** What every part of a guide may need: what the guide captures, what the learner fills in, and whose eyes read it. */
import type { Guide, Platform } from '../../lab/guide-model';

export const GUIDE = Symbol('guide');

export interface GuideContext {
  readonly guide: Guide | undefined;
  /** Names that the guide captures, and their values so far. */
  readonly variables: readonly string[];
  readonly values: Readonly<Record<string, string>>;
  /** What was written into blanks: one name has one filling wherever it stands. */
  readonly blanks: Readonly<Record<string, string>>;
  fill(blank: string, value: string): void;
  /** What the reader's own computer runs. */
  readonly platform: Platform;
  /** Where a picture of the lab's folder is found. */
  picture(file: string): string | undefined;
}
