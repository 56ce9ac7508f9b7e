/** The tree that a template parses to, and each node's source form, which error messages quote as `at <.Foo>`. */
import { quote } from './quote';
import type { Complex } from './values';

export interface At {
  /** Index into the template's text. */
  at: number;
  line: number;
}

export type Expression = At &
  (
    | { kind: 'dot' }
    | { kind: 'nil' }
    | { kind: 'bool'; value: boolean }
    | { kind: 'number'; text: string; value: number; isInt: boolean; isFloat: boolean; complex?: Complex }
    | { kind: 'string'; quoted: string; value: string }
    | { kind: 'field'; names: string[] }
    | { kind: 'variable'; names: string[] }
    | { kind: 'identifier'; name: string }
    | { kind: 'chain'; node: Expression; names: string[] }
    | { kind: 'pipe'; pipe: Pipe }
  );

export interface Command extends At {
  words: Expression[];
}

export interface Pipe extends At {
  declares: { names: string[]; assigns: boolean };
  commands: Command[];
}

export interface Branch extends At {
  kind: 'if' | 'with' | 'range';
  pipe: Pipe;
  body: Node[];
  otherwise: Node[] | undefined;
}

export type Node =
  | (At & { kind: 'text'; text: string })
  | (At & { kind: 'action'; pipe: Pipe })
  | Branch
  /** `nameAt` is where its name stands, which errors point to. */
  | (At & { kind: 'template'; name: string; nameAt: number; pipe: Pipe | undefined })
  | (At & { kind: 'break' | 'continue' });

export function expressionText(node: Expression): string {
  switch (node.kind) {
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(node.value);
    case 'number':
      return node.text;
    case 'string':
      return node.quoted;
    case 'field':
      return node.names.map((name) => `.${name}`).join('');
    case 'variable':
      return node.names.join('.');
    case 'identifier':
      return node.name;
    case 'chain':
      return expressionText(node.node) + node.names.map((name) => `.${name}`).join('');
    case 'pipe':
      return `(${pipeText(node.pipe)})`;
  }
}

export function commandText(command: Command): string {
  return command.words.map(expressionText).join(' ');
}

export function pipeText(pipe: Pipe): string {
  const { names, assigns } = pipe.declares;
  const left = names.length ? `${names.join(', ')} ${assigns ? '=' : ':='} ` : '';
  return left + pipe.commands.map(commandText).join(' | ');
}

/** `{{template "name" pipe}}`, as an error quotes it. */
export function templateText(name: string, pipe: Pipe | undefined): string {
  return `{{template ${quote(name)}${pipe ? ` ${pipeText(pipe)}` : ''}}}`;
}
