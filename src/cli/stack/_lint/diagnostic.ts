/** What a checker says of a text. Lines and columns count from one; columns are UTF-16 units, as editors count them. */

export interface Spot {
  line: number;
  column: number;
}

export interface Span {
  from: Spot;
  /** Behind the last character. */
  to: Spot;
}

export interface TextEdit extends Span {
  text: string;
}

/** A change that a person can accept with one key. */
export interface Fix {
  title: string;
  edits: readonly TextEdit[];
}

/** `error`: it is refused. `warning`: it is accepted and does not do what it says. `info`, `hint`: worth a thought. */
export type Severity = 'error' | 'warning' | 'info' | 'hint';

export interface Diagnostic extends Span {
  severity: Severity;
  message: string;
  /** Who says so: `docker stack deploy`, or another tool's name. */
  source: string;
  /** It could as well not be there: editors draw it faded. */
  faded?: boolean;
  fixes?: readonly Fix[];
}

/** Something that may be typed next. */
export interface Completion extends Span {
  label: string;
  kind: 'key' | 'value' | 'name' | 'block';
  /** A word or two beside the label. */
  detail: string;
  about?: string;
  /** What replaces the span; `$0` is where the cursor goes, `${1:word}` a place to fill in. */
  insert: string;
  /** More is worth being asked for at once: the value of a key. */
  again?: boolean;
}

/** What is known of the word under the pointer; each part is a paragraph of plain words, code stands in backquotes. */
export interface Hover extends Span {
  parts: readonly string[];
}
