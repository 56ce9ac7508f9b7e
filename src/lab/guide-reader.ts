/** From the syntax tree of Markdown to a guide's blocks. What cannot be understood stays prose, and its author is told. */
import type { BlockContent, Code, DefinitionContent, ListItem, Nodes, PhrasingContent, Root, RootContent, Table } from 'mdast';
import type { ContainerDirective } from 'mdast-util-directive';
import { nearest } from '../os/nearest';
import { parseAttributes, textOf } from './attributes';
import type { Attributes } from './attributes';
import { blanksOf } from './blanks';
import { commandsOf } from './command-lines';
import { readExpectations } from './expect/read';
import type { GuideFront, GuideProblem } from './guide-front';
import type { AdmonitionTone, CheckBlock, Guide, GuideBlock, GuideSection } from './guide-model';
import { plainText, slugOf } from './guide-text';
import { htmlIn, imageFile, imagesIn } from './images';
import { CONTAINERS, meant, SHELLS, unknownAttributes } from './notation';
import type { Notation } from './notation';
import { readDiagram, readPlatform } from './read-container';
import { readQuiz } from './read-quiz';
import { referenceProblems } from './references';

export type Block = RootContent | BlockContent | DefinitionContent;

/** Points of one check, quiz or hint; worth more is a mistake. */
export const POINTS_MAX = 1000;

export class GuideReader {
  section = 'intro';
  private readonly ids = new Set<string>();
  private readonly numbers = new Map<string, number>();
  private readonly variables: string[] = [];
  /** Where a block stands, for what can only be told at the end. */
  private readonly lines = new Map<string, number>();

  constructor(
    private readonly front: GuideFront,
    private readonly problems: GuideProblem[],
    private readonly lineOffset: number,
    /** Ids of sections by their place, instead of their titles'. */
    private readonly sectionIds?: readonly string[],
  ) {}

  read(root: Root): Guide {
    const intro: GuideBlock[] = [];
    const sections: GuideSection[] = [];
    let blocks = intro;
    for (const node of root.children) {
      if (node.type === 'heading' && node.depth === 2) {
        const title = plainText(node);
        this.checkWords(node, [node]);
        this.section = this.unique(this.sectionIds?.[sections.length] ?? slugOf(title), node);
        blocks = [];
        sections.push({ id: this.section, title, blocks });
      } else {
        blocks.push(...this.blocks([node]));
      }
    }
    const guide = { front: this.front, intro, sections, variables: this.variables, problems: this.problems };
    this.problems.push(...referenceProblems(guide, (id) => this.lines.get(id) ?? 1));
    return guide;
  }

  blocks(nodes: readonly Block[]): GuideBlock[] {
    return nodes.flatMap((node) => this.block(node) ?? []);
  }

  private block(node: Block): GuideBlock | undefined {
    switch (node.type) {
      case 'paragraph':
        this.checkWords(node, node.children);
        return { kind: 'paragraph', content: node.children };
      case 'heading':
        this.checkWords(node, node.children);
        return { kind: 'heading', depth: node.depth, id: this.numbered(slugOf(plainText(node))), content: node.children };
      case 'code':
        return this.code(node);
      case 'list':
        return { kind: 'list', ordered: node.ordered === true, start: node.start ?? 1, items: node.children.map((item) => this.item(item)) };
      case 'table':
        this.checkWords(node, [node]);
        return tableOf(node);
      case 'blockquote':
        return this.quote(node.children);
      case 'thematicBreak':
        return { kind: 'rule' };
      case 'containerDirective':
        return this.container(node);
      case 'html':
        // Comments are the author's own; other HTML is never rendered, so the author should hear of it.
        if (!node.value.startsWith('<!--')) this.say(node, 'HTML is not rendered', 'Write Markdown; put commands and <names> into backquotes.');
        return undefined;
      default:
        return undefined;
    }
  }

  /** What words may hold that would not be shown as written: HTML, and pictures that are none. */
  private checkWords(node: Block, words: readonly Nodes[]): void {
    const html = htmlIn(words);
    if (html !== undefined) this.sayAt(html, 'HTML is not rendered', 'Write Markdown; put commands and <names> into backquotes.');
    for (const { url, alt, line } of imagesIn(words)) {
      const file = imageFile(url);
      if ('message' in file) this.sayAt(line, file.message, file.advice);
      if (alt.trim() === '') this.sayAt(line, `the picture ${url.slice(0, 80)} has no words`, 'Say what it shows for those who do not see it: ![a swarm of three managers](swarm.svg).');
    }
  }

  private item(node: ListItem): { checked?: boolean; blocks: GuideBlock[] } {
    const blocks = this.blocks(node.children);
    return typeof node.checked === 'boolean' ? { checked: node.checked, blocks } : { blocks };
  }

  private code(node: Code): GuideBlock {
    const attributes = parseAttributes(node.meta ?? '');
    const language = node.lang ?? 'text';
    const runs = (SHELLS as readonly string[]).includes(language);
    const checks = language === 'check' || language === 'expect';
    this.checkNames(node, runs ? 'command' : checks ? language : 'listing', Object.keys(attributes), checks ? undefined : 'warning');
    const on = textOf(attributes, 'on');
    const machines = this.front.machines.map(({ name }) => name);
    if ((runs || checks) && on !== undefined && !machines.includes(on)) {
      const near = nearest(on, machines);
      this.say(node, `there is no machine ${on}`, `${near === undefined ? '' : `Is it "${near}"? `}This lab has ${machines.join(', ')}.`);
    }
    if (checks) return this.check(node, language, attributes, on);
    if (!runs) {
      const title = textOf(attributes, 'title');
      return { kind: 'listing', language, text: node.value, ...(title === undefined ? {} : { title }) };
    }
    const given = textOf(attributes, 'id');
    const id = given === undefined ? this.numbered(this.section) : this.unique(given, node);
    const save = this.saveOf(textOf(attributes, 'save'), node);
    const windows = language === 'powershell' || language === 'cmd';
    const commands = windows ? node.value.split('\n').filter((line) => line.trim() !== '') : commandsOf(node.value);
    if (commands.length === 0) this.say(node, `the ${language} block has no command`, 'Write one, or call it a text block.');
    return { kind: 'command', id, language, text: node.value, commands, blanks: blanksOf(node.value), ...(on === undefined ? {} : { on }), ...(save && { save }) };
  }

  private check(node: Code, language: 'check' | 'expect', attributes: Attributes, on: string | undefined): CheckBlock {
    const given = textOf(attributes, 'id');
    if (given === undefined) this.say(node, 'a check needs an id', 'A solution and a submission name it: id=web-runs.');
    const id = this.unique(given ?? this.numbered(`${this.section}-check`), node);
    const block: CheckBlock = {
      kind: 'check', id, section: this.section, title: textOf(attributes, 'title') ?? id, on: on ?? this.front.machines[0]?.name ?? 'node1',
      script: node.value, points: this.points(node, 'points', attributes['points'], 1), quiet: attributes['quiet'] === true,
    };
    if (language === 'check') {
      if (node.value.trim() === '') this.say(node, `check ${id} is empty`, 'An empty script always passes: write what should hold.');
      return block;
    }
    const { expectations, problems } = readExpectations(node.value);
    for (const { line, message } of problems) this.problems.push({ line: (node.position?.start.line ?? 1) + line + this.lineOffset, message });
    // A sentence that is not understood must not be passed over: the check then never passes.
    return { ...block, expectations: problems.length === 0 ? expectations : [] };
  }

  private saveOf(value: string | undefined, node: Code): { name: string; pattern: string } | undefined {
    if (value === undefined) return undefined;
    const match = /^([A-Za-z_][A-Za-z0-9_]*):(.+)$/.exec(value);
    if (!match) {
      this.say(node, 'save= is NAME:"pattern"');
      return undefined;
    }
    const save = { name: match[1] as string, pattern: match[2] as string };
    try {
      new RegExp(save.pattern);
    } catch {
      this.say(node, `save=${save.name}: ${save.pattern} is not a regular expression`);
      return undefined;
    }
    if (!this.variables.includes(save.name)) this.variables.push(save.name);
    return save;
  }

  private quote(children: readonly Block[]): GuideBlock {
    const [first, ...rest] = children;
    const text = first?.type === 'paragraph' ? first.children[0] : undefined;
    const match = text?.type === 'text' ? /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(?:\n|$)/i.exec(text.value) : null;
    if (first?.type !== 'paragraph' || text?.type !== 'text' || !match) return { kind: 'quote', blocks: this.blocks(children) };
    this.checkWords(first, first.children);
    const value = text.value.slice(match[0].length);
    const content: PhrasingContent[] = [...(value === '' ? [] : [{ ...text, value }]), ...first.children.slice(1)];
    const lead: GuideBlock[] = content.length === 0 ? [] : [{ kind: 'paragraph', content }];
    return { kind: 'admonition', tone: (match[1] as string).toLowerCase() as AdmonitionTone, blocks: [...lead, ...this.blocks(rest)] };
  }

  private container(node: ContainerDirective): GuideBlock | undefined {
    const attributes = node.attributes ?? {};
    if ((CONTAINERS as readonly string[]).includes(node.name)) this.checkNames(node, node.name as Notation, Object.keys(attributes));
    switch (node.name) {
      case 'hint': {
        const given = attributes['id'] ?? undefined;
        const id = given === undefined ? this.numbered(`${this.section}-hint`) : this.unique(given, node);
        return { kind: 'hint', id, title: attributes['title'] ?? 'Hint', cost: this.points(node, 'cost', attributes['cost'], 0), blocks: this.blocks(node.children) };
      }
      case 'quiz':
        return readQuiz(this, node);
      case 'platform':
        return readPlatform(this, node);
      case 'diagram':
        return readDiagram(this, node);
      default:
        this.say(node, `:::${node.name} is not a container that guides know`, meant(node.name, CONTAINERS));
        return { kind: 'quote', blocks: this.blocks(node.children) };
    }
  }

  /** A number of points; `fallback` where nothing fair is written. */
  points(node: Block, name: string, value: string | true | null | undefined, fallback: number): number {
    if (value === undefined) return fallback;
    const points = typeof value === 'string' && value !== '' ? Number(value) : NaN;
    if (Number.isInteger(points) && points >= 0 && points <= POINTS_MAX) return points;
    this.say(node, `${name}= is a whole number from 0 to ${POINTS_MAX}`);
    return fallback;
  }

  numbered(stem: string): string {
    const n = (this.numbers.get(stem) ?? 0) + 1;
    this.numbers.set(stem, n);
    return `${stem}-${n}`;
  }

  unique(id: string, node: Block): string {
    if (!this.ids.has(id)) {
      this.ids.add(id);
      this.lines.set(id, (node.position?.start.line ?? 1) + this.lineOffset);
      return id;
    }
    this.say(node, `the id ${id} is used twice`, 'Sections take theirs from the title, all others from id=: give one of the two another.');
    return this.numbered(id);
  }

  say(node: Block, message: string, advice?: string, level?: 'warning'): void {
    this.sayAt(node.position?.start.line ?? 1, message, advice, level);
  }

  private sayAt(line: number, message: string, advice?: string, level?: 'warning'): void {
    this.problems.push({ line: line + this.lineOffset, message, ...(advice === undefined ? {} : { advice }), ...(level && { level }) });
  }

  private checkNames(node: Block, kind: Notation, names: readonly string[], level?: 'warning'): void {
    for (const { message, advice } of unknownAttributes(kind, names)) this.say(node, message, advice, level);
  }
}

function tableOf(node: Table): GuideBlock {
  return { kind: 'table', align: node.align ?? [], rows: node.children.map((row) => row.children.map((cell) => cell.children)) };
}
