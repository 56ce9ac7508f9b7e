/**
 * From nodes to values: anchors are copied out within go-yaml's bounds, merge keys fill in what a mapping does not
 * say itself, and a key said twice is an error (gopkg.in/yaml.v3 decode.go).
 */
import { quote } from '../../../template/quote';
import { decodeBase64 } from '../../../template/base64';
import { decodeUtf8 } from '../../../os/utf8';
import { YamlFailure, yamlProblem, type YamlSpot } from './cursor';
import { goSyntax } from './go-text';
import type { YamlNode } from './parser';
import { resolveScalar } from './resolve';
import { OddMap, type YamlValue } from './value';

/** Up to here nearly everything may come from aliases; beyond, less and less. */
const ALIAS_RANGE_LOW = 400_000;
const ALIAS_RANGE_HIGH = 4_000_000;

/** The real client tells of every pair; a key said thousands of times would fill a book. */
const DUPLICATES_TOLD_MAX = 100;

/** Throws a Failure with go-yaml's words. */
export function decodeYaml(root: YamlNode): YamlValue {
  const decoder = new Decoder();
  let value: YamlValue | undefined;
  try {
    value = decoder.value(root);
  } catch (error) {
    if (error instanceof YamlFailure && error.spots.length === 0) {
      const { start, end } = decoder.current ?? root;
      error.spots = [{ words: error.message, at: start, end }];
    }
    throw error;
  }
  const { problems } = decoder;
  if (problems.length) throw new YamlFailure(`yaml: unmarshal errors:\n  ${problems.map(({ words }) => words).join('\n  ')}`, problems);
  return value ?? null;
}

/** Keys as seen by merging: what they are, not where they stand. */
type Seen = Set<unknown>;

/** A mapping while it fills: string keys only, or any. */
type Target = Map<unknown, YamlValue>;

class Decoder {
  readonly problems: YamlSpot[] = [];
  /** The node at hand. */
  current: YamlNode | undefined;
  private aliases = new Set<YamlNode>();
  private steps = 0;
  private aliasSteps = 0;
  private aliasDepth = 0;

  /** Undefined for a mapping that is refused: its place is left out and the problems are kept. */
  value(node: YamlNode): YamlValue | undefined {
    this.current = node;
    this.count();
    switch (node.kind) {
      case 'alias':
        return this.alias(node, (target) => this.value(target));
      case 'scalar':
        return this.scalar(node);
      case 'sequence':
        return node.content.map((item) => this.value(item)).filter((item) => item !== undefined);
      case 'mapping': {
        if (this.hasDuplicates(node)) return undefined;
        const plain = node.content.every((key, i) => i % 2 === 1 || tagOf(key) === '!!str' || tagOf(key) === '!!merge');
        const target: Target = new Map();
        this.fill(node, target, plain, undefined);
        return plain ? (target as Map<string, YamlValue>) : new OddMap([...target] as [YamlValue, YamlValue][]);
      }
    }
  }

  private count(): void {
    this.steps++;
    if (this.aliasDepth > 0) this.aliasSteps++;
    if (this.aliasSteps > 100 && this.steps > 1000 && this.aliasSteps / this.steps > allowedAliasRatio(this.steps)) {
      throw yamlProblem('document contains excessive aliasing');
    }
  }

  private alias<T>(node: YamlNode, read: (target: YamlNode) => T): T {
    if (this.aliases.has(node)) throw yamlProblem(`anchor '${node.value}' value contains itself`);
    this.aliases.add(node);
    this.aliasDepth++;
    const value = read(node.target as YamlNode);
    this.aliasDepth--;
    this.aliases.delete(node);
    return value;
  }

  private scalar(node: YamlNode): YamlValue {
    if (node.tag === '!!str' || ((node.tag === '' || node.tag === '!') && node.quoted)) return node.value;
    const { tag, value } = resolveScalar(node.tag, node.value);
    if (tag !== '!!binary') return value;
    const text = (value as string).replace(/[\r\n]/g, '');
    const isBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
    if (!isBase64) throw yamlProblem('!!binary value contains invalid base64 data');
    return decodeUtf8(decodeBase64(text));
  }

  /** Tells of keys said twice, of the first hundred at most. */
  private hasDuplicates(node: YamlNode): boolean {
    const before = this.problems.length;
    const byName = new Map<string, YamlNode[]>();
    for (let i = 0; i < node.content.length; i += 2) {
      const key = node.content[i] as YamlNode;
      const name = `${key.kind} ${key.value}`;
      const same = byName.get(name);
      if (same) same.push(key);
      else byName.set(name, [key]);
    }
    for (const keys of byName.values()) {
      for (let i = 0; i < keys.length - 1; i++) {
        for (let j = i + 1; j < keys.length; j++) {
          if (this.problems.length >= before + DUPLICATES_TOLD_MAX) return true;
          const [first, again] = [keys[i] as YamlNode, keys[j] as YamlNode];
          const words = `line ${again.line}: mapping key ${quote(again.value)} already defined at line ${first.line}`;
          this.problems.push({ words, at: again.start, end: again.end });
        }
      }
    }
    return this.problems.length > before;
  }

  /** Own keys first, then what `<<` brings and nobody said before. `seen` is set while merging. */
  private fill(node: YamlNode, target: Target, plain: boolean, seen: Seen | undefined): void {
    let merge: YamlNode | undefined;
    for (let i = 0; i < node.content.length; i += 2) {
      const keyNode = node.content[i] as YamlNode;
      const valueNode = node.content[i + 1] as YamlNode;
      if (isMerge(keyNode)) {
        merge = valueNode;
        continue;
      }
      const key = this.key(keyNode, plain);
      if (key === undefined) continue;
      if (seen) {
        const identity = identityOf(key);
        if (seen.has(identity)) continue;
        seen.add(identity);
      }
      const value = this.value(valueNode);
      if (value !== undefined) target.set(key, value);
    }
    if (merge) this.merge(node, merge, target, plain, seen);
  }

  private key(node: YamlNode, plain: boolean): YamlValue | undefined {
    const scalar = node.kind === 'alias' ? (node.target as YamlNode) : node;
    const value = this.value(node);
    if (value === undefined) return undefined;
    if (Array.isArray(value) || value instanceof Map || value instanceof OddMap) throw yamlProblem(`invalid map key: ${goSyntax(value)}`);
    // Merged into string keys, a number is taken by its text.
    return plain && typeof value !== 'string' ? scalar.value : value;
  }

  private merge(parent: YamlNode, merge: YamlNode, target: Target, plain: boolean, seen: Seen | undefined): void {
    let known = seen;
    if (!known) {
      known = new Set();
      for (let i = 0; i < parent.content.length; i += 2) {
        const key = this.value(parent.content[i] as YamlNode);
        if (key !== undefined) known.add(identityOf(key));
      }
    }
    const sources = merge.kind === 'sequence' ? merge.content : [merge];
    for (const source of sources) {
      const mapping = source.kind === 'alias' ? (source.target as YamlNode) : source;
      if (mapping.kind !== 'mapping') throw yamlProblem('map merge requires map or sequence of maps as the value');
      this.count();
      const fill = (node: YamlNode) => {
        if (!this.hasDuplicates(node)) this.fill(node, target, plain, known);
      };
      if (source.kind !== 'alias') fill(mapping);
      else
        this.alias(source, (node) => {
          this.count();
          fill(node);
        });
    }
  }
}

function allowedAliasRatio(steps: number): number {
  if (steps <= ALIAS_RANGE_LOW) return 0.99;
  if (steps >= ALIAS_RANGE_HIGH) return 0.1;
  return 0.99 - (0.89 * (steps - ALIAS_RANGE_LOW)) / (ALIAS_RANGE_HIGH - ALIAS_RANGE_LOW);
}

/** The tag of what a node is; an alias has that of its target. */
function tagOf(node: YamlNode): string {
  return node.kind === 'alias' ? tagOf(node.target as YamlNode) : node.tag;
}

function isMerge(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === '<<' && (node.tag === '' || node.tag === '!' || node.tag === '!!merge');
}

/** Equal keys have equal identities: `1` the number and `1` the text differ. */
function identityOf(key: YamlValue): unknown {
  return typeof key === 'object' && key !== null ? goSyntax(key) : key;
}
