/**
 * What a YAML text says, with the differences that Go's types make: an integer is a number, or a bigint beyond 2^53;
 * a float stays a float even where it is whole (`1.0` is no integer to the compose loader's own casts).
 */
export class Float {
  constructor(readonly value: number, readonly single = false) {}
}

/** A timestamp; plain `2020-01-01` is one. */
export class Timestamp {
  constructor(
    /** RFC 3339 with as many digits as it has. */
    readonly iso: string,
    /** As Go prints a time. */
    readonly text: string,
  ) {}
}

export type YamlMap = Map<string, YamlValue>;

/** A mapping with a key that is no string: Go's map[interface {}]interface {}, which compose files cannot use. */
export class OddMap {
  constructor(readonly entries: readonly (readonly [YamlValue, YamlValue])[]) {}
}

export type YamlValue = null | boolean | number | bigint | string | Float | Timestamp | YamlValue[] | YamlMap | OddMap;

export const isMap = (value: YamlValue | undefined): value is YamlMap => value instanceof Map;
