/**
 * From tokens to a tree of nodes: the grammar of YAML 1.1 with go-yaml's words for what does not fit it
 * (gopkg.in/yaml.v3 parserc.go, decode.go). Only the first document of a text is read.
 */
import { type Mark, parserProblem, scannerProblem, yamlProblem } from './cursor';
import type { ScalarStyle } from './scalars';
import { Scanner, type Token } from './scanner';
import { shortTag } from './tag-names';
import { resolveScalar } from './resolve';

export interface YamlNode {
  kind: 'scalar' | 'sequence' | 'mapping' | 'alias';
  /** In short form, as resolved where none was written: `!!str`, `!!int`, `!local`. */
  tag: string;
  /** Of a scalar: its text; of an alias: the anchor's name. */
  value: string;
  /** Of a scalar in quotes or a block: it is a string unless a tag says otherwise. */
  quoted: boolean;
  /** From one. */
  line: number;
  /** Offsets of what it is itself, after anchor and tag: for those who point at it. A collection's end is its beginning. */
  start: number;
  end: number;
  /** Items; keys and values in turn for a mapping. */
  content: YamlNode[];
  /** What an alias stands for. */
  target?: YamlNode;
}

/** go-yaml itself gives up at ten thousand; programs here run on a smaller stack. */
const DEPTH_MAX = 1_000;

/** The first document's root; undefined for a text without any. Throws a Failure with go-yaml's words. */
export function parseYaml(text: string): YamlNode | undefined {
  return new Parser(text).document();
}

type Kind = Token['kind'];

class Parser {
  private scanner: Scanner;
  private anchors = new Map<string, YamlNode>();
  private handles = new Map<string, string>();
  private depth = 0;

  constructor(text: string) {
    this.scanner = new Scanner(text);
  }

  private peek(): Token {
    return this.scanner.peek();
  }

  private is(...kinds: Kind[]): boolean {
    return kinds.includes(this.peek().kind);
  }

  private skip(): Token {
    const token = this.peek();
    this.scanner.skip();
    return token;
  }

  document(): YamlNode | undefined {
    this.skip();
    if (this.is('stream-end')) return undefined;
    const explicit = this.is('directive', 'document-start');
    this.directives();
    let root: YamlNode;
    if (explicit) {
      const token = this.peek();
      if (token.kind !== 'document-start') throw parserProblem('did not find expected <document start>', undefined, token.start);
      this.skip();
      const next = this.peek();
      root = this.is('directive', 'document-start', 'document-end', 'stream-end') ? empty(next.start) : this.node(true, false);
    } else root = this.node(true, false);
    // What follows is looked at no further than to see that the document is over.
    this.peek();
    return root;
  }

  private directives(): void {
    let version = false;
    for (let token = this.peek(); token.kind === 'directive'; token = this.peek()) {
      const { directive } = token;
      if (directive.kind === 'version') {
        if (version) throw parserProblem('found duplicate %YAML directive', undefined, token.start);
        if (directive.version !== '1.1') throw parserProblem('found incompatible YAML document', undefined, token.start);
        version = true;
      } else {
        if (this.handles.has(directive.handle)) throw parserProblem('found duplicate %TAG directive', undefined, token.start);
        this.handles.set(directive.handle, directive.prefix);
      }
      this.skip();
    }
    if (!this.handles.has('!')) this.handles.set('!', '!');
    if (!this.handles.has('!!')) this.handles.set('!!', 'tag:yaml.org,2002:');
  }

  /** One node. In a mapping a sequence may stand at the key's own indentation: `indentless`. */
  private node(block: boolean, indentless: boolean): YamlNode {
    const first = this.peek();
    if (first.kind === 'alias') return this.alias(this.skip() as Token & { kind: 'alias' });
    const { anchor, tag } = this.properties(first.start);
    const token = this.peek();
    const made = (kind: YamlNode['kind'], defaultTag: string, value = '', style?: ScalarStyle): YamlNode => {
      const quoted = style !== undefined && style !== 'plain';
      const own = tag && tag !== '!' ? shortTag(tag) : defaultTag || (kind === 'scalar' ? resolveScalar('', value).tag : '');
      const start = token.start.index;
      const end = token.kind === 'scalar' && kind === 'scalar' ? token.end : start;
      const node: YamlNode = { kind, tag: own, value, quoted, line: first.start.line + 1, start, end, content: [] };
      if (anchor !== undefined) this.anchors.set(anchor, node);
      return node;
    };
    if (indentless && token.kind === 'block-entry') return this.indentlessSequence(made('sequence', '!!seq'));
    switch (token.kind) {
      case 'scalar': {
        this.skip();
        const quoted = token.style !== 'plain';
        return made('scalar', quoted ? '!!str' : token.value === '<<' ? '!!merge' : '', token.value, token.style);
      }
      case 'flow-sequence-start':
        return this.nested(token.start, () => this.flowSequence(made('sequence', '!!seq')));
      case 'flow-mapping-start':
        return this.nested(token.start, () => this.flowMapping(made('mapping', '!!map')));
      case 'block-sequence-start':
        if (block) return this.nested(token.start, () => this.blockSequence(made('sequence', '!!seq')));
        break;
      case 'block-mapping-start':
        if (block) return this.nested(token.start, () => this.blockMapping(made('mapping', '!!map')));
        break;
    }
    if (anchor !== undefined || tag !== undefined) return made('scalar', '');
    throw parserProblem('did not find expected node content', first.start, token.start);
  }

  private nested(at: Mark, read: () => YamlNode): YamlNode {
    if (++this.depth > DEPTH_MAX) throw scannerProblem('exceeded max depth of 10000', at);
    const node = read();
    this.depth--;
    return node;
  }

  private alias(token: Token & { kind: 'alias' }): YamlNode {
    const target = this.anchors.get(token.value);
    const start = token.start.index;
    if (!target) throw yamlProblem(`unknown anchor '${token.value}' referenced`, undefined, start);
    const end = start + 1 + token.value.length;
    return { kind: 'alias', tag: '', value: token.value, quoted: false, line: token.start.line + 1, start, end, content: [], target };
  }

  /** An anchor and a tag, in either order. */
  private properties(start: Mark): { anchor?: string; tag?: string } {
    let anchor: string | undefined;
    let tag: (Token & { kind: 'tag' }) | undefined;
    for (let i = 0; i < 2; i++) {
      const token = this.peek();
      if (token.kind === 'anchor' && anchor === undefined) anchor = token.value;
      else if (token.kind === 'tag' && !tag) tag = token;
      else break;
      this.skip();
    }
    if (!tag) return { anchor };
    if (tag.handle === '') return { anchor, tag: tag.suffix };
    const prefix = this.handles.get(tag.handle);
    if (prefix === undefined) throw parserProblem('found undefined tag handle', start, tag.start);
    return { anchor, tag: prefix + tag.suffix };
  }

  private blockSequence(node: YamlNode): YamlNode {
    const { start } = this.skip();
    while (this.is('block-entry')) {
      const entry = this.skip();
      node.content.push(this.is('block-entry', 'block-end') ? empty(entry.start) : this.node(true, false));
    }
    if (!this.is('block-end')) throw parserProblem("did not find expected '-' indicator", start, this.peek().start);
    this.skip();
    return node;
  }

  private indentlessSequence(node: YamlNode): YamlNode {
    while (this.is('block-entry')) {
      const entry = this.skip();
      node.content.push(this.is('block-entry', 'key', 'value', 'block-end') ? empty(entry.start) : this.node(true, false));
    }
    return node;
  }

  private blockMapping(node: YamlNode): YamlNode {
    const { start } = this.skip();
    while (this.is('key')) {
      node.content.push(this.blockPart());
      node.content.push(this.is('value') ? this.blockPart() : empty(this.peek().start));
    }
    if (!this.is('block-end')) throw parserProblem('did not find expected key', start, this.peek().start);
    this.skip();
    return node;
  }

  /** What stands after a key or value indicator of a block mapping. */
  private blockPart(): YamlNode {
    const indicator = this.skip();
    return this.is('key', 'value', 'block-end') ? empty(indicator.start) : this.node(true, true);
  }

  private flowSequence(node: YamlNode): YamlNode {
    const { start } = this.skip();
    for (let first = true; !this.is('flow-sequence-end'); first = false) {
      if (!first) {
        if (!this.is('flow-entry')) throw parserProblem("did not find expected ',' or ']'", start, this.peek().start);
        this.skip();
        if (this.is('flow-sequence-end')) break;
      }
      node.content.push(this.is('key') ? this.flowPair() : this.node(false, false));
    }
    this.skip();
    return node;
  }

  /** `a: b` as an entry of a flow sequence: a mapping of one key. */
  private flowPair(): YamlNode {
    const { start } = this.skip();
    const node: YamlNode = { kind: 'mapping', tag: '!!map', value: '', quoted: false, line: start.line + 1, start: start.index, end: start.index, content: [] };
    if (this.is('value', 'flow-entry', 'flow-sequence-end')) node.content.push(empty(this.skip().start));
    else node.content.push(this.node(false, false));
    let value: YamlNode | undefined;
    if (this.is('value')) {
      this.skip();
      if (!this.is('flow-entry', 'flow-sequence-end')) value = this.node(false, false);
    }
    node.content.push(value ?? empty(this.peek().start));
    return node;
  }

  private flowMapping(node: YamlNode): YamlNode {
    const { start } = this.skip();
    for (let first = true; !this.is('flow-mapping-end'); first = false) {
      if (!first) {
        if (!this.is('flow-entry')) throw parserProblem("did not find expected ',' or '}'", start, this.peek().start);
        this.skip();
        if (this.is('flow-mapping-end')) break;
      }
      if (!this.is('key')) {
        node.content.push(this.node(false, false), empty(this.peek().start));
        continue;
      }
      this.skip();
      node.content.push(this.is('value', 'flow-entry', 'flow-mapping-end') ? empty(this.peek().start) : this.node(false, false));
      let value: YamlNode | undefined;
      if (this.is('value')) {
        this.skip();
        if (!this.is('flow-entry', 'flow-mapping-end')) value = this.node(false, false);
      }
      node.content.push(value ?? empty(this.peek().start));
    }
    this.skip();
    return node;
  }
}

/** A node that is not there: null. */
function empty(at: Mark): YamlNode {
  return { kind: 'scalar', tag: '!!null', value: '', quoted: false, line: at.line + 1, start: at.index, end: at.index, content: [] };
}
