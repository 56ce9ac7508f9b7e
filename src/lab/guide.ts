/**
 * A lab's guide as values: front matter, sections and blocks, read from Markdown. Pure and without a DOM, so that
 * the page, the world and the tests of labs read the same thing. What the format offers beyond Markdown:
 *
 * - ```` ```bash on=node1 id=init save=TOKEN:"(SWMTKN-\S+)" ```` — commands, each typed into that machine's terminal on a click;
 * - ```` ```check id=swarm-up on=node1 title="The swarm is up" ```` — a script that is not shown; exit status 0 is passed;
 * - ```` ```expect id=web-up title="web runs" points=2 ```` — sentences that must hold (`expect/`);
 * - `:::hint{title="…"}` and `:::quiz{id=… answer=b}` containers, and `> [!NOTE]` admonitions.
 *
 * Text and leaf directives stay off: they would eat prose such as `nginx:1.27` and `10:30`.
 */
import type { BlockContent, Code, DefinitionContent, List, ListItem, PhrasingContent, Root, RootContent, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { directiveFromMarkdown } from 'mdast-util-directive';
import type { ContainerDirective } from 'mdast-util-directive';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { directive } from 'micromark-extension-directive';
import { gfm } from 'micromark-extension-gfm';
import { parseAttributes, textOf } from './attributes';
import type { Attributes } from './attributes';
import { commandsOf } from './command-lines';
import { readExpectations } from './expect/read';
import { parseFront, splitFront } from './guide-front';
import type { GuideFront, GuideProblem } from './guide-front';
import type { AdmonitionTone, CheckBlock, Guide, GuideBlock, GuideSection, QuizBlock } from './guide-model';
import { plainText, slugOf } from './guide-text';

export type { GuideFront, GuideMachine, GuideProblem, LabLevel } from './guide-front';
export * from './guide-model';

/** Never refuses: what cannot be understood is shown as it stands and told in `problems`. */
export function parseGuide(text: string): Guide {
  const { body, bodyLine } = splitFront(text);
  const { front, problems } = parseFront(text);
  const reader = new GuideReader(front, problems, bodyLine - 1);
  return reader.read(parseMarkdown(body));
}

function parseMarkdown(body: string): Root {
  const containers = directive();
  const [container] = containers.flow?.[58] instanceof Array ? containers.flow[58] : [];
  return fromMarkdown(body, {
    extensions: [gfm(), container ? { flow: { 58: [container] } } : {}],
    mdastExtensions: [gfmFromMarkdown(), directiveFromMarkdown()],
  });
}

/** A check worth more than this is a mistake. */
const POINTS_MAX = 1000;

type Block = RootContent | BlockContent | DefinitionContent;

class GuideReader {
  private section = 'intro';
  private readonly ids = new Set<string>();
  private readonly numbers = new Map<string, number>();
  private readonly variables: string[] = [];

  constructor(
    private readonly front: GuideFront,
    private readonly problems: GuideProblem[],
    private readonly lineOffset: number,
  ) {}

  read(root: Root): Guide {
    const intro: GuideBlock[] = [];
    const sections: GuideSection[] = [];
    let blocks = intro;
    for (const node of root.children) {
      if (node.type === 'heading' && node.depth === 2) {
        const title = plainText(node);
        this.section = this.unique(slugOf(title), node);
        blocks = [];
        sections.push({ id: this.section, title, blocks });
      } else {
        blocks.push(...this.blocks([node]));
      }
    }
    return { front: this.front, intro, sections, variables: this.variables, problems: this.problems };
  }

  private blocks(nodes: readonly Block[]): GuideBlock[] {
    return nodes.flatMap((node) => this.block(node) ?? []);
  }

  private block(node: Block): GuideBlock | undefined {
    switch (node.type) {
      case 'paragraph':
        if (node.children.some((child) => child.type === 'html')) this.say(node, 'HTML is not rendered');
        return { kind: 'paragraph', content: node.children };
      case 'heading':
        return { kind: 'heading', depth: node.depth, id: this.numbered(slugOf(plainText(node))), content: node.children };
      case 'code':
        return this.code(node);
      case 'list':
        return { kind: 'list', ordered: node.ordered === true, start: node.start ?? 1, items: node.children.map((item) => this.item(item)) };
      case 'table':
        return tableOf(node);
      case 'blockquote':
        return this.quote(node.children);
      case 'thematicBreak':
        return { kind: 'rule' };
      case 'containerDirective':
        return this.container(node);
      case 'html':
        // Comments are the author's own; other HTML is never rendered, so the author should hear of it.
        if (!node.value.startsWith('<!--')) this.say(node, 'HTML is not rendered');
        return undefined;
      default:
        return undefined;
    }
  }

  private item(node: ListItem): { checked?: boolean; blocks: GuideBlock[] } {
    const blocks = this.blocks(node.children);
    return typeof node.checked === 'boolean' ? { checked: node.checked, blocks } : { blocks };
  }

  private code(node: Code): GuideBlock {
    const attributes = parseAttributes(node.meta ?? '');
    const language = node.lang ?? 'text';
    const on = textOf(attributes, 'on');
    if (on !== undefined && !this.front.machines.some((machine) => machine.name === on)) this.say(node, `there is no machine ${on}`);
    if (language === 'check' || language === 'expect') return this.check(node, language, attributes, on);
    if (!['bash', 'sh', 'shell', 'powershell', 'cmd'].includes(language)) {
      const title = textOf(attributes, 'title');
      return { kind: 'listing', language, text: node.value, ...(title === undefined ? {} : { title }) };
    }
    const given = textOf(attributes, 'id');
    const id = given === undefined ? this.numbered(this.section) : this.unique(given, node);
    const save = this.saveOf(textOf(attributes, 'save'), node);
    const windows = language === 'powershell' || language === 'cmd';
    const commands = windows ? node.value.split('\n').filter((line) => line.trim() !== '') : commandsOf(node.value);
    return { kind: 'command', id, language, text: node.value, commands, ...(on === undefined ? {} : { on }), ...(save && { save }) };
  }

  private check(node: Code, language: 'check' | 'expect', attributes: Attributes, on: string | undefined): CheckBlock {
    const given = textOf(attributes, 'id');
    if (given === undefined) this.say(node, 'a check needs an id');
    const id = this.unique(given ?? this.numbered(`${this.section}-check`), node);
    const points = Number(textOf(attributes, 'points') ?? 1);
    const fair = Number.isInteger(points) && points >= 0 && points <= POINTS_MAX;
    if (!fair) this.say(node, `points= is a whole number from 0 to ${POINTS_MAX}`);
    const block: CheckBlock = {
      kind: 'check', id, section: this.section, title: textOf(attributes, 'title') ?? id, on: on ?? this.front.machines[0]?.name ?? 'node1',
      script: node.value, points: fair ? points : 1, quiet: attributes['quiet'] === true,
    };
    if (language === 'check') return block;
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
    const value = text.value.slice(match[0].length);
    const content: PhrasingContent[] = [...(value === '' ? [] : [{ ...text, value }]), ...first.children.slice(1)];
    const lead: GuideBlock[] = content.length === 0 ? [] : [{ kind: 'paragraph', content }];
    return { kind: 'admonition', tone: (match[1] as string).toLowerCase() as AdmonitionTone, blocks: [...lead, ...this.blocks(rest)] };
  }

  private container(node: ContainerDirective): GuideBlock | undefined {
    const given = node.attributes?.['id'] ?? undefined;
    if (node.name === 'hint') {
      const id = given === undefined ? this.numbered(`${this.section}-hint`) : this.unique(given, node);
      return { kind: 'hint', id, title: node.attributes?.['title'] ?? 'Hint', blocks: this.blocks(node.children) };
    }
    if (node.name === 'quiz') return this.quiz(node, given);
    this.say(node, `:::${node.name} is not a container that guides know; there are hint and quiz`);
    return { kind: 'quote', blocks: this.blocks(node.children) };
  }

  private quiz(node: ContainerDirective, given: string | undefined): QuizBlock {
    if (given === undefined) this.say(node, 'a quiz needs an id');
    const id = given === undefined ? this.numbered(`${this.section}-quiz`) : this.unique(given, node);
    const isOptions = (child: Block): child is List => child.type === 'list' && child.children.every((item) => typeof item.checked === 'boolean');
    const at = node.children.findIndex(isOptions);
    const list = node.children[at];
    const items = list?.type === 'list' ? list.children : [];
    const options = items.map((item, i) => ({ key: String.fromCharCode(97 + i), content: this.blocks(item.children) }));
    if (options.length < 2) this.say(node, `quiz ${id} needs a task list of at least two options`);
    const answers = (node.attributes?.['answer'] ?? '').split(/[\s,]+/).filter((key) => key !== '');
    const known = answers.every((key) => options.some((option) => option.key === key));
    if (answers.length === 0 || !known) this.say(node, `quiz ${id} needs answer= with letters of its options`);
    const question = this.blocks(at < 0 ? node.children : node.children.slice(0, at));
    return { kind: 'quiz', id, answers, question, options, explanation: at < 0 ? [] : this.blocks(node.children.slice(at + 1)) };
  }

  private numbered(stem: string): string {
    const n = (this.numbers.get(stem) ?? 0) + 1;
    this.numbers.set(stem, n);
    return `${stem}-${n}`;
  }

  private unique(id: string, node: Block): string {
    if (!this.ids.has(id)) {
      this.ids.add(id);
      return id;
    }
    this.say(node, `the id ${id} is used twice`);
    return this.numbered(id);
  }

  private say(node: Block, message: string): void {
    this.problems.push({ line: (node.position?.start.line ?? 1) + this.lineOffset, message });
  }
}

function tableOf(node: Table): GuideBlock {
  return { kind: 'table', align: node.align ?? [], rows: node.children.map((row) => row.children.map((cell) => cell.children)) };
}
