/** From the keys that lead to a value to where it stands in the text, through aliases and merges. */
import type { Path } from '../_compose/problem';
import type { YamlNode } from '../_yaml/parser';
import type { Span } from './diagnostic';
import type { TextMap } from './text-map';

interface Found {
  /** Absent for the root and for items of a list. */
  key?: YamlNode;
  value: YamlNode;
}

/** Aliases and merges that are followed at each step; more would be a riddle, not a compose file. */
const HOPS_MAX = 50;

export class Places {
  private readonly indices = new WeakMap<YamlNode, Map<string, Found>>();

  constructor(
    private readonly root: YamlNode | undefined,
    private readonly map: TextMap,
    /** Characters before the first offset: a byte order mark. */
    private readonly shift: number,
  ) {}

  /** The nodes of a path; undefined where it leads nowhere. */
  find(path: Path): Found | undefined {
    if (!this.root) return undefined;
    let found: Found = { value: this.root };
    for (const part of path) {
      const next = this.step(found.value, part, HOPS_MAX);
      if (!next) return undefined;
      found = next;
    }
    return found;
  }

  /** The key of a path, or the value where it has none. */
  key(path: Path): Span {
    const found = this.find(path);
    if (!found) return path.length ? this.key(path.slice(0, -1)) : this.map.span(0, 0);
    return this.of(found.key ?? found.value);
  }

  /** The value of a path if it is a scalar or in a list, else its key. */
  value(path: Path): Span {
    const found = this.find(path);
    if (!found) return this.key(path);
    const { key, value } = found;
    const isWord = value.kind === 'scalar' || value.kind === 'alias';
    if (key && (!isWord || value.end <= value.start)) return this.of(key);
    return this.of(value);
  }

  /** Where a node stands: a collection by its first line. */
  of(node: YamlNode): Span {
    const start = node.start + this.shift;
    if (node.kind === 'scalar' || node.kind === 'alias') return this.map.span(start, node.end + this.shift);
    return this.map.span(start, this.map.text.length);
  }

  private step(from: YamlNode, part: string | number, hops: number): Found | undefined {
    const node = resolved(from);
    if (node.kind === 'sequence') {
      // A list of words may be asked by word.
      const value = typeof part === 'number' ? node.content[part] : node.content.find((item) => resolved(item).value === part);
      return value && { value };
    }
    if (node.kind !== 'mapping' || hops === 0 || typeof part === 'number') return undefined;
    const entries = this.entriesOf(node);
    const own = entries.get(part);
    if (own) return own;
    const merge = entries.get('<<');
    if (!merge) return undefined;
    const target = resolved(merge.value);
    for (const source of target.kind === 'sequence' ? target.content : [target]) {
      const found = this.step(source, part, hops - 1);
      if (found) return found;
    }
    return undefined;
  }

  private entriesOf(node: YamlNode): Map<string, Found> {
    let entries = this.indices.get(node);
    if (!entries) {
      entries = new Map();
      for (let i = 0; i < node.content.length; i += 2) {
        const key = node.content[i] as YamlNode;
        entries.set(resolved(key).value, { key, value: node.content[i + 1] as YamlNode });
      }
      this.indices.set(node, entries);
    }
    return entries;
  }
}

function resolved(node: YamlNode): YamlNode {
  let at = node;
  for (let i = 0; at.target && i < HOPS_MAX; i++) at = at.target;
  return at;
}
