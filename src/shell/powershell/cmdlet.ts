/**
 * How a command of PowerShell's own is declared: its parameters, and what it does with each object and at the end. One
 * file in `cmdlets/` holds a family of them; the table is gathered by glob.
 */
import type { Program } from '../../sim';
import { problem, type Problem } from './problem';
import type { Place, Shell } from './shell';
import { numberIn, textOf } from './text';
import { isTrue, listed, Block, Table, type Value } from './values';
import type { Span } from './ast';

export type ParameterKind = 'text' | 'texts' | 'number' | 'switch' | 'value' | 'values' | 'block' | 'table';

export interface ParameterDeclaration {
  kind: ParameterKind;
  /** Which place an argument without a name takes, from 0. */
  at?: number;
  /** Everything without a name that is left over. */
  rest?: boolean;
  aliases?: readonly string[];
  /** Asked for where it is missing. */
  required?: boolean;
  /** Takes what comes down the pipeline: the object, or its property of this name. */
  piped?: boolean;
}

export interface Cmdlet {
  name: string;
  aliases?: readonly string[];
  /** One line for Get-Help. */
  does: string;
  parameters?: Readonly<Record<string, ParameterDeclaration>>;
  /** Before anything comes. */
  begin?(call: Call): Program;
  /** Each object that comes down the pipeline, at once. Without it the objects are gathered in `call.input`. */
  item?(call: Call, value: Value): Program;
  end?(call: Call): Program;
}

export function cmdlet(declared: Cmdlet): Cmdlet {
  return declared;
}

/** What every command takes. */
export const COMMON: Readonly<Record<string, ParameterDeclaration>> = {
  ErrorAction: { kind: 'text', aliases: ['ea'] },
  ErrorVariable: { kind: 'text', aliases: ['ev'] },
  OutVariable: { kind: 'text', aliases: ['ov'] },
  WarningAction: { kind: 'text', aliases: ['wa'] },
  Verbose: { kind: 'switch', aliases: ['vb'] },
  Debug: { kind: 'switch', aliases: ['db'] },
  WhatIf: { kind: 'switch', aliases: ['wi'] },
  Confirm: { kind: 'switch', aliases: ['cf'] },
};

/** One run of a cmdlet. */
export class Call {
  readonly input: Value[] = [];
  /** For what a cmdlet keeps between its objects. */
  readonly kept: Record<string, unknown> = {};
  failed = false;

  constructor(
    readonly shell: Shell,
    readonly place: Place,
    readonly cmdlet: Cmdlet,
    readonly bound: ReadonlyMap<string, Value>,
    /** Something is in front of it in the pipeline. */
    readonly piped: boolean,
    readonly source: string,
    readonly span: Span,
    /** The object of the pipeline that ends it early: see EnoughFlow. */
    readonly stage: object,
  ) {}

  has(name: string): boolean {
    return this.bound.has(name.toLowerCase());
  }

  value(name: string): Value {
    return this.bound.get(name.toLowerCase()) ?? null;
  }

  on(name: string): boolean {
    return isTrue(this.value(name));
  }

  text(name: string): string | undefined {
    const value = this.value(name);
    return value === null ? undefined : textOf(value);
  }

  texts(name: string): string[] {
    return listed(this.value(name)).map((each) => textOf(each));
  }

  number(name: string): number | undefined {
    const value = this.value(name);
    return value === null ? undefined : numberIn(value);
  }

  block(name: string): Block | undefined {
    const value = this.value(name);
    return value instanceof Block ? value : undefined;
  }

  table(name: string): Table | undefined {
    const value = this.value(name);
    return value instanceof Table ? value : undefined;
  }

  emit(value: Value): Program {
    return this.place.streams.out(value);
  }

  /** An error that does not end the command, unless somebody asked for that. */
  *complain(told: Problem): Program {
    this.failed = true;
    told.command ||= this.cmdlet.name;
    told.where ??= { source: this.source, span: this.span };
    const action = (this.text('ErrorAction') ?? textOf(this.place.scope.get('ErrorActionPreference') ?? 'Continue')).toLowerCase();
    if (action === 'silentlycontinue' || action === 'ignore' || action === '0') return;
    if (action === 'stop' || action === '1') {
      told.fatal = true;
      throw told;
    }
    yield* this.place.streams.error(told);
  }

  /** What Docker's and Windows' own words cannot tell: a message with its category. */
  error(message: string, id: string, category: string, target: string, exception: string): Program {
    return this.complain(problem(message, id, category, target, exception, false));
  }
}

/** One argument's value as its parameter wants it. */
export function fitted(declared: ParameterDeclaration, name: string, value: Value, command: string): Value {
  const wrong = (type: string): never => {
    throw Object.assign(problem(`Cannot bind parameter '${name}'. Cannot convert the "${textOf(value)}" value of type "System.String" to type "${type}".`, `CannotConvertArgumentNoMessage,${command}`, 'InvalidArgument', ':', 'ParameterBindingException'), { command });
  };
  switch (declared.kind) {
    case 'text':
      return Array.isArray(value) ? value.map((each) => textOf(each)).join(' ') : value === null ? null : textOf(value);
    case 'texts':
      return listed(value).map((each) => textOf(each));
    case 'number': {
      const found = numberIn(value);
      return found === undefined ? wrong('System.Int32') : found;
    }
    case 'switch':
      return isTrue(value);
    case 'block':
      return value instanceof Block ? value : typeof value === 'string' ? value : wrong('System.Management.Automation.ScriptBlock');
    case 'table':
      return value instanceof Table ? value : wrong('System.Collections.IDictionary');
    case 'values':
      return listed(value);
    default:
      return value;
  }
}
