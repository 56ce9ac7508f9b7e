/**
 * Go's template evaluator (text/template/exec.go): walks the tree over a value, with the error texts of Go,
 * which quote the place and the piece: `template: :1:2: executing "" at <.Foo>: can't evaluate field Foo in …`.
 * Longer than most files: it is one walk whose branches share the scope of variables and the place of errors.
 */
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

/** A loop that never ends and a template that calls itself without end are stopped here, as Go stops the latter. */
const DEPTH_MAX = 1_000;

class Jump {
  constructor(readonly kind: 'break' | 'continue') {}
}

/** Runs a parsed template over data; throws TemplateError with Go's words. Output so far is in `partial`. */
export function executeTemplate(template: ParsedTemplate, data: Value, options: ExecuteOptions = {}): string {
  const run = new Run(template, options);
  run.walkTree(template.main, data, 0);
  return run.out;
}

class Run {
  out = '';
  private variables: { name: string; value: Value }[] = [];
  private tree: Tree;
  private functions: ReadonlyMap<string, TemplateFunction>;
  private depth = 0;

  constructor(
    private template: ParsedTemplate,
    private options: ExecuteOptions,
  ) {
    this.tree = template.main;
    this.functions = options.functions ?? FUNCTIONS;
  }

  walkTree(tree: Tree, dot: Value, depth: number): void {
    const outer = { tree: this.tree, variables: this.variables, depth: this.depth };
    this.tree = tree;
    this.depth = depth;
    this.variables = [{ name: '$', value: dot }];
    this.walk(dot, tree.root);
    Object.assign(this, outer);
  }

  private walk(dot: Value, nodes: readonly Node[]): void {
    for (const node of nodes) this.node(dot, node);
  }

  private node(dot: Value, node: Node): void {
    switch (node.kind) {
      case 'text':
        this.out += node.text;
        return;
      case 'action': {
        const value = this.pipeline(dot, node.pipe);
        if (node.pipe.declares.names.length === 0) this.out += printForOutput(value);
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
    const names = node.pipe.declares.names;
    const entries = this.entries(node, value);
    for (const [key, element] of entries) {
      this.variables.length = inner;
      const assign = (name: string, to: Value) => (node.pipe.declares.assigns ? this.assign(name, to) : this.variables.push({ name, value: to }));
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
    if (!entries.length && node.otherwise) this.walk(dot, node.otherwise);
  }

  private entries(node: Branch, value: Value): [Value, Value][] {
    switch (value.type.kind) {
      case 'slice':
        return elements(value).map((element, i) => [intValue(i), element]);
      case 'map':
        return mapKeys(value.data).map((key) => [stringValue(key), mapValue(value, key) as Value]);
      case 'int':
      case 'uint':
        if (value.type.name === 'int') return Array.from({ length: Math.max(0, value.data as number) }, (_, i) => [intValue(i), intValue(i)]);
        break;
      case 'any':
        return [];
    }
    return this.fail(node.pipe, `range can't iterate over ${printForOutput(value)}`, pipeText(node.pipe));
  }

  private call(dot: Value, node: Node & { kind: 'template' }): void {
    const tree = this.template.trees.get(node.name);
    const context = templateText(node.name, node.pipe);
    const name = { at: node.at + 'template '.length };
    if (!tree) this.fail(name, `template ${quote(node.name)} not defined`, context);
    if (this.depth === DEPTH_MAX) this.fail(name, `exceeded maximum template depth (${DEPTH_MAX})`, context);
    const argument = node.pipe ? this.pipeline(dot, node.pipe) : NOTHING;
    this.walkTree(tree, argument, this.depth + 1);
  }

  // Pipelines

  private pipeline(dot: Value, pipe: Pipe, inRange = false): Value {
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
    for (let i = this.variables.length - 1; i >= 0; i--) {
      const variable = this.variables[i] as { name: string; value: Value };
      if (variable.name === name) {
        variable.value = value;
        return;
      }
    }
    assert(false, `the parser let an unknown variable pass: ${name}`);
  }

  private command(dot: Value, command: Command, final: Value | undefined): Value {
    const first = command.words[0] as Expression;
    const args = command.words.slice(1);
    const hasArguments = args.length > 0 || final !== undefined;
    switch (first.kind) {
      case 'field':
        return this.fields(dot, dot, first, first.names, args, final);
      case 'chain': {
        if (first.node.kind === 'nil') this.fail(first, 'indirection through explicit nil', expressionText(first));
        return this.fields(dot, this.argument(dot, first.node), first, first.names, args, final);
      }
      case 'identifier':
        return this.callFunction(dot, first, command, commandText(command), args, final);
      case 'variable':
        return this.fields(dot, this.variable(first.names[0] as string), first, first.names.slice(1), args, final);
      case 'pipe':
        if (hasArguments) this.fail(command, `can't give argument to non-function ${pipeText(first.pipe)}`, commandText(command));
        return this.pipeline(dot, first.pipe);
      case 'nil':
        if (hasArguments) this.notFunction(first);
        return this.fail(first, 'nil is not a command', 'nil');
      default:
        if (hasArguments) this.notFunction(first);
        return this.constant(dot, first);
    }
  }

  private notFunction(node: Expression): never {
    this.fail(node, `can't give argument to non-function ${expressionText(node)}`, expressionText(node));
  }

  private variable(name: string): Value {
    for (let i = this.variables.length - 1; i >= 0; i--) {
      const variable = this.variables[i] as { name: string; value: Value };
      if (variable.name === name) return variable.value;
    }
    return assert(false, `the parser let an unknown variable pass: ${name}`) as never;
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
        return node.isFloat && !node.text.startsWith("'") ? floatValue(node.value) : intValue(node.value);
      default:
        return assert(false, `no constant: ${node.kind}`) as never;
    }
  }

  /** An argument of a command, before it is fitted to a parameter. */
  private argument(dot: Value, node: Expression): Value {
    switch (node.kind) {
      case 'field':
        return this.fields(dot, dot, node, node.names, [], undefined);
      case 'variable':
        return this.fields(dot, this.variable(node.names[0] as string), node, node.names.slice(1), [], undefined);
      case 'chain':
        return this.fields(dot, this.argument(dot, node.node), node, node.names, [], undefined);
      case 'pipe':
        return this.pipeline(dot, node.pipe);
      case 'identifier':
        return this.callFunction(dot, node, node, node.name, [], undefined);
      case 'nil':
        return NOTHING;
      default:
        return this.constant(dot, node);
    }
  }

  private callFunction(
    dot: Value,
    node: Expression & { kind: 'identifier' },
    place: At,
    context: string,
    args: readonly Expression[],
    final: Value | undefined,
  ): Value {
    const { name } = node;
    if (name === 'and' || name === 'or') return this.shortCircuit(dot, node, name, args, final);
    const called = this.functions.get(name);
    assert(called, `the parser let an unknown function pass: ${name}`);
    const count = args.length + (final === undefined ? 0 : 1);
    const wanted = called.parameters.length;
    if (called.rest === undefined ? count !== wanted : count < wanted) {
      this.fail(
        node,
        `wrong number of args for ${name}: want ${called.rest === undefined ? '' : 'at least '}${wanted} got ${count}`,
        expressionText(node),
      );
    }
    const parameter = (i: number): Parameter => called.parameters[i] ?? called.rest ?? 'any';
    const values = args.map((arg, i) => this.fit(arg, this.argument(dot, arg), parameter(i)));
    if (final !== undefined) values.push(this.fit(node, final, parameter(args.length), true));
    try {
      return called.run(values);
    } catch (thrown) {
      if (!(thrown instanceof FunctionError)) throw thrown;
      return this.fail(place, `error calling ${name}: ${thrown.message}`, context);
    }
  }

  private shortCircuit(dot: Value, node: Expression, name: string, args: readonly Expression[], final: Value | undefined): Value {
    if (args.length === 0 && final === undefined) this.fail(node, `wrong number of args for ${name}: want at least 1 got 0`, expressionText(node));
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
    const literal = node.kind === 'number' || node.kind === 'bool' || node.kind === 'string' || node.kind === 'nil';
    if (value.type.kind === 'number' && wanted === 'string') return stringValue(String(value.data));
    if (value.type.kind === wanted && (wanted !== 'slice' || value.type.name === '[]string' || isNil(value))) return value;
    if (node.kind === 'nil') this.fail(node, `cannot assign nil to ${name}`, 'nil');
    if (literal && !isFinal)
      this.fail(node, `expected ${parameter === 'int' ? 'integer' : name}; found ${expressionText(node)}`, expressionText(node));
    if (value.type.kind === 'pointer' && value.type.elem.kind === wanted && !isNil(value)) return { type: value.type.elem, data: value.data };
    if (value.type.kind === 'any') return this.fail(node, `invalid value; expected ${name}`, expressionText(node));
    return this.fail(node, `wrong type for value; expected ${name}; got ${typeName(value)}`, expressionText(node));
  }

  // Fields

  private fields(
    dot: Value,
    receiver: Value,
    node: Expression,
    names: readonly string[],
    args: readonly Expression[],
    final: Value | undefined,
  ): Value {
    let at = receiver;
    if (names.length === 0 && (args.length > 0 || final !== undefined)) this.notFunction(node);
    names.forEach((name, i) => {
      const last = i === names.length - 1;
      at = this.field(dot, node, name, last ? args : [], last ? final : undefined, at);
    });
    return at;
  }

  private field(dot: Value, node: Expression, name: string, args: readonly Expression[], final: Value | undefined, receiver: Value): Value {
    const hasArguments = args.length > 0 || final !== undefined;
    const original = concrete(receiver);
    const { value, nil } = indirect(receiver);
    const fail = (problem: string) => this.fail(node, problem, expressionText(node));
    if (original.type.kind === 'any') {
      // A key that is there but null differs from a key that is not there.
      if (receiver.data === null) return fail(`nil pointer evaluating interface {}.${name}`);
      return this.options.missingKeyIsError ? fail(`nil data; no entry for key ${quote(name)}`) : NOTHING;
    }
    if (value.type.kind === 'row' && isRow(value.data)) return this.method(dot, node, name, args, final, value);
    const target = nil && original.type.kind === 'pointer' ? original.type.elem : value.type;
    if (target.kind === 'struct') {
      const found = fieldOf(target, name);
      if (found && nil) return fail(`nil pointer evaluating ${original.type.name}.${name}`);
      if (found && hasArguments) return fail(`${name} has arguments but cannot be invoked as function`);
      if (found) return this.promoted(value, target, name);
    } else if (target.kind === 'map' && !nil) {
      if (hasArguments) return fail(`${name} is not a method but has arguments`);
      const found = mapValue(value, name);
      if (found) return found.type.kind === 'any' ? wrapKeepingNil(found) : found;
      return this.options.missingKeyIsError ? fail(`map has no entry for key ${quote(name)}`) : NOTHING;
    } else if (nil) {
      return fail(`nil pointer evaluating ${original.type.name}.${name}`);
    }
    return fail(`can't evaluate field ${name} in type ${original.type.name}`);
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

  private method(dot: Value, node: Expression, name: string, args: readonly Expression[], final: Value | undefined, row: Value): Value {
    const data = row.data;
    assert(isRow(data), 'a row value holds a row');
    const run = Object.hasOwn(data.methods, name) ? data.methods[name] : undefined;
    const context = expressionText(node);
    if (!run && data.lenient) return NOTHING;
    if (!run) return this.fail(node, `can't evaluate field ${name} in type ${data.typeName}`, context);
    const wanted = data.takesArgument?.includes(name) ? 1 : 0;
    const count = args.length + (final === undefined ? 0 : 1);
    if (count !== wanted) return this.fail(node, `wrong number of args for ${name}: want ${wanted} got ${count}`, context);
    const values = args.map((arg) => this.fit(arg, this.argument(dot, arg), 'string'));
    if (final !== undefined) values.push(this.fit(node, final, 'string', true));
    return wrap(run(...values.map((value) => value.data as string)));
  }

  private fail(place: Pick<At, 'at'>, problem: string, context: string): never {
    const before = this.tree.text.slice(0, place.at);
    const line = before.split('\n').length;
    let column = 0;
    for (const c of before.slice(before.lastIndexOf('\n') + 1)) {
      const code = c.codePointAt(0) as number;
      column += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    }
    throw new TemplateError(`template: ${this.tree.name}:${line}:${column}: executing ${quote(this.tree.name)} at <${context}>: ${problem}`);
  }
}

/** A key that is there but null: fields of it are errors, while fields of an absent key are not. */
function wrapKeepingNil(value: Value): Value {
  return isNil(value) ? { type: value.type, data: null } : value;
}
