/** Declarations: declare, typeset, local, export, readonly, unset, let. Their arguments are assignments that are not split. */
import type { Program } from '../../sim';
import { assign, assignArray, calculate, isName, parseTarget, unset as unsetVariable } from '../assign';
import { attributeLetters } from '../parameter';
import { doubleQuote, keyQuote, traceQuote } from '../quote';
import { ExpansionError, type Shell } from '../shell';
import { arrayElements } from '../simple-command';
import { parseSource } from '../syntax';
import { trace } from '../trace';
import { unparseFunction } from '../unparse';
import { AssociativeArray, createVariable, IndexedArray, type Variable } from '../variables';
import { asWords, badOption, builtin, parseOptions, usage, type Argument, type Builtin, type DeclaredAssignment } from './_builtin';

interface Declaration {
  add: Set<string>;
  remove: Set<string>;
  print: boolean;
  functions: boolean;
  names: boolean;
  global: boolean;
  rest: Argument[];
  bad?: string;
}

function readOptions(args: readonly Argument[], letters: string): Declaration {
  const declaration: Declaration = { add: new Set(), remove: new Set(), print: false, functions: false, names: false, global: false, rest: [] };
  let i = 0;
  for (; i < args.length; i++) {
    const word = args[i];
    if (typeof word !== 'string' || !/^[-+]./.test(word)) break;
    if (word === '--') {
      i++;
      break;
    }
    for (const letter of word.slice(1)) {
      if (!letters.includes(letter)) return { ...declaration, bad: word[0] + letter };
      if (letter === 'p') declaration.print = true;
      else if (letter === 'f') declaration.functions = true;
      else if (letter === 'F') declaration.functions = declaration.names = true;
      else if (letter === 'g') declaration.global = true;
      else if (letter !== 'I') (word.startsWith('-') ? declaration.add : declaration.remove).add(letter);
    }
  }
  declaration.rest = args.slice(i);
  return declaration;
}

/** `declare -p name` in bash's form. */
export function describeVariable(shell: Shell, name: string, variable: Variable): string {
  const letters = attributeLetters(variable);
  const head = `declare -${letters === '' ? '-' : letters} ${name}`;
  const { value } = variable;
  if (variable.dynamic) return `${head}=${doubleQuote(variable.dynamic.read(shell))}`;
  if (value === undefined || (typeof value !== 'string' && value.unset && value.size === 0)) return head;
  if (typeof value === 'string') return `${head}=${doubleQuote(value)}`;
  if (value.kind === 'indexed')
    return `${head}=(${value
      .keys()
      .map((key) => `[${key}]=${doubleQuote(value.get(key) as string)}`)
      .join(' ')})`;
  return `${head}=(${value
    .keys()
    .map((key) => `[${keyQuote(key)}]=${doubleQuote(value.get(key) as string)} `)
    .join('')})`;
}

function* printVariables(shell: Shell, names: readonly string[], command: string): Program<number> {
  let status = 0;
  for (const name of names) {
    const variable = shell.variables.raw(name);
    if (variable) yield* shell.out(`${describeVariable(shell, name, variable)}\n`);
    else {
      yield* shell.complain(`${command}: ${name}: not found`);
      status = 1;
    }
  }
  return status;
}

function* printFunctions(shell: Shell, names: readonly string[], onlyNames: boolean): Program<number> {
  const wanted = names.length > 0 ? names : [...shell.functions.keys()].sort();
  let status = 0;
  for (const name of wanted) {
    const definition = shell.functions.get(name);
    if (!definition) status = 1;
    else if (onlyNames) yield* shell.out(names.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
    else {
      yield* shell.out(`${unparseFunction(definition)}\n`);
      if (definition.exported && names.length === 0) yield* shell.out(`declare -fx ${name}\n`);
    }
  }
  return status;
}

/** An argument as an assignment; a plain word may hold one that came out of an expansion. */
function asAssignment(argument: Argument): DeclaredAssignment | { name: string; subscript?: string; value: undefined } | undefined {
  if (typeof argument !== 'string') return argument;
  const match = /^([A-Za-z_][A-Za-z0-9_]*)(?:\[([^\]]*)\])?(\+?)=([^]*)$/.exec(argument);
  if (match) return { name: match[1] as string, subscript: match[2], append: match[3] === '+', value: match[4] as string };
  const target = parseTarget(argument);
  return target && { ...target, value: undefined };
}

/** Gives variables attributes and values; the heart of every declaration builtin. */
function* declareAll(shell: Shell, command: string, declaration: Declaration, local: boolean): Program<number> {
  let status = 0;
  for (const argument of declaration.rest) {
    const target = asAssignment(argument);
    if (!target) {
      yield* shell.complain(`${command}: \`${typeof argument === 'string' ? argument : argument.name}': not a valid identifier`);
      status = 1;
      continue;
    }
    const problem = yield* declareOne(shell, target, declaration, local);
    if (problem !== undefined) {
      yield* shell.complain(`${command}: ${problem}`);
      status = 1;
    }
  }
  return status;
}

function* declareOne(
  shell: Shell,
  target: DeclaredAssignment | { name: string; subscript?: string; value: undefined },
  { add, remove, global }: Declaration,
  local: boolean,
): Program<string | undefined> {
  const { name } = target;
  if (local && !global) {
    if (shell.variables.raw(name)?.readonly && !shell.variables.isLocal(name)) return `${name}: readonly variable`;
    const hidden = shell.variables.localize(name);
    if (!shell.variables.raw(name)) {
      const inherited = createVariable();
      // A local keeps being exported when what it hides was.
      inherited.exported = hidden?.exported ?? false;
      shell.variables.put(name, inherited);
    }
  }
  const real = add.has('n') || remove.has('n') ? name : shell.variables.target(name);
  const base = parseTarget(real)?.name ?? real;
  if (!shell.variables.raw(base)) shell.variables.put(base, createVariable());
  const variable = shell.variables.writable(base) as Variable;
  if (variable.readonly && (target.value !== undefined || remove.has('r'))) return `${base}: readonly variable`;
  const problem = shapeArray(base, variable, add);
  if (problem) return problem;
  if (add.has('i')) variable.integer = true;
  if (add.has('l')) Object.assign(variable, { lower: true, upper: false });
  if (add.has('u')) Object.assign(variable, { upper: true, lower: false });
  if (add.has('x')) variable.exported = true;
  if (remove.has('i')) variable.integer = false;
  if (remove.has('l')) variable.lower = false;
  if (remove.has('u')) variable.upper = false;
  if (remove.has('x')) variable.exported = false;
  if (remove.has('n')) variable.reference = false;
  if (add.has('n')) {
    if (target.value !== undefined && typeof target.value === 'string') {
      if (!parseTarget(target.value)) return `\`${target.value}': invalid variable name for name reference`;
      if (target.value === name) return `${name}: nameref variable self references not allowed`;
      variable.value = target.value;
    }
    variable.reference = true;
  } else if (target.value !== undefined) {
    try {
      yield* giveValue(shell, target, base);
    } catch (thrown) {
      if (!(thrown instanceof ExpansionError) || thrown.options.fatal) throw thrown;
      return thrown.text;
    }
  }
  if (add.has('r')) variable.readonly = true;
  return undefined;
}

function shapeArray(name: string, variable: Variable, add: Set<string>): string | undefined {
  const { value } = variable;
  if (add.has('A')) {
    if (value !== undefined && typeof value !== 'string' && value.kind === 'indexed') return `${name}: cannot convert indexed to associative array`;
    if (value === undefined || typeof value === 'string') {
      const array = new AssociativeArray();
      array.unset = true;
      if (typeof value === 'string') array.set('0', value);
      variable.value = array;
    }
  } else if (add.has('a')) {
    if (value !== undefined && typeof value !== 'string' && value.kind === 'associative')
      return `${name}: cannot convert associative to indexed array`;
    if (value === undefined || typeof value === 'string') {
      const array = new IndexedArray();
      array.unset = true;
      if (typeof value === 'string') array.set(0, value);
      variable.value = array;
    }
  }
  return undefined;
}

function* giveValue(shell: Shell, target: DeclaredAssignment, name: string): Program {
  const { value, append } = target;
  if (typeof value !== 'string') {
    assignArray(shell, name, value, append);
    return;
  }
  const current = shell.variables.raw(name)?.value;
  // `declare -a 'x=(1 2)'`: a quoted list is still a list for an array.
  if (current !== undefined && typeof current !== 'string' && target.subscript === undefined && /^\([^]*\)$/.test(value)) {
    const script = parseSource(`x=${value}`).script.commands[0]?.command;
    const node = script?.type === 'Command' && script.prefix[0]?.type === 'Assignment' ? script.prefix[0].value : undefined;
    if (node?.type === 'ArrayValue') {
      assignArray(shell, name, yield* arrayElements(shell, node, current.kind === 'associative'), append);
      return;
    }
  }
  assign(shell, { name, subscript: target.subscript }, value, append);
}

const LETTERS = 'aAfFgiIlnprtux';
const DECLARE_USAGE = '[-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]';

function declareBuiltin(name: 'declare' | 'typeset' | 'local'): Builtin {
  const own = builtin({
    name,
    usage: name === 'local' ? '[option] name[=value] ...' : DECLARE_USAGE.replace('declare', name),
    summary: name === 'local' ? 'Define local variables.' : 'Set variable values and attributes.',
    writes: true,
    *run(shell, args) {
      if (name === 'local' && !shell.variables.inScope) {
        yield* shell.complain('local: can only be used in a function');
        return 1;
      }
      const declaration = readOptions(args, LETTERS);
      if (declaration.bad !== undefined) {
        yield* shell.complain(`${name}: ${declaration.bad}: invalid option`);
        return yield* usage(shell, own);
      }
      const names = asWords(declaration.rest);
      if (declaration.functions) return yield* declareFunctions(shell, declaration, names);
      if (declaration.print && names.length > 0) return yield* printVariables(shell, names, name);
      if (names.length === 0) {
        const all = name === 'local' ? shell.variables.localNames() : shell.variables.names();
        const wanted = all.filter((variable) => hasAttributes(shell.variables.raw(variable), declaration.add));
        if (declaration.print || declaration.add.size > 0) return yield* printVariables(shell, wanted, name);
        for (const variable of wanted)
          yield* shell.out(
            `${describeVariable(shell, variable, shell.variables.raw(variable) as Variable)
              .replace(/^declare -\S+ /, '')
              .replace(/="([A-Za-z0-9_./:-]*)"$/, '=$1')}\n`,
          );
        return 0;
      }
      return yield* declareAll(shell, name, declaration, name === 'local' || shell.variables.inScope);
    },
  });
  return own;
}

function hasAttributes(variable: Variable | undefined, letters: Set<string>): boolean {
  if (!variable) return false;
  const own = attributeLetters(variable);
  return [...letters].every((letter) => own.includes(letter));
}

function* declareFunctions(shell: Shell, declaration: Declaration, names: string[]): Program<number> {
  if (declaration.add.has('x')) {
    for (const name of names) {
      const definition = shell.functions.get(name);
      if (definition) definition.exported = true;
    }
    return 0;
  }
  return yield* printFunctions(shell, names, declaration.names);
}

function attributeBuiltin(name: 'export' | 'readonly', letter: string, letters: string, summary: string, own: { usage: string }): Builtin {
  const spec: Builtin = builtin({
    name,
    usage: own.usage,
    summary,
    special: true,
    writes: true,
    *run(shell, args) {
      const declaration = readOptions(args, letters);
      if (declaration.bad !== undefined) {
        yield* shell.complain(`${name}: ${declaration.bad}: invalid option`);
        return yield* usage(shell, spec);
      }
      if (declaration.functions) {
        let status = 0;
        for (const word of asWords(declaration.rest)) {
          const definition = shell.functions.get(word);
          if (definition) definition.exported = !declaration.add.has('n');
          else {
            yield* shell.complain(`${name}: ${word}: not a function`);
            status = 1;
          }
        }
        return status;
      }
      if (declaration.rest.length === 0) {
        const names = shell.variables.names().filter((variable) => attributeLetters(shell.variables.raw(variable)).includes(letter));
        if (shell.dialect === 'bash') return yield* printVariables(shell, names, name);
        for (const variable of names) yield* shell.out(`${name} ${variable}='${shell.variables.get(variable) ?? ''}'\n`);
        return 0;
      }
      for (const argument of declaration.rest) {
        if (typeof argument !== 'string')
          yield* trace(shell, () => `${argument.name}=${typeof argument.value === 'string' ? traceQuote(argument.value) : ''}`);
      }
      if (name === 'export' && declaration.add.delete('n')) declaration.remove.add('x');
      else declaration.add.add(letter);
      return yield* declareAll(shell, name, declaration, false);
    },
  });
  return spec;
}

const unset = builtin({
  name: 'unset',
  usage: '[-f] [-v] [-n] [name ...]',
  summary: 'Unset values and attributes of shell variables and functions.',
  special: true,
  *run(shell, args) {
    const { options, rest, bad } = parseOptions(asWords(args), 'fvn');
    if (bad) return yield* badOption(shell, unset, bad);
    let status = 0;
    for (const name of rest) {
      if (options.has('f') || (!options.has('v') && !shell.variables.raw(name) && shell.functions.has(name))) {
        shell.functions.delete(name);
        continue;
      }
      if (options.has('n') && isName(name)) {
        shell.variables.delete(name);
        continue;
      }
      const problem = unsetVariable(shell, name);
      if (problem !== undefined) {
        yield* shell.complain(`unset: ${problem}`);
        status = 1;
      }
    }
    return status;
  },
});

const letBuiltin = builtin({
  name: 'let',
  usage: 'arg [arg ...]',
  summary: 'Evaluate arithmetic expressions.',
  *run(shell, args) {
    const words = asWords(args);
    if (words.length === 0) {
      yield* shell.complain('let: expression expected');
      return 1;
    }
    let value = 0n;
    for (const word of words) {
      try {
        value = calculate(shell, word);
      } catch (thrown) {
        if (!(thrown instanceof ExpansionError) || thrown.options.fatal) throw thrown;
        yield* shell.complain(`let: ${thrown.text}`);
        return 1;
      }
    }
    return value === 0n ? 1 : 0;
  },
});

export const declareBuiltins: readonly Builtin[] = [
  declareBuiltin('declare'),
  declareBuiltin('typeset'),
  declareBuiltin('local'),
  attributeBuiltin('export', 'x', 'fnpaA', 'Set export attribute for shell variables.', { usage: '[-fn] [name[=value] ...] or export -p' }),
  attributeBuiltin('readonly', 'r', 'aAfp', 'Mark shell variables as unchangeable.', { usage: '[-aAf] [name[=value] ...] or readonly -p' }),
  unset,
  letBuiltin,
];
