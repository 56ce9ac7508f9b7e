/** Giving variables their values: attributes, subscripts, references, read-only refusals, and the special variables. */
import { ArithmeticError, evaluateArithmetic, type ArithmeticScope } from './arithmetic';
import { ExpansionError, type Shell } from './shell';
import { AssociativeArray, createVariable, IndexedArray, isName, type Variable } from './variables';

/** `name` or `name[subscript]`. */
export interface Target {
  name: string;
  subscript?: string;
}

export function parseTarget(text: string): Target | undefined {
  const match = /^([A-Za-z_][A-Za-z0-9_]*)(?:\[([^]*)\])?$/.exec(text);
  if (!match) return undefined;
  return match[2] === undefined ? { name: match[1] as string } : { name: match[1] as string, subscript: match[2] };
}

/** Evaluates an expression in which expansions are done; errors become the shell's. */
export function calculate(shell: Shell, text: string): bigint {
  try {
    return evaluateArithmetic(text, arithmeticScope(shell));
  } catch (error) {
    if (error instanceof ArithmeticError) throw new ExpansionError(error.text);
    throw error;
  }
}

function arithmeticScope(shell: Shell): ArithmeticScope {
  return {
    read: (name, subscript) => {
      const value = readElement(shell, name, subscript);
      if (value === undefined && shell.options.get('nounset')) {
        throw new ExpansionError(`${subscript === undefined ? name : `${name}[${subscript}]`}: unbound variable`, { fatal: true, status: 127 });
      }
      return value;
    },
    write: (name, subscript, value) => assign(shell, { name, subscript }, value),
  };
}

/** The value of a variable, or of an array's element; undefined when unset. */
export function readElement(shell: Shell, name: string, subscript: string | undefined): string | undefined {
  if (subscript === undefined) {
    const target = shell.variables.target(name);
    if (target !== name && target.includes('[')) {
      const element = parseTarget(target);
      if (element) return readElement(shell, element.name, element.subscript);
    }
    return shell.variables.get(name);
  }
  const variable = shell.variables.find(name);
  if (!variable) return undefined;
  const { value } = variable;
  if (value === undefined || typeof value === 'string') {
    if (variable.dynamic) return elementIndex(shell, name, subscript, 1) === 0 ? variable.dynamic.read(shell) : undefined;
    return value !== undefined && elementIndex(shell, name, subscript, 1) === 0 ? value : undefined;
  }
  if (value.kind === 'associative') return value.get(unquoteKey(subscript));
  const index = Number(calculate(shell, subscript));
  if (index + value.end < 0) {
    // Reading before the beginning is only complained of; writing there is an error.
    shell.warnings.push(`${name}: bad array subscript`);
    return undefined;
  }
  return value.get(index >= 0 ? index : index + value.end);
}

/** A subscript as an index; negative ones count from the end. */
function elementIndex(shell: Shell, name: string, subscript: string, end: number): number {
  const index = Number(calculate(shell, subscript));
  if (index >= 0) return index;
  if (index + end < 0) throw new ExpansionError(`${name}: bad array subscript`);
  return index + end;
}

/** In arithmetic an associative key may still stand in quotes. */
function unquoteKey(key: string): string {
  const match = /^(["'])([^]*)\1$/.exec(key);
  return match ? (match[2] as string) : key;
}

/** Assigns as `name=value` or `name[subscript]=value` does. Throws an ExpansionError where bash refuses. */
export function assign(shell: Shell, target: Target, text: string, append = false): void {
  let { name, subscript } = target;
  const real = shell.variables.target(name);
  if (real !== name) {
    const element = parseTarget(real);
    if (!element) throw new ExpansionError(`\`${real}': not a valid identifier`);
    name = element.name;
    subscript ??= element.subscript;
  }
  const variable = shell.variables.ensure(name);
  if (variable.readonly) throw new ExpansionError(`${name}: readonly variable`);
  if (variable.dynamic) {
    variable.dynamic.assign?.(shell, text);
    return;
  }
  const { value } = variable;
  if (subscript !== undefined) {
    assignElement(shell, variable, name, subscript, text, append);
    return;
  }
  if (value !== undefined && typeof value !== 'string') {
    assignElement(shell, variable, name, '0', text, append);
    return;
  }
  const result = attributed(shell, variable, text, append ? value : undefined);
  grow(shell, name, result.length - (value?.length ?? 0));
  variable.value = result;
  if (shell.options.get('allexport')) variable.exported = true;
  afterAssign(shell, name);
}

function assignElement(shell: Shell, variable: Variable, name: string, subscript: string, text: string, append: boolean): void {
  let array = variable.value;
  if (array === undefined || typeof array === 'string') {
    const scalar = array;
    array = new IndexedArray();
    if (scalar !== undefined) array.set(0, scalar);
    variable.value = array;
  }
  if (array.kind === 'associative') {
    const before = array.get(subscript);
    const result = attributed(shell, variable, text, append ? before : undefined);
    grow(shell, name, result.length - (before?.length ?? 0));
    array.set(subscript, result);
    return;
  }
  const index = elementIndex(shell, `${name}[${subscript}]`, subscript, array.end);
  const before = array.get(index);
  const result = attributed(shell, variable, text, append ? before : undefined);
  grow(shell, name, result.length - (before?.length ?? 0) + 8);
  array.set(index, result);
}

function grow(shell: Shell, name: string, chars: number): void {
  if (!shell.variables.account(chars)) throw new ExpansionError(`${name}: cannot allocate memory: variables are limited to 64 MB`);
}

/** What a value becomes under the attributes -i, -l and -u; `before` is what `+=` adds to. */
function attributed(shell: Shell, variable: Variable, text: string, before: string | undefined): string {
  if (variable.integer) {
    const value = calculate(shell, text);
    return (before === undefined ? value : BigInt.asIntN(64, value + calculate(shell, before))).toString();
  }
  const whole = (before ?? '') + text;
  return variable.lower ? whole.toLowerCase() : variable.upper ? whole.toUpperCase() : whole;
}

/** Variables whose assignment has an effect of its own. */
function afterAssign(shell: Shell, name: string): void {
  if (name === 'OPTIND') shell.getoptsAt = 1;
  else if (name === 'PATH') shell.hashed.clear();
}

/** One element of `name=(...)`: with a subscript, or appended. */
export interface ArrayElement {
  subscript?: string;
  value: string;
  append?: boolean;
}

/** Assigns as `name=(...)` or `name+=(...)` does. */
export function assignArray(shell: Shell, name: string, elements: readonly ArrayElement[], append: boolean): void {
  const variable = shell.variables.ensure(name);
  if (variable.readonly) throw new ExpansionError(`${name}: readonly variable`);
  const before = variable.value;
  const associative = before !== undefined && typeof before !== 'string' && before.kind === 'associative';
  if (associative) {
    const array = append ? before : new AssociativeArray();
    array.unset = false;
    variable.value = array;
    for (let i = 0; i < elements.length; i++) {
      const element = elements[i] as ArrayElement;
      if (element.subscript !== undefined) assignElement(shell, variable, name, element.subscript, element.value, element.append ?? false);
      else {
        // Without subscripts the words are keys and values in turn.
        assignElement(shell, variable, name, element.value, elements[i + 1]?.value ?? '', false);
        i++;
      }
    }
    return;
  }
  let array = new IndexedArray();
  if (append && before !== undefined) {
    if (typeof before === 'string') array.set(0, before);
    else array = before as IndexedArray;
  }
  array.unset = false;
  variable.value = array;
  // A word without a subscript follows whatever was assigned last.
  let next = array.end;
  for (const element of elements) {
    if (element.subscript !== undefined) {
      const index = elementIndex(shell, `${name}[${element.subscript}]`, element.subscript, array.end);
      assignElement(shell, variable, name, String(index), element.value, element.append ?? false);
      next = index + 1;
    } else {
      const result = attributed(shell, variable, element.value, undefined);
      grow(shell, name, result.length + 8);
      array.set(next++, result);
    }
  }
}

/** Sets a plain variable from within the shell (PWD, REPLY, OPTARG): no refusal but for read-only ones. */
export function setVariable(shell: Shell, name: string, value: string): void {
  const variable = shell.variables.ensure(name);
  if (variable.readonly || variable.dynamic) return;
  shell.variables.put(shell.variables.target(name), { ...variable, value });
}

/** Replaces the variable by an indexed array (PIPESTATUS, BASH_REMATCH, `read -a`, `mapfile`). */
export function setArray(shell: Shell, name: string, values: readonly string[]): void {
  const array = new IndexedArray();
  for (let i = 0; i < values.length; i++) array.set(i, values[i] as string);
  const before = shell.variables.find(name) ?? createVariable();
  shell.variables.put(shell.variables.target(name), { ...before, value: array });
}

/** `unset name` or `unset 'name[subscript]'`; answers bash's complaint when it refuses. */
export function unset(shell: Shell, text: string): string | undefined {
  const target = parseTarget(text);
  if (!target) return `\`${text}': not a valid identifier`;
  const name = shell.variables.target(target.name);
  const variable = shell.variables.writable(name);
  if (!variable) return undefined;
  if (variable.readonly) return `${name}: cannot unset: readonly variable`;
  if (target.subscript === undefined) {
    shell.variables.delete(name);
    if (name === 'PATH') shell.hashed.clear();
    return undefined;
  }
  const { value } = variable;
  if (value === undefined) return undefined;
  if (typeof value === 'string') {
    if (elementIndex(shell, name, target.subscript, 1) === 0) shell.variables.delete(name);
    return undefined;
  }
  if (target.subscript === '@' || target.subscript === '*') {
    shell.variables.delete(name);
    return undefined;
  }
  if (value.kind === 'associative') value.delete(unquoteKey(target.subscript));
  else value.delete(elementIndex(shell, `${name}[${target.subscript}]`, target.subscript, value.end));
  return undefined;
}

export { isName };
