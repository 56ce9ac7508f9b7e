/**
 * Go's template evaluator (text/template/exec.go): walks the tree over a value, with the error texts of Go,
 * which quote the place and the piece: `template: :1:2: executing "" at <.Foo>: can't evaluate field Foo in …`.
 * Longer than most files: it is one walk whose branches share the scope of variables and the place of errors.
 */
import { byteLength } from '../os/utf8';
import { assert } from '../sim';
import { fieldOf, type GoType } from './go-type';
import { FUNCTIONS, FunctionError, type Parameter, type TemplateFunction } from './functions';
import {
  type At,
  type Branch,
  commandText,
  type Command,
  type Expression,
  expressionText,
  type Node,
  type Pipe,
  pipeText,
  templateText,
} from './nodes';
import { type ParsedTemplate, TemplateError, type Tree } from './parse';
import { printForOutput, typeName } from './print';
import { quote } from './quote';
import {
  boolValue,
  complexValue,
  concrete,
  elements,
  fieldValue,
  floatValue,
  indirect,
  intValue,
  isNil,
  isRow,
  mapKeys,
  mapValue,
  NOTHING,
  stringValue,
  truth,
  type Value,
  wrap,
} from './values';

export interface ExecuteOptions {
  /** `missingkey=error`: an unknown key of a map is an error instead of `<no value>`. */
  missingKeyIsError?: boolean;
  functions?: ReadonlyMap<string, TemplateFunction>;
}

/** Where Go stops a template that calls itself. Ours stops sooner, at so many nested nodes, where a stack is still short. */
const DEPTH_SAID = 100_000;
const LEVELS_MAX = 1_000;
/** What a template may write and how often it may go round, before this client stops it: Go would go on until memory ends. */
const OUTPUT_CHARS_MAX = 16 * 1024 * 1024;
const ROUNDS_MAX = 1_000_000;

class Jump {
  constructor(readonly kind: 'break' | 'continue') {}
}

/** Runs a parsed template over data; throws TemplateError with Go's words. */
export function executeTemplate(template: ParsedTemplate, data: Value, options: ExecuteOptions = {}): string {
  return new Run(template, options).run(data);
}

/** The same, but an error only ends it: what was written before stands (as in headers of tables). */
export function executeLeniently(template: ParsedTemplate, data: Value, options: ExecuteOptions = {}): string {
  const run = new Run(template, options);
  try {
    return run.run(data);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return run.out;
  }
}

class Run {
  out = '';
  private variables: { name: string; value: Value }[] = [];
  private tree: Tree;
  private functions: ReadonlyMap<string, TemplateFunction>;
  /** How deep inside blocks and templates the walk is. */
  private levels = 0;
  private rounds = 0;
  /** The node that errors are about: the last one that was begun. */
  private place: { at: number; text: () => string } = { at: 0, text: () => '' };

  constructor(
    private template: ParsedTemplate,
    private options: ExecuteOptions,
  ) {
    this.tree = template.main;
    this.functions = options.functions ?? FUNCTIONS;
  }

  run(data: Value): string {
    this.walkTree(this.template.main, data);
    return this.out;
  }

  private walkTree(tree: Tree, dot: Value): void {
    const outer = { tree: this.tree, variables: this.variables };
    this.tree = tree;
    this.variables = [{ name: '$', value: dot }];
    this.walk(dot, tree.root);
    Object.assign(this, outer);
  }

  private walk(dot: Value, nodes: readonly Node[]): void {
    this.levels++;
    for (const node of nodes) this.node(dot, node);
    this.levels--;
  }

  private write(text: string): void {
    this.out += text;
    if (this.out.length > OUTPUT_CHARS_MAX) this.fail(`this lab stops a template that writes more than ${OUTPUT_CHARS_MAX} characters`);
  }

  private node(dot: Value, node: Node): void {
    switch (node.kind) {
      case 'text':
        return this.write(node.text);
      case 'action': {
        const value = this.pipeline(dot, node.pipe);
        if (node.pipe.declares.names.length === 0) this.write(printForOutput(value));
        return;
      }
      case 'if':
      case 'with':
        return this.branch(dot, node);
      case 'range':
        return this.range(dot, node);
      case 'template':
        return this.call(dot, node);
      case 'break':
      case 'continue':
        throw new Jump(node.kind);
    }
  }

  private branch(dot: Value, node: Branch): void {
    const mark = this.variables.length;
    const value = this.pipeline(dot, node.pipe);
    if (truth(value)) this.walk(node.kind === 'with' ? value : dot, node.body);
    else if (node.otherwise) this.walk(dot, node.otherwise);
    this.variables.length = mark;
  }

  private range(dot: Value, node: Branch): void {
    const mark = this.variables.length;
    const { value } = indirect(this.pipeline(dot, node.pipe, true));
    const inner = this.variables.length;
    const { names, assigns } = node.pipe.declares;
    let any = false;
    for (const [key, element] of this.entries(value)) {
      any = true;
      if (++this.rounds > ROUNDS_MAX) this.fail(`this lab stops a template that goes round more than ${ROUNDS_MAX} times`);
      this.variables.length = inner;
      const assign = (name: string, to: Value) => (assigns ? this.assign(name, to) : this.variables.push({ name, value: to }));
      if (names.length === 1) assign(names[0] as string, element);
      else if (names.length === 2) {
        assign(names[0] as string, key);
        assign(names[1] as string, element);
      }
      try {
        this.walk(element, node.body);
      } catch (thrown) {
        if (!(thrown instanceof Jump)) throw thrown;
        if (thrown.kind === 'break') break;
      }
    }
    this.variables.length = mark;
    if (!any && node.otherwise) this.walk(dot, node.otherwise);
  }

  private *entries(value: Value): Iterable<[Value, Value]> {
    switch (value.type.kind) {
      case 'slice':
        for (const [i, element] of elements(value).entries()) yield [intValue(i), element];
        return;
      case 'map':
        for (const key of mapKeys(value.data)) yield [stringValue(key), mapValue(value, key) as Value];
        return;
      case 'int':
        if (value.type.name !== 'int') break;
        for (let i = 0; i < (value.data as number); i++) yield [intValue(i), intValue(i)];
        return;
      case 'any':
        return;
    }
    this.fail(`range can't iterate over ${printForOutput(value)}`);
  }

  private call(dot: Value, node: Node & { kind: 'template' }): void {
    const tree = this.template.trees.get(node.name);
    this.begin({ at: node.nameAt }, () => templateText(node.name, node.pipe));
    if (!tree) return this.fail(`template ${quote(node.name)} not defined`);
    if (this.levels > LEVELS_MAX) this.fail(`exceeded maximum template depth (${DEPTH_SAID})`);
    const argument = node.pipe ? this.pipeline(dot, node.pipe) : NOTHING;
    this.walkTree(tree, argument);
  }

  // Pipelines

  private pipeline(dot: Value, pipe: Pipe, inRange = false): Value {
    this.begin(pipe, () => pipeText(pipe));
    let value: Value | undefined;
    for (const command of pipe.commands) {
      value = concrete(this.command(dot, command, value));
    }
    assert(value, 'a pipeline has at least one command');
    if (!inRange) {
      for (const name of pipe.declares.names) {
        if (pipe.declares.assigns) this.assign(name, value);
        else this.variables.push({ name, value });
      }
    }
    return value;
  }

  private assign(name: string, value: Value): void {
    this.find(name).value = value;
  }

  private find(name: string): { value: Value } {
    for (let i = this.variables.length - 1; i >= 0; i--) {
      const variable = this.variables[i] as { name: string; value: Value };
      if (variable.name === name) return variable;
    }
    // The parser knows a variable from its own declaration on: `{{$x := $x}}`.
    return this.fail(`undefined variable: ${name}`);
  }

  private command(dot: Value, command: Command, final: Value | undefined): Value {
    const first = command.words[0] as Expression;
    const args = command.words.slice(1);
    switch (first.kind) {
      case 'field':
        this.beginAt(first);
        return this.fields(dot, dot, first.names, args, final);
      case 'chain':
        return this.fields(dot, this.chainStart(dot, first), first.names, args, final);
      case 'identifier':
        return this.callFunction(dot, first, command, () => commandText(command), args, final);
      case 'variable':
        this.beginAt(first);
        return this.variable(dot, first, args, final);
      case 'pipe':
        this.onlyAlone(first, args, final);
        return this.pipeline(dot, first.pipe);
    }
    this.beginAt(first);
    this.onlyAlone(first, args, final);
    if (first.kind === 'nil') return this.fail('nil is not a command');
    return this.constant(dot, first);
  }

  private variable(dot: Value, node: Expression & { kind: 'variable' }, args: readonly Expression[], final: Value | undefined): Value {
    const { value } = this.find(node.names[0] as string);
    if (node.names.length === 1) this.onlyAlone(node, args, final);
    return this.fields(dot, value, node.names.slice(1), args, final);
  }

  private chainStart(dot: Value, node: Expression & { kind: 'chain' }): Value {
    this.beginAt(node);
    if (node.node.kind === 'nil') this.fail(`indirection through explicit nil in ${expressionText(node)}`);
    return this.argument(dot, node.node);
  }

  /** What is no function takes no arguments. */
  private onlyAlone(node: Expression, args: readonly Expression[], final: Value | undefined): void {
    if (args.length > 0 || final !== undefined) this.fail(`can't give argument to non-function ${node.kind === 'pipe' ? pipeText(node.pipe) : expressionText(node)}`);
  }

  private constant(dot: Value, node: Expression): Value {
    switch (node.kind) {
      case 'dot':
        return dot;
      case 'bool':
        return boolValue(node.value);
      case 'string':
        return stringValue(node.value);
      case 'number':
        if (node.complex) return complexValue(node.complex);
        if (node.isFloat && !node.text.startsWith("'")) return floatValue(node.value);
        return node.isInt ? intValue(node.value) : this.fail(`${node.text} overflows int`);
      default:
        return assert(false, `no constant: ${node.kind}`) as never;
    }
  }

  /** An argument of a command, before it is fitted to a parameter. */
  private argument(dot: Value, node: Expression): Value {
    this.beginAt(node);
    switch (node.kind) {
      case 'field':
        return this.fields(dot, dot, node.names, [], undefined);
      case 'variable':
        return this.variable(dot, node, [], undefined);
      case 'chain':
        return this.fields(dot, this.chainStart(dot, node), node.names, [], undefined);
      case 'pipe':
        return this.pipeline(dot, node.pipe);
      case 'identifier':
        return this.callFunction(dot, node, node, () => node.name, [], undefined);
      case 'nil':
        return NOTHING;
      default:
        return this.constant(dot, node);
    }
  }

  private callFunction(
    dot: Value,
    node: Expression & { kind: 'identifier' },
    whole: At,
    text: () => string,
    args: readonly Expression[],
    final: Value | undefined,
  ): Value {
    const { name } = node;
    this.beginAt(node);
    const called = this.functions.get(name);
    const wanted = called ? called.parameters.length : 1;
    const rest = called ? called.rest : 'any';
    const count = args.length + (final === undefined ? 0 : 1);
    if (rest === undefined ? count !== wanted : count < wanted) {
      this.fail(`wrong number of args for ${name}: want ${rest === undefined ? '' : 'at least '}${wanted} got ${count}`);
    }
    if (!called) return this.shortCircuit(dot, name, args, final);
    const parameter = (i: number): Parameter => called.parameters[i] ?? called.rest ?? 'any';
    const values = args.map((arg, i) => this.fit(arg, this.argument(dot, arg), parameter(i)));
    if (final !== undefined) values.push(this.fit(node, final, parameter(args.length), true));
    try {
      return called.run(values, args);
    } catch (thrown) {
      if (!(thrown instanceof FunctionError)) throw thrown;
      this.begin(whole, text);
      return this.fail(`error calling ${name}: ${thrown.message}`);
    }
  }

  /** `and` and `or`, which look no further than they must. */
  private shortCircuit(dot: Value, name: string, args: readonly Expression[], final: Value | undefined): Value {
    let value: Value = NOTHING;
    for (const arg of args) {
      value = this.argument(dot, arg);
      if (truth(value) === (name === 'or')) return value;
    }
    return final ?? value;
  }

  /** Checks an argument against what the function takes (validateType of exec.go). */
  private fit(node: Expression, argument: Value, parameter: Parameter, isFinal = false): Value {
    const value = concrete(argument);
    const wanted: GoType['kind'] | undefined =
      parameter === 'string' ? 'string' : parameter === 'int' ? 'int' : parameter === 'strings' ? 'slice' : undefined;
    if (!wanted) return argument;
    const name = parameter === 'strings' ? '[]string' : parameter;
    if (value.type.kind === 'number' && wanted === 'string') return stringValue(String(value.data));
    if (value.type.kind === wanted && (wanted !== 'slice' || value.type.name === '[]string' || isNil(value))) return value;
    const literal = node.kind === 'number' || node.kind === 'bool' || node.kind === 'string';
    if (!isFinal && node.kind === 'nil') return wanted === 'slice' ? value : this.fail(`cannot assign nil to ${name}`);
    if (!isFinal && literal && parameter === 'strings') this.fail(`can't handle ${expressionText(node)} for arg of type ${name}`);
    if (!isFinal && literal) this.fail(`expected ${parameter === 'int' ? 'integer' : name}; found ${expressionText(node)}`);
    if (value.type.kind === 'pointer' && value.type.elem.kind === wanted && !isNil(value)) return { type: value.type.elem, data: value.data };
    if (value.type.kind === 'any') return this.fail(`invalid value; expected ${name}`);
    return this.fail(`wrong type for value; expected ${name}; got ${typeName(value)}`);
  }

  // Fields

  private fields(dot: Value, receiver: Value, names: readonly string[], args: readonly Expression[], final: Value | undefined): Value {
    let at = receiver;
    names.forEach((name, i) => {
      const last = i === names.length - 1;
      at = this.field(dot, name, last ? args : [], last ? final : undefined, at);
    });
    return at;
  }

  private field(dot: Value, name: string, args: readonly Expression[], final: Value | undefined, receiver: Value): Value {
    const hasArguments = args.length > 0 || final !== undefined;
    const original = concrete(receiver);
    const { value, nil } = indirect(receiver);
    if (original.type.kind === 'any') {
      // A key that is there but null differs from a key that is not there.
      if (receiver.data === null) return this.fail(`nil pointer evaluating interface {}.${name}`);
      return this.options.missingKeyIsError ? this.fail(`nil data; no entry for key ${quote(name)}`) : NOTHING;
    }
    if (value.type.kind === 'row' && isRow(value.data)) return this.method(dot, name, args, final, value);
    // An interface keeps its name in messages, whatever is in it.
    const shown = receiver.type.name;
    const target = nil && original.type.kind === 'pointer' ? original.type.elem : value.type;
    if (target.kind === 'struct') {
      const found = fieldOf(target, name);
      if (found && nil) return this.fail(`nil pointer evaluating ${shown}.${name}`);
      if (found && hasArguments) return this.fail(`${name} has arguments but cannot be invoked as function`);
      if (found) return this.promoted(value, target, name);
    } else if (target.kind === 'map' && !nil) {
      if (hasArguments) return this.fail(`${name} is not a method but has arguments`);
      const found = mapValue(value, name);
      if (found) return found.type.kind === 'any' ? wrapKeepingNil(found) : found;
      return this.options.missingKeyIsError ? this.fail(`map has no entry for key ${quote(name)}`) : NOTHING;
    } else if (nil) {
      return this.fail(`nil pointer evaluating ${shown}.${name}`);
    }
    return this.fail(`can't evaluate field ${name} in type ${shown}`);
  }

  /** A field of a struct or of one it embeds. */
  private promoted(value: Value, type: GoType & { kind: 'struct' }, name: string): Value {
    const own = type.fields.find((field) => field.name === name);
    if (own) return fieldValue(value.data, own);
    for (const field of type.fields) {
      if (!field.embedded || field.type.kind !== 'struct' || !fieldOf(field.type, name)) continue;
      return this.promoted(fieldValue(value.data, field), field.type, name);
    }
    return assert(false, `${type.name} has no field ${name}`) as never;
  }

  private method(dot: Value, name: string, args: readonly Expression[], final: Value | undefined, row: Value): Value {
    const data = row.data;
    assert(isRow(data), 'a row value holds a row');
    const run = Object.hasOwn(data.methods, name) ? data.methods[name] : undefined;
    if (!run && data.lenient) return NOTHING;
    if (!run) return this.fail(`can't evaluate field ${name} in type ${data.typeName}`);
    const wanted = data.takesArgument?.includes(name) ? 1 : 0;
    const count = args.length + (final === undefined ? 0 : 1);
    if (count !== wanted) return this.fail(`wrong number of args for ${name}: want ${wanted} got ${count}`);
    const values = args.map((arg) => this.fit(arg, this.argument(dot, arg), 'string'));
    if (final !== undefined) values.push(this.fit({ kind: 'dot', at: 0, line: 0 }, final, 'string', true));
    return wrap(run(...values.map((value) => value.data as string)));
  }

  // Errors

  private begin({ at }: Pick<At, 'at'>, text: () => string): void {
    this.place = { at, text };
  }

  private beginAt(node: Expression): void {
    this.place = { at: node.at, text: () => expressionText(node) };
  }

  /** All trees of a template share its text and the name it was parsed under. */
  private fail(problem: string): never {
    const { at, text } = this.place;
    const { name } = this.template.main;
    const before = this.tree.text.slice(0, at);
    const line = before.split('\n').length;
    const column = byteLength(before.slice(before.lastIndexOf('\n') + 1));
    throw new TemplateError(`template: ${name}:${line}:${column}: executing ${quote(this.tree.name)} at <${text()}>: ${problem}`);
  }
}

/** A key that is there but null: fields of it are errors, while fields of an absent key are not. */
function wrapKeepingNil(value: Value): Value {
  return isNil(value) ? { type: value.type, data: null } : value;
}
