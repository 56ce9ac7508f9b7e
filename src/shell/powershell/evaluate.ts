/** Runs statements and works out expressions. What a statement leaves goes to the place's output, one object at a time. */
import type { Program } from '../../sim';
import type { Block, Expression, Script, Statement } from './ast';
import { errorRecord } from './error-text';
import { runPipeline } from './pipeline';
import { indexed, method, property, staticMember } from './members';
import { binary, equal, unary } from './operators';
import { pattern, wildcard } from './patterns';
import { ExitFlow, LoopFlow, problem, Problem, ReturnFlow, unsupported } from './problem';
import { Scope } from './scope';
import { GATHERED_MAX, type Place, type Shell } from './shell';
import { convert, numberIn, textOf } from './text';
import { Block as ScriptBlock, gathered, isTrue, listed, Table, Thing, TypeName, type Value } from './values';
import { variable, setVariable } from './variables';

export function* runBlock(shell: Shell, block: Block, place: Place): Program {
  for (const statement of block) {
    try {
      yield* runStatement(shell, statement, place);
    } catch (thrown) {
      // An error ends its statement; the next one runs, unless somebody waits for errors or wants to stop at them.
      if (!(thrown instanceof Problem) || thrown.fatal || shell.guarded > 0) throw thrown;
      yield* place.streams.error(thrown);
      shell.ok = false;
    }
  }
}

export function* runStatement(shell: Shell, statement: Statement, place: Place): Program {
  yield* shell.step();
  try {
    yield* perform(shell, statement, place);
  } catch (thrown) {
    if (thrown instanceof Problem && !thrown.where) thrown.where = { source: place.source, span: statement };
    throw thrown;
  }
}

function* perform(shell: Shell, statement: Statement, place: Place): Program {
  switch (statement.kind) {
    case 'pipeline':
      return yield* runPipeline(shell, statement.stages, place);
    case 'chain': {
      yield* runStatement(shell, statement.first, place);
      for (const { operator, statement: next } of statement.rest) if (shell.ok === (operator === '&&')) yield* runStatement(shell, next, place);
      return;
    }
    case 'assign':
      return yield* assign(shell, statement.target, statement.operator, statement.value, place);
    case 'if': {
      for (const { test, body } of statement.branches) if (isTrue(yield* valueOf(shell, test, place))) return yield* runBlock(shell, body, place);
      if (statement.otherwise) yield* runBlock(shell, statement.otherwise, place);
      return;
    }
    case 'while':
      while (isTrue(yield* valueOf(shell, statement.test, place))) if (!(yield* turn(shell, statement.body, statement.label, place))) return;
      return;
    case 'do':
      for (;;) {
        if (!(yield* turn(shell, statement.body, statement.label, place))) return;
        if (isTrue(yield* valueOf(shell, statement.test, place)) === statement.until) return;
      }
    case 'for': {
      if (statement.first) yield* valueOf(shell, statement.first, place);
      while (!statement.test || isTrue(yield* valueOf(shell, statement.test, place))) {
        if (!(yield* turn(shell, statement.body, statement.label, place))) return;
        if (statement.step) yield* valueOf(shell, statement.step, place);
      }
      return;
    }
    case 'foreach':
      for (const item of listed(yield* valueOf(shell, statement.items, place))) {
        setVariable(shell, place.scope, statement.name, item);
        if (!(yield* turn(shell, statement.body, statement.label, place))) return;
      }
      return;
    case 'switch':
      return yield* runSwitch(shell, statement, place);
    case 'try':
      return yield* runTry(shell, statement, place);
    case 'function':
      shell.functions.set(statement.name.replace(/^global:/i, '').toLowerCase(), { name: statement.name.replace(/^global:/i, ''), script: statement.script, source: place.source });
      return;
    case 'leave':
      throw new LoopFlow(statement.how, statement.label.toLowerCase());
    case 'return':
      if (statement.value) yield* runStatement(shell, statement.value, place);
      throw new ReturnFlow();
    case 'exit':
      throw new ExitFlow(statement.value ? (numberIn(yield* valueOf(shell, statement.value, place)) ?? 0) : 0);
    case 'throw': {
      const value = statement.value ? yield* valueOf(shell, statement.value, place) : 'ScriptHalted';
      if (value instanceof Thing && value.inner instanceof Problem) throw value.inner;
      const told = problem(textOf(value), textOf(value), 'OperationStopped', `${textOf(value)}:String`, 'RuntimeException');
      told.thrown = value;
      told.fatal = true;
      throw told;
    }
  }
}

/** One turn of a loop; false when the loop is over. */
function* turn(shell: Shell, body: Block, label: string, place: Place): Program<boolean> {
  yield* shell.step();
  try {
    yield* runBlock(shell, body, place);
  } catch (thrown) {
    if (!(thrown instanceof LoopFlow) || (thrown.label !== '' && thrown.label !== label.toLowerCase())) throw thrown;
    return thrown.how === 'continue';
  }
  return true;
}

function* runSwitch(shell: Shell, statement: Statement & { kind: 'switch' }, place: Place): Program {
  const subject = yield* valueOf(shell, statement.subject, place);
  const inner = { ...place, scope: place.scope };
  for (const item of Array.isArray(subject) ? subject : [subject]) {
    let found = false;
    const before = place.scope.get('_') ?? null;
    setVariable(shell, inner.scope, '_', item);
    try {
      for (const { test, body } of statement.cases) {
        if (test === 'default' ? found : !(yield* caseHolds(shell, test, item, statement.mode, inner))) continue;
        found = true;
        yield* runBlock(shell, body, inner);
      }
    } catch (thrown) {
      if (!(thrown instanceof LoopFlow) || (thrown.label !== '' && thrown.label !== statement.label.toLowerCase())) throw thrown;
      if (thrown.how === 'break') return;
    } finally {
      setVariable(shell, inner.scope, '_', before);
    }
  }
}

function* caseHolds(shell: Shell, test: Expression, item: Value, mode: 'exact' | 'wildcard' | 'regex', place: Place): Program<boolean> {
  const wanted = yield* evaluate(shell, test, place);
  if (wanted instanceof ScriptBlock) return isTrue(yield* callBlock(shell, wanted, [], place));
  if (mode === 'wildcard') return wildcard(textOf(wanted))(textOf(item));
  if (mode === 'regex') return pattern(textOf(wanted)).test(textOf(item));
  return equal(item, wanted);
}

function* runTry(shell: Shell, statement: Statement & { kind: 'try' }, place: Place): Program {
  let caught: Problem | undefined;
  try {
    try {
      shell.guarded++;
      try {
        yield* runBlock(shell, statement.body, place);
      } finally {
        shell.guarded--;
      }
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown;
      const handler = statement.catches.find(({ types }) => types.length === 0 || types.some((type) => thrown.exception.toLowerCase().endsWith(type.toLowerCase().replace(/^.*\./, ''))));
      if (!handler) throw thrown;
      caught = thrown;
      shell.errorRecords.unshift(errorRecord(thrown));
      const before = place.scope.get('_') ?? null;
      setVariable(shell, place.scope, '_', errorRecord(thrown));
      try {
        yield* runBlock(shell, handler.body, place);
      } catch (again) {
        // A bare `throw` passes on what was caught.
        throw again instanceof Problem && again.message === 'ScriptHalted' ? caught : again;
      } finally {
        setVariable(shell, place.scope, '_', before);
      }
    }
  } catch (leaving) {
    if (statement.last) yield* runBlock(shell, statement.last, place);
    throw leaving;
  }
  if (statement.last) yield* runBlock(shell, statement.last, place);
}

// --- Values --------------------------------------------------------------------------------------------------

/** Everything that some code leaves. */
export function* outputOf(place: Place, run: (inner: Place) => Program): Program<Value[]> {
  const values: Value[] = [];
  const inner: Place = {
    ...place,
    streams: {
      ...place.streams,
      direct: false,
      *out(value) {
        if (values.length >= GATHERED_MAX) throw problem(`More than ${GATHERED_MAX} objects at once are too much for this lab.`, 'TooMuchForThisLab');
        values.push(value);
      },
      *flush() {},
    },
  };
  yield* run(inner);
  return values;
}

/** What a statement stands for as a value: `$x = …`, `if (…)`. */
export function* valueOf(shell: Shell, statement: Statement, place: Place): Program<Value> {
  if (statement.kind === 'pipeline' && statement.stages.length === 1 && statement.stages[0]?.kind === 'expression' && statement.stages[0].redirections.length === 0) {
    yield* shell.step();
    const value = yield* evaluate(shell, statement.stages[0].value, place);
    shell.ok = true;
    return value;
  }
  return gathered(yield* outputOf(place, (inner) => runStatement(shell, statement, inner)));
}

export function* evaluate(shell: Shell, node: Expression, place: Place): Program<Value> {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'expandable': {
      let text = '';
      for (const part of node.parts) text += typeof part === 'string' ? part : textOf(yield* evaluate(shell, part, place));
      return text;
    }
    case 'variable':
      return variable(shell, place.scope, node.name);
    case 'member':
      return yield* member(shell, node, place);
    case 'index': {
      const object = yield* evaluate(shell, node.object, place);
      return indexed(object, yield* evaluate(shell, node.index, place));
    }
    case 'unary':
      yield* shell.step(0.2);
      return unary(node.operator, yield* evaluate(shell, node.operand, place));
    case 'step': {
      const before = numberIn(yield* evaluate(shell, node.target, place)) ?? 0;
      yield* store(shell, node.target, before + node.by, place);
      return node.before ? before + node.by : before;
    }
    case 'binary': {
      yield* shell.step(0.2);
      const left = yield* evaluate(shell, node.left, place);
      const operator = node.operator.toLowerCase();
      if (operator === '-and') return isTrue(left) && isTrue(yield* evaluate(shell, node.right, place));
      if (operator === '-or') return isTrue(left) || isTrue(yield* evaluate(shell, node.right, place));
      return binary(operator, left, yield* evaluate(shell, node.right, place), { set: (matches) => (shell.matches = matches) });
    }
    case 'list': {
      const items: Value[] = [];
      for (const item of node.items) items.push(yield* evaluate(shell, item, place));
      return items;
    }
    case 'array':
      return (yield* outputOf(place, (inner) => runBlock(shell, node.body, inner))).flat();
    case 'sub':
      return gathered(yield* outputOf(place, (inner) => runBlock(shell, node.body, inner)));
    case 'group': {
      const value = yield* valueOf(shell, node.statement, place);
      // An assignment in brackets passes its value on.
      return node.statement.kind === 'assign' ? yield* evaluate(shell, node.statement.target, place) : value;
    }
    case 'table': {
      const table = new Table();
      for (const { key, value } of node.entries) {
        const name = yield* evaluate(shell, key, place);
        if (table.has(name)) throw problem(`Duplicate keys '${textOf(name)}' are not allowed in hash literals.`, 'DuplicateKeyInHashLiteral', 'ParserError', ':', 'ParseException');
        table.set(name, yield* valueOf(shell, value, place));
      }
      return table;
    }
    case 'script':
      return new ScriptBlock(node.script, place.source, place.scope);
    case 'type':
      return new TypeName(node.name);
    case 'cast': {
      // `[pscustomobject]@{…}` keeps the order in which the keys stand.
      const value = yield* evaluate(shell, node.operand, place);
      return convert(value, node.type);
    }
  }
}

function* member(shell: Shell, node: Expression & { kind: 'member' }, place: Place): Program<Value> {
  const object = yield* evaluate(shell, node.object, place);
  const name = textOf(yield* evaluate(shell, node.name, place));
  yield* shell.step(0.2);
  if (!node.arguments) return node.static ? staticMember(object instanceof TypeName ? object.name : textOf(object), name, undefined, shell.sim.nowMs) : property(object, name);
  const args: Value[] = [];
  for (const argument of node.arguments) args.push(yield* evaluate(shell, argument, place));
  if (node.static) return staticMember(object instanceof TypeName ? object.name : textOf(object), name, args, shell.sim.nowMs);
  if (object instanceof ScriptBlock && /^invoke/i.test(name)) return yield* callBlock(shell, object, args, place);
  const [first] = args;
  if (first instanceof ScriptBlock && /^(?:where|foreach)$/i.test(name)) {
    const kept: Value[] = [];
    for (const item of listed(object)) {
      const found = yield* withItem(shell, first, item, place);
      if (/^where$/i.test(name)) {
        if (isTrue(found)) kept.push(item);
      } else kept.push(...listed(found));
    }
    return kept;
  }
  return method(object, name, args);
}

function* assign(shell: Shell, target: Expression, operator: string, statement: Statement, place: Place): Program {
  let value = yield* valueOf(shell, statement, place);
  if (operator !== '=') value = binary(operator.slice(0, -1), yield* evaluate(shell, target, place), value, { set: () => {} });
  yield* store(shell, target, value, place);
  if (statement.kind !== 'pipeline' || statement.stages.every((stage) => stage.kind === 'expression')) shell.ok = true;
}

function* store(shell: Shell, target: Expression, value: Value, place: Place): Program {
  switch (target.kind) {
    case 'variable':
      setVariable(shell, place.scope, target.name, value);
      return;
    case 'cast':
      return yield* store(shell, target.operand, convert(value, target.type), place);
    case 'list': {
      const values = listed(value);
      for (const [i, each] of target.items.entries()) yield* store(shell, each, i === target.items.length - 1 ? gathered(values.slice(i)) : (values[i] ?? null), place);
      return;
    }
    case 'member': {
      const object = yield* evaluate(shell, target.object, place);
      const name = textOf(yield* evaluate(shell, target.name, place));
      if (object instanceof Table || (object instanceof Thing && object.has(name))) object.set(name, value);
      else throw problem(`The property '${name}' cannot be found on this object. Verify that the property exists and can be set.`, object === null ? 'PropertyNotFound' : 'PropertyAssignmentException', 'InvalidOperation', '', 'RuntimeException');
      return;
    }
    case 'index': {
      const object = yield* evaluate(shell, target.object, place);
      const index = yield* evaluate(shell, target.index, place);
      if (object instanceof Table) object.set(index, value);
      else if (Array.isArray(object)) {
        const at = numberIn(index) ?? NaN;
        const found = at < 0 ? object.length + at : at;
        if (!(found >= 0 && found < object.length)) throw problem('Index was outside the bounds of the array.', 'System.IndexOutOfRangeException', 'OperationStopped', '', 'IndexOutOfRangeException');
        object[found] = value;
      } else throw problem(object === null ? 'Cannot index into a null array.' : `Unable to index into an object of type ${textOf(method(object, 'gettype', []))}.`, object === null ? 'NullArray' : 'CannotIndex', 'InvalidOperation', '', 'RuntimeException');
      return;
    }
    default:
      throw unsupported('Assigning to this');
  }
}

// --- Script blocks -------------------------------------------------------------------------------------------

/** Runs a block for one object with `$_` set, in the scope where it was written, as ForEach-Object does; answers what it leaves. */
export function* withItem(shell: Shell, block: ScriptBlock, item: Value, place: Place, out?: Place['streams']): Program<Value> {
  const scope = block.scope ?? place.scope;
  const before = scope.get('_') ?? null;
  scope.set('_', item);
  try {
    yield* shell.step();
    if (out) {
      yield* runBody(shell, block.script, { scope, streams: out, source: block.source });
      return null;
    }
    return gathered(yield* outputOf({ ...place, scope, source: block.source }, (inner) => runBody(shell, block.script, inner)));
  } finally {
    scope.set('_', before);
  }
}

function* runBody(shell: Shell, script: Script, place: Place): Program {
  try {
    yield* runBlock(shell, script.body, place);
  } catch (thrown) {
    if (!(thrown instanceof ReturnFlow)) throw thrown;
  }
}

/** `& $block`: in a scope of its own, with arguments by position. */
export function* callBlock(shell: Shell, block: ScriptBlock, args: Value[], place: Place): Program<Value> {
  const scope = new Scope(block.scope ?? place.scope);
  block.script.parameters.forEach((parameter, i) => scope.set(parameter.name, args[i] ?? null));
  scope.set('args', args.slice(block.script.parameters.length));
  return gathered(yield* outputOf({ ...place, scope, source: block.source }, (inner) => runBody(shell, block.script, inner)));
}
