/** Arguments to the parameters of a cmdlet: by name, by the beginning of a name, by place. */
import type { Program } from '../../sim';
import type { Command } from './ast';
import { COMMON, fitted, type Cmdlet, type ParameterDeclaration } from './cmdlet';
import { spread } from './pipeline';
import { problem, type Problem } from './problem';
import type { Place, Shell } from './shell';
import { textOf } from './text';
import type { Value } from './values';

export function* bind(shell: Shell, cmdlet: Cmdlet, stage: Command, place: Place, piped: boolean): Program<Map<string, Value>> {
  const declared = { ...cmdlet.parameters, ...COMMON };
  const bound = new Map<string, Value>();
  const loose: Value[] = [];
  const wrong = (told: Problem): Problem => {
    told.command = cmdlet.name;
    told.where = { source: place.source, span: stage };
    return told;
  };
  const args = yield* spread(shell, stage.args, place);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as (typeof args)[number];
    if (arg.name === undefined) {
      loose.push(arg.value ?? null);
      continue;
    }
    const name = parameterNamed(declared, arg.name);
    if (name === undefined || name.length > 1) {
      // What takes the rest takes words that look like names as well: `echo -n`.
      const rest = Object.values(declared).some((each) => each.rest);
      if (name === undefined && rest && cmdlet.name === 'Write-Output') {
        loose.push(arg.raw ?? `-${arg.name}`);
        continue;
      }
      throw wrong(
        name === undefined
          ? problem(`A parameter cannot be found that matches parameter name '${arg.name}'.`, `NamedParameterNotFound,${cmdlet.name}`, 'InvalidArgument', `${':'}`, 'ParameterBindingException')
          : problem(`Parameter cannot be processed because the parameter name '${arg.name}' is ambiguous. Possible matches include: ${name.map((each) => `-${each}`).join(' ')}.`, `AmbiguousParameter,${cmdlet.name}`, 'InvalidArgument', ':', 'ParameterBindingException'),
      );
    }
    const [found] = name as [string];
    const declaration = declared[found] as ParameterDeclaration;
    let value: Value;
    if (arg.value !== undefined) ({ value } = arg as { value: Value });
    else if (declaration.kind === 'switch') value = true;
    else {
      const next = args[i + 1];
      if (!next || next.name !== undefined) throw wrong(problem(`Missing an argument for parameter '${found}'. Specify a parameter of type 'System.String' and try again.`, `MissingArgument,${cmdlet.name}`, 'InvalidArgument', ':', 'ParameterBindingException'));
      value = next.value ?? null;
      i++;
    }
    try {
      bound.set(found.toLowerCase(), fitted(declaration, found, value, cmdlet.name));
    } catch (thrown) {
      throw wrong(thrown as Problem);
    }
  }
  const places = Object.entries(declared)
    .filter(([name, { at }]) => at !== undefined && !bound.has(name.toLowerCase()))
    .sort((a, b) => (a[1].at as number) - (b[1].at as number));
  // What comes down the pipeline has its parameter, so the words go to the others.
  for (const [name, declaration] of places) {
    if (loose.length === 0) break;
    if (declaration.rest) {
      bound.set(name.toLowerCase(), loose.length === 1 ? (loose[0] as Value) : [...loose]);
      loose.length = 0;
      break;
    }
    bound.set(name.toLowerCase(), fitted(declaration, name, loose.shift() as Value, cmdlet.name));
  }
  if (loose.length > 0) throw wrong(problem(`A positional parameter cannot be found that accepts argument '${textOf(loose[0] as Value)}'.`, `PositionalParameterNotFound,${cmdlet.name}`, 'InvalidArgument', ':', 'ParameterBindingException'));
  for (const [name, declaration] of Object.entries(declared)) {
    if (!declaration.required || bound.has(name.toLowerCase()) || (declaration.piped && piped)) continue;
    throw wrong(problem(`Cannot process command because of one or more missing mandatory parameters: ${name}.`, `MissingMandatoryParameter,${cmdlet.name}`, 'InvalidArgument', ':', 'ParameterBindingException'));
  }
  return bound;
}

/** The parameter of this name; several where the beginning fits several. */
function parameterNamed(declared: Readonly<Record<string, ParameterDeclaration>>, typed: string): string[] | undefined {
  const wanted = typed.toLowerCase();
  const names = Object.keys(declared);
  const exact = names.find((name) => name.toLowerCase() === wanted || declared[name]?.aliases?.some((alias) => alias.toLowerCase() === wanted));
  if (exact !== undefined) return [exact];
  const found = names.filter((name) => name.toLowerCase().startsWith(wanted));
  const own = found.filter((name) => !(name in COMMON));
  const best = own.length > 0 ? own : found;
  return best.length === 0 ? undefined : best;
}
