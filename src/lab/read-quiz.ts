/**
 * Reads `:::quiz`. A task list gives options to choose from, an ordered list steps to put into order (written in the right
 * one), and `kind=predict before=ID` asks what a command block will do before it may run.
 */
import type { List } from 'mdast';
import type { ContainerDirective } from 'mdast-util-directive';
import type { QuizBlock } from './guide-model';
import type { Block, GuideReader } from './guide-reader';
import { plainText } from './guide-text';
import { meant } from './notation';

const FORMS = ['choice', 'order', 'predict'] as const;
const OPTIONS_MAX = 26;
const TITLE_CHARS_MAX = 100;

export function readQuiz(reader: GuideReader, node: ContainerDirective): QuizBlock {
  const attributes = node.attributes ?? {};
  const given = attributes['id'] ?? undefined;
  if (given === undefined) reader.say(node, 'a quiz needs an id', 'Answers name it: {id=quorum answer=b}.');
  const id = given === undefined ? reader.numbered(`${reader.section}-quiz`) : reader.unique(given, node);
  const form = formOf(reader, node, id);
  const at = node.children.findIndex((child) => isOptions(child, form));
  const list = node.children[at];
  const items = list?.type === 'list' ? list.children : [];
  if (items.length < 2 || items.length > OPTIONS_MAX) {
    reader.say(node, `quiz ${id} needs ${form === 'order' ? 'an ordered list of at least two steps' : 'a task list of at least two options'}`, form === 'order' ? 'Write them in the right order: 1. first, 2. second. They are shown in another.' : 'Write - [ ] before each; there are at most 26.');
  }
  const options = items.map((item, i) => ({ key: String.fromCharCode(97 + i), content: reader.blocks(item.children) }));
  const keys = options.map(({ key }) => key);
  const before = attributes['before'] ?? undefined;
  const [first] = at < 0 ? node.children : node.children.slice(0, at);
  return {
    kind: 'quiz', id, section: reader.section, title: first ? plainText(first).slice(0, TITLE_CHARS_MAX) : id, form,
    answers: form === 'order' ? keys : answersOf(reader, node, id, keys),
    question: reader.blocks(at < 0 ? node.children : node.children.slice(0, at)),
    options,
    explanation: at < 0 ? [] : reader.blocks(node.children.slice(at + 1)),
    // Being wrong is what a prediction is for: it earns only where the author says so.
    points: reader.points(node, 'points', attributes['points'], form === 'predict' ? 0 : 1),
    cost: reader.points(node, 'cost', attributes['cost'], 0),
    ...(form === 'predict' && before !== undefined ? { before } : {}),
  };
}

function formOf(reader: GuideReader, node: ContainerDirective, id: string): QuizBlock['form'] {
  const kind = node.attributes?.['kind'] ?? 'choice';
  const before = node.attributes?.['before'];
  const known = FORMS.find((one) => one === kind);
  if (!known) reader.say(node, `quiz ${id}: there is no kind ${kind}`, meant(kind, FORMS));
  if (known === 'predict' && !before) reader.say(node, `quiz ${id} predicts nothing`, 'Name the command block that waits for it: before=ID.');
  if (known !== 'predict' && before) reader.say(node, `quiz ${id} has before= but is no prediction`, 'Add kind=predict.');
  return known ?? 'choice';
}

function isOptions(child: Block, form: QuizBlock['form']): child is List {
  if (child.type !== 'list') return false;
  return form === 'order' ? child.ordered === true : child.children.every((item) => typeof item.checked === 'boolean');
}

function answersOf(reader: GuideReader, node: ContainerDirective, id: string, keys: readonly string[]): string[] {
  const answers = (node.attributes?.['answer'] ?? '').split(/[\s,]+/).filter((key) => key !== '');
  if (answers.length === 0 || !answers.every((key) => keys.includes(key))) reader.say(node, `quiz ${id} needs answer= with letters of its options`, keys.length === 0 ? undefined : `They are ${keys.join(', ')}: answer=${keys[0]}, or "a c" for several.`);
  return answers;
}
