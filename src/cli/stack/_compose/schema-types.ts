/** The few words of JSON schema that compose files need. */
export interface Schema {
  /** Any of these; absent: anything. */
  readonly types?: readonly string[];
  /** Exactly one must fit. */
  readonly oneOf?: readonly Schema[];
  readonly keys?: Readonly<Record<string, Schema>>;
  readonly patterns?: readonly (readonly [RegExp, Schema])[];
  /** Keys that neither `keys` nor `patterns` know are refused. */
  readonly closed?: boolean;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly unique?: boolean;
  readonly format?: 'ports' | 'duration';
  readonly allowed?: readonly string[];
  readonly minimum?: number;
}

/** The newest minor version of format 3, and the one of a file that names none. */
export const maximumVersion = 13;
