/** A compose file as the lint has it: the text, what it says, where everything stands, and what surrounds it. */
import { dirName } from '../../../os';
import { versionOf } from '../_compose/load';
import type { Path } from '../_compose/problem';
import type { Reader } from '../_compose/source';
import { isMap, type YamlMap, type YamlValue } from '../_yaml';
import type { YamlNode } from '../_yaml/parser';
import type { Fix, Span } from './diagnostic';
import type { Places } from './places';
import type { TextMap } from './text-map';

/** What the registry of this world has: repositories with their tags. */
export type Catalogue = readonly { name: string; about: string; tags: readonly string[] }[];

/** What surrounds a file: nothing of it is changed by looking. */
export interface Scene {
  /** Absolute. */
  path: string;
  /** The machine it is on, and the environment of a login there. */
  reader: Reader;
  catalogue?: Catalogue;
}

export class ComposeDocument {
  constructor(
    readonly map: TextMap,
    readonly raw: YamlMap,
    readonly places: Places,
    readonly scene: Scene,
  ) {}

  get text(): string {
    return this.map.text;
  }

  get version(): string {
    return versionOf(this.raw);
  }

  get folder(): string {
    return dirName(this.scene.path);
  }

  /** The value at a path. */
  at(path: Path): YamlValue | undefined {
    let value: YamlValue | undefined = this.raw;
    for (const part of path) {
      if (typeof part === 'number') value = Array.isArray(value) ? value[part] : undefined;
      else value = isMap(value) ? value.get(part) : undefined;
    }
    return value;
  }

  /** The entries of a top-level section. */
  section(name: string): [string, YamlValue][] {
    const value = this.raw.get(name);
    return isMap(value) ? [...value] : [];
  }

  node(path: Path): YamlNode | undefined {
    return this.places.find(path)?.value;
  }

  textOf({ from, to }: Span): string {
    return this.map.text.slice(this.map.offset(from), this.map.offset(to));
  }

  replace(title: string, span: Span, text: string): Fix {
    return { title, edits: [{ ...span, text }] };
  }

  /** Declares a name in a top-level section, which is made where there is none. */
  declare(section: string, name: string, body = ''): Fix {
    const title = `Declare ${name} under ${section}`;
    const entry = `  ${name}:${body}\n`;
    const key = this.places.find([section])?.key;
    if (key) {
      const { line } = this.places.of(key).from;
      const isBlock = /:\s*(#.*)?$/.test(this.map.line(line));
      if (!isBlock) return { title, edits: [] };
      const spot = { line: line + 1, column: 1 };
      if (line < this.map.lineCount) return { title, edits: [{ from: spot, to: spot, text: entry }] };
    }
    const end = this.map.spot(this.text.length);
    const newline = this.text === '' || this.text.endsWith('\n') ? '' : '\n';
    return { title, edits: [{ from: end, to: end, text: `${newline}${key ? '' : `\n${section}:\n`}${entry}` }] };
  }
}
